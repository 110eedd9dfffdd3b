# SPDX-License-Identifier: MIT
"""Proposals on screen: the form, the office's table, and the steps to a decision."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.topics import operations, queries, queries_calls, rules_topics, similar
from research.topics import operations_proposals as proposals
from research.topics.pages import topic_context
from research.topics.schemas import Stamp
from research.topics.schemas_topics import (
    Advise,
    Commission,
    DecideTopic,
    DecideTopics,
    Merge,
    ProposeTopic,
    Publish,
    TopicView,
)
from research.topics.states import TOPIC, Channel
from thinktank.identity import queries as identity
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.talents import queries as talents
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import fragment, number, page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
READERS = frozenset(BUSINESS - {Role.REVIEWER, Role.INSPECTOR, Role.MENTOR})
PROPOSERS = allow(Role.OFFICER, Role.LIAISON, Role.MEMBER)
OFFICERS = allow(Role.OFFICER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
FORMS: dict[str, Any] = {
    "advise": Advise, "decide": DecideTopic, "merge": Merge, "publish": Publish, "commission": Commission,
}  # fmt: skip
"""By action: the form on its page."""
TITLES = {
    "advise": "提出拟办意见",
    "decide": "审定选题",
    "merge": "合并选题",
    "publish": "发布课题",
    "commission": "定向委托",
}
NEEDS = {"commission": "publish"}  # an action whose right goes by another name


# -- proposals ------------------------------------------------------------------------------------------------


async def _table(request: AnyRequest, search: queries_calls.Search, after: str, before: str) -> dict[str, Any]:
    found = await queries_calls.proposals(request.user, search, after=after, before=before)
    kept = {
        "topic_state": search.state, "direction": search.direction, "channel": search.channel,
        "call": search.call, "mine": "1" if search.mine else "",
    }  # fmt: skip
    conditions = urlencode({name: value for name, value in kept.items() if value})
    return {
        "proposals": found,
        "search": search,
        "url": f"/topics/proposals?{conditions}" if conditions else "/topics/proposals",
        "machine": TOPIC,
        "channels": list(Channel),
        "deciding": any(row.may_decide for row in found.items),
    }


class ProposalPages(Controller):
    """What came in, for the office and for who sent it; writing a proposal."""

    path = "/topics/proposals"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        topic_state: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        call: FromQuery[str] = "",
        mine: FromQuery[bool] = False,
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the table of proposals, newest first."""
        search = queries_calls.Search(
            state=topic_state, direction=direction, channel=channel, call=number(call), mine=mine
        )
        table = await _table(request, search, after, before)
        offer = await queries_calls.offer(request.user)
        return await page(
            request, "topics/proposals.html", block="rows", offer=offer, form=Form.of(DecideTopics), **table
        )

    @post("/decide", opt=STAFF)
    async def decide(self, request: AnyRequest) -> Response[Any]:
        """Decide on all that were ticked."""

        async def again() -> dict[str, Any]:
            search = queries_calls.Search(state="submitted")
            offer = await queries_calls.offer(request.user)
            return {"offer": offer, **await _table(request, search, "", "")}

        return await submit(
            request,
            DecideTopics,
            run=lambda content: proposals.decide_topics(request.user, content=content),
            to="/topics/proposals",
            flash=lambda done: _("已审定%(n)d个选题，提出人会收到通知") % {"n": len(done)},
            again=("topics/proposals.html", again),
        )

    @get("/new", opt=PROPOSERS)
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a proposal."""
        context = await _proposing(request.user, None)
        require(rules_topics.may_propose(context["offer"].channels, context["default"]))
        form = Form.of(ProposeTopic, channel=context["default"], requester=request.user.unit)
        return await page(request, "topics/propose.html", form=form, **context)

    @post("/new", opt=PROPOSERS)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Keep a proposal, or hand it in: whichever button was pressed."""
        return await self._write(request, None)

    @get("/{topic:int}", opt=PROPOSERS)
    async def edit(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show a proposal's form."""
        context = await _proposing(request.user, topic)
        require(rules_topics.may_edit_proposal(request.user, context["topic"]))
        form = Form.of(ProposeTopic, context["topic"])
        return await page(request, "topics/propose.html", form=form, **context)

    @post("/{topic:int}", opt=PROPOSERS)
    async def save(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Keep the changes, or hand it in."""
        return await self._write(request, topic)

    @get("/similar", opt=PROPOSERS)
    async def similar(self, request: AnyRequest, title: FromQuery[str] = "") -> Response[str]:
        """Show what is like a title, while it is being typed."""
        found = await queries_calls.like(request.user, title)
        return fragment(request, "topics/_similar.html", alike=found, title=title, marked=similar.marked)

    async def _write(self, request: AnyRequest, topic: int | None) -> Response[Any]:
        data = await request.form()
        keep = str(data.get("intent", "submit")) == "save"
        run = proposals.save_proposal if keep else proposals.hand_in
        return await submit(
            request,
            ProposeTopic,
            run=lambda content: run(request.user, content=content, id=topic),
            to=lambda done: f"/topics/proposals/{done.id}" if keep else f"/topics/{done.id}",
            flash=_("草稿已保存") if keep else _("选题已提交，办理情况会通知您"),
            again=("topics/propose.html", lambda: _proposing(request.user, topic)),
        )


async def _proposing(actor: Actor, topic: int | None) -> dict[str, Any]:
    """What the form's page shows beside the form: the ways open to the actor, and what is alike."""
    view = await queries.topic(actor, topic) if topic is not None else None
    offer = await queries_calls.offer(actor)
    alike = await queries_calls.like(actor, view.title, apart_from=view.id) if view is not None else []
    return {
        "topic": view,
        "version": view.version if view is not None else None,
        "offer": offer,
        "default": offer.channels[0] if offer.channels else Channel.MEMBER,
        "channel_choices": [(one.value, one.label) for one in offer.channels],
        "unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()],
        "alike": alike,
        "title": view.title if view is not None else "",
        "marked": similar.marked,
    }


# -- the steps of a topic --------------------------------------------------------------------------------------


async def _step_context(actor: Actor, topic: TopicView, action: str, who: str = "") -> dict[str, Any]:
    people = await talents.pickable(actor, who) if action == "commission" else []
    units = await identity.unit_options() if action == "commission" else []
    return {
        "topic": topic,
        "version": topic.version,
        "action": action,
        "title": TITLES[action],
        "who": who,
        "goals": await queries_calls.goals_of_merging(actor, topic) if action == "merge" else [],
        "people": [(one.id, f"{one.name}　{one.unit_name}") for one in people],
        "unit_choices": [(unit.id, unit.name) for unit in units],
    }


class StepPages(Controller):
    """One page for each step that owes some words."""

    path = "/topics/{topic:int}"
    opt = STAFF
    include_in_schema = False

    @get([f"/{action}" for action in FORMS])
    async def form(self, request: AnyRequest, topic: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show the form of a step that is open to the actor."""
        found = await queries.topic(request.user, topic)
        action = request.url.path.rpartition("/")[2]
        if NEEDS.get(action, action) not in found.actions:
            raise Denied(_("课题%(state)s，现在不能这样办理") % {"state": found.state_label})
        given: dict[str, Any] = {"decide": {"approve": found.advice != "decline"}, "advise": {"approve": True}}.get(
            action, {}
        )
        if action == "advise" and found.advice:
            given = {"approve": found.advice == "approve", "note": found.advice_note}
        form = Form.of(FORMS[action], version=found.version, **given)
        return await page(
            request, "topics/step.html", form=form, **await _step_context(request.user, found, action, who)
        )

    @post("/advise", opt=OFFICERS)
    async def advise(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Draft the decision."""
        return await self._act(request, topic, "advise", proposals.advise, _("拟办意见已报部领导"))

    @post("/decide")
    async def decide(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Sign the decision."""

        async def run(actor: Actor, *, id: int, content: DecideTopic) -> Any:
            command = DecideTopics([id], content.approve, content.reason)
            return await proposals.decide_topics(actor, content=command, version=content.version)

        return await self._act(request, topic, "decide", run, _("选题已审定，提出人会收到通知"))

    @post("/merge", opt=OFFICERS)
    async def merge(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Merge it into another."""
        return await self._act(request, topic, "merge", proposals.merge_topic, _("选题已合并，提出人会收到通知"))

    @post("/publish", opt=OFFICERS)
    async def publish(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Put it on the list."""

        async def run(actor: Actor, *, id: int, content: Publish) -> TopicView:
            return await operations.publish_topic(actor, id=id, version=content.version, closes_on=content.closes_on)

        return await self._act(request, topic, "publish", run, _("课题已发布"))

    @post("/commission", opt=OFFICERS)
    async def commission(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Put it to one unit or person."""
        return await self._act(request, topic, "commission", operations.commission_topic, _("已定向委托并通知"))

    @post("/submit", opt=PROPOSERS)
    async def submit(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Put the office's own draft before the leader."""
        return await self._stamp(request, topic, proposals.submit_topic, _("已报送审定"))

    @post("/withdraw", opt=PROPOSERS)
    async def withdraw(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Take one's proposal back."""
        return await self._stamp(request, topic, proposals.withdraw_topic, _("选题已撤回，可继续修改"))

    async def _stamp(self, request: AnyRequest, topic: int, operation: Any, flash: str) -> Response[Any]:
        async def again() -> dict[str, Any]:
            return await topic_context(request, await queries.topic(request.user, topic))

        return await submit(
            request,
            Stamp,
            run=lambda stamp: operation(request.user, id=topic, version=stamp.version),
            to=f"/topics/{topic}",
            flash=flash,
            again=("topics/topic.html", again),
        )

    async def _act(
        self, request: AnyRequest, topic: int, action: str, operation: Callable[..., Awaitable[Any]], flash: str
    ) -> Response[Any]:
        async def again() -> dict[str, Any]:
            return await _step_context(request.user, await queries.topic(request.user, topic), action)

        return await submit(
            request,
            FORMS[action],
            run=lambda content: operation(request.user, id=topic, content=content),
            to=f"/topics/{topic}",
            flash=flash,
            again=("topics/step.html", again),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits: to the office proposals to advise on, to the leader to decide, to others a call that asks them."""
    items = []
    if actor.is_office:
        n = await queries_calls.waiting(actor)
        if actor.has(Role.OFFICER) and n["fresh"]:
            title = _("%(n)d个选题待提出拟办意见") % {"n": n["fresh"]}
            items.append(TodoItem(title=title, href="/topics/proposals?topic_state=submitted", kind="topic"))
        if actor.has(Role.DEPT_LEADER) and n["advised"]:
            title = _("%(n)d个选题待审定") % {"n": n["advised"]}
            items.append(TodoItem(title=title, href="/topics/proposals?topic_state=submitted", kind="topic"))
        return items
    if actor.has(Role.LIAISON):
        offer = await queries_calls.offer(actor)
        items = [
            TodoItem(
                title=_("选题征集：%(t)s") % {"t": one.title}, href=f"/topics/calls/{one.id}", due=one.closes_on,
                kind="topic",
            )
            for one in offer.calls
        ]  # fmt: skip
    return items


CONTROLLERS = (ProposalPages, StepPages)
NAV = (NavEntry("proposals", "选题征集", "pencil", "/topics/proposals", READERS, order=290, parents=("projects",)),)
