# SPDX-License-Identifier: MIT
"""What a person keeps of the bank's lists: everybody their own."""

from __future__ import annotations

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.talents.schemas import DEFAULT_COLUMNS, Choice, SavedView
from thinktank.talents.tables import ListChoice, SavedList

MOST_KEPT = 12


async def lists(actor: Actor) -> list[SavedView]:
    """Return the lists that the actor keeps, in the order in which they were kept."""
    s = SavedList
    query = s.select(s.id, s.name, s.query).where(s.account == actor.account)
    return await db.rows(query.order_by(s.id).limit(MOST_KEPT), SavedView)


async def choice(actor: Actor) -> Choice:
    """Return which columns the actor wants and how close the rows stand; the usual ones before any choice."""
    c = ListChoice
    row = await c.select(c.columns, c.compact).where(c.account == actor.account).first()
    if row is None:
        return Choice(columns=list(DEFAULT_COLUMNS), compact=False)
    return Choice(columns=row["columns"].split(","), compact=bool(row["compact"]))
