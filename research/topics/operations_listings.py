# SPDX-License-Identifier: MIT
"""The times that a topic is on the list, each with how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from research.topics.tables import TopicListing
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor


async def begin(actor: Actor, topic: int, *, track: str, closes_on: date | None) -> None:
    """Note that a topic goes on the list, again where it was there before; inside ``write_tx()``."""
    n = TopicListing
    row = n(
        topic=topic, number=await n.count().where(n.topic == topic) + 1, track=track, published_at=clock.now(),
        published_by=actor.account or None, closes_on=closes_on,
    )  # fmt: skip
    await n.insert(row)


async def move_closing(topic: int, closes_on: date | None) -> None:
    """Keep the closing day of the running time in step with its topic; inside ``write_tx()``."""
    n = TopicListing
    changes: dict[Any, Any] = {n.closes_on: closes_on}
    await n.update(changes).where((n.topic == topic) & n.ended_at.is_null())


async def end(topic: int, result: str) -> None:
    """Note how the running time ended: awarded, unclaimed or taken_back; inside ``write_tx()``."""
    n = TopicListing
    changes: dict[Any, Any] = {n.ended_at: clock.now(), n.result: result}
    await n.update(changes).where((n.topic == topic) & n.ended_at.is_null())
