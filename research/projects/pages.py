# SPDX-License-Identifier: MIT
"""Projects on screen: list, the project's page with its tabs, the task agreement, milestones."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.applications import queries as applications
from research.projects import (
    dossier,
    gantt,
    operations,
    operations_granting,
    operations_manage,
    queries,
    queries_todo,
    rules,
)
from research.projects.schemas import AddPaper, ChangeStatus, Grant, HandIn, Judge, MoveDueDate, ProjectView
from research.projects.states import DECISIONS, GRADES, MILESTONE, Fault, Stage
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import queries as trail
from thinktank.web import forms
from thinktank.web.access import allow
from thinktank.web.filters import full_day
from thinktank.web.forms import Form, submit
from thinktank.web.page import number, page
from thinktank.web.panels import NavEntry, TodoItem, panels_for

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
OWN_TABS = ("overview", "files", "history")


class Step(msgspec.Struct):
    """One of the five steps on top of a project's page."""

    label: str
    state: str
    note: list[str] = []


def steps_of(project: ProjectView) -> list[Step]:
    """Return 立项, the gates that the plan has, and 成果转化, each with its day and how it went."""
    found = [Step(_("立项"), "done", [_day(project.granted_at)])]
    going = True
    for milestone in (m for m in project.milestones if m.kind.is_gate):
        done = milestone.state == "done"
        words = {code: word for code, (word, _effect) in DECISIONS[milestone.kind].items()}
        note = [_day(milestone.done_on or milestone.due_on), words.get(milestone.result, milestone.state_label)]
        found.append(Step(_("%(kind)s评审") % {"kind": milestone.kind.label}, _where(done=done, going=going), note))
        going = going and done
    closed = project.stage == "closed"
    note = [GRADES[project.grade]] if project.grade else []
    return [*found, Step(_("成果转化"), "now" if closed else "next", note)]


def _where(*, done: bool, going: bool) -> str:
    if done:
        return "done"
    return "now" if going else "next"


def _day(value: Any) -> str:
    return full_day(value, with_year=clock.today().year != value.year)


class ProjectPages(Controller):
    """The list and everything about one project."""

    path = "/projects"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        direction: FromQuery[str] = "",
        light: FromQuery[str] = "",
        stage: FromQuery[str] = "",
        year: FromQuery[str] = "",
        mine: FromQuery[bool] = False,
        q: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the projects that the actor may see."""
        chosen = {
            "direction": direction, "light": light, "stage": stage, "year": year, "mine": "1" if mine else "",
            "q": q.strip(),
        }  # fmt: skip
        found = await queries.listed(
            request.user, direction=direction, light=light, stage=stage, year=number(year), mine=mine,
            text=q.strip(), after=after, before=before,
        )  # fmt: skip
        return await page(
            request, "projects/list.html", block="rows", projects=found, chosen=chosen, stages=list(Stage),
            filtered=any(chosen.values()), years=await policies.years(),
        )  # fmt: skip

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int], tab: FromQuery[str] = "overview") -> Response[Any]:
        """Show one project: its own tabs, and those that higher capabilities put here."""
        project = await queries.get(request.user, id)
        others = panels_for("project.tab", request.user)
        panel = next((one for one in others if one.key == tab), None)
        if panel is None and tab not in OWN_TABS:
            tab = "overview"
        return await page(
            request, "projects/show.html", project=project, tab=tab, panel=panel, tabs=others,
            steps=steps_of(project), **await tab_of(request.user, project, tab),
        )  # fmt: skip

    @get("/{id:int}/manage", opt=allow(*OFFICE))
    async def manage(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show what the office may change."""
        project = await _manageable(request.user, id)
        return await page(
            request, "projects/manage.html", form=Form.of(ChangeStatus, version=project.version), **_managed(project)
        )

    @post("/{id:int}/status", opt=allow(*OFFICE))
    async def status(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Suspend, resume, terminate or revoke."""

        async def run(command: ChangeStatus) -> ProjectView:
            return await operations_manage.change_status(request.user, id=id, command=command)

        async def again() -> dict[str, Any]:
            project = await queries.get(request.user, id)
            return {"version": project.version, **_managed(project)}

        return await submit(
            request,
            ChangeStatus,
            run=run,
            to=f"/projects/{id}",
            flash=_("已办理"),
            again=("projects/manage.html", again),
        )


def _managed(project: ProjectView) -> dict[str, Any]:
    others = [(m.talent, m.name) for m in project.members if m.role != "lead"]
    return {"project": project, "faults": [(str(one), _(one.label)) for one in Fault], "others": others}


async def _manageable(actor: Actor, project: int) -> ProjectView:
    found = await queries.get(actor, project)
    if "office" not in found.relations:
        raise Denied(_("由区委组织部经办人办理"))
    return found


async def tab_of(actor: Actor, project: ProjectView, tab: str) -> dict[str, Any]:
    """What a tab shows beside the project itself."""
    if tab == "files":
        steps = {m.id: m.title for m in project.milestones}
        by = await files.of_many("milestone", list(steps))
        found = await file_of(actor, project, await files.of("project", project.id), by, steps)
        return {"form": Form.of(AddPaper), **found}
    if tab == "history":
        return {"entries": await trail.timeline(actor, "project", project.id)}
    return {"gantt": gantt.draw(project.milestones, project.starts_on, project.due_on, clock.today())}


async def file_of(
    actor: Actor, project: ProjectView, own: list[Any], by: dict[int, list[Any]], steps: dict[int, str]
) -> dict[str, Any]:
    """The project's documents by category, with what should be there at this stage and is not."""
    there = {str(m.kind) for m in project.milestones if m.kind.is_gate and by.get(m.id)}
    there |= {one.category for one in own}
    gates = {str(m.kind) for m in project.milestones if m.kind.is_gate}
    groups = [(_(p.title), [one for one in own if one.category == p.code]) for p in dossier.PAPERS]
    loose = [one for one in own if one.category not in dossier.BY_CODE]
    ties = await queries.ties_of(actor, project)
    return {
        "groups": [*groups, *((steps[one], found) for one, found in by.items()), (_("未分类"), loose)],
        "missing": dossier.missing(there, stage=project.stage, gates=gates),
        "categories": [(p.code, _(p.title)) for p in dossier.PAPERS],
        "may_add": bool(rules.may_add_paper(ties)),
    }


class MilestonePages(Controller):
    """One step of a plan: handing it in, and the office's word on it."""

    path = "/milestones"
    opt = allow(*READERS)
    include_in_schema = False

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a milestone with its files and what can be done."""
        context = await _milestone(request.user, id)
        form = Form.of(HandIn, context["step"], version=context["version"])
        return await page(request, "projects/milestone.html", form=form, **context)

    @post("/{id:int}/hand-in", opt=allow(Role.MEMBER))
    async def hand_in(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Hand in, with files."""
        chosen = await forms.uploads(request, "uploads")

        async def run(command: HandIn) -> ProjectView:
            return await operations.hand_in(
                request.user, id=id, version=command.version, note=command.note, uploads=chosen
            )

        return await submit(
            request, HandIn, run=run, to=lambda project: f"/projects/{project.id}", flash=_("已提交，等待办理"),
            again=("projects/milestone.html", lambda: _milestone(request.user, id)),
        )  # fmt: skip

    @post("/{id:int}/judge", opt=allow(*OFFICE))
    async def judge(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Accept work or send it back."""

        async def run(command: Judge) -> ProjectView:
            return await operations.accept_work_milestone(
                request.user, id=id, version=command.version, accept=command.accept, reason=command.reason
            )

        return await submit(
            request, Judge, run=run, to=lambda project: f"/projects/{project.id}", flash=_("已办理"),
            again=("projects/milestone.html", lambda: _milestone(request.user, id)),
        )  # fmt: skip

    @post("/{id:int}/due", opt=allow(*OFFICE))
    async def due(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Move the due day."""

        async def run(command: MoveDueDate) -> ProjectView:
            return await operations_manage.move_due_date(
                request.user, id=id, due_on=command.due_on, reason=command.reason, version=command.version
            )

        return await submit(
            request, MoveDueDate, run=run, to=lambda project: f"/projects/{project.id}", flash=_("已改期"),
            again=("projects/milestone.html", lambda: _milestone(request.user, id)),
        )  # fmt: skip


async def _milestone(actor: Actor, milestone: int) -> dict[str, Any]:
    step, _head = await queries.milestone(actor, milestone)
    project = await queries.get(actor, step.project)
    step = next(one for one in project.milestones if one.id == milestone)
    return {
        "project": project,
        "step": step,
        "files": await files.of("milestone", milestone),
        "version": step.version,
        "judge": Form.of(Judge, version=step.version, reason=""),
        "due": Form.of(MoveDueDate, version=step.version, due_on=step.due_on, reason=""),
        "may_move": "office" in project.relations and step.state != "done",
    }


class GrantPages(Controller):
    """The grant: where an application becomes a project."""

    path = "/projects/grant/{application:int}"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show what is granted, and choose mentors."""
        return await page(
            request, "projects/grant.html", form=Form.of(Grant), **await _grant(request.user, application)
        )

    @post()
    async def grant(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Grant."""

        async def run(command: Grant) -> ProjectView:
            return await operations_granting.grant(request.user, application=application, mentors=command.mentors)

        return await submit(
            request, Grant, run=run, to=lambda project: f"/projects/{project.id}/agreement",
            flash=lambda project: _("已立项，编号%(n)s，请三方确认任务书") % {"n": project.number},
            again=("projects/grant.html", lambda: _grant(request.user, application)),
        )  # fmt: skip


async def _grant(actor: Actor, application: int) -> dict[str, Any]:
    require(rules.may_grant(actor))
    found = await applications.application(actor, application)
    return {"application": found, "mentors": await identity.accounts_with_role(Role.MENTOR)}


async def todo(actor: Actor) -> list[TodoItem]:
    """Agreements to confirm, milestones due or returned, work to accept."""
    if not actor.has(*READERS):
        return []
    found = [
        TodoItem(
            title=_("确认任务书：%(title)s") % {"title": row.title}, href=f"/projects/{row.id}/agreement",
            detail=row.number, icon="file-check", kind="agreement",
        )
        for row in await queries_todo.to_confirm(actor)
    ]  # fmt: skip
    for step in await queries_todo.to_do(actor):
        verb = _("确认") if step.state == "handed_in" else _("提交")
        found.append(
            TodoItem(
                title=f"{verb}{step.title}",
                href=f"/milestones/{step.id}",
                detail=f"{step.number}　{_(MILESTONE.label(step.state))}",
                due=step.due_on if step.state != "handed_in" else None,
                urgent=step.state != "handed_in" and step.due_on < clock.today(),
                icon="target-arrow",
                kind="milestone",
            )
        )
    return found


CONTROLLERS = (ProjectPages, MilestonePages, GrantPages)
NAV = (NavEntry("projects", "项目", "target-arrow", "/projects", roles=frozenset(READERS), order=40),)
