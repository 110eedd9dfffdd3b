# SPDX-License-Identifier: MIT
"""Projects for programs."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.projects import (
    operations,
    operations_dossier,
    operations_granting,
    operations_manage,
    operations_plan,
    operations_schedule,
    operations_team,
    queries,
    queries_parts,
    queries_plan,
)
from research.projects.schemas import (
    AddPaper,
    ChangeStatus,
    ChangeTeam,
    Grant,
    HandIn,
    HandOver,
    IndicatorView,
    Judge,
    MoveDueDate,
    ProjectList,
    ProjectView,
    RecordActual,
    TeamLine,
)
from research.projects.schemas_plan import PlanView, SetLinks
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)


class ProjectApi(Controller):
    """Projects and their status."""

    path = "/api/v1/projects"
    opt = allow(*READERS)
    tags = ["projects"]

    @get(operation_id="list_projects")
    async def index(
        self,
        request: AnyRequest,
        direction: FromQuery[str] = "",
        light: FromQuery[str] = "",
        stage: FromQuery[str] = "",
        mine: FromQuery[bool] = False,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> ProjectList:
        """Return a page of the projects that the caller may see, newest first."""
        found = await queries.listed(
            request.user, direction=direction, light=light, stage=stage, mine=mine, after=after, before=before
        )
        return ProjectList(items=found.items, next=found.next, prev=found.prev, total=found.total)

    @get("/{id:int}", operation_id="get_project")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ProjectView:
        """Return one project with its plan."""
        return await queries.get(request.user, id)

    @post("/{id:int}/status", operation_id="change_project_status", status_code=200, opt=allow(*OFFICE))
    async def status(self, request: AnyRequest, id: FromPath[int], data: JSONBody[ChangeStatus]) -> ProjectView:
        """Suspend, resume, terminate or revoke."""
        return await operations_manage.change_status(request.user, id=id, command=data)

    @post("/{id:int}/dossier", operation_id="add_to_dossier", opt=allow(*OFFICE, Role.MEMBER, Role.LIAISON))
    async def add_paper(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[AddPaper],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProjectView:
        """Put documents into the project's file; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_dossier.add(request.user, id=id, command=data, uploads=sent)

    @get("/{id:int}/plan", operation_id="get_project_plan")
    async def plan(self, request: AnyRequest, id: FromPath[int]) -> PlanView:
        """Return the plan with its dependencies."""
        return await queries_plan.plan(request.user, id)

    @put("/{id:int}/plan", operation_id="link_project_plan", opt=allow(*OFFICE, Role.MEMBER))
    async def link(self, request: AnyRequest, id: FromPath[int], data: JSONBody[SetLinks]) -> PlanView:
        """Set which steps wait for which; what begins too early moves."""
        return await operations_schedule.set_links(request.user, id=id, command=data)

    @get("/{id:int}/team", operation_id="list_project_team")
    async def team(self, request: AnyRequest, id: FromPath[int]) -> list[TeamLine]:
        """Return everybody who was or is on the project."""
        return await queries_parts.team_history(request.user, id)

    @put("/{id:int}/team", operation_id="change_project_team", opt=allow(*OFFICE))
    async def change_team(self, request: AnyRequest, id: FromPath[int], data: JSONBody[ChangeTeam]) -> ProjectView:
        """Set the team besides its lead, and the mentors."""
        return await operations_team.change_team(request.user, id=id, command=data)

    @post("/{id:int}/lead", operation_id="hand_project_over", status_code=200, opt=allow(*OFFICE))
    async def hand_over(self, request: AnyRequest, id: FromPath[int], data: JSONBody[HandOver]) -> ProjectView:
        """Make somebody else the lead."""
        return await operations_team.hand_over(request.user, id=id, command=data)


class IndicatorApi(Controller):
    """Targets and their actual values."""

    path = "/api/v1/indicators"
    opt = allow(*READERS)
    tags = ["projects"]

    @get("/{id:int}", operation_id="get_indicator")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> IndicatorView:
        """Return a target with its values, newest first."""
        return await queries_parts.indicator(request.user, id)

    @post("/{id:int}/values", operation_id="record_indicator", opt=allow(*OFFICE, Role.MEMBER))
    async def record(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[RecordActual],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProjectView:
        """Note how far a target is; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_plan.record_actual(request.user, indicator=id, command=data, uploads=sent)


class MilestoneApi(Controller):
    """Milestones."""

    path = "/api/v1/milestones"
    opt = allow(*READERS)
    tags = ["projects"]

    @post("/{id:int}/hand-in", operation_id="hand_in_milestone", status_code=200, opt=allow(Role.MEMBER))
    async def hand_in(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[HandIn],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProjectView:
        """Hand in a milestone; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.hand_in(request.user, id=id, version=data.version, note=data.note, uploads=sent)

    @post("/{id:int}/judge", operation_id="judge_milestone", status_code=200, opt=allow(*OFFICE))
    async def judge(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Judge]) -> ProjectView:
        """Accept a piece of work or send it back."""
        return await operations.accept_work_milestone(
            request.user, id=id, version=data.version, accept=data.accept, reason=data.reason
        )

    @post("/{id:int}/due", operation_id="move_milestone_due", status_code=200, opt=allow(*OFFICE))
    async def due(self, request: AnyRequest, id: FromPath[int], data: JSONBody[MoveDueDate]) -> ProjectView:
        """Give a milestone another due day."""
        return await operations_manage.move_due_date(
            request.user, id=id, due_on=data.due_on, reason=data.reason, version=data.version
        )


class GrantApi(Controller):
    """The grant."""

    path = "/api/v1/applications/{application:int}/grant"
    opt = allow(*OFFICE)
    tags = ["projects"]

    @post(operation_id="grant_application")
    async def grant(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Grant]) -> ProjectView:
        """Make a project of an application."""
        return await operations_granting.grant(request.user, application=application, mentors=data.mentors)


CONTROLLERS = (ProjectApi, IndicatorApi, MilestoneApi, GrantApi)
