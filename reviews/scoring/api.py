# SPDX-License-Identifier: MIT
"""Sheets, results and decisions for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, JSONBody

from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import TaskView
from reviews.scoring import (
    operations,
    operations_decisions,
    operations_discussion,
    queries,
    queries_figures,
    queries_history,
    queries_peers,
)
from reviews.scoring.figures import Export
from reviews.scoring.schemas import (
    Because,
    Desk,
    Discussion,
    DraftDecision,
    Explain,
    Result,
    ReviseSheet,
    Revision,
    Saved,
    SaveSheet,
    Say,
)
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class SheetApi(Controller):
    """The reviewer's own sheet."""

    path = "/api/v1/reviews"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @get("/{task_id:int}", operation_id="getMyReview")
    async def show(self, request: AnyRequest, task_id: FromPath[int]) -> Desk:
        """Return material and sheet of one's own assignment."""
        await conflicts.require_no_conflict(request.user, task_id)
        desk = await queries.desk(request.user, task_id)
        for task in desk.queue:
            task.title = "" if task.blind else task.title
        return desk

    @put("/{task_id:int}/sheet", operation_id="saveSheet")
    async def save(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[SaveSheet]) -> Saved:
        """Keep a sheet as far as it is."""
        return await operations.save_sheet(request.user, assignment=task_id, command=data)

    @post("/{task_id:int}/sheet/submit", operation_id="submitSheet", status_code=200)
    async def submit(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[SaveSheet]) -> Saved:
        """Hand a sheet in."""
        return await operations.submit_sheet(request.user, assignment=task_id, command=data)

    @post("/{task_id:int}/explain", operation_id="explainScore", status_code=204)
    async def explain(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Explain]) -> None:
        """Give the reason that was asked for."""
        await operations.explain(request.user, assignment=task_id, reason=data.reason)

    @get("/{task_id:int}/history", operation_id="getMySheetHistory")
    async def history(self, request: AnyRequest, task_id: FromPath[int]) -> list[Revision]:
        """Return what one's sheet was at each handing in and revision, the newest first."""
        return (await queries_history.own(request.user, task_id))[1]

    @get("/{task_id:int}/discussion", operation_id="getReviewDiscussion")
    async def discussion(self, request: AnyRequest, task_id: FromPath[int]) -> Discussion:
        """Return what the others wrote, without figures, once the own sheet is in and the round shares it."""
        return await queries_peers.discussion(request.user, task_id)

    @post("/{task_id:int}/discussion", operation_id="sayInDiscussion", status_code=204)
    async def say(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Say]) -> None:
        """Say a word to the others of the panel."""
        await operations_discussion.say(request.user, assignment=task_id, command=data)

    @post("/{task_id:int}/sheet/revise", operation_id="reviseSheet", status_code=200)
    async def revise(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[ReviseSheet]) -> Saved:
        """Change a sheet that was handed in, in the discussion; both states are kept."""
        return await operations_discussion.revise(request.user, assignment=task_id, command=data)


class SheetHistory(msgspec.Struct):
    """What one reviewer's sheet was."""

    task: TaskView
    revisions: list[Revision]


class ResultApi(Controller):
    """The office's result and decision."""

    path = "/api/v1/review-items"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/{item_id:int}", operation_id="getReviewResult")
    async def show(self, request: AnyRequest, item_id: FromPath[int]) -> Result:
        """Return how far an item is, and its result once every sheet is in."""
        return await queries.result(request.user, item_id)

    @get("/{item_id:int}/history", operation_id="listSheetHistory")
    async def history(self, request: AnyRequest, item_id: FromPath[int]) -> list[SheetHistory]:
        """Return what each sheet was, once every one is in."""
        return [SheetHistory(task, kept) for task, kept in await queries_history.of_item(request.user, item_id)]

    @post("/{item_id:int}/draft", operation_id="draftReviewDecision", status_code=200)
    async def draft(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[DraftDecision]) -> Result:
        """Put a decision before the leader."""
        return await operations_decisions.draft_decision(request.user, item=item_id, command=data)

    @post("/{item_id:int}/decide", operation_id="decideReview", status_code=200)
    async def decide(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[DraftDecision]) -> Result:
        """Decide."""
        return await operations_decisions.decide(request.user, item=item_id, command=data)

    @post("/{item_id:int}/settle", operation_id="settleReview", status_code=200)
    async def settle(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Because]) -> Result:
        """Go on with the sheets at hand."""
        return await operations.settle(request.user, item=item_id, reason=data.reason, version=data.version)

    @post("/{item_id:int}/reinforce", operation_id="reinforcePanel", status_code=200)
    async def reinforce(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Because]) -> Result:
        """Have one more reviewer judge; the sheets at hand stay."""
        return await operations.reinforce(request.user, item=item_id, reason=data.reason, version=data.version)

    @post("/{item_id:int}/send-back", operation_id="sendBackReviewDraft", status_code=200)
    async def send_back(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Because]) -> Result:
        """Return a draft to the office."""
        return await operations_decisions.send_back(
            request.user, item=item_id, reason=data.reason, version=data.version
        )


class FiguresApi(Controller):
    """What a round's sheets come to, with everything to work it out again."""

    path = "/api/v1/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/{round_id:int}/figures", operation_id="getRoundFigures")
    async def show(self, request: AnyRequest, round_id: FromPath[int]) -> Export:
        """Return sheets, settings and figures: the file that `thinktank reviews recompute` works out again."""
        return await queries_figures.export(request.user, round_id)


CONTROLLERS = (SheetApi, ResultApi, FiguresApi)
