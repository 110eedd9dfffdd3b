# SPDX-License-Identifier: MIT
"""Telling who counts rows that some are about to change, or were added, inside the open write (ADR 0012).

``move()`` and ``touch()`` tell it by themselves; what writes a counted table in any other way says so here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from piccolo.table import Table

Follower = Callable[[type[Table], Sequence[int], bool], Awaitable[None]]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Name who is told (tally/operations.py): of the table, the ids, and whether the rows are new."""
    _followers[:] = [follower]


async def changing(table: type[Table], *ids: int) -> None:
    """Say that rows are about to change or to go; before they do, inside ``write_tx()``."""
    for follower in _followers:
        await follower(table, ids, False)  # noqa: FBT003 -- not new


async def added(table: type[Table], *ids: int) -> None:
    """Say that rows were inserted, inside ``write_tx()``."""
    for follower in _followers:
        await follower(table, ids, True)  # noqa: FBT003 -- new
