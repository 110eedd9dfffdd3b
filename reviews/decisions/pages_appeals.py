# SPDX-License-Identifier: MIT
"""Appeals on screen: filed from the letter, looked into and answered by the office."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.decisions import operations_appeals as operations
from reviews.decisions import queries_appeals as queries
from reviews.decisions.pages_more import READERS, letter_context
from reviews.decisions.schemas import AnswerAppeal, FileAppeal, Judge, Seen
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]
SHOW = "decisions/appeal.html"


class FilingPages(Controller):
    """The team: an appeal against how the decision came about."""

    path = "/reviews/letters/{id_:int}/appeals"
    opt = allow(*READERS)
    include_in_schema = False

    @post()
    async def file(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take an appeal."""
        return await submit(
            request,
            FileAppeal,
            run=lambda command: operations.file_appeal(request.user, item=id_, command=command),
            to=lambda found: f"/reviews/appeals/{found.id}",
            flash=_("复核申请已提交"),
            again=("decisions/letter.html", lambda: letter_context(request, id_)),
        )


class AppealPages(Controller):
    """An appeal, for its author and the office."""

    path = "/reviews/appeals"
    opt = allow(*READERS)
    include_in_schema = False

    @get(opt=allow(Role.OFFICER, Role.DEPT_LEADER))
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the office's appeals."""
        return await page(request, "decisions/appeals.html", appeals=await queries.listed(request.user))

    @get("/{id_:int}")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show an appeal with what can be done."""
        found = await queries.appeal(request.user, id_)
        return await page(request, SHOW, form=Form.of(AnswerAppeal, version=found.version), appeal=found)

    @post("/{id_:int}/answer/{step:str}", opt=allow(Role.OFFICER, Role.DEPT_LEADER))
    async def answer(self, request: AnyRequest, id_: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Answer it."""
        run = {"dismiss": operations.dismiss, "uphold": operations.uphold}.get(step)
        if run is None:
            raise NotFound

        async def again() -> dict[str, Any]:
            found = await queries.appeal(request.user, id_)
            return {"appeal": found, "version": found.version}

        return await submit(
            request,
            AnswerAppeal,
            run=lambda command: run(request.user, id=id_, command=command),
            to=f"/reviews/appeals/{id_}",
            flash=_("已答复申请人"),
            again=(SHOW, again),
        )

    @post("/{id_:int}/take", opt=allow(Role.OFFICER))
    async def take(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Look into it."""
        form = await read_form(request, Seen)
        await operations.take(request.user, id=id_, version=form.command.version)
        return see(f"/reviews/appeals/{id_}", _("已受理"))

    @post("/{id_:int}/refer", opt=allow(Role.OFFICER, Role.DEPT_LEADER))
    async def refer(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put it before the leaders with what was found."""

        async def again() -> dict[str, Any]:
            found = await queries.appeal(request.user, id_)
            return {"appeal": found, "version": found.version}

        return await submit(
            request,
            Judge,
            run=lambda command: operations.tell_leaders(request.user, id=id_, note=command.note),
            to=f"/reviews/appeals/{id_}",
            flash=_("已报部领导"),
            again=(SHOW, again),
        )

    @post("/{id_:int}/withdraw")
    async def withdraw(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Give it up."""
        form = await read_form(request, Seen)
        await operations.withdraw(request.user, id=id_, version=form.command.version)
        return see(f"/reviews/appeals/{id_}", _("已撤回"))


CONTROLLERS = (FilingPages, AppealPages)
