# SPDX-License-Identifier: MIT
"""Reading many topics at once, for documents and ledgers over them: two queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from research.topics import queries
from research.topics.states import TOPIC, Level, Track
from research.topics.tables import Topic, TopicIndicator
from thinktank.kernel import db
from thinktank.kernel.actor import Actor

MOST = 2_000


class _Target(msgspec.Struct):
    topic: int
    name: str
    unit: str
    target: Decimal | None = None


class ListedTopic(msgspec.Struct):
    """What a document over many topics tells of each."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    track: str
    state: str
    background: str
    problem: str
    goal: str
    effect: str
    deliverable: str
    conditions: str
    requester_name: str | None
    contact: str
    months: int
    closes_on: date | None
    targets: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return TOPIC.label(self.state)

    @property
    def level_label(self) -> str:
        """The level's name on screen."""
        return Level(self.level).label

    @property
    def track_label(self) -> str:
        """The track's name on screen."""
        return Track(self.track).label if self.track in set(Track) else ""


async def topics(actor: Actor, search: queries.Search, *, most: int = MOST) -> list[ListedTopic]:
    """Return topics that the actor may read with their targets, in the order of their numbers."""
    t, i = Topic, TopicIndicator
    query = t.select(
        t.id, t.number, t.title, t.direction, t.level, t.track, t.state, t.background, t.problem, t.goal, t.effect,
        t.deliverable, t.conditions, t.requester._.name.as_alias("requester_name"), t.contact, t.months, t.closes_on,
    )  # fmt: skip
    found = await db.rows(queries.narrowed(query, actor, search).order_by(t.number).limit(most), ListedTopic)
    by = {one.id: one for one in found}
    goals = i.select(i.topic, i.name, i.unit, i.target).where(i.topic.is_in(list(by)[:MOST] or [0])).order_by(i.sort)
    for goal in await db.rows(goals.limit(MOST * 12), _Target):
        amount = f"{goal.target.normalize():f}{goal.unit}" if goal.target is not None else ""
        by[goal.topic].targets.append(f"{goal.name}{amount}")
    return found
