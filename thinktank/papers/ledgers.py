# SPDX-License-Identifier: MIT
"""Ledgers of the lists on screen (domain.md §7.3): working facts alone, class P1, so nobody has to approve them.

A capability declares its ledger; the rows come from a query in the taker's scope and are those that the list shows
under the same conditions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

import msgspec

from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import Actor, Role

MOST_ROWS = 20_000


class Conditions(msgspec.Struct, frozen=True):
    """What a list is narrowed to; each ledger takes those that its list knows."""

    q: str = ""
    direction: str = ""
    level: str = ""
    light: str = ""
    stage: str = ""
    state: str = ""
    view: str = ""
    year: int | None = None
    kind: str = ""
    source: str = ""

    def words(self) -> dict[str, str]:
        """Return those that are set, for the trail."""
        return {name: str(value) for name, value in msgspec.structs.asdict(self).items() if value not in {"", None}}


class LedgerKind(msgspec.Struct, frozen=True, kw_only=True):
    """A ledger: its columns, who takes it, and the rows under some conditions, at most ``MOST_ROWS``."""

    name: str
    title: str
    path: str
    roles: frozenset[Role]
    columns: Sequence[Column]
    rows: Callable[[Actor, Conditions], Awaitable[Sequence[Sequence[Cell]]]]
    counted: str = "项"

    @property
    def href(self) -> str:
        """Where it is taken."""
        return f"{self.path}/papers/ledger"


ledgers: dict[str, LedgerKind] = {}
"""Every ledger by its name; the composition root fills it."""


def register(found: Iterable[LedgerKind]) -> None:
    """Replace the ledgers."""
    ledgers.clear()
    ledgers.update({one.name: one for one in found})
