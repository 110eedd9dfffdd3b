# SPDX-License-Identifier: MIT
"""What an account holds in each capability, and how it passes to a successor: declared, and found in one place.

A capability names its holdings in ``held.py`` under ``HOLDINGS``; the composition root gathers them in order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import msgspec

from thinktank.kernel.actor import Actor, Role


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


_holdings: list[Holding] = []


def register(holdings: Iterable[Holding]) -> None:
    """Replace the list; the composition root calls it once."""
    _holdings[:] = holdings


def registered() -> tuple[Holding, ...]:
    """Every kind, roles first, so that who gets a role with the desk may get what needs it."""
    return tuple(_holdings)
