# SPDX-License-Identifier: MIT
"""Counting as part of what changes the count."""

from __future__ import annotations

from thinktank.kernel import db
from thinktank.tally.tables import Tally


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


async def shift(name: str, *, old: str, new: str) -> None:
    """Move one from a key to another, as when a talent changes direction."""
    if old != new:
        await bump(name, key=old, by=-1)
        await bump(name, key=new, by=1)


async def put(name: str, counts: dict[str, int]) -> None:
    """Replace every count of a name by what a recount found."""
    async with db.write_tx():
        await Tally.delete().where(Tally.name == name)
        if counts:
            await Tally.insert(*(Tally(name=name, key=key, n=n) for key, n in sorted(counts.items())))
