# SPDX-License-Identifier: MIT
"""Reports on screen: the lists, the form at phone width, the page of who decides, matters to coordinate."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import queries as projects
from research.projects import queries_parts as projects_parts
from research.reports import operations, queries, queries_coordination, queries_more, queries_plan, rules
from research.reports.schemas import (
    Accept,
    Draft,
    LeaveComment,
    NoChange,
    ReportRow,
    ReportView,
    Return,
    Submission,
    Waive,
)
from thinktank.files import queries as files
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.web import forms
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.page import fragment, is_htmx, page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
DECIDERS = (Role.MENTOR, Role.OFFICER, Role.DEPT_LEADER)
FORM, REVIEW, NO_CHANGE = "reports/form.html", "reports/review.html", "reports/no_change.html"


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
        except Invalid as error:
            form = form.with_errors(error.fields)
            return fragment(request, "reports/_saved.html", status=422, form=form, report=None, trouble="invalid")
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

    @post("/{id:int}/no-change", opt=allow(Role.MEMBER))
    async def no_change(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Hand in that nothing has changed."""

        async def run(command: NoChange) -> ReportView:
            return await operations.report_no_change(request.user, id=id, version=command.version)

        async def again() -> dict[str, Any]:
            report = await queries.get(request.user, id)
            return {"report": report, "version": report.version, "shell": "focus", "back": f"/reports/{id}"}

        return await submit(
            request, NoChange, run=run, to=f"/reports/{id}", flash=_("已提交，本期无变化"), again=(NO_CHANGE, again)
        )

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
    """The form with what is saved; a fresh one starts from what was planned, the targets and the percentage."""
    fresh: dict[str, Any] = {}
    if report.state in {"scheduled", "open", "missed"} and report.saved_at is None:
        fresh = await queries.prefilled(report)
    return Form.of(Submission, report, version=report.version, nonsecret=False, **fresh)


async def _form_context(report: ReportView) -> dict[str, Any]:
    return {
        "report": report,
        "version": report.version,
        "files": await files.of("report", report.id),
        "last": (last := await queries.before(report)),
        "no_change": "submit" in report.actions and bool(rules.may_report_no_change(last.no_change if last else None)),
        "most": await queries.chars(report.form),
        "indicators": (targets := await projects_parts.targets(report.project)),
        "indicator_choices": [(one.id, one.name) for one in targets],
        "milestone_choices": [(one.id, one.title) for one in await projects.milestones(report.project)],
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
        "extensions": await queries_plan.extensions(report.id),
        "comments": await queries_more.comments(report.id),
        "evidence": await queries_more.evidence(report.id),
        "say": Form.of(LeaveComment),
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
            "items": [] if recent else await queries_coordination.listed(request.user, project=project),
            "plan": None if recent else await queries_plan.plan(request.user, project),
            "requests": [] if recent else await queries_more.requests_of(project),
        }
        if recent:
            context["reports"] = [one for one in found if one.submitted_at][: min(recent, 5)]
        if is_htmx(request):
            return fragment(request, "reports/_project.html", **context)
        return await page(request, "reports/project.html", **context)


def _words(row: ReportRow) -> str:
    """How far a report is, in words: of a draft, how many blocks are written."""
    if row.state != "draft":
        return row.state_label
    written = sum(bool(text) for text in (row.progress, row.problems, row.next_steps, row.coordination))
    return _("草稿已存，4栏填了%(n)d栏") % {"n": written}


async def todo(actor: Actor) -> list[TodoItem]:
    """Reports to fill in, to mend and to decide on; matters to answer."""
    found = [
        TodoItem(
            title=_("修改%(label)s进展报告") % {"label": row.label}
            if row.state == "returned"
            else _("填报%(label)s进展报告") % {"label": row.label},
            href=f"/reports/{row.id}",
            detail=f"{row.project_title}　{_words(row)}",
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
    return found


CONTROLLERS = (ReportPages, ProjectReportPages)
NAV = (
    NavEntry(
        "reports", "进展报告", "report-analytics", "/reports", roles=frozenset(READERS), order=45, parents=("projects",)
    ),
)
PANELS = (
    Panel("project.tab", "reports", "进展报告", lambda project: f"/projects/{project}/reports", frozenset(READERS), 10),
    Panel(
        "project.overview", "recent-reports", "最近报告", lambda project: f"/projects/{project}/reports?recent=2",
        frozenset(READERS), 10,
    ),
)  # fmt: skip
