# SPDX-License-Identifier: MIT
"""What one can do with briefings: the only writers of their tables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from thinktank.briefings import drawing, drawing_results, periods, queries, rules
from thinktank.briefings.schemas import BriefingRow, BriefingView, Head, Make, PartView, Reason, Step, Write
from thinktank.briefings.sections import TITLES, Drawing, Section
from thinktank.briefings.states import BRIEFING, BriefingKind, BriefingState
from thinktank.briefings.tables import Briefing, BriefingFigure, BriefingPart
from thinktank.cockpit.queries import sees_all
from thinktank.documents.linking import MARK
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.trail import operations as trail

B, P, F = Briefing, BriefingPart, BriefingFigure
PARTS: tuple[Callable[[Drawing], Awaitable[Section]], ...] = (
    drawing.people, drawing.topics, drawing.progress, drawing.reports, drawing_results.orders, drawing_results.results,
    drawing_results.at_posts, drawing_results.coming,
)  # fmt: skip
"""In the order of ``TITLES``; the last one refers to figures of those before."""


async def _record(actor: Actor, step: str, found: BriefingRow, text: str, detail: str = "") -> None:
    await trail.record(
        actor, f"briefing.{step}", "briefing", found.id, text % {"title": found.title}, detail=detail, staff_only=True
    )


# -- drawing ------------------------------------------------------------------------------------------------------


async def _draw(drawn: Drawing) -> list[Section]:
    return [await part(drawn) for part in PARTS]


async def _drawing(actor: Actor, row: BriefingRow, numbers: dict[str, int]) -> Drawing:
    kind, period = row.kind, row.period
    earlier = periods.before(kind, period)
    before = msgspec.structs.replace(row, first=earlier.first, last=earlier.last)
    return Drawing(
        actor, kind=kind, period=period, earlier=earlier, coming=periods.after(kind, period), direction=row.direction,
        numbers=numbers, stood=await queries.standing(before),
    )  # fmt: skip


async def make(actor: Actor, *, command: Make) -> BriefingView:
    """Draw a briefing from what the actor may see.

    Denied outside the department, Invalid for days that have not begun, Conflict where the same period is being
    worked on already.
    """
    require(rules.may_make(actor))
    period = periods.of(command.kind, command.day)
    today = clock.today()
    if period.first > today:
        raise Invalid(fields={"day": _("这个时段还没有开始")})
    now = clock.now()
    row = BriefingRow(
        id=0, version=1, kind=command.kind, first=period.first, last=period.last,
        direction=str(command.direction or ""), number=command.number.strip(), audience=command.audience.strip(),
        whole=sees_all(actor), state=BriefingState.DRAFT, state_since=now, drawn_at=now, made_by=actor.account or 0,
        made_by_name=actor.name,
    )  # fmt: skip
    drawn = await _drawing(actor, row, {})
    sections = await _draw(drawn)
    async with db.write_tx():
        await _refuse_twin(row)
        made = B(
            kind=str(row.kind), first=row.first, last=row.last, direction=row.direction, number=row.number,
            audience=row.audience, whole=row.whole, drawn_at=now, made_by=row.made_by, made_at=now,
            state=row.state, state_since=now,
        )  # fmt: skip
        row.id = int((await B.insert(made).returning(B.id))[0]["id"])
        await _insert_parts(row.id, sections)
        await _insert_figures(row.id, drawn)
        await _record(actor, "made", row, _("起草%(title)s"))
        return await queries.get(actor, row.id)


async def _refuse_twin(row: BriefingRow) -> None:
    if row.kind is BriefingKind.VISIT:
        return
    same = (B.kind == str(row.kind)) & (B.first == row.first) & (B.direction == row.direction)
    same &= (B.whole == row.whole) & (B.state != "dropped")
    if not row.whole:
        same &= B.made_by == row.made_by
    if await db.exists(B.select(B.id).where(same)):
        raise Conflict(_("%(title)s已经有了，请在原稿上更新数据或修改") % {"title": row.title}, code="twin")


async def _insert_parts(briefing: int, sections: Sequence[Section]) -> None:
    rows = [
        P(
            briefing=briefing, key=one.key, sort=list(TITLES).index(one.key), drawn=one.text,
            chart=_json(one.chart), listing=_json(one.listing),
        )
        for one in sections
    ]  # fmt: skip
    await P.insert(*rows)


def _json(thing: Any) -> str:
    return msgspec.json.encode(thing).decode() if thing is not None else ""


async def _insert_figures(briefing: int, drawn: Drawing) -> None:
    rows = [
        F(
            briefing=briefing, number=one.number, key=one.key, name=one.name, value=one.value, unit=one.unit,
            earlier=one.earlier, source=one.source, href=one.href,
        )
        for one in drawn.figures.values()
    ]  # fmt: skip
    await F.insert(*rows)


async def draw(actor: Actor, *, id: int, command: Step) -> BriefingView:  # noqa: A002 -- the record's id
    """Draw a briefing anew: texts of one's own stay, with a word where the data say something else by now.

    Marks keep their figures. Denied once it is settled, or for who sees another part of the tree than its maker did;
    Conflict when stale. NotFound.
    """
    found = await queries.get(actor, id)
    require(rules.may("draw", actor, state=found.state))
    if found.whole is not sees_all(actor):
        raise Conflict(_("这份简报按起草人的管理范围统计，请由起草人更新数据"), code="scope")
    drawn = await _drawing(actor, found, {one.key: one.number for one in found.figures})
    sections = await _draw(drawn)
    async with db.write_tx():
        await touch(B, id=id, version=command.version, values={B.drawn_at: clock.now()})
        for one in sections:
            values: dict[Any, Any] = {P.drawn: one.text, P.chart: _json(one.chart), P.listing: _json(one.listing)}
            await P.update(values).where((P.briefing == id) & (P.key == one.key))
        await F.delete().where(F.briefing == id)
        await _insert_figures(id, drawn)
        await _record(actor, "drawn", found, _("更新数据：%(title)s"))
        return await queries.get(actor, id)


# -- editing ------------------------------------------------------------------------------------------------------


async def _editing(actor: Actor, id: int, key: str) -> tuple[BriefingView, PartView]:  # noqa: A002 -- the record's id
    found = await queries.get(actor, id)
    part = next((one for one in found.parts if one.key == key), None)
    if part is None:
        raise NotFound
    require(rules.may("edit", actor, state=found.state))
    return found, part


async def _change(
    actor: Actor, found: BriefingView, part: PartView, version: int | None, **values: Any
) -> BriefingView:
    changed = {getattr(P, name): value for name, value in values.items()}
    changed |= {P.edited_by: actor.account, P.edited_at: clock.now()}
    await touch(B, id=found.id, version=version, values={})
    await P.update(changed).where((P.briefing == found.id) & (P.key == part.key))
    return await queries.get(actor, found.id)


async def edit_head(actor: Actor, *, id: int, command: Head) -> BriefingView:  # noqa: A002 -- the record's id
    """Change the number of the issue and to whom it goes. Denied once settled, Conflict, NotFound."""
    found = await queries.get(actor, id)
    require(rules.may("edit", actor, state=found.state))
    async with db.write_tx():
        values: dict[Any, Any] = {B.number: command.number.strip(), B.audience: command.audience.strip()}
        await touch(B, id=id, version=command.version, values=values)
        return await queries.get(actor, id)


async def write(actor: Actor, *, id: int, key: str, command: Write) -> BriefingView:  # noqa: A002 -- the record's id
    """Write a part in one's own words, which stay when the data are drawn anew.

    Invalid for a mark that no figure has; Denied once settled; Conflict; NotFound for an unknown part.
    """
    found, part = await _editing(actor, id, key)
    text = command.text.replace("\r\n", "\n").strip()
    _check_marks(text, {one.number for one in found.figures})
    own = "" if text == part.drawn else text
    async with db.write_tx():
        changed = await _change(actor, found, part, command.version, own=own, own_from=part.drawn if own else "")
        await _record(actor, "written", found, _("修改%(part)s") % {"part": _(TITLES[key])})
        return changed


def _check_marks(text: str, known: set[int]) -> None:
    lost = sorted({int(mark) for mark in MARK.findall(text)} - known)
    if lost:
        marks = "、".join(f"[{n}]" for n in lost)
        raise Invalid(fields={"text": _("数据来源里没有%(marks)s，请核对序号") % {"marks": marks}})


async def take_drawn(actor: Actor, *, id: int, key: str, command: Step) -> BriefingView:  # noqa: A002
    """Take the text that the data give instead of one's own. Denied once settled, Conflict, NotFound."""
    found, part = await _editing(actor, id, key)
    async with db.write_tx():
        changed = await _change(actor, found, part, command.version, own="", own_from="")
        await _record(actor, "written", found, _("%(part)s采用按数据生成的文字") % {"part": _(TITLES[key])}, part.own)
        return changed


async def show(actor: Actor, *, id: int, key: str, shown: bool, command: Step) -> BriefingView:  # noqa: A002
    """Leave a part out, or take it in again. Denied once settled, Conflict, NotFound."""
    found, part = await _editing(actor, id, key)
    async with db.write_tx():
        changed = await _change(actor, found, part, command.version, shown=shown)
        word = _("列入%(part)s") if shown else _("不列%(part)s")
        await _record(actor, "written", found, word % {"part": _(TITLES[key])})
        return changed


# -- its life -----------------------------------------------------------------------------------------------------


async def settle(actor: Actor, *, id: int, command: Step) -> BriefingView:  # noqa: A002 -- the record's id
    """Settle a briefing: from now on it stays as it is. Denied, Conflict where nothing is shown or when stale."""
    found = await queries.get(actor, id)
    require(rules.may("settle", actor, state=found.state))
    if not any(one.shown for one in found.parts):
        raise Conflict(_("没有列入任何部分，请先列入再定稿"), code="empty")
    async with db.write_tx():
        also: dict[Any, Any] = {B.settled_by: actor.account, B.settled_at: clock.now()}
        await move(B, BRIEFING, "settle", id=id, version=command.version, also=also)
        await _record(actor, "settled", found, _("定稿：%(title)s"))
        return await queries.get(actor, id)


async def reopen(actor: Actor, *, id: int, command: Reason) -> BriefingView:  # noqa: A002 -- the record's id
    """Open a settled briefing again, with a reason. Denied, Conflict, NotFound."""
    found = await queries.get(actor, id)
    require(rules.may("reopen", actor, state=found.state))
    async with db.write_tx():
        also: dict[Any, Any] = {B.settled_by: None, B.settled_at: None, B.reason: command.reason}
        await move(B, BRIEFING, "reopen", id=id, version=command.version, also=also)
        await _record(actor, "reopened", found, _("退回修改：%(title)s"), command.reason)
        return await queries.get(actor, id)


async def drop(actor: Actor, *, id: int, command: Reason) -> BriefingView:  # noqa: A002 -- the record's id
    """Give a draft up, with a reason; the same period can be drawn again. Denied, Conflict, NotFound."""
    found = await queries.get(actor, id)
    require(rules.may("drop", actor, state=found.state))
    async with db.write_tx():
        await move(B, BRIEFING, "drop", id=id, version=command.version, also={B.reason: command.reason})
        await _record(actor, "dropped", found, _("作废：%(title)s"), command.reason)
        return await queries.get(actor, id)
