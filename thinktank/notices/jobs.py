# SPDX-License-Identifier: MIT
"""Delivering the outbox."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.notices import mailer, operations, operations_deliveries, queries, queries_deliveries
from thinktank.notices.schemas import Mail

AT_ONCE = 100
SIDE_BY_SIDE = 8  # so that one slow receiver does not keep the others waiting
MOST_TIDIED = 2_000


async def deliver(_: Actor) -> int:
    """Send the messages whose time has come; return how many were taken."""
    await operations_deliveries.give_up_stale()
    due = await queries_deliveries.due_mails(AT_ONCE, mail=mailer.enabled())
    room = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(mail: Mail) -> bool:
        async with room:
            return await operations_deliveries.deliver(mail)

    return sum(await asyncio.gather(*(one(mail) for mail in due)))


async def digest(_: Actor) -> int:
    """Write the messages of the day for those who chose one a day; return how many people had one."""
    return sum([await operations.digest_one(due) for due in await queries.due_digests(AT_ONCE)])


async def tidy(_: Actor) -> int:
    """Delete messages that were sent long ago; return how many."""
    return await operations_deliveries.tidy(MOST_TIDIED)


JOBS = (
    Job(name="notices.digest", every=timedelta(minutes=10), work=digest, title="汇总每日通知"),
    Job(name="notices.deliver", every=timedelta(minutes=1), work=deliver, title="发出通知"),
    Job(name="notices.tidy", every=timedelta(hours=12), work=tidy, title="清理早已发出的通知"),
)
