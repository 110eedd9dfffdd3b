# SPDX-License-Identifier: MIT
"""Reports for programs."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.reports import operations, queries
from research.reports.schemas import (
    Accept,
    Answer,
    CoordinationView,
    Draft,
    ReportList,
    ReportRow,
    ReportView,
    Return,
    Submission,
    Waive,
)
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
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


class CoordinationApi(Controller):
    """Matters to coordinate."""

    path = "/api/v1/coordinations"
    opt = allow(*READERS)
    tags = ["reports"]

    @get(operation_id="list_coordinations")
    async def index(self, request: AnyRequest) -> list[CoordinationView]:
        """Return the matters in scope, open ones first."""
        return await queries.coordinations(request.user)

    @post("/{id:int}/answer", operation_id="answer_coordination", status_code=200, opt=allow(*OFFICE))
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Answer]) -> CoordinationView:
        """Answer a matter."""
        return await operations.answer_coordination(request.user, id=id, version=data.version, answer=data.answer)


CONTROLLERS = (ReportApi, ProjectReportApi, CoordinationApi)
