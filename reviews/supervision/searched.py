# SPDX-License-Identifier: MIT
"""How the search entries of orders are written anew: those of before they were findable too."""

from __future__ import annotations

from reviews.supervision import queries
from reviews.supervision.operations_orders import make_findable
from reviews.supervision.tables import Order
from thinktank.index.anew import Source
from thinktank.kernel.actor import system


async def reindex(id: int) -> None:  # noqa: A002 -- the record's id
    """Write an order's entry anew. Must run inside ``write_tx()``."""
    await make_findable(await queries.get(system("系统"), id))


SEARCHED = (Source("order", "督办单", Order, reindex),)
