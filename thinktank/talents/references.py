# SPDX-License-Identifier: MIT
"""Where records of every capability name a person, and what becomes of them when two entries of one person are merged.

A capability names its columns in ``referring.py`` under ``REFERENCES``; the composition root gathers them, and a
test holds that no column is left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec


class Pair(msgspec.Struct, frozen=True):
    """Two rows that cannot both be one person's: of the entry that stays, and of the other."""

    kept: int
    other: int


Join = Callable[[list[Pair]], Awaitable[list[int]]]
Settle = Callable[[int, int], Awaitable[None]]


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A column that names a person.

    ``once``: together with these columns, and among the rows of ``among``, a person may stand there but once; None
    where that does not matter. Where both do, ``join`` settles the other's rows and returns which of them stay
    where they are; without one nothing can be merged, for the reason of ``blocked``. ``settle`` (the person who
    stays, the other) puts right what hangs on the rows once they have moved. ``told`` names the kind of record that
    gets a line in its timeline, and the column that holds its id.
    """

    title: str
    column: Any
    once: tuple[Any, ...] | None = None
    among: Any = None
    join: Join | None = None
    blocked: str = ""
    settle: Settle | None = None
    told: tuple[str, str] | None = None

    @property
    def table(self) -> Any:
        """The table whose rows move."""
        return self.column._meta.table  # noqa: SLF001 -- Piccolo keeps it there

    async def count(self, person: int) -> int:
        """Return how many rows name a person."""
        return int(await self.table.count().where(self.column == person))

    async def pairs(self, kept: int, other: int) -> list[Pair]:
        """Return the rows that cannot both be one person's."""
        if self.once is None:
            return []
        mine, theirs = await self._standing(kept), await self._standing(other)
        return [Pair(mine[key], row) for key, row in sorted(theirs.items()) if key in mine]

    async def _standing(self, person: int) -> dict[tuple[Any, ...], int]:
        where = self.column == person
        if self.among is not None:
            where &= self.among
        columns = self.once or ()
        names = [column._meta.name for column in columns]  # noqa: SLF001 -- as above
        rows = await self.table.select(self.table.id, *columns).where(where).order_by(self.table.id)
        return {tuple(row[name] for name in names): row["id"] for row in rows}

    async def pass_on(self, kept: int, other: int) -> list[dict[str, Any]]:
        """Let the other's rows name the person who stays, inside ``write_tx()``; return the rows that moved."""
        pairs, staying = await self.pairs(kept, other), []
        if pairs and self.join is not None:
            staying = await self.join(pairs)
        where = self.column == other
        if staying:
            where &= self.table.id.not_in(staying)
        told = [getattr(self.table, self.told[1])] if self.told else []
        moved = await self.table.update({self.column: kept}).where(where).returning(self.table.id, *told)
        if self.settle is not None:
            await self.settle(kept, other)
        return list(moved)


async def leave(pairs: list[Pair]) -> list[int]:
    """Leave the other's rows where they are, on record."""
    return [pair.other for pair in pairs]


def dropping(table: Any) -> Join:
    """Return what deletes the other's rows, which say nothing that the kept ones do not."""

    async def drop(pairs: list[Pair]) -> list[int]:
        await table.delete().where(table.id.is_in([pair.other for pair in pairs]))
        return []

    return drop


def ending(table: Any, values: Callable[[], dict[Any, Any]]) -> Join:
    """Return what ends the other's rows, which then move as history."""

    async def end(pairs: list[Pair]) -> list[int]:
        await table.update(values()).where(table.id.is_in([pair.other for pair in pairs]))
        return []

    return end


_references: list[Reference] = []


def register(references: Iterable[Reference]) -> None:
    """Replace the list; the composition root calls it once."""
    _references[:] = references


def registered() -> tuple[Reference, ...]:
    """Every column that names a person."""
    return tuple(_references)
