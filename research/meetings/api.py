# SPDX-License-Identifier: MIT
"""Meetings for programs."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.meetings import operations, queries
from research.meetings.schemas import (
    Again,
    CallOff,
    Finish,
    FollowUpRow,
    MeetingRow,
    MeetingView,
    Minutes,
    PlanMeeting,
)
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
CALLERS = allow(*OFFICE, Role.MEMBER)


class MeetingsOfProjectApi(Controller):
    """A project's meetings."""

    path = "/api/v1/projects/{project:int}/meetings"
    opt = allow(*READERS)
    tags = ["meetings"]

    @get(operation_id="list_meetings")
    async def index(self, request: AnyRequest, project: FromPath[int]) -> list[MeetingRow]:
        """Return a project's meetings, latest first."""
        return await queries.of_project(request.user, project)

    @post(operation_id="plan_meeting", opt=CALLERS)
    async def plan(
        self,
        request: AnyRequest,
        project: FromPath[int],
        data: JSONBody[PlanMeeting],
        uploads: FromQuery[list[int] | None] = None,
    ) -> MeetingView:
        """Invite to a meeting; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.plan(request.user, project=project, command=data, uploads=sent)


class MeetingApi(Controller):
    """One meeting."""

    path = "/api/v1/meetings"
    opt = allow()
    tags = ["meetings"]

    @get("/follow-ups", operation_id="list_own_follow_ups")
    async def follow_ups(self, request: AnyRequest) -> list[FollowUpRow]:
        """Return what meetings agreed on and the caller has to see to."""
        return await queries.open_follow_ups(request.user)

    @get("/{id:int}", operation_id="get_meeting")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> MeetingView:
        """Return one meeting."""
        return await queries.get(request.user, id)

    @put("/{id:int}", operation_id="edit_meeting", opt=CALLERS)
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[PlanMeeting]) -> MeetingView:
        """Change time, place or who is invited."""
        return await operations.edit(request.user, id=id, command=data)

    @post("/{id:int}/minutes", operation_id="hold_meeting", status_code=200, opt=CALLERS)
    async def hold(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[Minutes],
        uploads: FromQuery[list[int] | None] = None,
    ) -> MeetingView:
        """Write the minutes; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.hold(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/cancel", operation_id="cancel_meeting", status_code=200, opt=CALLERS)
    async def cancel(self, request: AnyRequest, id: FromPath[int], data: JSONBody[CallOff]) -> MeetingView:
        """Call it off."""
        return await operations.cancel(request.user, id=id, command=data)

    @post("/follow-ups/{id:int}/finish", operation_id="finish_follow_up", status_code=200)
    async def finish(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Finish]) -> MeetingView:
        """Say what came of something agreed."""
        return await operations.finish(request.user, id=id, command=data)

    @post("/follow-ups/{id:int}/reopen", operation_id="reopen_follow_up", status_code=200)
    async def reopen(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Again]) -> MeetingView:
        """Give something agreed back to its owner."""
        return await operations.reopen(request.user, id=id, command=data)


CONTROLLERS = (MeetingsOfProjectApi, MeetingApi)
