# SPDX-License-Identifier: MIT
"""Appeals for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from reviews.decisions import operations_appeals as operations
from reviews.decisions import queries_appeals as queries
from reviews.decisions.schemas import AnswerAppeal, AppealView, FileAppeal, Judge, Seen
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER, Role.MENTOR, Role.LIAISON, Role.INSPECTOR)
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)


class FilingApi(Controller):
    """An item's appeals."""

    path = "/api/v1/reviews/letters/{item_id:int}/appeals"
    opt = allow(*READERS)
    tags = ["reviews"]

    @post(operation_id="fileAppeal")
    async def file(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[FileAppeal]) -> AppealView:
        """Appeal against how a decision came about."""
        return await operations.file_appeal(request.user, item=item_id, command=data)


class AppealApi(Controller):
    """Appeals, for their authors and the office."""

    path = "/api/v1/reviews/appeals"
    opt = allow(*READERS)
    tags = ["reviews"]

    @get(operation_id="listAppeals", opt=IN_OFFICE)
    async def listed(self, request: AnyRequest) -> list[AppealView]:
        """Return the office's appeals, open ones first."""
        return await queries.listed(request.user)

    @get("/{appeal_id:int}", operation_id="getAppeal")
    async def show(self, request: AnyRequest, appeal_id: FromPath[int]) -> AppealView:
        """Return an appeal."""
        return await queries.appeal(request.user, appeal_id)

    @post("/{appeal_id:int}/take", operation_id="takeAppeal", status_code=200, opt=allow(Role.OFFICER))
    async def take(self, request: AnyRequest, appeal_id: FromPath[int], data: JSONBody[Seen]) -> AppealView:
        """Look into it."""
        return await operations.take(request.user, id=appeal_id, version=data.version)

    @post("/{appeal_id:int}/answer/dismiss", operation_id="dismissAppeal", status_code=200, opt=IN_OFFICE)
    async def dismiss(self, request: AnyRequest, appeal_id: FromPath[int], data: JSONBody[AnswerAppeal]) -> AppealView:
        """Answer that it does not hold."""
        return await operations.dismiss(request.user, id=appeal_id, command=data)

    @post("/{appeal_id:int}/answer/uphold", operation_id="upholdAppeal", status_code=200, opt=IN_OFFICE)
    async def uphold(self, request: AnyRequest, appeal_id: FromPath[int], data: JSONBody[AnswerAppeal]) -> AppealView:
        """Find that it holds: the decision is taken back."""
        return await operations.uphold(request.user, id=appeal_id, command=data)

    @post("/{appeal_id:int}/refer", operation_id="referAppeal", status_code=200, opt=IN_OFFICE)
    async def refer(self, request: AnyRequest, appeal_id: FromPath[int], data: JSONBody[Judge]) -> AppealView:
        """Put it before the leaders with what was found."""
        return await operations.tell_leaders(request.user, id=appeal_id, note=data.note)

    @post("/{appeal_id:int}/withdraw", operation_id="withdrawAppeal", status_code=200)
    async def withdraw(self, request: AnyRequest, appeal_id: FromPath[int], data: JSONBody[Seen]) -> AppealView:
        """Give it up."""
        return await operations.withdraw(request.user, id=appeal_id, version=data.version)


CONTROLLERS = (FilingApi, AppealApi)
