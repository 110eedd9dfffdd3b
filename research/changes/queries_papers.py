# SPDX-License-Identifier: MIT
"""Reading many change requests at once, for the ledger: one query."""

from __future__ import annotations

from research.changes import queries
from research.changes.schemas import ChangeRow
from research.changes.tables import ChangeRequest
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.papers.ledgers import Conditions


async def changes(actor: Actor, chosen: Conditions, *, most: int) -> list[ChangeRow]:
    """Return the requests that the list shows the actor in a state, newest first."""
    c = ChangeRequest
    where = queries.visible_to(actor)
    if chosen.state:
        where &= c.state == chosen.state
    query = c.select(*queries.row_columns()).where(where).order_by(c.id, ascending=False)
    return await db.rows(query.limit(most), ChangeRow)
