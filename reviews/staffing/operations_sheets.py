# SPDX-License-Identifier: MIT
"""Who reviews what from a spreadsheet: every row looked at first, then kept as a plan like any other, or not at all."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from reviews.rounds import queries as rounds
from reviews.rounds.states import RoundState
from reviews.rounds.tables import RoundItem
from reviews.staffing import facts as basis
from reviews.staffing import operations, queries_facts, rules
from reviews.staffing.facts import Facts, Judge, Seat
from reviews.staffing.operations import Drawn
from reviews.staffing.schemas import Limits, Propose, SheetFault, SheetRow, SheetRows, SheetRun
from reviews.staffing.states import Aim
from thinktank.documents import ledger
from thinktank.documents.ledger import Column, Ledger
from thinktank.identity.tables import Account
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.rosters.sheet import RosterError, read_tables

ITEM, REVIEWER = "材料", "专家"
HEADERS = {"材料": ITEM, "编号": ITEM, "项目编号": ITEM, "课题": ITEM, "专家": REVIEWER, "评审专家": REVIEWER}
Names = dict[str, list[int]]


async def read_sheet(content: bytes, filename: str) -> list[SheetRow]:
    """Return a workbook's rows; Invalid for a file that cannot be read, or without the two columns."""
    try:
        tables = await asyncio.to_thread(read_tables, content, filename)
    except RosterError as error:
        raise Invalid(fields={"file": str(error)}) from error
    found = next((rows for table in tables if (rows := _rows(table.rows))), [])
    if not found:
        raise Invalid(fields={"file": _("没有找到“材料”和“专家”两列，请用下载的表格作样式")})
    return found


def _rows(cells: Sequence[Sequence[Any]]) -> list[SheetRow]:
    for n, line in enumerate(cells):
        places = {HEADERS[text]: at for at, cell in enumerate(line) if (text := _text(cell)) in HEADERS}
        if places.keys() == {ITEM, REVIEWER}:
            rest = [[_text(line[at]) if at < len(line) else "" for at in places.values()] for line in cells[n + 1 :]]
            names = [_FIELDS[name] for name in places]
            return [SheetRow(**dict(zip(names, row, strict=True))) for row in rest if any(row)]
    return []


_FIELDS = {ITEM: "item", REVIEWER: "reviewer"}


def _text(cell: Any) -> str:
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell or "").strip()


async def from_sheet(actor: Actor, *, round_: int, command: SheetRows) -> SheetRun:
    """Look at every row; keep them as the round's proposal when nothing is wrong and it is no dry run.

    NotFound, Denied, Conflict for a round that is over. What is wrong comes back by row.
    """
    view = await rounds.get_round(actor, round_)
    require(rules.may_plan(actor, open_=view.state == RoundState.OPEN))
    known = await queries_facts.facts(actor, round_)
    limits = await operations.limits_of(Propose())
    pairs, faults = await _judged(known, limits, command.rows)
    run = SheetRun(rows=len(command.rows), faults=faults)
    if not faults and not command.dry:
        weights = known.weights
        drawn = Drawn([(seat.id, judge.id, basis.fit(judge, seat, weights)) for seat, judge in pairs])
        run.plan = (await operations.keep(actor, view, Aim.SHEET, limits, known, drawn)).id
    return run


async def _judged(
    known: Facts, limits: Limits, rows: Sequence[SheetRow]
) -> tuple[list[tuple[Seat, Judge]], list[SheetFault]]:
    items, people = await _items(known), await _people(known)
    seats, judges = {seat.id: seat for seat in known.seats}, {judge.id: judge for judge in known.judges}
    pairs: list[tuple[Seat, Judge]] = []
    faults = []
    on: dict[int, list[Judge]] = defaultdict(list)
    spent: Counter[int] = Counter()
    for n, row in enumerate(rows, start=1):
        item, reviewer = items.get(row.item, []), people.get(row.reviewer, [])
        fault = _named(row, item, reviewer)
        if not fault:
            seat, judge = seats[item[0]], judges[reviewer[0]]
            fault = _fault(seat, judge, on[seat.id], spent[judge.id], limits)
            if not fault:
                pairs.append((seat, judge))
                on[seat.id].append(judge)
                spent[judge.id] += 1
        if fault:
            faults.append(SheetFault(n, fault))
    return pairs, faults


def _named(row: SheetRow, items: list[int], reviewers: list[int]) -> str:
    """What is wrong with the names of a row; nothing when each means one."""
    for what, text, found in ((_("材料"), row.item, items), (_("专家"), row.reviewer, reviewers)):
        if not found:
            return _("本轮没有%(what)s“%(text)s”，或已收齐评分") % {"what": what, "text": text}
        if len(found) > 1:
            return _("%(what)s“%(text)s”不止一个，请改写编号或账号") % {"what": what, "text": text}
    return ""


def _fault(seat: Seat, judge: Judge, on: list[Judge], spent: int, limits: Limits) -> str:
    """What stands against a pair, beside those of the rows above."""
    own = sum(one.unit in seat.own_units for one in [*on, judge])
    checks = (
        (judge.away, _("暂不参加评审")),
        (judge.id in seat.fixed | seat.soft or judge in on, _("已在本件的评审专家中")),
        (not basis.free(judge, seat), _("须回避，或已退出本件评审")),
        (len(seat.fixed | seat.soft) + len(on) >= seat.size, _("本件专家已满%(n)s位") % {"n": seat.size}),
        (judge.unit in seat.own_units and own > limits.own, _("同一主管单位最多%(n)s位") % {"n": limits.own}),
        (sum(one.unit == judge.unit for one in on) >= limits.unit, _("同一单位最多%(n)s位") % {"n": limits.unit}),
        (spent >= basis.most_of(judge, limits), _("全年最多%(n)s件") % {"n": basis.most_of(judge, limits)}),
    )
    return next((f"{judge.name}：{text}" for wrong, text in checks if wrong), "")


async def _items(known: Facts) -> Names:
    """The round's items by the project's number, their own number, and title."""
    i, found = RoundItem, defaultdict(list)
    ids = [seat.id for seat in known.seats]
    query = i.select(i.id, i.title, i.project._.number.as_alias("number")).where(i.id.is_in(ids or [0]))
    for row in await query.order_by(i.id):
        for name in {row["number"], str(row["id"]), row["title"]} - {None, ""}:
            found[name].append(row["id"])
    return found


async def _people(known: Facts) -> Names:
    """The reviewers by account and name."""
    a, found = Account, defaultdict(list)
    ids = [judge.id for judge in known.judges]
    for row in await a.select(a.id, a.login, a.name).where(a.id.is_in(ids or [0])).order_by(a.id):
        for name in {row["login"], row["name"]}:
            found[name].append(row["id"])
    return found


async def template(actor: Actor, *, round_: int) -> bytes:
    """Return a workbook with a row for every place that is to be filled, to write reviewers into."""
    view = await rounds.get_round(actor, round_)
    require(rules.may_plan(actor, open_=view.state == RoundState.OPEN))
    known = await queries_facts.facts(actor, round_)
    i = RoundItem
    ids = [seat.id for seat in known.seats]
    query = i.select(i.id, i.project._.number.as_alias("number")).where(i.id.is_in(ids or [0]))
    numbers = {row["id"]: row["number"] for row in await query}
    rows = [
        (numbers[seat.id] or str(seat.id), "", seat.title)
        for seat in known.seats
        for _place in range(seat.size - len(seat.fixed | seat.soft))
    ]
    columns = (Column(ITEM, width=16), Column(REVIEWER, width=16), Column("名称", width=44))
    book = Ledger(title=f"{view.title}专家指派表", columns=columns, unit="", as_of=clock.today(), counted=_("位"))
    return await asyncio.to_thread(ledger.to_bytes, book, rows)
