# SPDX-License-Identifier: MIT
"""Requests and declarations for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from reviews.recusals import operations, operations_declarations, queries
from reviews.recusals.queries import APPLICATIONS, PROJECTS
from reviews.recusals.schemas import (
    AskRecusal,
    DecideRecusal,
    DeclarationView,
    DeclareTie,
    Reopen,
    RequestRow,
    Sheet,
    Step,
)
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class RecusalApi(Controller):
    """Whom leads would not have as reviewers."""

    path = "/api/v1/recusals"
    opt = allow(Role.MEMBER, *OFFICE)
    tags = ["reviews"]

    @get(operation_id="listRecusalRequests", opt=allow(*OFFICE))
    async def listing(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Page[RequestRow]:
        """Return a page of the requests in the office's scope, newest first."""
        return await queries.listed(request.user, state=show, after=after, before=before)

    @get("/applications/{application_id:int}", operation_id="getApplicationRecusals")
    async def of_application(self, request: AnyRequest, application_id: FromPath[int]) -> Sheet:
        """Return an application's requests."""
        return await queries.sheet(request.user, APPLICATIONS, application_id)

    @post("/applications/{application_id:int}", operation_id="askApplicationRecusal", status_code=200)
    async def ask_for_application(
        self, request: AnyRequest, application_id: FromPath[int], data: JSONBody[AskRecusal]
    ) -> Sheet:
        """Name somebody who should not judge the application."""
        return await operations.ask(request.user, what=APPLICATIONS, id=application_id, command=data)

    @get("/projects/{project_id:int}", operation_id="getProjectRecusals")
    async def of_project(self, request: AnyRequest, project_id: FromPath[int]) -> Sheet:
        """Return a project's requests."""
        return await queries.sheet(request.user, PROJECTS, project_id)

    @post("/projects/{project_id:int}", operation_id="askProjectRecusal", status_code=200)
    async def ask_for_project(
        self, request: AnyRequest, project_id: FromPath[int], data: JSONBody[AskRecusal]
    ) -> Sheet:
        """Name somebody who should not judge the project."""
        return await operations.ask(request.user, what=PROJECTS, id=project_id, command=data)

    @post("/{request_id:int}/withdraw", operation_id="withdrawRecusalRequest", status_code=200)
    async def withdraw(self, request: AnyRequest, request_id: FromPath[int], data: JSONBody[Step]) -> Sheet:
        """Take a request back."""
        return await operations.withdraw(request.user, id=request_id, version=data.version)

    @post("/{request_id:int}/decide", operation_id="decideRecusalRequest", status_code=200, opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, request_id: FromPath[int], data: JSONBody[DecideRecusal]) -> Sheet:
        """Accept a request, or refuse it."""
        return await operations.decide(request.user, id=request_id, command=data)

    @post("/{request_id:int}/reopen", operation_id="reopenRecusalRequest", status_code=200, opt=allow(*OFFICE))
    async def reopen(self, request: AnyRequest, request_id: FromPath[int], data: JSONBody[Reopen]) -> Sheet:
        """Take the office's decision back."""
        return await operations.reopen(request.user, id=request_id, reason=data.reason, version=data.version)


class DeclarationApi(Controller):
    """A reviewer's ties that stand in every round."""

    path = "/api/v1/reviews/declarations"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @get(operation_id="listMyDeclarations")
    async def listing(self, request: AnyRequest) -> list[DeclarationView]:
        """Return one's declarations."""
        return await queries.declarations(request.user)

    @post(operation_id="declareTie", status_code=200)
    async def declare(self, request: AnyRequest, data: JSONBody[DeclareTie]) -> list[DeclarationView]:
        """Declare a tie that stands until it is withdrawn."""
        return await operations_declarations.declare(request.user, command=data)

    @post("/confirm", operation_id="confirmDeclarations", status_code=200)
    async def confirm(self, request: AnyRequest) -> list[DeclarationView]:
        """Say that all of it still holds."""
        return await operations_declarations.confirm(request.user)

    @post("/{declaration_id:int}/withdraw", operation_id="withdrawDeclaration", status_code=200)
    async def withdraw(
        self, request: AnyRequest, declaration_id: FromPath[int], data: JSONBody[Step]
    ) -> list[DeclarationView]:
        """Take a declaration back."""
        return await operations_declarations.withdraw(request.user, id=declaration_id, version=data.version)


CONTROLLERS = (RecusalApi, DeclarationApi)
