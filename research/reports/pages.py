# SPDX-License-Identifier: MIT
"""Reports on screen: the lists, the form at phone width, the page of who decides, matters to coordinate."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.reports import operations, queries
from research.reports.schemas import (
    Accept,
    Answer,
    CoordinationView,
    Draft,
    ReportView,
    Return,
    Submission,
    Waive,
)
from thinktank.files import queries as files
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.web import forms
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.page import fragment, is_htmx, page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
DECIDERS = (Role.MENTOR, Role.OFFICER, Role.DEPT_LEADER)
FORM, REVIEW = "reports/form.html", "reports/review.html"


class ReportPages(Controller):
    """The lists and one report."""

    path = "/reports"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        view: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show reports: one's own, those to decide on, or all in scope."""
        actor: Actor = request.user
        if not view:
            view = (
                "mine" if actor.has(Role.MEMBER) and not actor.is_office else "todo" if actor.has(*DECIDERS) else "all"
            )
        found = await queries.listed(actor, view=view, after=after, before=before)
        return await page(request, "reports/list.html", block="rows", reports=found, view=view)

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form to the team, the report to everybody else."""
        report = await operations.read(request.user, id=id)
        if "fill" in report.actions:
            return await page(request, FORM, form=await _form(report), **await _form_context(report))
        return await page(request, REVIEW, form=_deciding(report), **await _review_context(report))

    @post("/{id:int}/draft", opt=allow(Role.MEMBER))
    async def draft(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Keep the draft: by itself every few seconds, or by the button."""
        form = await read_form(request, Draft)
        if not form.ok:
            return fragment(request, "reports/_saved.html", status=422, form=form, report=None, trouble="invalid")
        try:
            report = await operations.save_draft(request.user, id=id, draft=form.command)
        except Conflict as error:
            if error.code == "repeated":
                raise
            report = await queries.get(request.user, id)
            if is_htmx(request):
                return fragment(request, "reports/_saved.html", status=409, form=form, report=report, trouble="stale")
            context = await _form_context(report)
            form = form.with_errors({}, _("这份报告刚被课题组其他人改过。您填写的内容都在下面，核对后可再次保存"))
            form.values["version"] = [str(report.version)]
            return await page(request, FORM, status=409, form=form, **context)
        if is_htmx(request):
            return fragment(request, "reports/_saved.html", form=form, report=report, trouble="")
        return see(f"/reports/{id}", _("草稿已保存"))

    @post("/{id:int}", opt=allow(Role.MEMBER))
    async def hand_in(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Hand the report in."""
        chosen = await forms.uploads(request, "uploads")

        async def run(command: Submission) -> ReportView:
            return await operations.submit(request.user, id=id, report=command, uploads=chosen)

        async def again() -> dict[str, Any]:
            return await _form_context(await queries.get(request.user, id))

        def flash(report: ReportView) -> str:
            if report.late:
                return _("已提交。截止时间已过，按逾期提交登记")
            return _("%(label)s进展报告已提交") % {"label": report.label}

        return await submit(request, Submission, run=run, to=f"/reports/{id}", flash=flash, again=(FORM, again))

    @post("/{id:int}/withdraw", opt=allow(Role.MEMBER))
    async def withdraw(
        self, request: AnyRequest, id: FromPath[int], version: FromQuery[int | None] = None
    ) -> Response[Any]:
        """Take the report back to change it."""
        await operations.withdraw(request.user, id=id, version=version)
        return see(f"/reports/{id}", _("已撤回，可以修改后重新提交"))

    @post("/{id:int}/return", opt=allow(*DECIDERS))
    async def send_back(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send the report back with a reason."""

        async def run(command: Return) -> ReportView:
            return await operations.return_(request.user, id=id, version=command.version, reason=command.reason)

        return await submit(
            request, Return, run=run, to="/reports?view=todo", flash=_("已退回课题组"), again=_again(request, id)
        )

    @post("/{id:int}/accept", opt=allow(*DECIDERS))
    async def accept(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Accept the report and confirm its percentage."""

        async def run(command: Accept) -> ReportView:
            return await operations.accept(
                request.user, id=id, version=command.version, percent=command.percent, note=command.note
            )

        return await submit(
            request,
            Accept,
            run=run,
            to="/reports?view=todo",
            flash=_("已通过，完成度计入进度"),
            again=_again(request, id),
        )

    @post("/{id:int}/waive", opt=allow(*OFFICE))
    async def waive(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let the period go without a report."""

        async def run(command: Waive) -> ReportView:
            return await operations.waive(request.user, id=id, version=command.version, reason=command.reason)

        return await submit(
            request, Waive, run=run, to=f"/reports/{id}", flash=_("本期免报"), again=_again(request, id)
        )


def _again(request: AnyRequest, report: int) -> tuple[str, Any]:
    async def context() -> dict[str, Any]:
        return await _review_context(await queries.get(request.user, report))

    return REVIEW, context


def _deciding(report: ReportView) -> Form[Accept]:
    return Form.of(Accept, version=report.version, percent=report.percent)


async def _form(report: ReportView) -> Form[Submission]:
    """The form with what is saved; a fresh one starts from the confirmed or last reported percentage."""
    percent = report.percent
    if report.state in {"scheduled", "open", "missed"} and report.saved_at is None:
        last = await queries.before(report)
        percent = max(report.project_percent, last.percent if last else 0)
    return Form.of(Submission, report, percent=percent, version=report.version, nonsecret=False)


async def _form_context(report: ReportView) -> dict[str, Any]:
    return {
        "report": report,
        "version": report.version,
        "files": await files.of("report", report.id),
        "last": await queries.before(report),
        "shell": "focus",
        "back": "/reports?view=mine",
        "over": clock.now() >= clock.end_of(report.due_on),
    }


async def _review_context(report: ReportView) -> dict[str, Any]:
    return {
        "report": report,
        "version": report.version,
        "files": await files.of("report", report.id),
        "accept": _deciding(report),
        "back_form": Form.of(Return, version=report.version, reason=""),
        "waive": Form.of(Waive, version=report.version, reason=""),
        "last": await queries.before(report),
    }


class ProjectReportPages(Controller):
    """A project's reports: the tab on its page, and a page of its own without JavaScript."""

    path = "/projects/{project:int}/reports"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, project: FromPath[int], recent: FromQuery[int] = 0) -> Response[Any]:
        """Show every period, or the last ones for the overview."""
        found = await queries.for_project(request.user, project)
        context: dict[str, Any] = {
            "reports": found,
            "project": project,
            "recent": recent,
            "items": [] if recent else await queries.coordinations(request.user, project=project),
        }
        if recent:
            context["reports"] = [one for one in found if one.submitted_at][: min(recent, 5)]
        if is_htmx(request):
            return fragment(request, "reports/_project.html", **context)
        return await page(request, "reports/project.html", **context)


class CoordinationPages(Controller):
    """Matters to coordinate, and their answers."""

    path = "/coordinations"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the matters in scope, open ones first."""
        return await page(request, "reports/coordinations.html", items=await queries.coordinations(request.user))

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one matter with the form to answer it."""
        item = await queries.coordination(request.user, id)
        form = Form.of(Answer, version=item.version, answer=item.answer)
        return await page(request, "reports/coordination.html", item=item, form=form)

    @post("/{id:int}", opt=allow(*OFFICE))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer a matter."""

        async def run(command: Answer) -> CoordinationView:
            return await operations.answer_coordination(
                request.user, id=id, version=command.version, answer=command.answer
            )

        async def again() -> dict[str, Any]:
            item = await queries.coordination(request.user, id)
            return {"item": item, "version": item.version}

        return await submit(
            request, Answer, run=run, to="/coordinations", flash=_("已答复课题组"),
            again=("reports/coordination.html", again),
        )  # fmt: skip


async def todo(actor: Actor) -> list[TodoItem]:
    """Reports to fill in, to mend and to decide on; matters to answer."""
    found = [
        TodoItem(
            title=_("修改%(label)s进展报告") % {"label": row.label}
            if row.state == "returned"
            else _("填报%(label)s进展报告") % {"label": row.label},
            href=f"/reports/{row.id}",
            detail=f"{row.project_title}　{row.state_label}",
            due=row.due_on,
            urgent=row.late or row.state == "returned",
            icon="pencil",
            kind="report",
        )
        for row in await queries.to_fill(actor)
    ]
    found += [
        TodoItem(
            title=_("审阅%(label)s进展报告") % {"label": row.label},
            href=f"/reports/{row.id}",
            detail=f"{row.project_title}　{row.lead_name}",
            icon="file-check",
            kind="report_decide",
        )
        for row in await queries.to_decide(actor)
    ]
    if actor.is_office:
        found += [
            TodoItem(
                title=_("答复需协调事项"),
                href=f"/coordinations/{item.id}",
                detail=f"{item.number}　{item.text[:40]}",
                icon="users",
                kind="coordination",
            )
            for item in await queries.coordinations(actor, open_only=True)
        ]
    return found


CONTROLLERS = (ReportPages, ProjectReportPages, CoordinationPages)
NAV = (NavEntry("reports", "进展报告", "report-analytics", "/reports", roles=frozenset(READERS), order=45),)
PANELS = (
    Panel("project.tab", "reports", "进展报告", lambda project: f"/projects/{project}/reports", frozenset(READERS), 10),
    Panel(
        "project.overview", "recent-reports", "最近报告", lambda project: f"/projects/{project}/reports?recent=2",
        frozenset(READERS), 10,
    ),
)  # fmt: skip
