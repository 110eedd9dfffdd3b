# SPDX-License-Identifier: MIT
"""Reading timelines, and proving the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.trail.chain import GENESIS, Link, digest
from thinktank.trail.tables import TimelineEntry, TrailEntry, TrailHead, TrailSeal, TrailValue

BATCH = 1_000


class TimelineLine(msgspec.Struct):
    """One line of a record's timeline."""

    id: int
    at: datetime
    actor_name: str
    action: str
    text: str
    detail: str
    staff_only: bool


class Verdict(msgspec.Struct):
    """What verifying the chain found: how many entries hold, and the first that does not."""

    entries: int
    head: str
    broken: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the whole chain holds."""
        return self.broken is None


async def timeline(actor: Actor, kind: str, id: int, *, limit: int = 200) -> list[TimelineLine]:  # noqa: A002
    """Return a record's timeline, newest first. The caller has already read the record through its scope.

    Lines for staff only are left out for actors outside the department.
    """
    entry = TimelineEntry
    query = entry.select(
        entry.id, entry.at, entry.actor_name, entry.action, entry.text, entry.detail, entry.staff_only
    ).where((entry.kind == kind) & (entry.record == id))
    if not (actor.is_office or actor.is_system):
        query = query.where(entry.staff_only == False)  # noqa: E712 -- a column comparison
    return await db.rows(query.order_by(entry.id, ascending=False).limit(limit), TimelineLine)


async def steps(kind: str, id: int, actions: Sequence[str], *, limit: int) -> list[TimelineLine]:  # noqa: A002
    """Return the lines of a record's timeline for these actions alone, newest first, those for staff included.

    For what a person may know of the own record whoever else may not; the caller has made sure of that.
    """
    e = TimelineEntry
    query = e.select(e.id, e.at, e.actor_name, e.action, e.text, e.detail, e.staff_only).where(
        (e.kind == kind) & (e.record == id) & e.action.is_in(list(actions))
    )
    return await db.rows(query.order_by(e.id, ascending=False).limit(limit), TimelineLine)


async def verify() -> Verdict:
    """Walk the chain from its beginning in batches and compare every hash, link, seal and kept value.

    Stops at the first entry that does not hold and names it. Memory does not grow with the chain.
    """
    seals = {row["seq"]: row["hash"] for row in await TrailSeal.select(TrailSeal.seq, TrailSeal.hash)}
    seq, previous = 0, GENESIS
    while True:
        batch = await TrailEntry.select().where(TrailEntry.seq > seq).order_by(TrailEntry.seq).limit(BATCH)
        if not batch:
            break
        values = await _values(row["id"] for row in batch)
        for row in batch:
            reason = _fault(row, seq + 1, previous, values.get(row["id"], []), seals)
            if reason:
                return Verdict(entries=seq, head=previous, broken=seq + 1, reason=reason)
            seq, previous = row["seq"], row["hash"]
    head = (await TrailHead.select().where(TrailHead.id == 1))[0]
    if (head["seq"], head["hash"]) != (seq, previous):
        return Verdict(entries=seq, head=previous, broken=seq + 1, reason="链尾与登记的不一致：末尾的记录可能被删去")
    return Verdict(entries=seq, head=previous)


async def _values(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for value in await TrailValue.select().where(TrailValue.entry.is_in(list(ids))):
        found.setdefault(value["entry"], []).append(value)
    return found


def _fault(row: dict[str, Any], seq: int, previous: str, values: list[dict[str, Any]], seals: dict[int, str]) -> str:
    """Why this entry does not hold, or an empty text."""
    if row["seq"] != seq:
        return f"第{seq}条缺失，下一条是第{row['seq']}条"
    if row["previous"] != previous:
        return f"第{seq}条与上一条接不上"
    link = Link(**{name: row[name] for name in Link.__struct_fields__})
    if link.digest() != row["hash"]:
        return f"第{seq}条的内容与其摘要不符"
    digests = json.loads(row["fields"])
    if any(digests.get(value["field"]) != digest(value["salt"], value["value"]) for value in values):
        return f"第{seq}条所记的值被改动"
    if seals.get(seq, row["hash"]) != row["hash"]:
        return f"第{seq}条与当日封存的摘要不符"
    return ""
