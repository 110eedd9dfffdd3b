# SPDX-License-Identifier: MIT
"""What stands around reports on screen: how a project reports, later due days, matters to coordinate."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.reports import (
    operations_coordination,
    operations_extensions,
    operations_more,
    operations_plan,
    queries,
    queries_coordination,
    queries_more,
    queries_plan,
    queries_proof,
)
from research.reports.pages import READERS
from research.reports.schemas import (
    AnswerMatter,
    AnswerRequest,
    AskExtension,
    AskMore,
    AssignMatter,
    CloseMatter,
    CommentView,
    CoordinationView,
    DecideExtension,
    DropRequest,
    ExtensionView,
    LeaveComment,
    PlanView,
    RequestView,
    SetPlan,
    Take,
)
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
OWNERS = (*OFFICE, Role.LIAISON)
REQUESTS, REQUEST = "reports/requests.html", "reports/request.html"
PROOF = "reports/proof.html"
EXTEND, EXTENSION, MATTER = "reports/extend.html", "reports/extension.html", "reports/coordination.html"


class PlanPages(Controller):
    """How a project reports."""

    path = "/projects/{project:int}/reports/plan"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show the plan, with its form to the office."""
        plan = await queries_plan.plan(request.user, project)
        form = Form.of(SetPlan, plan, version=plan.version, reason="")
        return await page(request, "reports/plan.html", plan=plan, form=form)

    @post(opt=allow(*OFFICE))
    async def change(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Set the plan."""

        async def run(command: SetPlan) -> PlanView:
            return await operations_plan.set_plan(request.user, project=project, command=command)

        async def again() -> dict[str, Any]:
            plan = await queries_plan.plan(request.user, project)
            return {"plan": plan, "version": plan.version}

        return await submit(
            request, SetPlan, run=run, to=f"/projects/{project}/reports", flash=_("汇报安排已改，未开始的各期已重排"),
            again=("reports/plan.html", again),
        )  # fmt: skip


class ExtensionPages(Controller):
    """Handing in later: the wish and its decision."""

    path = "/reports"
    opt = allow(*READERS)
    include_in_schema = False

    @get("/{id:int}/extend", opt=allow(Role.MEMBER))
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form to ask."""
        context = await _extend(request.user, id)
        return await page(request, EXTEND, form=Form.of(AskExtension, version=context["version"]), **context)

    @post("/{id:int}/extend", opt=allow(Role.MEMBER))
    async def ask(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask."""

        async def run(command: AskExtension) -> ExtensionView:
            return await operations_extensions.ask(request.user, report=id, command=command)

        return await submit(
            request, AskExtension, run=run, to=f"/reports/{id}", flash=_("延期申请已提交"),
            again=(EXTEND, lambda: _extend(request.user, id)),
        )  # fmt: skip

    @get("/extensions/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a wish, with its form to the office."""
        one = await queries_plan.extension(request.user, id)
        return await page(request, EXTENSION, one=one, form=Form.of(DecideExtension, version=one.version))

    @post("/extensions/{id:int}", opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Grant or refuse it."""

        async def run(command: DecideExtension) -> ExtensionView:
            return await operations_extensions.decide(request.user, id=id, command=command)

        return await submit(
            request, DecideExtension, run=run, to=f"/reports/extensions/{id}", flash=_("已办理，课题组已收到通知"),
            again=(EXTENSION, lambda: _extension(request.user, id)),
        )  # fmt: skip

    @post("/extensions/{id:int}/drop", opt=allow(Role.MEMBER))
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take it back."""

        async def run(command: Take) -> ExtensionView:
            return await operations_extensions.drop(request.user, id=id, version=command.version)

        return await submit(
            request, Take, run=run, to=lambda one: f"/reports/{one.report}", flash=_("已撤回延期申请"),
            again=(EXTENSION, lambda: _extension(request.user, id)),
        )  # fmt: skip


async def _extend(actor: Actor, id_: int) -> dict[str, Any]:
    report = await queries.get(actor, id_)
    return {
        "report": report,
        "version": report.version,
        "extensions": await queries_plan.extensions(id_),
        "terms": await queries_plan.plan(actor, report.project),
    }


async def _extension(actor: Actor, id_: int) -> dict[str, Any]:
    one = await queries_plan.extension(actor, id_)
    return {"one": one, "version": one.version}


class RequestPages(Controller):
    """What is asked of a project beside its reports."""

    opt = allow(*READERS)
    include_in_schema = False

    @get("/projects/{project:int}/requests")
    async def index(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show what is asked, how much this month holds, and the form to the office."""
        return await page(request, REQUESTS, form=Form.of(AskMore), **await _requests(request.user, project))

    @post("/projects/{project:int}/requests", opt=allow(*OFFICE))
    async def ask(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Ask."""

        async def run(command: AskMore) -> RequestView:
            return await operations_more.ask_more(request.user, project=project, command=command)

        return await submit(
            request, AskMore, run=run, to=f"/projects/{project}/requests", flash=_("已发给课题负责人"),
            again=(REQUESTS, lambda: _requests(request.user, project)),
        )  # fmt: skip

    @get("/requests/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one, with its form to the lead."""
        context = await _request(request.user, id)
        return await page(request, REQUEST, form=Form.of(AnswerRequest, version=context["version"]), **context)

    @post("/requests/{id:int}", opt=allow(Role.MEMBER))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer it."""

        async def run(command: AnswerRequest) -> RequestView:
            return await operations_more.answer_request(request.user, id=id, command=command)

        return await submit(
            request, AnswerRequest, run=run, to=f"/requests/{id}", flash=_("已报送"),
            again=(REQUEST, lambda: _request(request.user, id)),
        )  # fmt: skip

    @post("/requests/{id:int}/drop", opt=allow(*OFFICE))
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take it back."""

        async def run(command: DropRequest) -> RequestView:
            return await operations_more.drop_request(request.user, id=id, command=command)

        return await submit(
            request, DropRequest, run=run, to=f"/requests/{id}", flash=_("已取消，课题负责人已收到通知"),
            again=(REQUEST, lambda: _request(request.user, id)),
        )  # fmt: skip

    @post("/reports/{id:int}/comments")
    async def comment(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Leave a word on a report."""

        async def run(command: LeaveComment) -> list[CommentView]:
            return await operations_more.comment(request.user, report=id, command=command)

        async def again() -> dict[str, Any]:
            return {"report": await queries.get(request.user, id), "comments": await queries_more.comments(id)}

        return await submit(
            request, LeaveComment, run=run, to=f"/reports/{id}#h-say", flash=_("已留言"),
            again=("reports/comments.html", again),
        )  # fmt: skip


async def _requests(actor: Actor, project: int) -> dict[str, Any]:
    plan = await queries_plan.plan(actor, project)
    return {
        "plan": plan,
        "requests": await queries_more.requests_of(project),
        "load": await queries_more.load_of_month(project, clock.today()),
    }


async def _request(actor: Actor, id_: int) -> dict[str, Any]:
    one, _project = await queries_more.request(actor, id_)
    return {"one": one, "version": one.version, "drop": Form.of(DropRequest, version=one.version)}


class ProofPages(Controller):
    """What reports prove: a part of a step's and of a target's page, and a page of its own without JavaScript."""

    path = "/reports/proof"
    opt = allow(*READERS)
    include_in_schema = False

    @get("/milestones/{id:int}")
    async def milestone(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show what proves a step."""
        found = await queries_proof.of_milestone(request.user, id)
        return await page(request, PROOF, block="part", proof=found, back=f"/milestones/{id}")

    @get("/indicators/{id:int}")
    async def indicator(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show what proves a target."""
        found = await queries_proof.of_indicator(request.user, id)
        return await page(request, PROOF, block="part", proof=found, back=f"/projects/indicators/{id}")


class CoordinationPages(Controller):
    """Matters to coordinate: who sees to them, their answers, their close-out."""

    path = "/coordinations"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the matters in scope, unanswered ones first."""
        items = await queries_coordination.listed(request.user)
        return await page(request, "reports/coordinations.html", items=items)

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one matter with what the reader may do about it."""
        context = await _matter(request.user, id)
        return await page(request, MATTER, form=context["answer"], **context)

    @post("/{id:int}", opt=allow(*OWNERS))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer a matter."""

        async def run(command: AnswerMatter) -> CoordinationView:
            return await operations_coordination.answer(request.user, id=id, command=command)

        return await submit(
            request, AnswerMatter, run=run, to=f"/coordinations/{id}", flash=_("已答复课题组"),
            again=(MATTER, lambda: _matter(request.user, id)),
        )  # fmt: skip

    @post("/{id:int}/assign", opt=allow(*OFFICE))
    async def assign(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it to somebody, with a day."""

        async def run(command: AssignMatter) -> CoordinationView:
            return await operations_coordination.assign(request.user, id=id, command=command)

        return await submit(
            request, AssignMatter, run=run, to=f"/coordinations/{id}", flash=_("已交办，承办人已收到通知"),
            again=(MATTER, lambda: _matter(request.user, id)),
        )  # fmt: skip

    @post("/{id:int}/close", opt=allow(*OFFICE, Role.MEMBER))
    async def close(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Close it, or open it again."""

        async def run(command: CloseMatter) -> CoordinationView:
            return await operations_coordination.close(request.user, id=id, command=command)

        return await submit(
            request, CloseMatter, run=run, to=f"/coordinations/{id}",
            flash=lambda item: _("已办结") if item.state == "closed" else _("已退回继续办理"),
            again=(MATTER, lambda: _matter(request.user, id)),
        )  # fmt: skip


async def _matter(actor: Actor, id_: int) -> dict[str, Any]:
    item = await queries_coordination.get(actor, id_)
    ahead = item.due_on if item.due_on and not item.late else None
    return {
        "item": item,
        "version": item.version,
        "answer": Form.of(AnswerMatter, version=item.version, answer=""),
        "assign": Form.of(AssignMatter, version=item.version, owner=item.owner_account, due_on=ahead),
        "close": Form.of(CloseMatter, version=item.version, settled=True, note=""),
        "owners": await queries_coordination.owners() if "assign" in item.actions else [],
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """Matters to answer and to close, later due days to decide on."""
    found = [
        TodoItem(
            title=_("审批%(label)s报告延期") % {"label": one.report_label},
            href=f"/reports/extensions/{one.id}",
            detail=f"{one.number}　{one.project_title}",
            due=one.was_due_on,
            icon="calendar-due",
            kind="report_extension",
        )
        for one in await queries_plan.extensions_to_decide(actor)
    ]
    found += [
        TodoItem(
            title=_("答复需协调事项") if item.state == "assigned" or not actor.is_office else _("交办或答复需协调事项"),
            href=f"/coordinations/{item.id}",
            detail=f"{item.number}　{item.text[:40]}",
            due=item.due_on,
            urgent=item.late,
            icon="users",
            kind="coordination",
        )
        for item in await queries_coordination.to_answer(actor)
    ]
    found += [
        TodoItem(
            title=_("报送：%(title)s") % {"title": one.title},
            href=f"/requests/{one.id}",
            detail=f"{one.number}　{one.project_title}",
            due=one.due_on,
            urgent=one.late,
            icon="pencil",
            kind="report_request",
        )
        for one in await queries_more.requests_to_answer(actor)
    ]
    found += [
        TodoItem(
            title=_("确认需协调事项是否解决"),
            href=f"/coordinations/{item.id}",
            detail=f"{item.number}　{item.answer[:40]}",
            icon="users",
            kind="coordination_close",
        )
        for item in await queries_coordination.to_close(actor)
    ]
    return found


CONTROLLERS = (PlanPages, ExtensionPages, RequestPages, ProofPages, CoordinationPages)
PANELS = (
    Panel(
        "milestone.main", "proof", "报告里的佐证", lambda id_: f"/reports/proof/milestones/{id_}", frozenset(READERS)
    ),
    Panel(
        "indicator.main", "proof", "报告里的佐证", lambda id_: f"/reports/proof/indicators/{id_}", frozenset(READERS)
    ),
)
