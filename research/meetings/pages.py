# SPDX-License-Identifier: MIT
"""Meetings on screen: a project's, the form, one meeting with its minutes and what was agreed."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.meetings import operations, queries, rules
from research.meetings.schemas import Again, CallOff, Finish, MeetingView, Minutes, Person, PlanMeeting
from research.projects import queries as projects
from thinktank.files import queries as files
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import Panel, TodoItem
from thinktank.web.steps import Steps

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
CALLERS = allow(*OFFICE, Role.MEMBER)
SPARE = 3


class MeetingsOfProject(Controller):
    """A project's meetings, and the invitation to a new one."""

    path = "/projects/{project:int}/meetings"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show a project's meetings: a page, or the project page's part."""
        found = await queries.of_project(request.user, project)
        head = await projects.head(request.user, project)
        may = rules.may_plan(await projects.ties_of(request.user, head), stage=head.stage)
        return await page(
            request, "meetings/of_project.html", block="panel", project=head, meetings=found, may_plan=bool(may)
        )

    @get("/new", opt=CALLERS)
    async def form(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show the invitation."""
        context = await _new(request.user, project)
        form = Form.of(PlanMeeting, invited=[one.account for one in context["people"]], on=clock.today(), at="9:00")
        return await page(request, "meetings/form.html", form=form, **context)

    @post("/new", opt=CALLERS)
    async def plan(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Invite."""
        chosen = await uploads(request, "uploads")

        async def run(command: PlanMeeting) -> MeetingView:
            return await operations.plan(request.user, project=project, command=command, uploads=chosen)

        return await submit(
            request, PlanMeeting, run=run, to=lambda done: f"/meetings/{done.id}", flash=_("已通知参加人"),
            again=("meetings/form.html", lambda: _new(request.user, project)),
        )  # fmt: skip


async def _new(actor: Actor, project: int) -> dict[str, Any]:
    head = await projects.head(actor, project)
    require(rules.may_plan(await projects.ties_of(actor, head), stage=head.stage))
    people = await queries.people(actor, project)
    return {
        "project": head.id, "number": head.number, "title": head.title, "meeting": None,
        "people": people, "choices": _choices(people),
    }  # fmt: skip


def _choices(people: list[Person]) -> list[tuple[int, str]]:
    return [(one.account, f"{one.name}　{one.unit_name or ''}") for one in people]


class MeetingPages(Controller):
    """One meeting."""

    path = "/meetings/{id:int}"
    opt = allow()
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a meeting."""
        return await page(request, "meetings/show.html", form=None, **await _meeting(request.user, id))

    @get("/edit", opt=CALLERS)
    async def edit_form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the invitation to change."""
        context = await _editing(request.user, id)
        found: MeetingView = context["meeting"]
        at = clock.local(found.starts_at)
        form = Form.of(
            PlanMeeting, found, on=at.date(), at=f"{at:%H:%M}", invited=[one.account for one in found.invited]
        )
        return await page(request, "meetings/form.html", form=form, **context)

    @post("/edit", opt=CALLERS)
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Change it."""

        async def run(command: PlanMeeting) -> MeetingView:
            return await operations.edit(request.user, id=id, command=command)

        return await submit(
            request, PlanMeeting, run=run, to=f"/meetings/{id}", flash=_("已调整并通知参加人"),
            again=("meetings/form.html", lambda: _editing(request.user, id)),
        )  # fmt: skip

    @post("/minutes", opt=CALLERS)
    async def hold(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Write the minutes."""
        return await STEPS.take(request, id, Minutes, operations.hold, _("纪要已登记，议定事项已交办"), files="uploads")

    @post("/cancel", opt=CALLERS)
    async def cancel(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Call it off."""
        return await STEPS.take(request, id, CallOff, operations.cancel, _("会议已取消"))


class FollowUpPages(Controller):
    """What was agreed: done, or given back."""

    path = "/meetings/follow-ups/{id:int}"
    opt = allow()
    include_in_schema = False

    @post("/finish")
    async def finish(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Say what came of it."""
        row, _found, _ties, _mine = await queries.follow_up(request.user, id)
        return await STEPS.take(request, id, Finish, operations.finish, _("已办结"), of=row.meeting)

    @post("/reopen")
    async def reopen(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it back."""
        row, _found, _ties, _mine = await queries.follow_up(request.user, id)
        return await STEPS.take(request, id, Again, operations.reopen, _("已重新交办"), of=row.meeting)


async def _meeting(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get(actor, id_)
    owners = {found.created_by: found.created_by_name, **{one.account: one.name for one in found.invited}}
    return {
        "meeting": found,
        "version": found.version,
        "hold": Form.of(Minutes, version=found.version),
        "call_off": Form.of(CallOff, version=found.version),
        "owners": list(owners.items()),
        "files": await files.of("meeting", id_),
        "spare": SPARE,
    }


STEPS = Steps("/meetings/{}", "meetings/show.html", _meeting)


async def _editing(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get(actor, id_)
    require(check("edit" in found.actions, _("由召集人或经办人调整待召开的会议")))
    return {
        "project": found.project, "number": found.project_number, "title": found.project_title, "meeting": found,
        "choices": _choices(await queries.people(actor, found.project)), "version": found.version,
    }  # fmt: skip


async def todo(actor: Actor) -> list[TodoItem]:
    """What was agreed and is the actor's to do, and meetings without minutes."""
    if not actor.has(*READERS):
        return []
    found = [
        TodoItem(
            title=row.text, href=f"/meetings/{row.meeting}", detail=f"{row.project_number}　{_('会议议定事项')}",
            due=row.due_on, urgent=row.late, icon="checklist", kind="follow_up",
        )
        for row in await queries.open_follow_ups(actor)
    ]  # fmt: skip
    if actor.has(*OFFICE, Role.MEMBER):
        found += [
            TodoItem(
                title=_("登记纪要：%(title)s") % {"title": row.title}, href=f"/meetings/{row.id}",
                detail=row.project_number, icon="pencil", kind="meeting",
            )
            for row in await queries.without_minutes(actor)
        ]  # fmt: skip
    return found


CONTROLLERS = (MeetingsOfProject, MeetingPages, FollowUpPages)
PANELS = (
    Panel("project.tab", "meetings", "会议活动", lambda id_: f"/projects/{id_}/meetings", frozenset(READERS), order=55),
)
