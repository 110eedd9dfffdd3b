# SPDX-License-Identifier: MIT
"""Change requests for programs."""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.changes import operations, queries
from research.changes.schemas import (
    Back,
    ChangeDraft,
    ChangeList,
    ChangeRow,
    ChangeView,
    Decide,
    HearExperts,
    Moves,
    Opine,
    Propose,
    Step,
)
from research.projects import queries as projects
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import allow
from thinktank.web.idempotency import NO_KEY

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
WRITERS = allow(*OFFICE, Role.MEMBER)


class ChangesOfProjectApi(Controller):
    """A project's requests."""

    path = "/api/v1/projects/{project:int}/changes"
    opt = WRITERS
    tags = ["changes"]

    @get(operation_id="list_changes_of_project", opt=allow(*READERS))
    async def index(self, request: AnyRequest, project: FromPath[int]) -> list[ChangeRow]:
        """Return a project's requests that the caller may see, newest first."""
        await projects.head(request.user, project)
        return await queries.of_project(request.user, project)

    @post(operation_id="draft_change")
    async def draft(
        self,
        request: AnyRequest,
        project: FromPath[int],
        data: JSONBody[ChangeDraft],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ChangeView:
        """Write a request down; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.draft(request.user, project=project, command=data, uploads=sent)

    @post("/preview", operation_id="preview_change", status_code=200, opt=NO_KEY | WRITERS)
    async def preview(self, request: AnyRequest, project: FromPath[int], data: JSONBody[ChangeDraft]) -> Moves:
        """Say what a change would move, and what stands against it, without writing anything down."""
        return await queries.preview(request.user, project, data)


class ChangeApi(Controller):
    """Requests and their steps."""

    path = "/api/v1/changes"
    opt = allow(*READERS)
    tags = ["changes"]

    @get(operation_id="list_changes")
    async def index(
        self,
        request: AnyRequest,
        stand: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> ChangeList:
        """Return a page of the requests that the caller may see, newest first."""
        found = await queries.listed(request.user, state=stand, kind=kind, after=after, before=before)
        return ChangeList(items=found.items, next=found.next, prev=found.prev, total=found.total)

    @get("/{id:int}", operation_id="get_change")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ChangeView:
        """Return one request with what it would move."""
        return await queries.get(request.user, id)

    @put("/{id:int}", operation_id="edit_change", opt=WRITERS)
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[ChangeDraft]) -> ChangeView:
        """Change a draft."""
        return await operations.edit(request.user, id=id, command=data)

    @post("/{id:int}/send", operation_id="send_change", status_code=200, opt=WRITERS)
    async def send(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ChangeView:
        """Send it to the unit."""
        return await operations.send(request.user, id=id, version=data.version)

    @post("/{id:int}/withdraw", operation_id="withdraw_change", status_code=200, opt=WRITERS)
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Back]) -> ChangeView:
        """Take it back."""
        return await operations.withdraw(request.user, id=id, command=data)

    @post("/{id:int}/return", operation_id="return_change", status_code=200, opt=allow(*OFFICE, Role.LIAISON))
    async def send_back(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Back]) -> ChangeView:
        """Send it back to be mended."""
        return await operations.send_back(request.user, id=id, command=data)

    @post("/{id:int}/opinion", operation_id="opine_on_change", status_code=200, opt=allow(*OFFICE, Role.LIAISON))
    async def opine(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[Opine],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ChangeView:
        """Give the unit's opinion; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.opine(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/consult", operation_id="consult_on_change", status_code=200, opt=allow(*OFFICE))
    async def consult(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ChangeView:
        """Put it before experts."""
        return await operations.consult(request.user, id=id, version=data.version)

    @post("/{id:int}/experts", operation_id="hear_on_change", status_code=200, opt=allow(*OFFICE))
    async def hear(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[HearExperts],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ChangeView:
        """Write down what the experts said; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.hear(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/propose", operation_id="propose_on_change", status_code=200, opt=allow(*OFFICE))
    async def propose(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Propose]) -> ChangeView:
        """Propose a decision to the leader."""
        return await operations.propose(request.user, id=id, command=data)

    @post("/{id:int}/decide", operation_id="decide_change", status_code=200, opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Decide]) -> ChangeView:
        """Decide; what holds from today takes effect at once."""
        return await operations.decide(request.user, id=id, command=data)

    @post("/{id:int}/put-in-force", operation_id="put_change_in_force", status_code=200, opt=allow(*OFFICE))
    async def put_in_force(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ChangeView:
        """Put an approved change in force now."""
        return await operations.put_in_force(request.user, id=id, version=data.version)


CONTROLLERS = (ChangesOfProjectApi, ChangeApi)
