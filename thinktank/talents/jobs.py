# SPDX-License-Identifier: MIT
"""What time does to members: terms end, ages pass a limit, holds and notices run out. Each is found once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.policies import queries as policies
from thinktank.talents import operations_merging
from thinktank.talents.operations_notices import flag
from thinktank.talents.tables import AdmissionCase, MemberFlag, Talent

AT_ONCE = 500


YEAR = timedelta(days=366)


def _not_found_yet(rule: str) -> Any:
    """The people whom this rule has not found within the year, so that a search does not find them again."""
    f = MemberFlag
    return Talent.id.not_in(f.select(f.talent).where((f.rule == rule) & (f.found_on >= clock.today() - YEAR)))


async def find_terms(_actor: Actor) -> int:
    """Find the terms that end soon; return how many for the first time."""
    t, today = Talent, clock.today()
    last = today + timedelta(days=(await policies.admission()).remind_days)
    async with db.write_tx():
        due = await (
            t.select(t.id, t.term_to)
            .where((t.state == "active") & (t.term_to <= last) & _not_found_yet("term_ends"))
            .order_by(t.term_to)
            .limit(AT_ONCE)
        )
        by_day: dict[date, list[int]] = {}
        for row in due:
            by_day.setdefault(row["term_to"], []).append(row["id"])
        return sum([len(await flag(ids, rule="term_ends", occasion=day.isoformat())) for day, ids in by_day.items()])


async def find_ages(_actor: Actor) -> int:
    """Find the members who are older than the limit, cadres by their own; return how many for the first time."""
    t, today, policy = Talent, clock.today(), await policies.admission()
    older = t.birth_month <= _born_before(today, policy.age_most)
    older |= (t.birth_month <= _born_before(today, policy.age_most_cadre)) & (t.cadre == "yes")
    async with db.write_tx():
        query = t.select(t.id).where((t.state == "active") & older & _not_found_yet("over_age"))
        found = await query.order_by(t.birth_month).limit(AT_ONCE)
        return len(await flag([row["id"] for row in found], rule="over_age", occasion=str(today.year)))


def _born_before(today: date, limit: int) -> date:
    """Return the latest month of birth of somebody who is older than a limit of full years."""
    return date(today.year - limit - 1, today.month, 1)


async def find_holds(_actor: Actor) -> int:
    """Find the pauses and observations whose day has come; return how many for the first time."""
    t, today = Talent, clock.today()
    async with db.write_tx():
        due = await (
            t.select(t.id, t.hold_until)
            .where(t.hold_until.is_not_null() & (t.hold_until <= today) & t.state.is_in(["paused", "observing"]))
            .order_by(t.hold_until)
            .limit(AT_ONCE)
        )
        n = 0
        for row in due:
            n += len(await flag([row["id"]], rule="hold_ends", occasion=row["hold_until"].isoformat()))
        return n


async def find_notices(_actor: Actor) -> int:
    """Find the people whose public notice has run out; return how many for the first time."""
    c, today = AdmissionCase, clock.today()
    async with db.write_tx():
        over = await (
            c.select(c.talent, c.notice)
            .where(c.closed_at.is_null() & (c.notice._.ends_on < today) & (c.talent._.state == "notice"))
            .order_by(c.id)
            .limit(AT_ONCE)
        )
        by_notice: dict[int, list[int]] = {}
        for row in over:
            by_notice.setdefault(row["notice"], []).append(row["talent"])
        return sum([len(await flag(ids, rule="notice_ends", occasion=str(one))) for one, ids in by_notice.items()])


JOBS = (
    Job("members.terms", timedelta(hours=12), find_terms, "找出将届满的任期"),
    Job("members.ages", timedelta(hours=12), find_ages, "找出超过年龄的成员"),
    Job("members.holds", timedelta(hours=6), find_holds, "找出到期的暂停和观察"),
    Job("members.twins", timedelta(days=1), operations_merging.find, "找出疑似重复的人员"),
    Job("members.notices", timedelta(hours=6), find_notices, "找出期满的公示"),
)
