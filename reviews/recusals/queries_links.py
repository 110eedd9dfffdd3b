# SPDX-License-Identifier: MIT
"""What requests and declarations say to detection: who may not judge an item."""

from __future__ import annotations

from typing import Any

import msgspec

from research.projects.tables import Project
from reviews.recusals import rules
from reviews.recusals.states import DeclarationState, RequestState, Tie
from reviews.recusals.tables import RecusalRequest, StandingDeclaration
from reviews.rounds import parties
from reviews.rounds.parties import Subject
from reviews.rounds.schemas import InterestView
from reviews.rounds.states import ConflictKind
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.talents.tables import Talent

MOST = 200
MOST_REVIEWERS = 2_000


class _Asked(msgspec.Struct):
    name: str
    unit_text: str
    reason: str
    account: int | None = None


async def requested(subject: Subject) -> list[InterestView]:
    """Return whom accepted requests keep from judging: the one found, else every reviewer of that name."""
    r = RecusalRequest
    mine: Any = r.application == (subject.application or 0)
    if subject.project:
        mine = r.application.is_in(Project.select(Project.application).where(Project.id == subject.project))
    query = r.select(r.name, r.unit_text, r.reason, r.account).where(mine & (r.state == str(RequestState.ACCEPTED)))
    found = await db.rows(query.order_by(r.id).limit(MOST), _Asked)
    views = [InterestView(one.account, ConflictKind.REQUESTED, one.reason, "applicant") for one in found if one.account]
    unknown = [one for one in found if not one.account]
    if not unknown:
        return views
    people = await identity.accounts_with_role(Role.REVIEWER, limit=MOST_REVIEWERS)
    return views + [
        InterestView(person.id, ConflictKind.REQUESTED, one.reason, "applicant")
        for one in unknown
        for person in people
        if rules.plain(person.name) == rules.plain(one.name) and rules.same_unit(one.unit_text, person.unit_name)
    ]


class _Declared(msgspec.Struct):
    account: int
    kind: Tie
    name: str
    unit_text: str
    note: str


class _Person(msgspec.Struct):
    name: str
    unit_name: str
    short_name: str


async def declared(subject: Subject) -> list[InterestView]:
    """Return whose standing declarations name somebody of the team, or one of its units."""
    _leads, team = await parties.people_of(subject)
    t = Talent
    columns = t.select(t.name, t.unit._.name.as_alias("unit_name"), t.unit._.short_name.as_alias("short_name"))
    people = await db.rows(columns.where(t.id.is_in(sorted(team) or [0])).limit(MOST), _Person)
    names = {rules.plain(text) for one in people for text in (one.name, one.unit_name, one.short_name) if text}
    d = StandingDeclaration
    stands = (d.state == str(DeclarationState.VALID)) & d.name.is_in(sorted(names) or [""])
    query = d.select(d.account, d.kind, d.name, d.unit_text, d.note).where(stands)
    return [
        InterestView(one.account, one.kind.conflict, _words(one), "standing")
        for one in await db.rows(query.order_by(d.id).limit(MOST), _Declared)
        if any(_fits(one, person) for person in people)
    ]


def _fits(one: _Declared, person: _Person) -> bool:
    if one.name == rules.plain(person.name):
        return rules.same_unit(one.unit_text, person.unit_name, person.short_name)
    return one.kind is Tie.INTEREST and one.name in {rules.plain(person.unit_name), rules.plain(person.short_name)}


def _words(one: _Declared) -> str:
    return f"{one.name}（{one.note}）" if one.note else one.name


FINDERS = {"requested": requested, "declared": declared}
