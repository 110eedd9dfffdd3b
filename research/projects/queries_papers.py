# SPDX-License-Identifier: MIT
"""Reading many projects at once, for the ledger: one query."""

from __future__ import annotations

from research.projects import queries
from research.projects.schemas import ProjectRow
from research.projects.tables import Project
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.papers.ledgers import Conditions


async def projects(actor: Actor, chosen: Conditions, *, most: int) -> list[ProjectRow]:
    """Return the projects that the list shows the actor under these conditions, newest first."""
    p = Project
    where = queries.narrowed(
        actor, direction=chosen.direction, light=chosen.light, stage=chosen.stage, year=chosen.year, text=chosen.q
    )
    query = queries.row_columns().where(where).order_by(p.id, ascending=False)
    return await db.rows(query.limit(most), ProjectRow)
