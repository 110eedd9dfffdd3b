# SPDX-License-Identifier: MIT
"""Reading topics: the list for everybody, proposals for their proposers, drafts and counts for the office."""

from __future__ import annotations

from typing import Any

import msgspec

from research.corrections.schemas import Correction, Place, Subject
from research.participation import queries as ledger
from research.participation import rules as limits
from research.topics import queries_conditions, rules, rules_topics
from research.topics.schemas import Standing
from research.topics.schemas_topics import ListingView, TargetContent, TopicRow, TopicSource, TopicView
from research.topics.states import OPEN, TOPIC, Channel, Level, TopicState, Track
from research.topics.tables import Application, ApplicationMember, Topic, TopicIndicator, TopicListing
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent

MOST = 100
DECIDED = ("submitted", "approved", "declined")  # states in which it matters who decides
PUBLIC = ("published", "awarded", "unclaimed", "archived")
UNSEEN = [str(state) for state in TopicState if state not in PUBLIC]  # said so, a list walks its own order
HANDED_IN = tuple(state for state in OPEN if state != "draft")


def managed_by(actor: Actor) -> Any:
    """The Where of topics in an officer's or leader's scope; None for no restriction."""
    return identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), Topic.created_by._.unit, Topic.direction)


def visible_to(actor: Actor) -> Any:
    """The Where of topics that an actor may read; None means no restriction.

    What was published, for everybody who works here; what one proposed oneself; for the office, in its scope, its
    own drafts and what was handed in: nobody reads what another is still writing. Administrators of the system see
    none.
    """
    if actor.is_system:
        return None
    if not actor.has(*BUSINESS):
        return Topic.id == -1
    seen = Topic.published_at.is_not_null() & Topic.state.not_in(UNSEEN) | (Topic.created_by == actor.account)
    if not actor.is_office:
        return seen
    arrived = Topic.submitted_at.is_not_null() | (Topic.channel == Channel.OFFICE)
    mine = managed_by(actor)
    return seen | (arrived if mine is None else arrived & mine)


class Search(msgspec.Struct, frozen=True):
    """What a list of topics is narrowed to."""

    text: str = ""
    direction: str = ""
    level: str = ""
    state: str = ""
    year: int | None = None


def narrowed(query: Any, actor: Actor, search: Search) -> Any:
    """Return a select of topics with what the actor may read and what the search asks for."""
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
        t.id, t.number, t.title, t.direction, t.level, t.track, t.state, t.months, t.closes_on, t.problem,
        t.sealed, t.opened_at,
        t.requester._.name.as_alias("requester_name"),
    )  # fmt: skip
    found = await newest(
        narrowed(t.select(*columns), actor, search),
        TopicRow,
        t.id,
        after=after,
        before=before,
        size=size,
        counting=narrowed(t.select(), actor, search),
    )
    claims = await _claims([row.id for row in found.items]) if actor.is_office else {}
    today = clock.today()
    for row in found.items:
        row.state_label, row.level_label = TOPIC.label(row.state), Level(row.level).label
        row.open = rules.is_open(row.state, row.closes_on, today)
        row.claims = 0 if row.closed else claims.get(row.id, 0)
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


def _columns() -> Any:
    t = Topic
    return t.select(
        t.id, t.version, t.number, t.title, t.direction, t.level, t.track, t.state, t.state_since, t.programme,
        t.background, t.problem, t.goal, t.effect, t.deliverable, t.conditions, t.requester,
        t.requester._.name.as_alias("requester_name"), t.contact, t.months, t.closes_on, t.sealed,
        t.opened_at, t.published_at, t.created_by,
        t.created_by._.name.as_alias("created_name"), t.created_by._.unit.as_alias("created_unit"),
        t.created_by._.unit._.name.as_alias("created_unit_name"), t.channel, t.of_call,
        t.of_call._.title.as_alias("call_title"), t.submitted_at, t.advice, t.advice_note, t.merged_into,
        t.merged_into._.title.as_alias("merged_title"), t.reason, t.decided_at, t.commissioned_unit,
        t.commissioned_unit._.name.as_alias("commissioned_unit_name"), t.commissioned_lead,
        t.commissioned_lead._.name.as_alias("commissioned_lead_name"), t.lead_direction, t.lead_education, t.lead_age,
        t.lead_unit, t.lead_unit._.name.as_alias("lead_unit_name"),
    )  # fmt: skip


async def topic(actor: Actor, id: int) -> TopicView:  # noqa: A002 -- the record's id
    """Return one topic with what the actor may do; NotFound for what the actor may not see."""
    query = _columns().where(Topic.id == id)
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), TopicView)
    if found is None:
        raise NotFound
    found.proposer = bool(actor.account) and found.created_by == actor.account
    await _parts(found, inside=actor.is_office or found.proposer)
    found.managed = await _manages(actor, id)
    found.state_label, found.level_label = TOPIC.label(found.state), Level(found.level).label
    if found.track in set(Track):
        found.track_label, found.way = Track(found.track).label, Track(found.track).way
    found.channel_label = Channel(found.channel).label
    found.holder = TOPIC.holder.get(found.state, "")
    if found.state == TopicState.SUBMITTED and not found.advice:
        found.holder = "经办人"
    found.open = rules.is_open(found.state, found.closes_on, clock.today())
    if found.managed:
        found.claims = (await _claims([id])).get(id, 0)
    decided = actor.is_office and found.state in DECIDED
    officers = (await policies.selection()).officers_decide if decided else False
    found.actions = rules_topics.topic_actions(actor, found, officers_decide=officers)
    if not (found.managed or found.proposer):
        _inside(found)
    return found


def _inside(found: TopicView) -> None:
    """Leave out what is between the office and the proposer."""
    found.advice = found.advice_note = found.reason = found.created_name = found.created_unit_name = ""
    found.sources = []


async def _parts(found: TopicView, *, inside: bool) -> None:
    """Add targets, times on the list, and for who is inside what was merged into a topic: one trip."""
    i, n, t = TopicIndicator, TopicListing, Topic
    targets = i.select(i.name, i.unit, i.target, i.baseline).where(i.topic == found.id).order_by(i.sort).limit(MOST)
    times = n.select(n.number, n.track, n.published_at, n.closes_on, n.ended_at, n.result).where(n.topic == found.id)
    asked = [(targets, TargetContent), (times.order_by(n.number, ascending=False).limit(MOST), ListingView)]
    if inside:
        merged = t.select(
            t.id, t.title, t.channel, t.created_by._.unit._.name.as_alias("unit_name"),
            t.created_by._.name.as_alias("proposer"),
        ).where(t.merged_into == found.id)  # fmt: skip
        asked.append((merged.order_by(t.id).limit(MOST), TopicSource))
    found.indicators, found.listings, *sources = await db.together(*asked)
    found.sources = sources[0] if sources else []


async def _manages(actor: Actor, topic_: int) -> bool:
    if actor.is_system:
        return True
    if not actor.has(*OFFICE):
        return False
    where = managed_by(actor)
    return where is None or await db.exists(Topic.select(Topic.id).where((Topic.id == topic_) & where))


async def mine_for(actor: Actor, topic: int) -> int | None:
    """Return the actor's own application for a topic, led or joined, unless it is over without a grant."""
    if not actor.account:
        return None
    a, m = Application, ApplicationMember
    me = Talent.select(Talent.id).where(Talent.account == actor.account)
    joined = m.select(m.application).where(m.talent.is_in(me))
    going = (a.topic == topic) & a.state.not_in(["not_accepted", "not_granted", "withdrawn"])
    query = a.select(a.id).where(going & (a.lead.is_in(me) | a.id.is_in(joined)))
    found = await query.order_by(a.id, ascending=False).first()
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
    unmet = await queries_conditions.unmet(topic_, me.talent) if me is not None else []
    decision = rules.may_claim(actor, topic_, member=me is not None and me.active, unmet=unmet)
    if decision and me is not None:
        loads = await ledger.load([me.talent])
        decision = limits.may_lead(loads[me.talent], await policies.programme(), clock.today())
    if decision:
        topic_.actions.append("claim")
    elif topic_.open:
        topic_.obstacle = decision.reason
    return topic_


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return the newest decision about a topic as something to take back; NotFound outside the scope."""
    found = await topic(actor, id)
    officers = (await policies.selection()).officers_decide
    may = rules_topics.may_take_back(actor, found, officers_decide=officers)
    people = (found.created_by,) if found.channel != Channel.OFFICE else ()
    return Subject(title=found.title, href=f"/topics/{id}", version=found.version, may=may, people=people)


CORRECTIONS = {"topic": Correction("选题决定", correctable)}
PLACES = (Place(Topic, TOPIC, "课题"),)
