# SPDX-License-Identifier: MIT
"""Reading calls for topics, what an actor is asked by them, and the table of what came in."""

from __future__ import annotations

from typing import Any

import msgspec

from research.topics import queries, rules_topics, similar
from research.topics.schemas_topics import CallView, ProposalRow, SimilarTopic, TopicView
from research.topics.states import CALL, TOPIC, Audience, Channel
from research.topics.tables import Topic, TopicCall
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies

MOST = 50
PENDING = ("submitted", "approved")


class Offer(msgspec.Struct):
    """By which ways an actor may propose now, and by which call each."""

    channels: list[Channel]
    calls: list[CallView]

    def call_for(self, channel: Channel) -> int | None:
        """The call that asks for this way: the one that closes first."""
        return next((one.id for one in self.calls if channel.value in one.audiences.split(",")), None)


def visible_to(actor: Actor) -> Any:
    """The Where of calls that an actor may read: what is or was out, for the office drafts as well."""
    if actor.has(Role.OFFICER, Role.DEPT_LEADER) or actor.is_system:
        return None
    return (TopicCall.state != "draft") if actor.has(*BUSINESS) else TopicCall.id == -1


def _columns() -> Any:
    c = TopicCall
    return c.select(
        c.id, c.version, c.title, c.text, c.opens_on, c.closes_on, c.audiences, c.unit,
        c.unit._.name.as_alias("unit_name"), c.state, c.state_since,
    )  # fmt: skip


async def calls(actor: Actor, *, after: str | None = None, before: str | None = None, size: int = 20) -> Page[CallView]:
    """Return a page of the calls that the actor may read, newest first."""
    where = visible_to(actor)
    query = _columns() if where is None else _columns().where(where)
    found = await newest(query, CallView, TopicCall.id, after=after, before=before, size=size)
    for call in found.items:
        _dress(actor, call)
    return found


async def call(actor: Actor, id: int) -> CallView:  # noqa: A002 -- the record's id
    """Return one call, for the office with how much came in; NotFound for a draft of the office."""
    query = _columns().where(TopicCall.id == id)
    where = visible_to(actor)
    found = await db.first(query if where is None else query.where(where), CallView)
    if found is None:
        raise NotFound
    _dress(actor, found)
    if actor.is_office:
        t = Topic
        found.proposals = await t.count().where((t.of_call == id) & t.submitted_at.is_not_null())
    found.addressed = any(one.id == id for one in (await offer(actor)).calls)
    return found


def _dress(actor: Actor, found: CallView) -> None:
    found.running = rules_topics.is_running(found.state, found.opens_on, found.closes_on, clock.today())
    found.state_label = CALL.label(found.state)
    if found.state == "open" and not found.running:
        found.state_label = "未开始" if found.opens_on > clock.today() else "已截止"
    found.actions = rules_topics.call_actions(actor, found)


async def offer(actor: Actor) -> Offer:
    """Return by which ways the actor may propose today, and the running calls that ask it."""
    if not actor.account or not actor.has(Role.OFFICER, Role.LIAISON, Role.MEMBER):
        return Offer([], [])
    c, today = TopicCall, clock.today()
    running = (c.state == "open") & (c.opens_on <= today) & (c.closes_on >= today)
    near = c.unit.is_null() | c.unit.is_in(await units.units_above(actor.unit or 0))
    found = await db.rows(_columns().where(running & near).order_by(c.closes_on).limit(MOST), CallView)
    for one in found:
        _dress(actor, one)
    asked = {Audience(code) for one in found for code in one.audiences.split(",") if code}
    any_time = (await policies.selection()).propose_any_time
    channels = rules_topics.channels_of(actor, asked, any_time=any_time)
    voices = {one.value for one in channels}
    return Offer(channels, [one for one in found if voices & set(one.audiences.split(","))])


class Search(msgspec.Struct, frozen=True):
    """What the table of proposals is narrowed to."""

    state: str = ""
    direction: str = ""
    channel: str = ""
    call: int | None = None
    mine: bool = False


def _narrowed(query: Any, actor: Actor, search: Search) -> Any:
    t = Topic
    where = queries.visible_to(actor)
    if where is not None:
        query = query.where(where)
    if search.mine or not actor.is_office:
        query = query.where(t.created_by == actor.account)
    else:
        mine = queries.managed_by(actor)
        query = query if mine is None else query.where(mine)
    for column, wanted in ((t.direction, search.direction), (t.channel, search.channel)):
        if wanted:
            query = query.where(column == wanted)
    if search.call is not None:
        query = query.where(t.of_call == search.call)
    if search.state:
        return query.where(t.state == search.state)
    return (
        query.where(t.channel != Channel.OFFICE)
        if search.mine or not actor.is_office
        else query.where(t.state.is_in(list(PENDING)))
    )


async def proposals(
    actor: Actor, search: Search, *, after: str | None = None, before: str | None = None, size: int = 50
) -> Page[ProposalRow]:
    """Return a page of proposals, newest first: the office what came in and waits, others their own."""
    t = Topic
    columns = t.select(
        t.id, t.version, t.title, t.direction, t.channel, t.state, t.state_since, t.submitted_at,
        t.created_by._.name.as_alias("proposer"), t.created_by._.unit._.name.as_alias("unit_name"),
        t.requester._.name.as_alias("requester_name"), t.problem, t.advice, t.advice_note, t.reason,
    )  # fmt: skip
    counting = _narrowed(t.select(), actor, search)
    query = _narrowed(columns, actor, search)
    found = await newest(query, ProposalRow, t.id, after=after, before=before, size=size, counting=counting)
    officers = (await policies.selection()).officers_decide
    signs = actor.has(Role.DEPT_LEADER) or (officers and actor.has(Role.OFFICER))
    for row in found.items:
        row.state_label = TOPIC.label(row.state)
        row.holder = TOPIC.holder.get(row.state, "")
        if row.state == "submitted" and not row.advice:
            row.holder = "经办人"
        row.may_decide = signs and row.state == "submitted" and (bool(row.advice) or officers)
        if not actor.is_office:
            row.advice = row.advice_note = ""
    return found


async def like(actor: Actor, title: str, *, apart_from: int = 0) -> list[SimilarTopic]:
    """Return what the actor may see of topics that are like a title, with the words that both say."""
    least = (await policies.selection()).similar_percent
    return await similar.to_title(title, seen=queries.visible_to(actor), apart_from=apart_from, least=least)


async def goals_of_merging(actor: Actor, topic: TopicView) -> list[tuple[int, str]]:
    """Return the topics into which one may be merged: those like it first, then the newest under consideration."""
    alike = [one for one in await like(actor, topic.title, apart_from=topic.id) if one.state in {*PENDING, "published"}]
    t = Topic
    where = t.state.is_in(list(PENDING)) & (t.id != topic.id)
    mine = queries.managed_by(actor)
    query = t.select(t.id, t.title).where(where if mine is None else where & mine)
    rows = await query.order_by(t.id, ascending=False).limit(MOST)
    found = {one.id: f"{one.title}（相近{one.percent}%）" for one in alike}
    return list({**{row["id"]: row["title"] for row in rows}, **found}.items())


async def waiting(actor: Actor) -> dict[str, int]:
    """Return how many proposals wait for the office's advice and for the leader's decision, in the actor's scope."""
    t = Topic
    query = t.select(t.id).where(t.state == "submitted")
    mine = queries.managed_by(actor)
    query = query if mine is None else query.where(mine)
    fresh, advised = await db.together(
        (db.count(query.where(t.advice == "").limit(MOST)), db.Count),
        (db.count(query.where(t.advice != "").limit(MOST)), db.Count),
    )
    return {"fresh": fresh[0].n, "advised": advised[0].n}
