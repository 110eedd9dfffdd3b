# SPDX-License-Identifier: MIT
"""Grants for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.grants import operations, queries
from research.grants.schemas import (
    AnswerObjection,
    Candidate,
    DraftList,
    GrantNotice,
    ListRow,
    ListView,
    Object,
    OpenObjection,
    Step,
)
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
OFFICERS = allow(Role.OFFICER)
LEADERS = allow(Role.DEPT_LEADER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)


class GrantApi(Controller):
    """Lists of grants, their notices, objections."""

    path = "/api/v1/grants"
    opt = allow(*BUSINESS)
    tags = ["grants"]

    @get(operation_id="listGrantLists")
    async def index(self, request: AnyRequest, after: FromQuery[str] = "") -> Page[ListRow]:
        """Return a page of lists, newest first."""
        return await queries.lists(request.user, after=after)

    @post(operation_id="draftGrantList", opt=OFFICERS)
    async def create(self, request: AnyRequest, data: JSONBody[DraftList]) -> ListView:
        """Put applications on a list."""
        return await operations.draft_list(request.user, content=data)

    @get("/candidates", operation_id="listGrantCandidates", opt=OFFICERS)
    async def candidates(self, request: AnyRequest) -> list[Candidate]:
        """Return the applications that may go on a list, with what their review came to."""
        return await queries.proposable(request.user)

    @get("/objections", operation_id="listOpenGrantObjections", opt=STAFF)
    async def objections(self, request: AnyRequest) -> list[OpenObjection]:
        """Return the objections without an answer, the earliest due first."""
        return await queries.open_objections(request.user)

    @get("/{id:int}", operation_id="getGrantList")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ListView:
        """Return one list."""
        return await queries.get(request.user, id)

    @put("/{id:int}", operation_id="editGrantList", opt=OFFICERS)
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DraftList]) -> ListView:
        """Change a list."""
        return await operations.edit_list(request.user, id=id, content=data)

    @post("/{id:int}/submit", operation_id="submitGrantList", opt=OFFICERS, status_code=200)
    async def submit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Put a list before the leader."""
        return await operations.submit_list(request.user, id=id, version=data.version)

    @post("/{id:int}/drop", operation_id="dropGrantList", opt=OFFICERS, status_code=200)
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Give a draft up."""
        return await operations.drop_list(request.user, id=id, version=data.version)

    @post("/{id:int}/send-back", operation_id="sendGrantListBack", opt=LEADERS, status_code=200)
    async def send_back(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Send a list back with a reason."""
        return await operations.send_back(request.user, id=id, reason=data.reason, version=data.version)

    @post("/{id:int}/sign", operation_id="signGrantList", opt=LEADERS, status_code=200)
    async def sign(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Sign a list: its notice begins."""
        return await operations.sign_list(request.user, id=id, version=data.version)

    @post("/{id:int}/finish", operation_id="finishGrantList", opt=OFFICERS, status_code=200)
    async def finish(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Close a list."""
        return await operations.finish_list(request.user, id=id, version=data.version)

    @post("/{id:int}/grant", operation_id="grantList", opt=STAFF, status_code=200)
    async def grant_clear(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> ListView:  # noqa: ARG002
        """Grant every application against which nothing stands."""
        return await operations.grant_clear(request.user, id=id)

    @post("/{id:int}/objections", operation_id="objectToGrant")
    async def object_to(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Object]) -> ListView:
        """Raise an objection."""
        return await operations.object_to(request.user, id=id, content=data)

    @post("/objections/{objection:int}", operation_id="answerGrantObjection", opt=OFFICERS, status_code=200)
    async def answer(self, request: AnyRequest, objection: FromPath[int], data: JSONBody[AnswerObjection]) -> ListView:
        """Answer an objection."""
        return await operations.answer(request.user, id=objection, content=data)

    @post("/items/{item:int}/grant", operation_id="grantItem", opt=STAFF, status_code=200)
    async def grant(self, request: AnyRequest, item: FromPath[int], data: JSONBody[Step]) -> ListView:  # noqa: ARG002
        """Grant one application."""
        return await operations.grant_item(request.user, item=item)

    @post("/items/{item:int}/decline", operation_id="declineItem", opt=LEADERS, status_code=200)
    async def decline(self, request: AnyRequest, item: FromPath[int], data: JSONBody[Step]) -> ListView:
        """Decide against one application."""
        return await operations.decline_item(request.user, item=item, reason=data.reason)

    @get("/items/{item:int}/notice", operation_id="getGrantNotice")
    async def notice(self, request: AnyRequest, item: FromPath[int]) -> GrantNotice:
        """Return the facts of a grant notice."""
        return await queries.grant_notice(request.user, item)


CONTROLLERS = (GrantApi,)
