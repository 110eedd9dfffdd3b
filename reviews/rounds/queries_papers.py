# SPDX-License-Identifier: MIT
"""What papers tell of items beside what views hold."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.rounds.tables import RoundItem


async def turns(items: Sequence[int]) -> dict[int, int]:
    """Return the places on the agenda of items that the caller may see; none for one without a place."""
    i = RoundItem
    rows = await i.select(i.id, i.turn).where(i.id.is_in(list(items) or [0]) & (i.turn > 0))
    return {row["id"]: row["turn"] for row in rows}
