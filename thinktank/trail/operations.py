# SPDX-License-Identifier: MIT
"""Recording what was done, as part of doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.trail.chain import Link, seal_values
from thinktank.trail.tables import TimelineEntry, TrailEntry, TrailHead, TrailSeal, TrailValue

_NOTE = "trail"
HEAD = "SELECT seq, hash FROM trail_head WHERE id = 1"
LOCKED_HEAD = "SELECT seq, hash FROM trail_head WHERE id = 1 FOR UPDATE"


class Pending(msgspec.Struct):
    """An entry that waits for the end of its transaction."""

    at: str
    actor: int
    behalf: int
    system: str
    action: str
    kind: str
    record: int
    fields: Mapping[str, Any]


async def record(
    actor: Actor,
    action: str,
    kind: str,
    id: int,  # noqa: A002 -- the record's own id
    text: str,
    *,
    detail: str = "",
    fields: Mapping[str, Any] | None = None,
    staff_only: bool = False,
) -> None:
    """Put a step on a record's timeline, and into the chained trail when the transaction ends.

    ``action`` is ``<kind>.<verb>``; ``text`` is the step in plain Chinese as people read it on the record's
    page, ``detail`` a reason or remark below it; ``fields`` are the values that changed, of which the chain
    holds salted digests only; ``staff_only`` keeps the line from people outside the department. Must run
    inside ``write_tx()``.
    """
    tx = db.current_tx()
    now = clock.now()
    await TimelineEntry.insert(
        TimelineEntry(
            kind=kind,
            record=id,
            at=now,
            actor=actor.account,
            actor_name=actor.name,
            action=action,
            text=text,
            detail=detail,
            staff_only=staff_only,
        )
    )
    if _NOTE not in tx.notes:
        tx.notes[_NOTE] = []
        tx.before_commit(_flush)
    tx.notes[_NOTE].append(
        Pending(
            at=now.isoformat(timespec="microseconds"),
            actor=actor.account,
            behalf=actor.on_behalf_of or 0,
            system=actor.system,
            action=action,
            kind=kind,
            record=id,
            fields=fields or {},
        )
    )


async def _flush() -> None:
    """Append the waiting entries under the chain head's lock: the last statements before the commit."""
    waiting: list[Pending] = db.current_tx().notes[_NOTE]
    head = (await db.raw(HEAD if db.is_sqlite() else LOCKED_HEAD))[0]
    seq, previous = head["seq"], head["hash"]
    entries, values = [], []
    for pending in waiting:
        seq += 1
        digests, kept = seal_values(pending.fields)
        link = Link(
            seq=seq,
            at=pending.at,
            actor=pending.actor,
            behalf=pending.behalf,
            system=pending.system,
            action=pending.action,
            kind=pending.kind,
            record=pending.record,
            fields=digests,
            previous=previous,
        )
        previous = link.digest()
        entries.append(TrailEntry(**msgspec.structs.asdict(link), hash=previous))
        values += [(seq, *value) for value in kept]
    ids = await TrailEntry.insert(*entries).returning(TrailEntry.id, TrailEntry.seq)
    await _keep_values({row["seq"]: row["id"] for row in ids}, values)
    await TrailHead.update({TrailHead.seq: seq, TrailHead.hash: previous}).where(TrailHead.id == 1)


async def _keep_values(ids: dict[int, int], values: list[tuple[int, str, str, str]]) -> None:
    if values:
        await TrailValue.insert(
            *(TrailValue(entry=ids[seq], field=name, salt=salt, value=text) for seq, name, salt, text in values)
        )


async def forget(kind: str, record: int, fields: Iterable[str]) -> int:
    """Delete the kept values of these fields of a record; their digests stay, and the chain holds. Returns how many.

    Must run inside ``write_tx()``.
    """
    db.current_tx()
    e, v = TrailEntry, TrailValue
    entries = e.select(e.id).where((e.kind == kind) & (e.record == record))
    gone = await v.delete().where(v.entry.is_in(entries) & v.field.is_in(list(fields))).returning(v.id)
    return len(gone)


async def forget_words(kind: str, records: Sequence[int], fields: Iterable[str] = ()) -> None:
    """Empty reasons and remarks on these records' timelines, and delete the kept values of these fields.

    The chain holds, as after ``forget``. Must run inside ``write_tx()``.
    """
    db.current_tx()
    t = TimelineEntry
    names = list(fields)
    for record in records:
        await t.update({t.detail: ""}).where((t.kind == kind) & (t.record == record) & (t.detail != ""))
        if names:
            await forget(kind, record, names)


async def reword(kind: str, records: Sequence[int], *, action: str, text: str) -> None:
    """Give the timeline lines of one action other words, where the first ones name what was erased.

    Must run inside ``write_tx()``.
    """
    db.current_tx()
    t = TimelineEntry
    if records:
        await t.update({t.text: text}).where((t.kind == kind) & t.record.is_in(list(records)) & (t.action == action))


async def seal_day(_: Actor) -> int:
    """Write down the chain's end once a day; a job. Returns 1 when a new day was sealed."""
    async with db.write_tx():
        day = clock.today()
        if await db.exists(TrailSeal.select(TrailSeal.id).where(TrailSeal.day == day)):
            return 0
        head = (await db.raw("SELECT seq, hash FROM trail_head WHERE id = 1"))[0]
        await TrailSeal.insert(TrailSeal(day=day, seq=head["seq"], hash=head["hash"], at=clock.now()))
        return 1
