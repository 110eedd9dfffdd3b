# SPDX-License-Identifier: MIT
"""What became of a topic: its projects and their outcomes, each as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence

from research.outcomes import queries
from research.outcomes.schemas_board import ProjectOutcome, TopicProject
from research.outcomes.tables import Outcome
from research.projects import queries_parts as projects
from research.topics.schemas_topics import TopicView
from thinktank.kernel import db
from thinktank.kernel.actor import Actor


async def after(actor: Actor, topic: TopicView) -> list[TopicProject]:
    """Return the projects of a topic, or of the one into which it was merged, with their outcomes: four queries.

    The caller has read the topic.
    """
    found = await projects.of_topics(actor, [topic.id, *([topic.merged_into] if topic.merged_into else [])])
    outcomes = await _of_projects(actor, [row.id for row in found])
    return [TopicProject(row, [one for one in outcomes if one.project == row.id]) for row in found]


async def _of_projects(actor: Actor, ids: Sequence[int]) -> list[ProjectOutcome]:
    if not ids:
        return []
    query = queries.cards().columns(Outcome.project).where(Outcome.project.is_in(list(ids)))
    for where in await queries.wheres(actor, queries.Search()):
        query = query.where(where)
    cards = await db.rows(query.order_by(Outcome.id).limit(queries.MOST_CARDS), ProjectOutcome)
    await queries.furnish(actor, cards)
    return cards
