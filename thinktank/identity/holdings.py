# SPDX-License-Identifier: MIT
"""What an account holds in each capability, and how it passes to a successor: declared, and found in one place.

A capability names its holdings in ``held.py`` under ``HOLDINGS``; the composition root gathers them in order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from thinktank.kernel.actor import Actor, Role
from thinktank.trail import operations as trail


class Held(msgspec.Struct):
    """One open thing that an account holds."""

    id: int
    title: str
    href: str = ""


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Things of one kind on their way from who leaves to who follows."""

    leaver: int
    successor: int
    ids: list[int]
    reason: str


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing that accounts hold.

    ``needs`` is the role that a successor must have; ``held`` finds the open ones of an account; ``move`` passes
    some of them on inside the running ``write_tx()``, leaves a line on each one's trail, and returns how many.
    """

    key: str
    title: str
    held: Callable[[int], Awaitable[list[Held]]]
    move: Callable[[Actor, Move], Awaitable[int]]
    needs: Role | None = None


async def pass_on(actor: Actor, move: Move, *, column: Any, kind: str) -> int:
    """Put the successor where the leaver stands in a column of a versioned table; return how many rows.

    Each of them gets a line ``<kind>.handed_over``; rows that somebody else holds by now are left alone.
    """
    table = column._meta.table  # noqa: SLF001 -- Piccolo keeps it there
    mine = table.id.is_in(move.ids) & (column == move.leaver)
    values = {column: move.successor, table.version: table.version + 1}
    moved = await table.update(values).where(mine).returning(table.id)
    fields = {"from": move.leaver, "to": move.successor}
    for row in moved:
        await trail.record(actor, f"{kind}.handed_over", kind, row["id"], "工作交接", detail=move.reason, fields=fields)
    return len(moved)


_holdings: list[Holding] = []


def register(holdings: Iterable[Holding]) -> None:
    """Replace the list; the composition root calls it once."""
    _holdings[:] = holdings


def registered() -> tuple[Holding, ...]:
    """Every kind, roles first, so that who gets a role with the desk may get what needs it."""
    return tuple(_holdings)
