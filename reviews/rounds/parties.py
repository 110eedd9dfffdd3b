# SPDX-License-Identifier: MIT
"""Who stands behind something under review: the facts from which conflicts follow."""

from __future__ import annotations

import msgspec

from research.outcomes.tables import OutcomeAuthor
from research.projects.tables import Project, ProjectMember, ProjectMentor
from research.topics.tables import Application, ApplicationMember
from reviews.rounds.rules import Parties
from thinktank.identity.tables import UnitAncestry
from thinktank.kernel import db
from thinktank.talents.tables import Talent

MOST = 100


class Subject(msgspec.Struct, frozen=True):
    """What an item is about."""

    application: int | None = None
    project: int | None = None
    outcome: int | None = None


class _Person(msgspec.Struct):
    id: int
    name: str
    unit: int
    unit_name: str
    short_name: str
    account: int | None = None
    post: str = ""


class _Mentor(msgspec.Struct):
    account: int
    name: str
    unit_name: str


class _Line(msgspec.Struct):
    unit: int
    unit_name: str
    ancestor: int
    name: str
    parent: int | None = None


async def parties_of(subject: Subject) -> Parties:
    """Return the parties of a subject: its team or authors, the leads' units, the mentors, the sides they are on.

    A side (主管单位 subtree) is the unit just below the root of the tree; a lead of the root itself has none.
    """
    leads, everybody = await people_of(subject)
    team = await _persons(everybody)
    mentors = await _mentors(subject.project)
    units = {one.unit: one.unit_name for one in team if one.id in leads}
    sides, lines = await _lines(list(units))
    words = {one.name for one in team} | {one.unit_name for one in team} | {one.short_name for one in team}
    words |= {one.name for one in mentors} | {one.post for one in team}
    return Parties(
        team={one.account: one.name for one in team if one.account},
        lead_units=units,
        mentors={one.account: one.name for one in mentors},
        own_sides=frozenset(sides),
        lines=lines,
        words=tuple(sorted((word for word in words if len(word) > 1), key=len, reverse=True)),
    )


async def people_of(subject: Subject) -> tuple[set[int], set[int]]:
    """Return the talents who lead, and all talents who take part."""
    leads: set[int] = set()
    everybody: set[int] = set()
    if subject.project:
        p, m = Project, ProjectMember
        leads |= {row["lead"] for row in await p.select(p.lead).where(p.id == subject.project)}
        where = (m.project == subject.project) & m.until.is_null()
        everybody |= {row["talent"] for row in await m.select(m.talent).where(where).limit(MOST)}
    elif subject.application:
        a, am = Application, ApplicationMember
        leads |= {row["lead"] for row in await a.select(a.lead).where(a.id == subject.application)}
        found = await am.select(am.talent).where(am.application == subject.application).limit(MOST)
        everybody |= {row["talent"] for row in found}
    if subject.outcome:
        o = OutcomeAuthor
        authors = await o.select(o.talent).where(o.outcome == subject.outcome).order_by(o.sort).limit(MOST)
        leads |= {row["talent"] for row in authors[:1]}
        everybody |= {row["talent"] for row in authors}
    return leads, everybody | leads


async def _persons(talents: set[int]) -> list[_Person]:
    t = Talent
    query = t.select(
        t.id,
        t.name,
        t.account,
        t.post,
        t.unit,
        t.unit._.name.as_alias("unit_name"),
        t.unit._.short_name.as_alias("short_name"),
    ).where(t.id.is_in(sorted(talents) or [0]))
    return await db.rows(query.limit(MOST), _Person)


async def _mentors(project: int | None) -> list[_Mentor]:
    if not project:
        return []
    m = ProjectMentor
    query = m.select(m.account, m.account._.name.as_alias("name"), m.account._.unit._.name.as_alias("unit_name")).where(
        (m.project == project) & m.until.is_null()
    )
    return await db.rows(query.limit(MOST), _Mentor)


async def _lines(units: list[int]) -> tuple[set[int], dict[int, str]]:
    """Return the units just below the root above these units; and those above them but for the root, and below."""
    u = UnitAncestry
    query = u.select(
        u.unit, u.unit._.name.as_alias("unit_name"), u.ancestor, u.ancestor._.name.as_alias("name"),
        u.ancestor._.parent.as_alias("parent"),
    )  # fmt: skip
    found = await db.rows(query.where(u.unit.is_in(units or [0]) | u.ancestor.is_in(units or [0])), _Line)
    roots = {one.ancestor for one in found if one.parent is None}
    own = set(units)
    lines = {one.ancestor: one.name for one in found if one.unit in own and one.ancestor not in roots | own}
    lines |= {one.unit: one.unit_name for one in found if one.ancestor in own - roots and one.unit not in own}
    return {one.ancestor for one in found if one.unit in own and one.parent in roots}, lines


async def units_inside(sides: frozenset[int]) -> set[int]:
    """Return every unit of these subtrees."""
    u = UnitAncestry
    found = await u.select(u.unit).where(u.ancestor.is_in(sorted(sides) or [0]))
    return {row["unit"] for row in found}
