# SPDX-License-Identifier: MIT
"""The orders that carry the tasks given for an outcome."""

from __future__ import annotations

from research.adoption import queries as adoption
from research.outcomes import queries as outcomes
from reviews.supervision import queries
from reviews.supervision.schemas import OrderRow
from reviews.supervision.tables import Order
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound


async def of_outcome(actor: Actor, outcome: int) -> list[OrderRow]:
    """Return the orders of an outcome's tasks that the actor may read; NotFound outside the outcome's scope."""
    if not await outcomes.may_read(actor, outcome):
        raise NotFound
    ids = [task.order_id for task in await adoption.tasks(outcome) if task.order_id]
    o = Order
    query = o.select(*queries.row_columns()).where(o.id.is_in(ids or [0]) & queries.visible_to(actor))
    return await db.rows(query.order_by(o.id), OrderRow)
