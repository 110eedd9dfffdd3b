# SPDX-License-Identifier: MIT
"""Reading counts, and the recounts that prove them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from piccolo.table import Table

from thinktank.kernel import db
from thinktank.tally.tables import Tally

Recount = Callable[[], Awaitable[dict[str, int]]]
recounts: dict[str, Recount] = {}
"""By name of a count: who counts its rows afresh. Filled by the composition root; ``thinktank check`` compares."""

Standing = Callable[[list[int]], Awaitable[dict[int, list[tuple[str, str]]]]]
standings: dict[type[Table], Standing] = {}
"""By table: who says under which (name, key) each of these rows counts at present; one that counts nowhere is left
out. Filled by the composition root from ``STANDINGS``."""


class Line(msgspec.Struct):
    """One count."""

    name: str
    key: str
    n: int


async def counts(name: str) -> dict[str, int]:
    """Return the count of every key of a name; keys that stand at nothing are left out."""
    found = await Tally.select(Tally.key, Tally.n).where(Tally.name == name)
    return {row["key"]: row["n"] for row in found if row["n"]}


async def lines(*names: str, ranged: Sequence[str] = (), first: str = "", last: str = "") -> list[Line]:
    """Return every count of these names, and of the ``ranged`` ones those with a key from first to last: one query."""
    t = Tally
    where: Any = t.name.is_in(list(names) or [""])
    if ranged:
        where |= t.name.is_in(list(ranged)) & (t.key >= first) & (t.key <= last)
    return await db.rows(t.select(t.name, t.key, t.n).where(where & (t.n != 0)), Line)


async def count(name: str, key: str = "") -> int:
    """Return one count, 0 where nothing was counted."""
    row = await Tally.select(Tally.n).where((Tally.name == name) & (Tally.key == key)).first()
    return int(row["n"]) if row else 0


async def total(name: str) -> int:
    """Return the sum over all keys of a name."""
    return sum((await counts(name)).values())


async def faults() -> list[str]:
    """Compare every count that has a recount with its rows; return what differs, in words."""
    found = []
    for name, recount in sorted(recounts.items()):
        kept, real = await counts(name), {key: n for key, n in (await recount()).items() if n}
        found += [
            f"计数 {name}[{key}] 记为 {kept.get(key, 0)}，实有 {real.get(key, 0)}"
            for key in sorted(kept.keys() | real.keys())
            if kept.get(key, 0) != real.get(key, 0)
        ]
    return found
