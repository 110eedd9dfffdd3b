# SPDX-License-Identifier: MIT
"""What ties people to a team beside unit and mentor: joint work, joint authorship, teaching, having judged each other.

Found when something is listed, staffed, or its facts change, and kept as interests: pages read those.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.outcomes.tables import OutcomeAuthor
from research.projects.tables import ProjectMember
from reviews.rounds.parties import Subject, people_of
from reviews.rounds.schemas import InterestView
from reviews.rounds.states import ACTIVE, ConflictKind
from reviews.rounds.tables import Assignment
from thinktank.kernel import clock, db
from thinktank.mentoring.tables import Mentorship
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent

MOST = 500
YEAR = 366


class _Tie(msgspec.Struct):
    account: int
    title: str


async def ties(subject: Subject) -> list[InterestView]:
    """Return who is tied to a subject's team within the years of the settings, each with the fact that shows it."""
    _leads, team = await people_of(subject)
    panels = await policies.panels()
    since = clock.today() - timedelta(days=YEAR * panels.window_years)
    found = await _joint(team, since) + await _coauthors(team, since)
    found += await _teachers(team, since) + await _pupils(team, since)
    if panels.reciprocity_years:
        found += await _judged(team, clock.today() - timedelta(days=YEAR * panels.reciprocity_years))
    own = {row["account"] for row in await Talent.select(Talent.account).where(Talent.id.is_in(sorted(team) or [0]))}
    once = {(one.account, one.kind): one for one in reversed(found) if one.account not in own}
    return list(once.values())


def _views(kind: ConflictKind, rows: list[_Tie]) -> list[InterestView]:
    return [InterestView(row.account, kind, row.title) for row in rows]


async def _joint(team: set[int], since: date) -> list[InterestView]:
    """People who were on a project's team together with somebody of this one."""
    m = ProjectMember
    lately = m.until.is_null() | (m.until >= since)
    shared = m.select(m.project).where(m.talent.is_in(sorted(team) or [0]) & lately)
    query = m.select(m.talent._.account.as_alias("account"), m.project._.title.as_alias("title"))
    others = m.project.is_in(shared) & lately & m.talent._.account.is_not_null()
    return _views(ConflictKind.JOINT, await db.rows(query.where(others).order_by(m.id).limit(MOST), _Tie))


async def _coauthors(team: set[int], since: date) -> list[InterestView]:
    """People who are authors of an outcome together with somebody of the team."""
    o = OutcomeAuthor
    shared = o.select(o.outcome).where(o.talent.is_in(sorted(team) or [0]))
    query = o.select(o.talent._.account.as_alias("account"), o.outcome._.title.as_alias("title"))
    lately = o.outcome._.registered_at >= clock.noon_of(since, hour=0)
    others = o.outcome.is_in(shared) & lately & o.talent._.account.is_not_null()
    return _views(ConflictKind.COAUTHOR, await db.rows(query.where(others).order_by(o.id).limit(MOST), _Tie))


def _lately_paired(since: date) -> Any:
    m = Mentorship
    return (m.until.is_null() | (m.until >= since)) & m.state.not_in(["offered", "declined"])


async def _teachers(team: set[int], since: date) -> list[InterestView]:
    """Mentors of somebody of the team."""
    m = Mentorship
    query = m.select(m.mentor.as_alias("account"), m.talent._.name.as_alias("title"))
    theirs = m.talent.is_in(sorted(team) or [0]) & _lately_paired(since)
    return _views(ConflictKind.TEACHER, await db.rows(query.where(theirs).order_by(m.id).limit(MOST), _Tie))


async def _pupils(team: set[int], since: date) -> list[InterestView]:
    """Members of the bank who are mentored by somebody of the team."""
    m, t = Mentorship, Talent
    accounts = t.select(t.account).where(t.id.is_in(sorted(team) or [0]) & t.account.is_not_null())
    query = m.select(m.talent._.account.as_alias("account"), m.mentor._.name.as_alias("title"))
    theirs = m.mentor.is_in(accounts) & m.talent._.account.is_not_null() & _lately_paired(since)
    return _views(ConflictKind.TEACHER, await db.rows(query.where(theirs).order_by(m.id).limit(MOST), _Tie))


async def _judged(team: set[int], since: date) -> list[InterestView]:
    """People whose own work somebody of the team has judged or is judging."""
    a, m, t = Assignment, ProjectMember, Talent
    accounts = t.select(t.account).where(t.id.is_in(sorted(team) or [0]) & t.account.is_not_null())
    judging = a.reviewer.is_in(accounts) & a.state.is_in([str(state) for state in ACTIVE])
    lately = judging & (a.assigned_at >= clock.noon_of(since, hour=0))
    judged = a.select(a.item._.project).where(lately & a.item._.project.is_not_null())
    query = m.select(m.talent._.account.as_alias("account"), m.project._.title.as_alias("title"))
    theirs = m.project.is_in(judged) & m.until.is_null() & m.talent._.account.is_not_null()
    return _views(ConflictKind.RECIPROCITY, await db.rows(query.where(theirs).order_by(m.id).limit(MOST), _Tie))
