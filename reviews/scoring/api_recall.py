# SPDX-License-Identifier: MIT
"""Handed-in sheets that go back, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from reviews.scoring import operations_recall, queries_recall
from reviews.scoring.queries_recall import HandedIn
from reviews.scoring.schemas import Because
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class AskApi(Controller):
    """The reviewer's own sheet."""

    path = "/api/v1/reviews"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @post("/{task_id:int}/recall", operation_id="askSheetBack", status_code=204)
    async def ask(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Because]) -> None:
        """Ask to have one's handed-in sheet back."""
        await operations_recall.ask_back(request.user, assignment=task_id, reason=data.reason)


class SheetsApi(Controller):
    """Handed-in sheets of an item."""

    path = "/api/v1/review-items/{item_id:int}/sheets"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get(operation_id="listHandedInSheets")
    async def show(self, request: AnyRequest, item_id: FromPath[int]) -> list[HandedIn]:
        """Return whose sheets are in, and who asks for theirs."""
        return (await queries_recall.handed_in(request.user, item_id))[1]

    @post("/{task_id:int}/give_back", operation_id="giveSheetBack", status_code=200)
    async def give(
        self, request: AnyRequest, item_id: FromPath[int], task_id: FromPath[int], data: JSONBody[Because]
    ) -> list[HandedIn]:
        """Let a reviewer mend a handed-in sheet."""
        return await operations_recall.give_back(request.user, item=item_id, assignment=task_id, reason=data.reason)

    @post("/{task_id:int}/void", operation_id="voidAssignment", status_code=200)
    async def void(
        self, request: AnyRequest, item_id: FromPath[int], task_id: FromPath[int], data: JSONBody[Because]
    ) -> list[HandedIn]:
        """Take a wrong assignment back with its sheet."""
        return await operations_recall.void(request.user, item=item_id, assignment=task_id, reason=data.reason)

    @post("/{task_id:int}/refuse_back", operation_id="keepSheet", status_code=200)
    async def refuse(
        self, request: AnyRequest, item_id: FromPath[int], task_id: FromPath[int], data: JSONBody[Because]
    ) -> list[HandedIn]:
        """Answer that a sheet stays as it was handed in."""
        return await operations_recall.refuse_back(request.user, item=item_id, assignment=task_id, reason=data.reason)


CONTROLLERS = (AskApi, SheetsApi)
