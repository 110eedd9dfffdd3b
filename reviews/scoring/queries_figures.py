# SPDX-License-Identifier: MIT
"""A round's figures and its export, of the items that the actor may see and whose sheets are all in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import ItemState, word_label
from reviews.rounds.tables import Assignment
from reviews.rubrics import queries as rubrics
from reviews.scoring import aggregate, figures, queries
from reviews.scoring.figures import Cuts, Export, Item, Mark, Sheet
from reviews.scoring.queries import ALL_IN
from reviews.scoring.tables import Sheet as SheetRow
from reviews.scoring.tables import SheetScore
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies

MOST = 200_000


class _Mark(msgspec.Struct):
    item: int
    reviewer: int
    criterion: int
    not_applicable: bool
    vetoes: str
    value: Decimal | None = None


async def export(actor: Actor, round_: int) -> Export:
    """Return everything that a round's figures are made from, and the figures. NotFound outside the actor's scope."""
    view = await rounds.get_round(actor, round_)
    scale = await rubrics.scale(view.rubric)
    seen = [item for item in await rounds.items_of(actor, round_) if item.state in ALL_IN]
    sheets = await sheets_of([item.id for item in seen])
    items = [Item(item.id, item.title, sheets[item.id]) for item in seen]
    grades = await policies.grades()
    cuts = Cuts(grades.trim_from, grades.outlier_gap, grades.split_range, grades.excellent, grades.good, grades.passed)
    people = sorted({sheet.reviewer for item in items for sheet in item.sheets})
    past = await queries.history(people, before=round_)
    found = figures.work_out(items, scale.criteria, cuts, past)
    return Export(
        round=round_, title=view.title, cuts=cuts, criteria=scale.criteria, items=items, history=past, figures=found
    )


async def sheets_of(items: list[int]) -> dict[int, list[Sheet]]:
    """Return the sheets that count by item, in the order of their assignments."""
    c = SheetScore
    sheet, task = c.sheet._, c.sheet._.assignment._
    query = c.select(
        task.item.as_alias("item"), task.reviewer.as_alias("reviewer"), c.criterion, c.not_applicable, c.value,
        sheet.vetoes.as_alias("vetoes"),
    )  # fmt: skip
    live = Assignment.select(Assignment.id).where(
        Assignment.item.is_in(items or [0]) & (Assignment.state == "submitted")
    )
    counting = SheetRow.select(SheetRow.id).where(SheetRow.assignment.is_in(live) & (SheetRow.state == "submitted"))
    rows = await db.rows(query.where(c.sheet.is_in(counting)).order_by(c.sheet).order_by(c.id).limit(MOST), _Mark)
    marks: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    vetoes: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        key = (row.item, row.reviewer)
        marks[key].append(Mark(row.criterion, None if row.not_applicable else row.value))
        vetoes[key] = [int(place) for place in row.vetoes.split(",") if place]
    found: dict[int, list[Sheet]] = defaultdict(list)
    for (item, reviewer), own in sorted(marks.items()):
        found[item].append(Sheet(reviewer, own, vetoes[item, reviewer]))
    return found


class _Said(msgspec.Struct):
    assignment: int
    advice: str
    opinion: str
    item: int
    reviewer: int


async def _said(items: list[int]) -> dict[tuple[int, int], _Said]:
    """What each reviewer advises and says of an item, beside the scores."""
    s = SheetRow
    task = s.assignment._
    query = s.select(
        s.assignment, s.advice, s.opinion, task.item.as_alias("item"), task.reviewer.as_alias("reviewer")
    ).where(task.item.is_in(items or [0]) & (s.state == "submitted"))
    return {(one.item, one.reviewer): one for one in await db.rows(query.limit(MOST), _Said)}


async def score_table(actor: Actor, round_: int) -> tuple[str, list[Column], list[list[Cell]]]:
    """Return every score of a round as a table: a row for each sheet. NotFound outside the actor's scope."""
    found = await export(actor, round_)
    ids = [item.id for item in found.items]
    tasks = await rounds.tasks_of(actor, ids)
    names = {task.reviewer: (task.reviewer_name, task.unit_name) for task in tasks}
    views = {item.id: item for item in await rounds.items_of(actor, round_)}
    columns = [Column(_("材料"), width=36), Column(_("编号"), width=14), Column(_("结论")), Column(_("等次"), width=8)]
    columns += [Column(_("专家")), Column(_("单位"), width=24), Column(_("评审建议"))]
    columns += [Column(one.name, width=14, kind="number") for one in found.criteria]
    columns += [Column(_("去高去低"), width=10), Column(_("评审意见"), width=48)]
    columns += [Column(title, kind="number") for title in (_("总分"), _("审定依据"), _("校准均分"))]
    return found.title, columns, list(_rows(found, names, views, await _said(ids)))


def _rows(
    found: Export, names: dict[int, tuple[str, str]], views: dict[int, ItemView], said: dict[tuple[int, int], _Said]
) -> Iterator[list[Cell]]:
    by_item = {one.id: one for one in found.figures.items}
    for item in found.items:
        worked, view = by_item[item.id], views[item.id]
        decided = view.state == ItemState.DECIDED
        about = [item.title, view.number or "", view.decision_label if decided else view.state_label]
        about.append(view.grade_label if decided else "")
        summary = aggregate.summarise(worked.totals, trim_from=found.cuts.trim_from)
        out = {summary.lowest: _("最低，已去"), summary.highest: _("最高，已去")}
        even = None if worked.calibrated is None else float(worked.calibrated)
        for place, (sheet, total) in enumerate(zip(item.sheets, worked.totals, strict=True)):
            marks = {mark.criterion: mark.value for mark in sheet.marks}
            scores: list[Cell] = [None if (v := marks.get(one.id)) is None else float(v) for one in found.criteria]
            words = said.get((item.id, sheet.reviewer))
            advice = word_label(view.kind, words.advice) if words else ""
            who = names.get(sheet.reviewer, ("", ""))
            yield [
                *about, *who, advice, *scores, out.get(place, ""), words.opinion if words else "", float(total),
                float(worked.decided), even,
            ]  # fmt: skip
