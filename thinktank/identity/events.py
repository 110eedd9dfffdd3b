# SPDX-License-Identifier: MIT
"""What identity tells higher capabilities."""

from __future__ import annotations

from thinktank.kernel.events import Event


class AccountMoved(Event, frozen=True, kw_only=True):
    """Somebody belongs to another unit now."""

    account: int


class UnitMerged(Event, frozen=True, kw_only=True):
    """One unit has gone into another: whoever belongs to it now belongs there."""

    unit: int
    into: int


class UnitRenamed(Event, frozen=True, kw_only=True):
    """A unit has another name: whoever belongs to it is found by that name."""

    unit: int


class UnitSplit(Event, frozen=True, kw_only=True):
    """A unit has come out of another one: these accounts have gone along, and whose they are."""

    unit: int
    accounts: tuple[int, ...]
