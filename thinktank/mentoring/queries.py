# SPDX-License-Identifier: MIT
"""Who mentors whom, what was talked about and suggested: for the people concerned, never for the unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from piccolo.columns.combination import WhereRaw

from thinktank.identity import queries as identity
from thinktank.identity.schemas import AccountOption
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict, NotFound
from thinktank.kernel.paging import Page, bounded_count, newest
from thinktank.kernel.policy import require
from thinktank.mentoring import rules
from thinktank.mentoring.schemas import PairRow, SuggestionRow, TalkRow
from thinktank.mentoring.states import PAIR, SUGGESTION
from thinktank.mentoring.tables import Mentorship, Suggestion, Talk
from thinktank.talents import queries as talents

OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)
MOST = 100
OPEN = ("offered", "active")
LIVE: Any = WhereRaw("mentorship.state NOT IN ('declined', 'ended')")  # in the very words of the index mentorship_live
pair_links: dict[str, Callable[[int], Awaitable[list[tuple[int, str]]]]] = {}
"""By kind of record (project): those of a person, by id and title; filled by the composition root."""


def _office(actor: Actor, talent: Any) -> Any:
    """The scope of the department over a member, None for all of them; nothing for others."""
    return identity.in_scope(actor, OFFICE_ROLES, talent._.unit, talent._.direction)


def _concerned(actor: Actor, talent: Any, *accounts: Any) -> Any:
    """The Where of records of a member that the actor is concerned with; None for all."""
    if actor.is_system:
        return None
    if actor.has(*OFFICE_ROLES):
        scope = _office(actor, talent)
        if scope is None:
            return None
    else:
        scope = None
    where: Any = (talent._.account == actor.account) if actor.account else (talent == -1)
    for column in accounts:
        where |= column == (actor.account or -1)
    return where if scope is None else where | scope


# -- pairings ---------------------------------------------------------------------------------------------------


def _pairs() -> Any:
    m = Mentorship
    return m.select(
        m.id, m.version, m.talent, m.talent._.name.as_alias("name"),
        m.talent._.unit._.name.as_alias("unit_name"), m.talent._.post.as_alias("post"),
        m.talent._.direction.as_alias("direction"), m.mentor, m.mentor._.name.as_alias("mentor_name"),
        m.mentor._.post.as_alias("mentor_post"), m.kind, m.project, m.project_title, m.since, m.ends_on, m.until,
        m.state, m.reason,
    )  # fmt: skip


def pairs_visible_to(actor: Actor) -> Any:
    """Return the Where of the pairings that an actor may see: member, mentor, department; None for all."""
    return _concerned(actor, Mentorship.talent, Mentorship.mentor)


async def pairs(actor: Actor, *, state: str = "", after: str | None = None, before: str | None = None) -> Page[PairRow]:
    """Return a page of the pairings that the actor may see, newest first."""
    m = Mentorship
    where: Any = m.state == state if state else LIVE
    scope = pairs_visible_to(actor)
    where = where if scope is None else where & scope
    total = await bounded_count(m.select().where(where), m.id)
    found = await newest(_pairs().where(where), PairRow, m.id, after=after, before=before, total=total)
    for row in found.items:
        row.actions = _pair_actions(actor, row, office=actor.has(*OFFICE))
    return found


async def pair(actor: Actor, id: int) -> PairRow:  # noqa: A002 -- the record's id
    """Return one pairing; NotFound for who is not concerned."""
    query = _pairs().where(Mentorship.id == id)
    scope = pairs_visible_to(actor)
    found = await db.first(query if scope is None else query.where(scope), PairRow)
    if found is None:
        raise NotFound
    found.actions = _pair_actions(actor, found, office=await covers(actor, found.talent))
    return found


async def certified(actor: Actor, id: int) -> PairRow:  # noqa: A002 -- the record's id
    """Return a pairing for which the department makes out a certificate.

    NotFound for who is not concerned, Denied outside of the department, Conflict while the mentor has not accepted.
    """
    found = await pair(actor, id)
    office = await covers(actor, found.talent)
    require(rules.may_offer(actor, office=office))
    if not (able := rules.may_certify(office=office, state=found.state)):
        raise Conflict(able.reason, code="illegal")
    return found


def _pair_actions(actor: Actor, row: PairRow, *, office: bool) -> list[str]:
    able = {
        "answer": rules.may_answer(actor, mentor=row.mentor, state=row.state),
        "end": rules.may_end(actor, office=office, state=row.state),
        "certify": rules.may_certify(office=office, state=row.state),
    }
    return [name for name, decision in able.items() if decision]


async def of_talent(actor: Actor, talent: int) -> list[PairRow]:
    """Return a person's pairings that the actor may see, open ones first."""
    m = Mentorship
    where: Any = m.talent == talent
    scope = pairs_visible_to(actor)
    where = where if scope is None else where & scope
    found = await db.rows(_pairs().where(where).order_by(m.id, ascending=False).limit(MOST), PairRow)
    office = actor.has(*OFFICE)
    for row in found:
        row.actions = _pair_actions(actor, row, office=office)
    return sorted(found, key=lambda row: row.state not in OPEN)


async def of_mentor(actor: Actor) -> list[PairRow]:
    """Return whom the actor mentors or is asked to mentor, by family name."""
    m = Mentorship
    query = _pairs().where((m.mentor == actor.account) & m.state.is_in(list(OPEN)))
    found = await db.rows(query.order_by(m.talent._.name_key).limit(MOST), PairRow)
    for row in found:
        row.actions = _pair_actions(actor, row, office=False)
    return found


async def mentors(talent: int) -> list[int]:
    """Return the accounts that mentor a person or are asked to: a mentor never scores the own mentee (decisions.md)."""
    m = Mentorship
    return [row["mentor"] for row in await m.select(m.mentor).where((m.talent == talent) & m.until.is_null())]


async def projects_of(talent: int) -> list[tuple[int, str]]:
    """Return the projects of a person for which alone a mentor may be asked."""
    source = pair_links.get("project")
    return await source(talent) if source else []


async def is_mentor(actor: Actor, talent: int) -> bool:
    """Whether the actor mentors a person now."""
    m = Mentorship
    mine = (m.talent == talent) & (m.mentor == actor.account) & (m.state == "active")
    return actor.has(Role.MENTOR) and await db.exists(m.select(m.id).where(mine))


async def covers(actor: Actor, talent: int) -> bool:
    """Whether the actor's office grants cover a person."""
    if not actor.has(*OFFICE):
        return False
    return (await talents.standing(actor, [talent]))[talent][0]


# -- talks --------------------------------------------------------------------------------------------------------


async def talks(
    actor: Actor, *, talent: int | None = None, after: str | None = None, before: str | None = None
) -> Page[TalkRow]:
    """Return a page of the talks that the actor held, had, or looks after for the department; newest first."""
    t = Talk
    where: Any = t.id > 0
    if talent is not None:
        where &= t.talent == talent
    scope = _concerned(actor, t.talent, t.held_by)
    where = where if scope is None else where & scope
    query = t.select(
        t.id, t.talent, t.talent._.name.as_alias("name"), t.held_by, t.held_by._.name.as_alias("held_by_name"), t.on,
        t.topic, t.text,
    ).where(where)  # fmt: skip
    total = await bounded_count(t.select().where(where), t.id)
    return await newest(query, TalkRow, t.id, after=after, before=before, total=total)


# -- suggestions --------------------------------------------------------------------------------------------------


def _suggestions() -> Any:
    s = Suggestion
    return s.select(
        s.id, s.version, s.talent, s.talent._.name.as_alias("name"), s.raised_by,
        s.raised_by._.name.as_alias("raised_by_name"), s.text, s.owner, s.owner._.name.as_alias("owner_name"),
        s.due_on, s.answer, s.answered_at, s.note, s.state, s.state_since, s.created_at,
        s.talent._.account.as_alias("account"),
    )  # fmt: skip


def suggestions_visible_to(actor: Actor) -> Any:
    """Return the Where of the suggestions that an actor may see: member, who raised it, owner, department."""
    s = Suggestion
    return _concerned(actor, s.talent, s.raised_by, s.owner)


async def suggestions(
    actor: Actor, *, state: str = "", after: str | None = None, before: str | None = None
) -> Page[SuggestionRow]:
    """Return a page of the suggestions that the actor may see, newest first; without a state those still open."""
    s = Suggestion
    where: Any = s.state == state if state else s.state.is_in(["raised", "assigned", "answered"])
    scope = suggestions_visible_to(actor)
    where = where if scope is None else where & scope
    total = await bounded_count(s.select().where(where), s.id)
    return await newest(_suggestions().where(where), SuggestionRow, s.id, after=after, before=before, total=total)


async def suggestion(actor: Actor, id: int) -> SuggestionRow:  # noqa: A002 -- the record's id
    """Return one suggestion with what may be done; NotFound for who is not concerned."""
    query = _suggestions().where(Suggestion.id == id)
    scope = suggestions_visible_to(actor)
    found = await db.first(query if scope is None else query.where(scope), SuggestionRow)
    if found is None:
        raise NotFound
    ties = await ties_of(actor, found)
    found.actions = [t.name for t in SUGGESTION.leaving(found.state) if rules.may_step(ties, t.name, state=found.state)]
    return found


async def ties_of(actor: Actor, row: SuggestionRow) -> rules.Ties:
    """Return how an actor stands to a suggestion that was read through its scope."""
    return rules.Ties(
        raiser=actor.account in {row.raised_by, row.account} and actor.account > 0,
        owner=row.owner is not None and row.owner == actor.account,
        officer=actor.has(Role.OFFICER) and await covers(actor, row.talent),
    )


async def owners() -> list[AccountOption]:
    """Return who may be made the owner of a suggestion: the department's people, so that no unit reads it."""
    found = {one.id: one for role in OFFICE_ROLES for one in await identity.accounts_with_role(role)}
    return list(found.values())


# -- what waits ---------------------------------------------------------------------------------------------------


async def waiting(actor: Actor) -> tuple[list[PairRow], list[SuggestionRow]]:
    """Return the offers and suggestions that wait for the actor, and for officers the pairings that have run out."""
    m, s = Mentorship, Suggestion
    offers: Any = (m.mentor == actor.account) & (m.state == "offered")
    mine: Any = ((s.owner == actor.account) & (s.state == "assigned")) | (
        (s.raised_by == actor.account) & (s.state == "answered")
    )
    if actor.has(Role.OFFICER):
        scope = identity.in_scope(actor, (Role.OFFICER,), m.talent._.unit, m.talent._.direction)
        over = (m.state == "active") & (m.ends_on < clock.today())
        offers |= over if scope is None else over & scope
        scope = identity.in_scope(actor, (Role.OFFICER,), s.talent._.unit, s.talent._.direction)
        mine |= (s.state == "raised") if scope is None else (s.state == "raised") & scope
    return (
        await db.rows(_pairs().where(offers).order_by(m.id).limit(MOST), PairRow),
        await db.rows(_suggestions().where(mine).order_by(s.id).limit(MOST), SuggestionRow),
    )


STATES = tuple((state.value, PAIR.label(state)) for state in PAIR.states)
