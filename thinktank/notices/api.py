# SPDX-License-Identifier: MIT
"""Notices and feedback for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.kernel.actor import OFFICE
from thinktank.kernel.paging import Page
from thinktank.notices import operations, queries
from thinktank.notices.schemas import AnswerFeedback, Choice, FeedbackView, LeaveFeedback, Marked, NoticeView
from thinktank.web.access import SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]


class NoticeApi(Controller):
    """One's own notices."""

    path = "/api/v1/notices"
    opt = SIGNED_IN
    tags = ["notices"]

    @get(operation_id="list_notices")
    async def index(
        self,
        request: AnyRequest,
        unread: FromQuery[bool] = False,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Page[NoticeView]:
        """Return a page of the caller's notices, newest first."""
        return await queries.mine(request.user, unread=unread, after=after, before=before)

    @post("/{id:int}/read", operation_id="read_notice", status_code=200)
    async def read(self, request: AnyRequest, id: FromPath[int]) -> NoticeView:
        """Mark one as read."""
        await operations.mark_read(request.user, id=id)
        return await queries.get(request.user, id)

    @post("/read", operation_id="read_all_notices", status_code=200)
    async def read_all(self, request: AnyRequest) -> Marked:
        """Mark all as read."""
        return Marked(marked=await operations.mark_all_read(request.user))

    @get("/choice", operation_id="get_notice_choice")
    async def choice(self, request: AnyRequest) -> Choice:
        """Return how the caller wants mail."""
        return await queries.choice(request.user)

    @post("/choice", operation_id="choose_notices", status_code=200)
    async def choose(self, request: AnyRequest, data: JSONBody[Choice]) -> Choice:
        """Set how the caller wants mail: one by one, or one a day."""
        return await operations.choose(request.user, choice=data)


class FeedbackApi(Controller):
    """投诉建议."""

    path = "/api/v1/feedback"
    opt = SIGNED_IN
    tags = ["feedback"]

    @get(operation_id="list_feedback")
    async def index(
        self, request: AnyRequest, after: FromQuery[str | None] = None, before: FromQuery[str | None] = None
    ) -> Page[FeedbackView]:
        """Return a page of what the caller left, or everything for the department."""
        return await queries.feedback(request.user, after=after, before=before)

    @post(operation_id="leave_feedback")
    async def leave(self, request: AnyRequest, data: JSONBody[LeaveFeedback]) -> FeedbackView:
        """Leave a complaint or suggestion."""
        new = await operations.leave_feedback(request.user, text=data.text, contact=data.contact, page=data.page)
        return await queries.one_feedback(request.user, new)

    @post("/{id:int}/answer", operation_id="answer_feedback", status_code=200, opt=allow(*OFFICE))
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AnswerFeedback]) -> FeedbackView:
        """Answer one."""
        return await operations.answer_feedback(request.user, id=id, answer=data.answer)


CONTROLLERS = (NoticeApi, FeedbackApi)
