# SPDX-License-Identifier: MIT
"""What time does to postings: half-way days, ends and arrivals that are overdue are told to whoever has to act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.postings.tables import Posting

AT_ONCE = 500


class _Due(msgspec.Struct):
    id: int
    name: str
    post: str
    account: int | None
    receiver: int
    created_by: int
    starts_on: date
    ends_on: date
    half_on: date


async def _found(where: Any) -> list[_Due]:
    p = Posting
    query = p.select(
        p.id, p.talent._.name.as_alias("name"), p.post, p.talent._.account.as_alias("account"), p.receiver,
        p.created_by, p.starts_on, p.ends_on, p.half_on,
    )  # fmt: skip
    return await db.rows(query.where(where).order_by(p.id).limit(AT_ONCE), _Due)


async def remind_half(_actor: Actor) -> int:
    """Ask for the half-way summary on its day; return how many people were told."""
    p = Posting
    async with db.write_tx():
        due = await _found((p.state == "in_post") & p.half_at.is_null() & (p.half_on <= clock.today()))
        told = [await _tell([one.account], one, "half_due", _("请提交半程小结：%(post)s"), one.half_on) for one in due]
        return sum(told)


async def remind_end(_actor: Actor) -> int:
    """Ask for the own summary before the end, and tell the officer when a term has run out; return how many told."""
    p, today = Posting, clock.today()
    soon = today + timedelta(days=(await policies.posting_terms()).appraise_days)
    told = 0
    async with db.write_tx():
        for one in await _found(p.state.is_in(["in_post", "extended"]) & (p.ends_on <= soon)):
            told += await _tell([one.account], one, "end_due", _("请提交个人总结：%(post)s"), one.ends_on)
            if one.ends_on < today:
                told += await _tell([one.created_by], one, "overdue", _("%(name)s期满未鉴定：%(post)s"), one.ends_on)
        return told


async def remind_arrival(_actor: Actor) -> int:
    """Tell the host and the officer of people who have not arrived in time; return how many were told."""
    p = Posting
    days = (await policies.posting_terms()).arrive_workdays
    last = (await policies.calendar()).add_workdays(clock.today(), -days) if days else clock.today()
    told = 0
    async with db.write_tx():
        for one in await _found((p.state == "approved") & (p.starts_on < last)):
            people = [*await identity.liaisons_of(one.receiver), one.created_by]
            told += await _tell(people, one, "no_arrival", _("%(name)s还没有登记报到：%(post)s"), one.starts_on)
        return told


async def _tell(accounts: Sequence[int | None], one: _Due, rule: str, title: str, day: date) -> int:
    return await notices.notify(
        [account for account in accounts if account], rule=f"posting.{rule}", kind="posting", record=one.id,
        title=title % {"name": one.name, "post": one.post}, href=f"/postings/{one.id}", occasion=day.isoformat(),
    )  # fmt: skip


JOBS = (
    Job("postings.half", timedelta(hours=12), remind_half, "提醒半程小结"),
    Job("postings.end", timedelta(hours=12), remind_end, "提醒期满鉴定"),
    Job("postings.arrival", timedelta(hours=12), remind_arrival, "提醒逾期未报到"),
)
