# SPDX-License-Identifier: MIT
"""How the search entries of topics are written anew."""

from __future__ import annotations

from research.topics import queries
from research.topics.operations import put_index
from research.topics.states import TopicState
from research.topics.tables import Topic
from thinktank.index import operations as index
from thinktank.index.anew import Source
from thinktank.kernel.actor import system

LISTED = frozenset({TopicState.PUBLISHED, TopicState.AWARDED, TopicState.UNCLAIMED, TopicState.ARCHIVED})


async def reindex(id: int) -> None:  # noqa: A002 -- the record's id
    """Write a topic's entry anew; one that was never on the list has none. Must run inside ``write_tx()``."""
    topic = await queries.topic(system("系统"), id)
    if topic.state in LISTED and topic.number:
        await put_index(topic)
    else:
        await index.drop("topic", id)


SEARCHED = (Source("topic", "课题", Topic, reindex),)
