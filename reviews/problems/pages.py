# SPDX-License-Identifier: MIT
"""The ledger of problems, one problem with its steps, and those that come back."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import queries as projects
from reviews.problems import operations, queries, queries_alike, rules
from reviews.problems.queries import STAFF
from reviews.problems.schemas import (
    DropProblem,
    JudgeFixed,
    PlanMeasure,
    ProblemView,
    RegisterProblem,
    ReportFixed,
)
from reviews.problems.states import PROBLEM, UNDER_WAY, ProblemKind, Source
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.trail import queries as trail
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
INVOLVED = (*STAFF, Role.MEMBER, Role.MENTOR, Role.LIAISON)
FORMS: dict[str, type[Any]] = {"plan": PlanMeasure, "fix": ReportFixed, "judge": JudgeFixed, "drop": DropProblem}
RUN: dict[str, Any] = {
    "plan": operations.plan,
    "fix": operations.fix,
    "judge": operations.judge,
    "drop": operations.drop,
}
SAID = {"plan": "措施已保存", "fix": "已报完成，等待核查", "judge": "核查结果已登记", "drop": "已撤销"}
WITH_FILES = frozenset({"fix", "judge"})


class LedgerPages(Controller):
    """The ledger across projects."""

    path = "/problems"
    include_in_schema = False

    @get(opt=allow(*INVOLVED))
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "live",
        kind: FromQuery[str] = "",
        source: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the ledger: what is not closed out yet, unless something else is chosen."""
        chosen = {"show": show, "kind": kind, "source": source}
        state = "" if show == "all" else show
        found = await queries.listed(request.user, state=state, kind=kind, source=source, after=after, before=before)
        query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
        states = [(one, _(name)) for one, name in PROBLEM.labels.items()]
        own = [("judge", _("待我核查"))] if request.user.has(Role.OFFICER, Role.INSPECTOR) else []
        return await page(
            request, "problems/list.html", block="rows", problems=found, chosen=chosen, url=f"/problems?{query}",
            staff=request.user.has(*STAFF),
            states=[("live", _("未销号")), ("late", _("逾期")), *own, *states, ("all", _("全部"))],
            kinds=[(str(one), _(one.label)) for one in ProblemKind],
            sources=[(str(one), _(one.label)) for one in Source],
        )  # fmt: skip

    @get("/recurring", opt=allow(*STAFF))
    async def recurring(self, request: AnyRequest) -> Response[Any]:
        """Show the problems that come back, with the words that say so."""
        return await page(request, "problems/recurring.html", groups=await queries_alike.recurring(request.user))

    @get("/projects/{id:int}", opt=allow(*INVOLVED))
    async def of_project(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a project's problems: a panel of the project's page, or a page."""
        head = await projects.head(request.user, id)
        ties = await projects.ties_of(request.user, head)
        found = await queries.of_project(request.user, id)
        return await page(
            request, "problems/project.html", block="panel", project=head, problems=found,
            may_register=bool(rules.may_register(ties)),
        )  # fmt: skip


class ProblemPages(Controller):
    """One problem."""

    path = "/problems"
    include_in_schema = False

    @get("/new", opt=allow(*STAFF))
    async def new(self, request: AnyRequest, project: FromQuery[int], text: FromQuery[str] = "") -> Response[Any]:
        """Show the form of a problem."""
        context = await _registering(request.user, project)
        form = Form.of(RegisterProblem, project=project, text=text[:300])
        return await page(request, "problems/new.html", form=form, **context)

    @post("/new", opt=allow(*STAFF))
    async def create(self, request: AnyRequest, project: FromQuery[int]) -> Response[Any]:
        """Register a problem."""
        sent = await uploads(request, "uploads")

        async def run(command: RegisterProblem) -> ProblemView:
            return await operations.register(request.user, command=command, uploads=list(sent))

        return await submit(
            request, RegisterProblem, run=run, to=lambda made: made.href,
            again=("problems/new.html", lambda: _registering(request.user, project)), flash=_("问题已登记"),
        )  # fmt: skip

    @get("/{id:int}", opt=SIGNED_IN)
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a problem with what the reader may do."""
        return await page(request, "problems/problem.html", form=None, doing="", **await _problem(request.user, id))

    @get("/{id:int}/{step:str}", opt=SIGNED_IN)
    async def ask(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Show a problem with the form of one step open."""
        if step not in RUN:
            raise NotFound
        context = await _problem(request.user, id)
        one = context["problem"]
        form = Form.of(FORMS[step], one, version=one.version)
        return await page(request, "problems/problem.html", form=form, doing=step, **context)

    @post("/{id:int}/{step:str}", opt=SIGNED_IN)
    async def act(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Take one step of a problem."""
        if step not in RUN:
            raise NotFound
        sent = await uploads(request, "uploads") if step in WITH_FILES else []
        more: dict[str, Any] = {"uploads": sent} if sent else {}

        async def run(command: Any) -> ProblemView:
            done: ProblemView = await RUN[step](request.user, id=id, command=command, **more)
            return done

        async def again() -> dict[str, Any]:
            context = await _problem(request.user, id)
            return {**context, "doing": step, "version": context["problem"].version}

        return await submit(
            request, FORMS[step], run=run, to=lambda done: done.href, again=("problems/problem.html", again),
            flash=_(SAID[step]),
        )  # fmt: skip


async def _registering(actor: Actor, project: int) -> dict[str, Any]:
    head = await projects.head(actor, project)
    require(rules.may_register(await projects.ties_of(actor, head)))
    return {"project": head, "owners": list((await operations.owners(head)).items())}


async def _problem(actor: Actor, id: int) -> dict[str, Any]:
    found = await queries.get(actor, id)
    return {
        "problem": found,
        "similar": await queries_alike.similar_to(actor, found.text, but=id) if actor.has(*STAFF) else [],
        "files": await files.of("problem", id),
        "timeline": await trail.timeline(actor, "problem", id),
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """Return the problems that wait for the actor."""
    if not actor.account:
        return []
    verbs = {"open": _("定整改措施"), "fixing": _("整改"), "fixed": _("核查销号")}
    return [
        TodoItem(
            title=f"{verbs[one.state]}：{one.text[:40]}", href=one.href, detail=one.project_title,
            due=one.due_on if one.state in UNDER_WAY else None, urgent=one.late, icon="alert-triangle", kind="problem",
        )
        for one in await queries.waiting_for(actor)
    ]  # fmt: skip


CONTROLLERS = (LedgerPages, ProblemPages)
NAV = (
    NavEntry(
        key="problems",
        label="问题台账",
        icon="alert-triangle",
        href="/problems",
        roles=frozenset({*OFFICE, Role.LIAISON, Role.INSPECTOR}),
        order=62,
        parents=("supervision", "ledger"),
    ),
)
PANELS = (
    Panel(
        slot="project.tab",
        key="problems",
        title="问题台账",
        href_for=lambda id_: f"/problems/projects/{id_}",
        roles=frozenset(INVOLVED),
        order=55,
    ),
)
