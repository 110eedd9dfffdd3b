# SPDX-License-Identifier: MIT
"""One's notices, and the way to complain or suggest."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.kernel.actor import OFFICE
from thinktank.kernel.i18n import _
from thinktank.notices import operations, queries
from thinktank.notices.schemas import AnswerFeedback, LeaveFeedback
from thinktank.web.access import PUBLIC, SIGNED_IN, allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page, safe_url

AnyRequest = Request[Any, Any, Any]
on_page = queries.badge


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form that only asks to do something."""


class NoticePages(Controller):
    """What the person has been told."""

    path = "/notices"
    opt = SIGNED_IN
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        unread: FromQuery[bool] = False,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the actor's notices, newest first."""
        found = await queries.mine(request.user, unread=unread, after=after, before=before)
        context: dict[str, Any] = {"nav_key": "notices", "notices": found, "unread": unread}
        return await page(request, "notices/list.html", block="rows", **context)

    @post("/read")
    async def read_all(self, request: AnyRequest) -> Response[Any]:
        """Mark every notice as read."""

        async def run(_command: Nothing) -> int:
            return await operations.mark_all_read(request.user)

        again = ("notices/list.html", lambda: _list(request))
        return await submit(request, Nothing, run=run, to="/notices", again=again, flash=_("已全部标为已读"))

    @post("/{id:int}/read")
    async def read(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Mark a notice as read and go where it leads."""

        async def run(_command: Nothing) -> str:
            return await operations.mark_read(request.user, id=id)

        again = ("notices/list.html", lambda: _list(request))
        return await submit(request, Nothing, run=run, to=lambda href: safe_url(href, "/notices"), again=again)


async def _list(request: AnyRequest) -> dict[str, Any]:
    return {"notices": await queries.mine(request.user), "unread": False, "nav_key": "notices"}


class FeedbackPages(Controller):
    """投诉建议: open to everybody; the answers are read by who asked."""

    path = "/feedback"
    include_in_schema = False

    @get(opt=PUBLIC)
    async def form(self, request: AnyRequest, after: FromQuery[str | None] = None) -> Response[Any]:
        """Show the form with what the actor left before; the department sees everything and answers."""
        form = Form.of(LeaveFeedback, page=_came_from(request))
        return await page(request, "notices/feedback.html", form=form, **await _left(request, after))

    @post(opt=PUBLIC)
    async def leave(self, request: AnyRequest) -> Response[Any]:
        """Keep a complaint or suggestion."""

        async def run(command: LeaveFeedback) -> int:
            return await operations.leave_feedback(
                request.user, text=command.text, contact=command.contact, page=command.page
            )

        again = ("notices/feedback.html", lambda: _left(request, None))
        thanks = _("已收到，答复后会通知您") if request.user.account else _("已收到，谢谢")
        return await submit(request, LeaveFeedback, run=run, to="/feedback", again=again, flash=thanks)

    @get("/{id:int}", opt=SIGNED_IN)
    async def one(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one with the form for its answer."""
        found = await queries.one_feedback(request.user, id)
        return await page(request, "notices/feedback_one.html", form=Form.of(AnswerFeedback), one=found)

    @post("/{id:int}/answer", opt=allow(*OFFICE))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer it."""

        async def run(command: AnswerFeedback) -> Any:
            return await operations.answer_feedback(request.user, id=id, answer=command.answer)

        async def again() -> dict[str, Any]:
            return {"one": await queries.one_feedback(request.user, id)}

        return await submit(
            request,
            AnswerFeedback,
            run=run,
            to="/feedback",
            again=("notices/feedback_one.html", again),
            flash=_("已答复"),
        )


async def _left(request: AnyRequest, after: str | None) -> dict[str, Any]:
    return {"left": await queries.feedback(request.user, after=after) if request.user.account else None}


def _came_from(request: AnyRequest) -> str:
    """The page on which the person was when the thought came."""
    parts = urlsplit(request.headers.get("referer", ""))
    return safe_url(parts.path, "") if parts.netloc == request.url.netloc else ""


CONTROLLERS = (NoticePages, FeedbackPages)
