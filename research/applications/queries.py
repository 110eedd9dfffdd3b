# SPDX-License-Identifier: MIT
"""Reading applications: the team its own, the unit and the office what was handed in to them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec

from research.applications import queries_rows, rules
from research.applications.schemas import (
    ApplicationContent,
    ApplicationRow,
    ApplicationView,
    MemberContent,
    MemberView,
)
from research.topics.states import APPLICATION, CHECKING, DECIDABLE, DIRECT, OPEN
from research.topics.tables import Application, ApplicationMember, Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent

FINISHED_WITHIN = timedelta(days=90)  # by when finished work is to be accepted, where nobody has set a day
listers: dict[str, Callable[[int], Awaitable[str]]] = {}
"""Who knows on what list to be granted an application stands (its state); filled by ``thinktank.app.wire``."""


def _own(actor: Actor) -> Any:
    """The Where of applications of teams that the actor leads or is on."""
    me = Talent.select(Talent.id).where(Talent.account == actor.account)
    joined = ApplicationMember.select(ApplicationMember.application).where(ApplicationMember.talent.is_in(me))
    return Application.lead.is_in(me) | Application.id.is_in(joined)


def _managed(actor: Actor) -> Any:
    a = Application
    return identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), a.unit, a.topic._.direction)


def _liaised(actor: Actor) -> Any:
    return identity.in_scope(actor, (Role.LIAISON,), Application.unit)


def visible_to(actor: Actor) -> Any:
    """The Where of applications that an actor may read; None means no restriction.

    The team reads its own from the draft on; the unit's liaison and the office read what lies in their scope once
    it was handed in.
    """
    if actor.is_system:
        return None
    seen = _own(actor)
    if actor.has(*OFFICE):
        seen |= on_the_desk(actor)
    if actor.has(Role.LIAISON):
        handed_in, where = Application.submitted_at.is_not_null(), _liaised(actor)
        seen |= handed_in if where is None else handed_in & where
    return seen


def on_the_desk(actor: Actor) -> Any:
    """The Where of applications that an actor handles for the office: handed in, in scope, and not sealed.

    Whoever picks applications for a further step (a review, a list) picks them by this. The caller has checked the
    actor's role.
    """
    inside, where = Application.submitted_at.is_not_null() & opened(Application), _managed(actor)
    return inside if where is None else inside & where


def opened(application: Any) -> Any:
    """The Where of applications (the table, or a reference to it) that are not sealed, or no longer.

    Publishing a topic again seals what is handed in from then on; what an earlier opening showed stays open.
    """
    topic = application.topic._
    before = topic.published_at > application.submitted_at
    return (topic.sealed == False) | topic.opened_at.is_not_null() | before  # noqa: E712 -- a column comparison


class Search(msgspec.Struct, frozen=True):
    """What a list of applications is narrowed to."""

    topic: int = 0
    state: str = ""
    mine: bool = False
    open: bool = False


def _narrowed(query: Any, actor: Actor, search: Search) -> Any:
    a = Application
    where = visible_to(actor)
    if where is not None:
        query = query.where(where)
    if search.mine:
        query = query.where(_own(actor))
    if search.topic:
        query = query.where(a.topic == search.topic)
    if search.state:
        query = query.where(a.state == search.state)
    if search.open:
        query = query.where(a.state.is_in(list(OPEN)))
    return query


async def applications(
    actor: Actor,
    search: Search,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
    counted: bool = True,
) -> Page[ApplicationRow]:
    """Return a page of the applications that the actor may read, newest first, with their number unless told not."""
    a = Application
    columns = (
        a.id, a.topic, a.topic._.number.as_alias("topic_number"), a.topic._.title.as_alias("topic_title"),
        a.topic._.direction.as_alias("direction"), a.lead._.name.as_alias("lead_name"),
        a.unit._.name.as_alias("unit_name"), a.state, a.state_since, a.submitted_at,
    )  # fmt: skip
    found = await newest(
        _narrowed(a.select(*columns), actor, search),
        ApplicationRow,
        a.id,
        after=after,
        before=before,
        size=size,
        counting=_narrowed(a.select(), actor, search) if counted else None,
    )
    for row in found.items:
        row.state_label = label_for(actor, row.state)
        row.holder = APPLICATION.holder.get(row.state, "")
    return found


def label_for(actor: Actor, state: str) -> str:
    """Return a state's name: coarser for who is not of the office."""
    return APPLICATION.label(state) if actor.is_office else APPLICATION.public_label(state)


async def application(actor: Actor, id: int, *, whole: bool = True, noted: bool = True) -> ApplicationView:  # noqa: A002 -- record's id
    """Return one application with its blocks and what the actor may do; NotFound outside the actor's scope.

    ``whole=False`` leaves out its rows (targets, steps, outcomes, budget), ``noted=False`` who wrote what and what
    was asked and found: for pages that show none, and on which nobody decides (``actions`` leaves that out).
    """
    a, t = Application, Application.topic
    query = a.select(
        a.id, a.version, a.topic, t._.number.as_alias("topic_number"), t._.title.as_alias("topic_title"),
        t._.state.as_alias("topic_state"), t._.track.as_alias("track"), t._.months.as_alias("months"),
        t._.direction.as_alias("direction"), t._.level.as_alias("level"), t._.closes_on.as_alias("closes_on"),
        a.lead, a.lead._.name.as_alias("lead_name"), a.lead._.account.as_alias("lead_account"),
        a.lead._.state.as_alias("lead_state"), a.unit,
        a.unit._.name.as_alias("unit_name"), a.state, a.state_since, a.problem, a.goal, a.effect, a.content, a.approach,
        a.basis, a.starts_on, a.due_on, a.nonsecret, a.pledge, a.submitted_at, a.unit_opinion, a.unit_agrees, a.reason,
        a.returns, a.decided_by, a.review_round, a.review_title, a.review_decision, a.review_score, a.review_grade,
        a.review_note, t._.sealed.as_alias("sealed"), t._.opened_at.as_alias("opened_at"),
    ).where(a.id == id)  # fmt: skip
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), ApplicationView)
    if found is None:
        raise NotFound
    await _fill(found, whole=whole, noted=noted)
    found.on_team = bool(actor.account) and actor.account in {
        found.lead_account,
        *(member.account for member in found.members),
    }
    found.managed = await _within(actor, id, OFFICE, _managed(actor))
    found.liaised = await _within(actor, id, {Role.LIAISON}, _liaised(actor))
    found.state_label = label_for(actor, found.state)
    found.holder = APPLICATION.holder.get(found.state, "")
    if not found.managed or found.on_team:
        _hide_review(found)
    if found.managed and found.state in CHECKING:
        found.returns_most = (await policies.research()).returns_most
    terms = rules.Granting() if whole and noted else None
    if terms and found.managed and found.state in DECIDABLE:
        found.listed = bool(await listed_on(id))
        terms = await granting(actor, found)
    found.actions = rules.application_actions(actor, found, terms)
    return found


def _hide_review(found: ApplicationView) -> None:
    """What the experts came to stays with the office: the team hears of it by the notice, or with a reason."""
    found.decided_by = found.review_round = found.review_score = None
    found.review_title = found.review_decision = found.review_grade = found.review_note = ""


async def listed_on(id: int) -> str:  # noqa: A002 -- the record's id
    """Return the state of the list under way on which an application stands, blank for none. Unscoped."""
    return "".join([await lister(id) for lister in listers.values()])


async def granting(actor: Actor, found: ApplicationView) -> rules.Granting:
    """Return what the settings say about this actor's grant; they are asked only where their word counts."""
    leader = actor.has(Role.DEPT_LEADER)
    signs = not leader and (await policies.programme()).officers_sign_general
    if not (leader or signs) or found.listed or found.track in DIRECT:
        return rules.Granting(officers_sign_general=signs)
    return rules.Granting(officers_sign_general=signs, notice_first=(await policies.selection()).notice_first)


async def _fill(found: ApplicationView, *, whole: bool, noted: bool) -> None:
    """Add an application's team and rows, who wrote what, and what stands from the last return and check."""
    found.members = await db.rows(_members_of(found.id), MemberView)
    if noted:
        notes = await queries_rows.notes(found.id, found.returns)
        found.edits, found.points, found.checks = notes.edits, notes.points, notes.checks
    if whole:
        held = await queries_rows.rows(found.id)
        found.indicators, found.milestones = held.indicators, held.milestones
        found.products, found.costs = held.products, held.costs


async def _within(actor: Actor, id_: int, roles: Any, where: Any) -> bool:
    """Whether an application lies in the scope of these roles; asks only when one of them is held in part."""
    if actor.is_system or not actor.has(*roles):
        return actor.is_system
    return where is None or await db.exists(Application.select(Application.id).where((Application.id == id_) & where))


def _members_of(id_: int) -> Any:
    m = ApplicationMember
    return m.select(
        m.talent, m.talent._.name.as_alias("name"), m.talent._.unit._.name.as_alias("unit_name"), m.duty,
        m.talent._.account.as_alias("account"), m.talent._.state.as_alias("state"),
    ).where(m.application == id_).order_by(m.id)  # fmt: skip


async def team_accounts(id: int) -> list[int]:  # noqa: A002 -- the record's id
    """Return the accounts of a team's people, leader first, for notices."""
    a, m = Application, ApplicationMember
    lead = await a.select(a.lead._.account.as_alias("account")).where(a.id == id)
    members = await m.select(m.talent._.account.as_alias("account")).where(m.application == id)
    return [row["account"] for row in (*lead, *members) if row["account"] is not None]


async def granted_content(application: int) -> ApplicationContent:
    """Return the blocks of an application that the task agreement takes over.

    Unscoped: the caller, the grant, has read the application through its scope. NotFound for an unknown one; days
    that the application does not state are those of its first and last step.
    """
    a, t = Application, Application.topic
    columns = a.select(
        a.id, a.topic, t._.title.as_alias("title"), t._.direction.as_alias("direction"), t._.track.as_alias("track"),
        t._.level.as_alias("level"), a.lead, a.unit, a.problem, a.goal, a.effect, a.approach, a.content,
        a.starts_on, a.due_on,
    )  # fmt: skip
    found = await columns.where(a.id == application).first()
    if found is None:
        raise NotFound
    team = await db.rows(_members_of(application), MemberView)
    held = await queries_rows.rows(application)
    steps = held.milestones
    today = clock.today()  # finished work comes without a plan
    found["starts_on"] = found["starts_on"] or min((step.starts_on for step in steps), default=today)
    found["due_on"] = found["due_on"] or max((step.due_on for step in steps), default=today + FINISHED_WITHIN)
    content = msgspec.convert(found, ApplicationContent, strict=False)
    content.indicators, content.milestones, content.products = held.indicators, steps, held.products
    content.members = [MemberContent(one.talent, one.duty) for one in team]
    return content


async def year_of(topic_: int) -> int | None:
    """Return the programme year that a topic belongs to; unscoped, for what grows out of it."""
    row = await Topic.select(Topic.year).where(Topic.id == topic_).first()
    return row["year"] if row else None
