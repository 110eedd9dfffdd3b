# SPDX-License-Identifier: MIT
"""Keeping what a decision changes, and taking a decision back (ADR 0007)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from research.corrections import queries
from research.corrections.events import TakenBack
from research.corrections.schemas import Change, CorrectionView, Restored
from research.corrections.tables import Ruling, RulingChange
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Denied, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.states import move, touch, watching
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

_NOTE = "corrections.deciding"


@asynccontextmanager
async def deciding(actor: Actor, kind: str, record: int, text: str) -> AsyncIterator[None]:
    """Keep everything that the block moves as one decision about a record, to be taken back as one.

    Inside another decision it is a part of that one. Must run inside ``write_tx()``.
    """
    notes = db.current_tx().notes
    if _NOTE in notes:
        yield
        return
    notes[_NOTE] = record
    try:
        with watching() as moved:
            yield
    finally:
        del notes[_NOTE]
    ruling = Ruling(kind=kind, record=record, text=text[:200], by=actor.account or None, at=clock.now())
    made = int((await Ruling.insert(ruling).returning(Ruling.id))[0]["id"])
    changes = [
        RulingChange(
            ruling=made, place=one.table, row=one.id, field=one.field, was=one.was, became=one.became,
            kept=msgspec.json.encode(one.kept).decode(),
        )
        for one in moved
    ]  # fmt: skip
    if changes:
        await RulingChange.insert(*changes)


async def take_back(actor: Actor, *, kind: str, record: int, reason: str, version: int | None = None) -> CorrectionView:
    """Take the newest decision about a record back: every row that it moved stands again where it stood.

    NotFound outside the scope; Denied for who could not make the decision; Invalid without a reason; Conflict when
    stale, when there is no decision, or when something has moved on since.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("请写明撤销理由")})
    async with db.write_tx():
        found = await queries.view(actor, kind=kind, record=record)
        if found.reason:
            raise Denied(found.reason)
        if found.ruling is None or found.obstacle:
            raise Conflict(found.obstacle, code="illegal")
        if version is not None and version != found.version:
            raise Conflict(code="stale")
        rows = [await _put_back(change) for change in reversed(await queries.changes_of(found.ruling.id))]
        await _close(actor, found, reason)
        await events.announce(
            TakenBack(actor=actor, kind=kind, record=record, text=found.ruling.text, reason=reason, rows=tuple(rows))
        )
        return await queries.view(actor, kind=kind, record=record)


async def _put_back(change: Change) -> Restored:
    """Put one row back through its machine's correction; KeyError where the machine has none."""
    place = queries.place_of(change)
    kept = _values(place.table, change.values)
    if change.field:
        step = place.machine.back(change.became, change.was)
        if step is None:
            raise KeyError(change.place, change.became, change.was)
        await move(place.table, place.machine, step.name, id=change.row, also=kept)
    else:
        await touch(place.table, id=change.row, version=None, values=kept)
    return Restored(change.place, change.field, change.row, change.became, change.was)


def _values(table: Any, kept: dict[str, Any]) -> dict[Any, Any]:
    """The columns with their values, as the columns take them."""
    columns = {name: getattr(table, name) for name in kept}
    return {
        column: None if kept[name] is None else msgspec.convert(kept[name], column.value_type, strict=False)
        for name, column in columns.items()
    }


async def _close(actor: Actor, found: CorrectionView, reason: str) -> None:
    """Mark the decision as taken back, on the record's trail, and tell whom it concerns."""
    ruling = found.ruling
    if ruling is None:
        raise Conflict(code="stale")
    r = Ruling
    values: dict[Any, Any] = {
        r.reversed_at: clock.now(), r.reversed_by: actor.account or None, r.reason: reason,
    }  # fmt: skip
    await r.update(values).where(r.id == ruling.id)
    text = _("撤销：%(what)s") % {"what": ruling.text}
    fields = {"ruling": ruling.id, "back": [f"{one.what} {one.now} → {one.then}" for one in found.backs]}
    await trail.record(actor, f"{found.kind}.taken_back", found.kind, found.record, text, detail=reason, fields=fields)
    subject = await queries.corrections[found.kind].load(actor, found.record)
    people = {*subject.people, *([ruling.by] if ruling.by else [])} - {actor.account}
    await notices.notify(
        people, rule="correction.taken_back", kind=found.kind, record=found.record,
        title=_("%(subject)s：已撤销“%(what)s”") % {"subject": subject.title, "what": ruling.text}, body=reason,
        href=subject.href, occasion=str(ruling.id),
    )  # fmt: skip
