# SPDX-License-Identifier: MIT
"""Reading topics: the list for everybody, drafts and counts for the office."""

from __future__ import annotations

from typing import Any

import msgspec

from research.corrections.schemas import Correction, Place, Subject
from research.participation import queries as ledger
from research.participation import rules as limits
from research.topics import rules
from research.topics.schemas import Standing, TopicRow, TopicView
from research.topics.states import OPEN, TOPIC, Level, TopicState, Track
from research.topics.tables import Application, Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent

PUBLIC = ("published", "awarded", "unclaimed", "archived")
UNSEEN = [str(state) for state in TopicState if state not in PUBLIC]  # said so, a list walks its own order
HANDED_IN = tuple(state for state in OPEN if state != "draft")


def managed_by(actor: Actor) -> Any:
    """The Where of topics in an officer's or leader's scope; None for no restriction."""
    return identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), Topic.created_by._.unit, Topic.direction)


def visible_to(actor: Actor) -> Any:
    """The Where of topics that an actor may read: what was published, and drafts within the office's scope.

    Administrators of the system see none. None means no restriction.
    """
    if actor.is_system:
        return None
    if not actor.has(*BUSINESS):
        return Topic.id == -1
    out = Topic.published_at.is_not_null() & Topic.state.not_in(UNSEEN)
    if not actor.is_office:
        return out
    mine = managed_by(actor)
    return None if mine is None else out | mine


class Search(msgspec.Struct, frozen=True):
    """What a list of topics is narrowed to."""

    text: str = ""
    direction: str = ""
    level: str = ""
    state: str = ""
    year: int | None = None


def _narrowed(query: Any, actor: Actor, search: Search) -> Any:
    where = visible_to(actor)
    if where is not None:
        query = query.where(where)
    narrowing = ((Topic.direction, search.direction), (Topic.level, search.level), (Topic.state, search.state))
    for column, wanted in narrowing:
        if wanted:
            query = query.where(column == wanted)
    if search.year is not None:
        query = query.where(Topic.year == search.year)
    if search.text:
        query = query.where(Topic.title.like(f"%{search.text}%") | (Topic.number == search.text))
    return query


async def topics(
    actor: Actor, search: Search, *, after: str | None = None, before: str | None = None, size: int = 50
) -> Page[TopicRow]:
    """Return a page of the list, newest first, with the number of teams for the office."""
    t = Topic
    columns = (
        t.id, t.number, t.title, t.direction, t.level, t.state, t.months, t.closes_on, t.problem,
        t.requester._.name.as_alias("requester_name"),
    )  # fmt: skip
    found = await newest(
        _narrowed(t.select(*columns), actor, search),
        TopicRow,
        t.id,
        after=after,
        before=before,
        size=size,
        counting=_narrowed(t.select(), actor, search),
    )
    claims = await _claims([row.id for row in found.items]) if actor.is_office else {}
    today = clock.today()
    for row in found.items:
        row.state_label, row.level_label = TOPIC.label(row.state), Level(row.level).label
        row.open = rules.is_open(row.state, row.closes_on, today)
        row.claims = claims.get(row.id, 0)
    return found


async def _claims(topics_: list[int]) -> dict[int, int]:
    """How many applications for each topic are handed in and under way."""
    if not topics_:
        return {}
    a = Application
    found = await a.select(a.topic).where(a.topic.is_in(topics_) & a.state.is_in(list(HANDED_IN)))
    counts: dict[int, int] = {}
    for row in found:
        counts[row["topic"]] = counts.get(row["topic"], 0) + 1
    return counts


async def topic(actor: Actor, id: int) -> TopicView:  # noqa: A002 -- the record's id
    """Return one topic with what the actor may do; NotFound for what the actor may not see."""
    t = Topic
    query = t.select(
        t.id, t.version, t.number, t.title, t.direction, t.level, t.track, t.state, t.state_since, t.background,
        t.problem, t.goal, t.effect, t.deliverable, t.conditions, t.requester,
        t.requester._.name.as_alias("requester_name"), t.contact, t.months, t.closes_on, t.published_at, t.created_by,
        t.created_by._.unit.as_alias("created_unit"),
    ).where(t.id == id)  # fmt: skip
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), TopicView)
    if found is None:
        raise NotFound
    found.managed = await _manages(actor, id)
    found.state_label, found.level_label = TOPIC.label(found.state), Level(found.level).label
    found.track_label = Track(found.track).label if found.track in set(Track) else ""
    found.holder = TOPIC.holder.get(found.state, "")
    found.open = rules.is_open(found.state, found.closes_on, clock.today())
    if found.managed:
        found.claims = (await _claims([id])).get(id, 0)
    found.actions = rules.topic_actions(actor, found)
    return found


async def _manages(actor: Actor, topic_: int) -> bool:
    if actor.is_system:
        return True
    if not actor.has(*OFFICE):
        return False
    where = managed_by(actor)
    return where is None or await db.exists(Topic.select(Topic.id).where((Topic.id == topic_) & where))


async def mine_for(actor: Actor, topic: int) -> int | None:
    """Return the actor's own application for a topic as its leader, unless it is over without a grant."""
    a = Application
    query = a.select(a.id).where(
        (a.topic == topic)
        & (a.lead._.account == actor.account)
        & a.state.not_in(["not_accepted", "not_granted", "withdrawn"])
    )
    found = await query.first() if actor.account else None
    return int(found["id"]) if found else None


async def standing(actor: Actor) -> Standing | None:
    """Return the actor as a person of the bank, or None for who is not in it."""
    t = Talent
    query = t.select(t.id.as_alias("talent"), t.name, t.unit, t.unit._.name.as_alias("unit_name"), t.state).where(
        t.account == actor.account
    )
    found = await query.first() if actor.account else None
    if found is None:
        return None
    return Standing(
        talent=found["talent"],
        name=found["name"],
        unit=found["unit"],
        unit_name=found["unit_name"],
        active=found["state"] == "active",
    )


async def with_outlook(actor: Actor, topic_: TopicView) -> TopicView:
    """Add the actor's own application for a topic, or whether a claim is possible and what stands against it."""
    topic_.mine = await mine_for(actor, topic_.id)
    if topic_.mine is not None or not actor.has(Role.MEMBER):
        return topic_
    me = await standing(actor)
    decision = rules.may_claim(actor, topic_, member=me is not None and me.active)
    if decision and me is not None:
        loads = await ledger.load([me.talent])
        decision = limits.may_lead(loads[me.talent], await policies.programme(), clock.today())
    if decision:
        topic_.actions.append("claim")
    elif topic_.open:
        topic_.obstacle = decision.reason
    return topic_


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return a topic's publication as something to take back, for who may publish. NotFound outside the scope."""
    found = await topic(actor, id)
    return Subject(
        title=found.title, href=f"/topics/{id}", version=found.version, may=rules.may_unpublish(actor, found)
    )


CORRECTIONS = {"topic": Correction("课题发布", correctable)}
PLACES = (Place(Topic, TOPIC, "课题"),)
