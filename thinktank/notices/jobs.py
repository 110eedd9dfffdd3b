# SPDX-License-Identifier: MIT
"""Delivering the outbox."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.notices import mailer, operations, queries

AT_ONCE = 100


async def deliver(_: Actor) -> int:
    """Send the mails whose time has come; return how many were taken by the server.

    Each mail is claimed before it is sent, so that two processes do not send it both; a process that dies between
    the server's yes and ours sends it again later, under the same Message-ID.
    """
    await operations.give_up_stale()
    if not mailer.enabled():
        return 0
    sent = 0
    for mail in await queries.due_mails(AT_ONCE):
        if not await operations.claim_mail(mail.id, tries=mail.tries):
            continue
        try:
            await mailer.send(mail)
        except mailer.Refused as error:
            await operations.note_failed(mail.id, error=str(error), tries=mail.tries + 1, final=error.final)
        else:
            await operations.note_sent(mail.id)
            sent += 1
    return sent


async def digest(_: Actor) -> int:
    """Write the mails of the day for those who chose one a day; return how many."""
    if not mailer.enabled():
        return 0
    return sum([await operations.digest_one(due) for due in await queries.due_digests(AT_ONCE)])


JOBS = (
    Job(name="notices.digest", every=timedelta(minutes=10), work=digest, title="汇总每日邮件"),
    Job(name="notices.deliver", every=timedelta(minutes=1), work=deliver, title="发出邮件"),
)
