# SPDX-License-Identifier: MIT
"""Reading many orders at once, for the circular: one query."""

from __future__ import annotations

from reviews.supervision import queries
from reviews.supervision.schemas import OrderRow
from reviews.supervision.tables import Order
from thinktank.kernel import db
from thinktank.kernel.actor import Actor

MOST = 1_000


async def open_orders(actor: Actor) -> list[OrderRow]:
    """Return the orders that are not closed out, of the projects in the actor's scope, first due first."""
    o = Order
    query = o.select(*queries.row_columns()).where(queries.visible_to(actor) & queries.STILL_OPEN)
    return await db.rows(query.order_by(o.due_on).order_by(o.id).limit(MOST), OrderRow)
