# SPDX-License-Identifier: MIT
"""Handed-in sheets that go back, on screen: asked for by the reviewer, granted by the office."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.scoring import operations_recall, queries_recall
from reviews.scoring.schemas import Because
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import submit
from thinktank.web.page import page
from thinktank.web.panels import TodoItem

AnyRequest = Request[Any, Any, Any]


class AskPages(Controller):
    """The reviewer: asking to have a handed-in sheet back."""

    path = "/reviews/{id_:int}/recall"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @post()
    async def ask(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take the reason and tell the office."""
        return await submit(
            request,
            Because,
            run=lambda command: operations_recall.ask_back(request.user, assignment=id_, reason=command.reason),
            to=f"/reviews/{id_}",
            flash=_("已申请退回，经办人办理后通知您"),
            again=("scoring/recall.html", {"task": id_}),
        )


class SheetsPages(Controller):
    """The office: handed-in sheets of an item, and who asks for theirs."""

    path = "/reviews/items/{id_:int}/sheets"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show them, without a figure."""
        return await page(request, "scoring/sheets.html", form=None, **await _sheets(request.user, id_))

    @post("/{task:int}/{step:str}")
    async def turn(self, request: AnyRequest, id_: FromPath[int], task: FromPath[int], step: FromPath[str]) -> Any:
        """Let one go back, take its assignment back as well, or leave it."""
        run = {
            "give_back": operations_recall.give_back,
            "void": operations_recall.void,
            "refuse_back": operations_recall.refuse_back,
        }.get(step)
        if run is None:
            raise NotFound
        return await submit(
            request,
            Because,
            run=lambda command: run(request.user, item=id_, assignment=task, reason=command.reason),
            to=f"/reviews/items/{id_}/sheets",
            flash=_("已办理"),
            again=("scoring/sheets.html", lambda: _sheets(request.user, id_)),
        )


async def _sheets(actor: Actor, id_: int) -> dict[str, Any]:
    item, sheets = await queries_recall.handed_in(actor, id_)
    return {"item": item, "sheets": sheets}


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits for the office: sheets that reviewers ask to have back."""
    return [
        TodoItem(
            title=_("评审专家申请退回评分：%(title)s") % {"title": one.title}, href=f"/reviews/items/{one.item}/sheets",
            detail=one.recall_reason, icon="arrow-back-up", kind="review",
        )
        for one in await queries_recall.asked(actor)
    ]  # fmt: skip


CONTROLLERS = (AskPages, SheetsPages)
