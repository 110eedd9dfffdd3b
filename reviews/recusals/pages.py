# SPDX-License-Identifier: MIT
"""Requests on screen (the lead's and the office's one page), the office's list; a reviewer's declarations."""

from typing import Any

from litestar import Controller, MediaType, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from reviews.recusals import operations, operations_declarations, queries
from reviews.recusals.queries import APPLICATIONS, PROJECTS
from reviews.recusals.schemas import AskRecusal, DecideRecusal, DeclareTie, Reopen, Sheet, Step
from reviews.recusals.states import REQUEST, Tie
from thinktank.identity import queries as identity
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import is_htmx, page
from thinktank.web.panels import Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
INVOLVED = allow(Role.MEMBER, Role.OFFICER, Role.DEPT_LEADER)
SHOW, LIST, DECLARATIONS = "recusals/sheet.html", "recusals/list.html", "recusals/declarations.html"


class RecusalPages(Controller):
    """Whom the lead would not have as a reviewer."""

    path = "/recusals"
    opt = INVOLVED
    include_in_schema = False

    @get(opt=allow(*OFFICE))
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "asked",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[str]:
        """Show the requests in the office's scope: those that wait, unless another state is chosen."""
        chosen = show if show in REQUEST.labels else ""
        found = await queries.listed(request.user, state=chosen, after=after, before=before)
        states = [*((str(one), _(label)) for one, label in REQUEST.labels.items()), ("all", _("全部"))]
        return await page(request, LIST, block="rows", requests=found, chosen=chosen or "all", states=states,
                          url=f"/recusals?show={chosen or 'all'}")  # fmt: skip

    @get("/applications/{id_:int}")
    async def of_application(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show an application's requests; as a panel of its page nothing, to those whom they do not concern."""
        try:
            context = await _shown(request.user, APPLICATIONS, id_)
        except Denied:
            if is_htmx(request):
                return Response("", media_type=MediaType.HTML)
            raise
        return await page(request, SHOW, block="panel", form=Form.of(AskRecusal), **context)

    @post("/applications/{id_:int}")
    async def ask_for_application(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Name somebody who should not judge the application."""
        return await _ask(request, APPLICATIONS, id_)

    @get("/projects/{id_:int}")
    async def of_project(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show a project's requests."""
        return await page(request, SHOW, form=Form.of(AskRecusal), **await _shown(request.user, PROJECTS, id_))

    @post("/projects/{id_:int}")
    async def ask_for_project(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Name somebody who should not judge the project."""
        return await _ask(request, PROJECTS, id_)

    @post("/{id_:int}/withdraw")
    async def withdraw(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take a request back."""
        return await submit(
            request,
            Step,
            run=lambda command: operations.withdraw(request.user, id=id_, version=command.version),
            to=_href,
            flash=_("已撤回申请"),
            again=(SHOW, lambda: _again(request.user, id_)),
        )

    @post("/{id_:int}/decide", opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Accept a request, or refuse it."""
        return await submit(
            request,
            DecideRecusal,
            run=lambda command: operations.decide(request.user, id=id_, command=command),
            to=_href,
            flash=_("已办理，结果已通知课题负责人"),
            again=(SHOW, lambda: _again(request.user, id_)),
        )

    @post("/{id_:int}/reopen", opt=allow(*OFFICE))
    async def reopen(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take the office's decision back."""
        return await submit(
            request,
            Reopen,
            run=lambda command: operations.reopen(request.user, id=id_, reason=command.reason, version=command.version),
            to=_href,
            flash=_("已撤销决定，申请重新待办"),
            again=(SHOW, lambda: _again(request.user, id_)),
        )


def _href(found: Sheet) -> str:
    return f"/recusals/{found.what}/{found.id}"


async def _shown(actor: Actor, what: str, id_: int, *, at: int | None = None) -> dict[str, Any]:
    found = await queries.sheet(actor, what, id_)
    waiting = [one for one in found.requests if "decide" in one.actions]
    return {
        "found": found,
        "at": at,
        "ask": Form.of(AskRecusal),  # beside ``form``, which is of another command after a step that was refused
        "choices": await queries.choices(actor, waiting),
        "back": f"/{what}/{id_}",
    }


async def _again(actor: Actor, request: int) -> dict[str, Any]:
    one, found = await queries.load(actor, request)
    return await _shown(actor, found.what, found.id, at=one.id) | {"version": one.version}


async def _ask(request: AnyRequest, what: str, id_: int) -> Response[Any]:
    async def again() -> dict[str, Any]:
        return await _shown(request.user, what, id_)

    return await submit(
        request,
        AskRecusal,
        run=lambda command: operations.ask(request.user, what=what, id=id_, command=command),
        to=_href,
        flash=_("已提交，由经办人决定"),
        again=(SHOW, again),
    )


class DeclarationPages(Controller):
    """The reviewer: ties that stand in every round."""

    path = "/reviews/declarations"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[str]:
        """Show one's declarations, and offer another."""
        return await page(request, DECLARATIONS, form=Form.of(DeclareTie), **await _declared(request.user))

    @post()
    async def declare(self, request: AnyRequest) -> Response[Any]:
        """Declare a tie."""
        return await _turn(
            request, DeclareTie, lambda command: operations_declarations.declare(request.user, command=command),
            _("已申报，以后各轮评审按此回避"),
        )  # fmt: skip

    @post("/confirm")
    async def confirm(self, request: AnyRequest) -> Response[Any]:
        """Say that all of it still holds."""
        return await _turn(
            request, Step, lambda _command: operations_declarations.confirm(request.user), _("已确认，一年后再请您核对")
        )

    @post("/{id_:int}/withdraw")
    async def withdraw(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take a declaration back."""
        return await _turn(
            request, Step,
            lambda command: operations_declarations.withdraw(request.user, id=id_, version=command.version),
            _("已撤回"),
        )  # fmt: skip


async def _turn(request: AnyRequest, command: Any, run: Any, flash: str) -> Response[Any]:
    async def again() -> dict[str, Any]:
        return await _declared(request.user, step=command is Step)

    return await submit(request, command, run=run, to="/reviews/declarations", flash=flash, again=(DECLARATIONS, again))


async def _declared(actor: Actor, *, step: bool = False) -> dict[str, Any]:
    found = await queries.declarations(actor)
    return {
        "declarations": found,
        "step": step,
        "blank": Form.of(DeclareTie),
        "stale": [one for one in found if one.stale],
        "kinds": [(str(one), _(one.label)) for one in Tie],
        "units": [unit.name for unit in await identity.unit_options()],
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits: the office's requests, a reviewer's declarations of a year ago."""
    found: list[TodoItem] = []
    if actor.has(*OFFICE):
        found += [
            TodoItem(
                title=_("评审回避申请：%(title)s") % {"title": one.title}, href=one.href, detail=one.state_label,
                kind="review", icon="shield-lock",
            )
            for one in await queries.waiting(actor)
        ]  # fmt: skip
    if actor.has(Role.REVIEWER) and await queries.stale(actor):
        found.append(
            TodoItem(
                title=_("确认长期利害关系申报"), href="/reviews/declarations", detail=_("每年一次"), kind="review",
                icon="shield-check",
            )
        )  # fmt: skip
    return found


CONTROLLERS = (RecusalPages, DeclarationPages)


PANELS = (
    Panel(
        "application.recusals",
        "recusals",
        "评审专家回避",
        lambda id_: f"/recusals/applications/{id_}",
        frozenset({Role.MEMBER, *OFFICE}),
    ),
)
