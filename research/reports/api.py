# SPDX-License-Identifier: MIT
"""Reports for programs."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.reports import (
    operations,
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
from research.reports.queries_proof import ProofView
from research.reports.schemas import (
    Accept,
    AnswerMatter,
    AnswerRequest,
    AskExtension,
    AskMore,
    AssignMatter,
    CloseMatter,
    CommentView,
    CoordinationView,
    DecideExtension,
    Draft,
    DropRequest,
    ExtensionView,
    LeaveComment,
    NoChange,
    PlanView,
    ReportList,
    ReportRow,
    ReportView,
    RequestView,
    Return,
    SetPlan,
    Submission,
    Take,
    Waive,
)
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
OWNERS = (*OFFICE, Role.LIAISON)
DECIDERS = (Role.MENTOR, Role.OFFICER, Role.DEPT_LEADER)


class ReportApi(Controller):
    """Progress reports."""

    path = "/api/v1/reports"
    opt = allow(*READERS)
    tags = ["reports"]

    @get(operation_id="list_reports")
    async def index(
        self,
        request: AnyRequest,
        view: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> ReportList:
        """Return a page of reports, latest due day first."""
        found = await queries.listed(request.user, view=view, after=after, before=before)
        return ReportList(items=found.items, next=found.next, prev=found.prev, total=found.total)

    @get("/{id:int}", operation_id="get_report")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ReportView:
        """Return one report."""
        return await queries.get(request.user, id)

    @put("/{id:int}/draft", operation_id="save_report_draft", opt=allow(Role.MEMBER))
    async def draft(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Draft]) -> ReportView:
        """Keep a draft under the version that was read."""
        return await operations.save_draft(request.user, id=id, draft=data)

    @post("/{id:int}/submit", operation_id="submit_report", status_code=200, opt=allow(Role.MEMBER))
    async def submit(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[Submission],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ReportView:
        """Hand a report in; ``nonsecret`` has to be true, ``uploads`` names files sent ahead (uploadFile)."""
        if not data.nonsecret:
            raise Invalid(fields={"nonsecret": _("请先确认内容不涉密")})
        sent = await files.staged(request.user, uploads)
        return await operations.submit(request.user, id=id, report=data, uploads=sent)

    @post("/{id:int}/no-change", operation_id="report_no_change", status_code=200, opt=allow(Role.MEMBER))
    async def no_change(self, request: AnyRequest, id: FromPath[int], data: JSONBody[NoChange]) -> ReportView:
        """Hand in that nothing has changed, once in a row; ``nonsecret`` has to be true."""
        if not data.nonsecret:
            raise Invalid(fields={"nonsecret": _("请先确认内容不涉密")})
        return await operations.report_no_change(request.user, id=id, version=data.version)

    @post("/{id:int}/withdraw", operation_id="withdraw_report", status_code=200, opt=allow(Role.MEMBER))
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Take]) -> ReportView:
        """Take a report back to change it."""
        return await operations.withdraw(request.user, id=id, version=data.version)

    @post("/{id:int}/extend", operation_id="ask_report_extension", opt=allow(Role.MEMBER))
    async def extend(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AskExtension]) -> ExtensionView:
        """Ask to hand the report in later."""
        return await operations_extensions.ask(request.user, report=id, command=data)

    @get("/extensions/{id:int}", operation_id="get_report_extension")
    async def extension(self, request: AnyRequest, id: FromPath[int]) -> ExtensionView:
        """Return one such wish."""
        return await queries_plan.extension(request.user, id)

    @post("/extensions/{id:int}", operation_id="decide_report_extension", status_code=200, opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DecideExtension]) -> ExtensionView:
        """Grant or refuse it."""
        return await operations_extensions.decide(request.user, id=id, command=data)

    @post("/extensions/{id:int}/drop", operation_id="drop_report_extension", status_code=200, opt=allow(Role.MEMBER))
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Take]) -> ExtensionView:
        """Take it back."""
        return await operations_extensions.drop(request.user, id=id, version=data.version)

    @post("/{id:int}/return", operation_id="return_report", status_code=200, opt=allow(*DECIDERS))
    async def send_back(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Return]) -> ReportView:
        """Send a report back with a reason."""
        return await operations.return_(request.user, id=id, version=data.version, reason=data.reason)

    @post("/{id:int}/accept", operation_id="accept_report", status_code=200, opt=allow(*DECIDERS))
    async def accept(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Accept]) -> ReportView:
        """Accept a report and confirm its percentage."""
        return await operations.accept(request.user, id=id, version=data.version, percent=data.percent, note=data.note)

    @post("/{id:int}/waive", operation_id="waive_report", status_code=200, opt=allow(*OFFICE))
    async def waive(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Waive]) -> ReportView:
        """Let a period go without a report."""
        return await operations.waive(request.user, id=id, version=data.version, reason=data.reason)


class ProjectReportApi(Controller):
    """A project's periods."""

    path = "/api/v1/projects/{project:int}/reports"
    opt = allow(*READERS)
    tags = ["reports"]

    @get(operation_id="list_project_reports")
    async def index(self, request: AnyRequest, project: FromPath[int]) -> list[ReportRow]:
        """Return every period of a project, newest first."""
        return await queries.for_project(request.user, project)

    @get("/plan", operation_id="get_report_plan")
    async def plan(self, request: AnyRequest, project: FromPath[int]) -> PlanView:
        """Return how a project reports."""
        return await queries_plan.plan(request.user, project)

    @post("/plan", operation_id="set_report_plan", status_code=200, opt=allow(*OFFICE))
    async def set_plan(self, request: AnyRequest, project: FromPath[int], data: JSONBody[SetPlan]) -> PlanView:
        """Set how a project reports."""
        return await operations_plan.set_plan(request.user, project=project, command=data)


class RequestApi(Controller):
    """What is asked of a project beside its reports, and words on a report."""

    path = "/api/v1"
    opt = allow(*READERS)
    tags = ["reports"]

    @get("/projects/{project:int}/requests", operation_id="list_report_requests")
    async def index(self, request: AnyRequest, project: FromPath[int]) -> list[RequestView]:
        """Return what is asked of a project, newest first."""
        await queries_plan.plan(request.user, project)
        return await queries_more.requests_of(project)

    @post("/projects/{project:int}/requests", operation_id="ask_report_request", opt=allow(*OFFICE))
    async def ask(self, request: AnyRequest, project: FromPath[int], data: JSONBody[AskMore]) -> RequestView:
        """Ask, within the cap of the month."""
        return await operations_more.ask_more(request.user, project=project, command=data)

    @get("/requests/{id:int}", operation_id="get_report_request")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> RequestView:
        """Return one."""
        return (await queries_more.request(request.user, id))[0]

    @post("/requests/{id:int}", operation_id="answer_report_request", status_code=200, opt=allow(Role.MEMBER))
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AnswerRequest]) -> RequestView:
        """Answer it."""
        return await operations_more.answer_request(request.user, id=id, command=data)

    @post("/requests/{id:int}/drop", operation_id="drop_report_request", status_code=200, opt=allow(*OFFICE))
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DropRequest]) -> RequestView:
        """Take it back."""
        return await operations_more.drop_request(request.user, id=id, command=data)

    @get("/reports/{id:int}/comments", operation_id="list_report_comments")
    async def comments(self, request: AnyRequest, id: FromPath[int]) -> list[CommentView]:
        """Return the words on a report, oldest first."""
        await queries.get(request.user, id)
        return await queries_more.comments(id)

    @post("/reports/{id:int}/comments", operation_id="comment_report")
    async def comment(self, request: AnyRequest, id: FromPath[int], data: JSONBody[LeaveComment]) -> list[CommentView]:
        """Leave a word on a report."""
        return await operations_more.comment(request.user, report=id, command=data)


class ProofApi(Controller):
    """What reports prove."""

    path = "/api/v1"
    opt = allow(*READERS)
    tags = ["reports"]

    @get("/milestones/{id:int}/proof", operation_id="list_milestone_proof")
    async def milestone(self, request: AnyRequest, id: FromPath[int]) -> list[ProofView]:
        """Return the files of reports that prove a step, newest first."""
        return await queries_proof.of_milestone(request.user, id)

    @get("/indicators/{id:int}/proof", operation_id="list_indicator_proof")
    async def indicator(self, request: AnyRequest, id: FromPath[int]) -> list[ProofView]:
        """Return the files of reports that prove a target, newest first."""
        return await queries_proof.of_indicator(request.user, id)


class CoordinationApi(Controller):
    """Matters to coordinate."""

    path = "/api/v1/coordinations"
    opt = allow(*READERS)
    tags = ["reports"]

    @get(operation_id="list_coordinations")
    async def index(self, request: AnyRequest) -> list[CoordinationView]:
        """Return the matters in scope, unanswered ones first."""
        return await queries_coordination.listed(request.user)

    @get("/{id:int}", operation_id="get_coordination")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> CoordinationView:
        """Return one matter."""
        return await queries_coordination.get(request.user, id)

    @post("/{id:int}/assign", operation_id="assign_coordination", status_code=200, opt=allow(*OFFICE))
    async def assign(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AssignMatter]) -> CoordinationView:
        """Give a matter to an officer or a liaison, with a day."""
        return await operations_coordination.assign(request.user, id=id, command=data)

    @post("/{id:int}/answer", operation_id="answer_coordination", status_code=200, opt=allow(*OWNERS))
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AnswerMatter]) -> CoordinationView:
        """Answer a matter."""
        return await operations_coordination.answer(request.user, id=id, command=data)

    @post("/{id:int}/close", operation_id="close_coordination", status_code=200, opt=allow(*OFFICE, Role.MEMBER))
    async def close(self, request: AnyRequest, id: FromPath[int], data: JSONBody[CloseMatter]) -> CoordinationView:
        """Close an answered matter, or open it again."""
        return await operations_coordination.close(request.user, id=id, command=data)


CONTROLLERS = (ReportApi, ProjectReportApi, RequestApi, ProofApi, CoordinationApi)
