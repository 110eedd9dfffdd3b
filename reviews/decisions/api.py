# SPDX-License-Identifier: MIT
"""A round decided together, for programs: the same operations as the page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from reviews.decisions import operations_staging as staging
from reviews.decisions import queries_staging as staged
from reviews.decisions.schemas import Board, CutOff, Proposed, Publish, SendBack, Stage, Vote
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class StagingApi(Controller):
    """A round's decisions."""

    path = "/api/v1/rounds/{round_id:int}/decisions"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get(operation_id="getRoundDecisions")
    async def show(self, request: AnyRequest, round_id: FromPath[int], direction: FromQuery[str] = "") -> Board:
        """Return every item with what is proposed, drafted and decided, counted against the quota."""
        return await staged.board(request.user, round_id, direction=direction)

    @post("/propose", operation_id="proposeByCuts", status_code=200)
    async def propose(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[CutOff]) -> Proposed:
        """Return what cuts propose; nothing is kept."""
        return await staged.propose(request.user, round_id, data)

    @post("/count", operation_id="countDecisions", status_code=200)
    async def count(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Stage]) -> Proposed:
        """Return how the round would stand against the quota; nothing is kept."""
        drafts = {row.item: (row.decision, row.grade) for row in data.rows}
        return await staged.count(request.user, round_id, drafts)

    @post(operation_id="stageDecisions", status_code=200)
    async def stage(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Stage]) -> Board:
        """Put decisions before the leader together."""
        return await staging.stage(request.user, round=round_id, command=data)

    @post("/publish", operation_id="publishDecisions", status_code=200)
    async def publish(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Publish]) -> Board:
        """Sign what is drafted and make it public at once."""
        return await staging.publish(request.user, round=round_id, command=data)

    @post("/send-back", operation_id="sendBackDecisions", status_code=200)
    async def send_back(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[SendBack]) -> Board:
        """Return drafts to the office."""
        return await staging.send_back(request.user, round=round_id, command=data)

    @post("/votes", operation_id="recordTieVote", status_code=200)
    async def vote(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Vote]) -> Board:
        """Put a vote of the panel on record."""
        return await staging.record_vote(request.user, round=round_id, command=data)


CONTROLLERS = (StagingApi,)
