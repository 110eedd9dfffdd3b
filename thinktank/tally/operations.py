# SPDX-License-Identifier: MIT
"""Counting as part of what changes the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from piccolo.table import Table

from thinktank.kernel import db
from thinktank.tally import queries
from thinktank.tally.tables import Tally

AT_ONCE = 500
_BEFORE = "tally.before"
Before = dict[type[Table], dict[int, list[tuple[str, str]]]]


async def bump(name: str, *, key: str = "", by: int = 1) -> None:
    """Add to a count inside the open write; a count that is not there yet starts at nothing."""
    db.current_tx()
    await db.raw(
        "INSERT INTO tally (name, key, n) VALUES ({}, {}, {}) "
        "ON CONFLICT (name, key) DO UPDATE SET n = tally.n + excluded.n",
        name,
        key,
        by,
    )


async def put(name: str, counts: dict[str, int]) -> None:
    """Replace every count of a name by what a recount found."""
    async with db.write_tx():
        await Tally.delete().where(Tally.name == name)
        rows = [Tally(name=name, key=key, n=n) for key, n in sorted(counts.items()) if n]
        for start in range(0, len(rows), AT_ONCE):
            await Tally.insert(*rows[start : start + AT_ONCE])


async def rebuild() -> int:
    """Count everything that is counted afresh, in one write; return how many names. After an upgrade, or by hand."""
    async with db.write_tx():
        for name, recount in sorted(queries.recounts.items()):
            await put(name, await recount())
    return len(queries.recounts)


# -- rows that say themselves where they count (ADR 0012) -----------------------------------------------------


async def follow(table: type[Table], ids: Sequence[int], new: bool) -> None:  # noqa: FBT001 -- the kernel's word
    """Remember where rows count before they change; as the write ends, the difference is written down.

    For the tables of ``queries.standings`` alone; rows noted before in this write are left as they are.
    """
    standing = queries.standings.get(table)
    if standing is None:
        return
    tx = db.current_tx()
    before: Before = tx.notes.setdefault(_BEFORE, {})
    if not before:
        tx.before_commit(partial(_settle, before), first=True)
    known = before.setdefault(table, {})
    fresh = sorted(set(ids) - known.keys())
    was = {} if new else await _standing(table, fresh)
    known.update({one: was.get(one, []) for one in fresh})


async def _settle(before: Before) -> None:
    changes: Counter[tuple[str, str]] = Counter()
    for table, known in before.items():
        now = await _standing(table, sorted(known))
        for one, was in known.items():
            changes.update(now.get(one, []))
            changes.subtract(was)
    for (name, key), by in sorted(changes.items()):  # in order: two writes at once wait, and do not lock each other out
        if by:
            await bump(name, key=key, by=by)


async def _standing(table: type[Table], ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Where rows count now; on PostgreSQL they are locked, so that nobody moves them before this write ends."""
    found: dict[int, list[tuple[str, str]]] = {}
    key = table.id  # type: ignore[attr-defined]
    for start in range(0, len(ids), AT_ONCE):
        some = list(ids[start : start + AT_ONCE])
        if not db.is_sqlite():
            await table.select(key).where(key.is_in(some)).order_by(key).lock_rows("UPDATE")
        found |= await queries.standings[table](some)
    return found
