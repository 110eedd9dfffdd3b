# SPDX-License-Identifier: MIT
"""Learning every night from what was confirmed, and proposing again where lexicon, weights or lessons changed."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.placement import operations, teaching

MOST_AT_ONCE = 20_000


async def propose_again(_: Actor) -> int:
    """Make the proposals again that were made with another lexicon, other weights or an earlier lesson."""
    return await operations.refresh(most=MOST_AT_ONCE)


JOBS = (
    Job(name="placement.learn", every=timedelta(days=1), work=teaching.train, title="从已确认的归属中学习"),
    Job(name="placement.propose", every=timedelta(minutes=10), work=propose_again, title="按现行词库更新方向建议"),
)
