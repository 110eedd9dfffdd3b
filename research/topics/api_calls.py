# SPDX-License-Identifier: MIT
"""Calls and proposals for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.topics import operations_calls as calls
from research.topics import operations_proposals as proposals
from research.topics import queries_bulletin, queries_calls
from research.topics.queries_bulletin import Bulletin
from research.topics.schemas import Stamp
from research.topics.schemas_topics import (
    Advise,
    CallDraft,
    CallView,
    DecideTopic,
    DecideTopics,
    Merge,
    ProposalRow,
    ProposeTopic,
    SimilarTopic,
    TopicView,
)
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import PUBLIC, actor_of, allow

AnyRequest = Request[Any, Any, Any]
READERS = allow(*(BUSINESS - {Role.REVIEWER, Role.INSPECTOR, Role.MENTOR}))
PROPOSERS = allow(Role.OFFICER, Role.LIAISON, Role.MEMBER)
OFFICERS = allow(Role.OFFICER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)


class ProposalApi(Controller):
    """Topics as they come in."""

    path = "/api/v1/topics"
    opt = PROPOSERS
    tags = ["topics"]

    @get("/proposals", operation_id="listProposals", opt=READERS)
    async def index(
        self,
        request: AnyRequest,
        topic_state: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        channel: FromQuery[str] = "",
        mine: FromQuery[bool] = False,
        after: FromQuery[str] = "",
    ) -> Page[ProposalRow]:
        """Return a page of proposals: the office what came in, others their own."""
        search = queries_calls.Search(state=topic_state, direction=direction, channel=channel, mine=mine)
        return await queries_calls.proposals(request.user, search, after=after)

    @get("/proposals/similar", operation_id="findSimilarTopics")
    async def similar(self, request: AnyRequest, title: FromQuery[str] = "") -> list[SimilarTopic]:
        """Return the topics like a title, with the words that both say."""
        return await queries_calls.like(request.user, title)

    @post("/proposals", operation_id="proposeTopic")
    async def propose(self, request: AnyRequest, data: JSONBody[ProposeTopic]) -> TopicView:
        """Keep a proposal as a draft that only the caller reads."""
        return await proposals.save_proposal(request.user, content=data)

    @put("/proposals/{topic:int}", operation_id="editProposal")
    async def edit(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[ProposeTopic]) -> TopicView:
        """Change a draft."""
        return await proposals.save_proposal(request.user, content=data, id=topic)

    @post("/proposals/hand-in", operation_id="handProposalIn")
    async def hand_in(self, request: AnyRequest, data: JSONBody[ProposeTopic]) -> TopicView:
        """Write a proposal and hand it in at once."""
        return await proposals.hand_in(request.user, content=data)

    @post("/proposals/{topic:int}", operation_id="submitProposal", status_code=200)
    async def submit_draft(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[ProposeTopic]) -> TopicView:
        """Save a draft and hand it in."""
        return await proposals.hand_in(request.user, content=data, id=topic)

    @post("/proposals/decide", operation_id="decideTopics", opt=STAFF, status_code=200)
    async def decide_all(self, request: AnyRequest, data: JSONBody[DecideTopics]) -> list[TopicView]:
        """Decide on several topics: all of them or none."""
        return await proposals.decide_topics(request.user, content=data)

    @post("/{topic:int}/submit", operation_id="submitTopic", status_code=200)
    async def submit(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Stamp]) -> TopicView:
        """Put a draft of the office before the leader."""
        return await proposals.submit_topic(request.user, id=topic, version=data.version)

    @post("/{topic:int}/withdraw", operation_id="withdrawTopic", status_code=200)
    async def withdraw(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Stamp]) -> TopicView:
        """Take a proposal back."""
        return await proposals.withdraw_topic(request.user, id=topic, version=data.version)

    @post("/{topic:int}/advise", operation_id="adviseTopic", opt=OFFICERS, status_code=200)
    async def advise(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Advise]) -> TopicView:
        """Draft the decision."""
        return await proposals.advise(request.user, id=topic, content=data)

    @post("/{topic:int}/decide", operation_id="decideTopic", opt=STAFF, status_code=200)
    async def decide(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[DecideTopic]) -> TopicView:
        """Sign the decision."""
        command = DecideTopics([topic], data.approve, data.reason)
        return (await proposals.decide_topics(request.user, content=command, version=data.version))[0]

    @post("/{topic:int}/merge", operation_id="mergeTopic", opt=OFFICERS, status_code=200)
    async def merge(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Merge]) -> TopicView:
        """Merge it into another."""
        return await proposals.merge_topic(request.user, id=topic, content=data)


class CallApi(Controller):
    """Calls for topics."""

    path = "/api/v1/topics/calls"
    opt = READERS
    tags = ["topics"]

    @get(operation_id="listCalls")
    async def index(self, request: AnyRequest, after: FromQuery[str] = "") -> Page[CallView]:
        """Return a page of calls, newest first."""
        return await queries_calls.calls(request.user, after=after)

    @post(operation_id="draftCall", opt=OFFICERS)
    async def create(self, request: AnyRequest, data: JSONBody[CallDraft]) -> CallView:
        """Write a call down."""
        return await calls.draft_call(request.user, content=data)

    @get("/{call:int}", operation_id="getCall")
    async def call(self, request: AnyRequest, call: FromPath[int]) -> CallView:
        """Return one call."""
        return await queries_calls.call(request.user, call)

    @put("/{call:int}", operation_id="editCall", opt=OFFICERS)
    async def edit(self, request: AnyRequest, call: FromPath[int], data: JSONBody[CallDraft]) -> CallView:
        """Correct a call."""
        return await calls.edit_call(request.user, id=call, content=data)

    @post("/{call:int}/open", operation_id="openCall", opt=OFFICERS, status_code=200)
    async def open(self, request: AnyRequest, call: FromPath[int], data: JSONBody[Stamp]) -> CallView:
        """Put a call out."""
        return await calls.open_call(request.user, id=call, version=data.version)

    @post("/{call:int}/close", operation_id="closeCall", opt=OFFICERS, status_code=200)
    async def close(self, request: AnyRequest, call: FromPath[int], data: JSONBody[Stamp]) -> CallView:
        """End a call."""
        return await calls.close_call(request.user, id=call, version=data.version)

    @post("/{call:int}/reopen", operation_id="reopenCall", opt=OFFICERS, status_code=200)
    async def reopen(self, request: AnyRequest, call: FromPath[int], data: JSONBody[Stamp]) -> CallView:
        """Go on with a call."""
        return await calls.reopen_call(request.user, id=call, version=data.version)


class BulletinApi(Controller):
    """The published list."""

    path = "/api/v1/bulletin"
    opt = PUBLIC
    tags = ["topics"]

    @get(operation_id="getBulletin")
    async def bulletin(self, request: AnyRequest, open_only: FromQuery[bool] = False) -> Bulletin:
        """Return the public facts of what is on the list: signed in, or open to all by the department's setting."""
        return await queries_bulletin.bulletin(actor_of(request), open_only=open_only)


CONTROLLERS = (ProposalApi, CallApi, BulletinApi)
