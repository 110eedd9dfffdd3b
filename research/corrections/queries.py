# SPDX-License-Identifier: MIT
"""Reading what a decision did, and whether it can be taken back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from research.corrections.schemas import Back, Change, Correction, CorrectionView, Place, RulingView
from research.corrections.tables import Ruling, RulingChange
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _

MOST = 500
corrections: dict[str, Correction] = {}
"""By kind of record; the composition root fills it from every capability's CORRECTIONS."""
places: dict[tuple[str, str], Place] = {}
"""By table and machine's column; filled from every capability's PLACES."""


def place_of(change: Change) -> Place:
    """Return where a change was made; KeyError for a table that no capability declares, a fault of the program."""
    if change.field:
        return places[change.place, change.field]
    return next(place for (table, _field), place in places.items() if table == change.place)


async def newest(kind: str, record: int) -> RulingView | None:
    """Return the newest decision about a record that stands; None where there is none."""
    r = Ruling
    query = r.select(r.id, r.kind, r.record, r.text, r.at, r.by, r.by._.name.as_alias("by_name"))
    where = (r.kind == kind) & (r.record == record) & r.reversed_at.is_null()
    return await db.first(query.where(where).order_by(r.id, ascending=False), RulingView)


def _changes() -> Any:
    c = RulingChange
    return c.select(c.id, c.ruling, c.place, c.row, c.field, c.was, c.became, c.kept)


async def changes_of(ruling: int) -> list[Change]:
    """Return what a decision changed, in order."""
    c = RulingChange
    return await db.rows(_changes().where(c.ruling == ruling).order_by(c.id).limit(MOST), Change)


async def view(actor: Actor, *, kind: str, record: int) -> CorrectionView:
    """Return the newest decision about a record with what taking it back would do; NotFound outside the scope."""
    if kind not in corrections:
        raise NotFound
    declared = corrections[kind]
    subject = await declared.load(actor, record)
    ruling = await newest(kind, record)
    found = CorrectionView(
        kind=kind, record=record, title=_(declared.title), subject=subject.title, href=subject.href,
        version=subject.version, ruling=ruling, reason=subject.may.reason,
    )  # fmt: skip
    if ruling is None:
        await _look_elsewhere(actor, found)
        return found
    changes = await changes_of(ruling.id)
    found.backs = _in_words(changes)
    found.obstacle = await _obstacle(changes) or subject.obstacle
    found.allowed = bool(subject.may) and not found.obstacle
    return found


async def _look_elsewhere(actor: Actor, found: CorrectionView) -> None:
    """Point at the larger decision that brought a record where it stands, with the way there for who may open it."""
    c, r = RulingChange, Ruling
    where = (c.place == found.kind) & (c.row == found.record) & c.ruling._.reversed_at.is_null() & (c.field != "")
    query = c.select(c.ruling).where(where).order_by(c.id, ascending=False)
    last = await query.first()
    larger = await r.select(r.kind, r.record).where(r.id == last["ruling"]).first() if last else None
    if larger is None:
        found.obstacle = _("没有可以撤销的决定")
        return
    found.obstacle = _("这一步是随另一项决定办理的，请在那里撤销")
    if await _opens(actor, larger["kind"], larger["record"]):
        found.elsewhere = f"/corrections/{larger['kind']}/{larger['record']}"


async def _opens(actor: Actor, kind: str, record: int) -> bool:
    """Whether the actor may open the page on which a decision is taken back."""
    try:
        return bool((await corrections[kind].load(actor, record)).may)
    except NotFound:
        return False


def _in_words(changes: list[Change]) -> list[Back]:
    """What goes back, like with like, in the order in which it was done."""
    count: Counter[tuple[str, str, str, str]] = Counter()
    for change in changes:
        if change.field:
            place = place_of(change)
            label, holder = place.machine.label, place.machine.holder.get(change.was, "")
            count[_(place.title), label(change.became), label(change.was), holder] += 1
    return [Back(what, now, then, holder, n) for (what, now, then, holder), n in count.items()]


async def _obstacle(changes: list[Change]) -> str:
    """Say what has moved on since; nothing when every row stands where the decision put it at last."""
    last = {(change.place, change.row, change.field): change for change in changes}
    for change in last.values():
        place = place_of(change)
        if change.field:
            table: Any = place.table
            state = getattr(table, change.field).as_alias("state")
            row = await table.select(state).where(table.id == change.row).first()
            if row is None or row["state"] != change.became:
                now = place.machine.label(row["state"]) if row else _("已不在")
                return _("%(what)s已经往下走，现在是「%(now)s」，要先撤回那一步") % {"what": _(place.title), "now": now}
        if await _overtaken(change):
            return _("%(what)s在这之后又有新的决定，请先撤销新的决定") % {"what": _(place.title)}
    return ""


async def _overtaken(change: Change) -> bool:
    """Whether a later decision that still stands wrote the same columns of the same row."""
    c = RulingChange
    where = (c.place == change.place) & (c.row == change.row) & (c.ruling > change.ruling)
    later = await db.rows(_changes().where(where & c.ruling._.reversed_at.is_null()).limit(MOST), Change)
    own = {*change.values, change.field} - {""}
    return any(own & {*one.values, one.field} for one in later)
