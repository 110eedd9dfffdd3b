# SPDX-License-Identifier: MIT
"""Rubrics for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, JSONBody

from reviews.rubrics import operations, queries
from reviews.rubrics.schemas import NewRubric, RubricDraft, RubricView
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class RubricApi(Controller):
    """The office's rubrics with their versions."""

    path = "/api/v1/rubrics"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get(operation_id="listRubrics")
    async def listing(self, request: AnyRequest) -> list[RubricView]:
        """Return every version of every rubric."""
        return await queries.listing(request.user)

    @post(operation_id="createRubric")
    async def create(self, request: AnyRequest, data: JSONBody[NewRubric]) -> RubricView:
        """Write a new version as a draft."""
        return await operations.create(request.user, command=data)

    @get("/{rubric_id:int}", operation_id="getRubric")
    async def show(self, request: AnyRequest, rubric_id: FromPath[int]) -> RubricView:
        """Return a version with its criteria."""
        return await queries.get(request.user, rubric_id)

    @put("/{rubric_id:int}", operation_id="editRubric")
    async def edit(self, request: AnyRequest, rubric_id: FromPath[int], data: JSONBody[RubricDraft]) -> RubricView:
        """Change a draft; 409 for a version that was in use."""
        return await operations.edit(request.user, id=rubric_id, content=data)

    @post("/{rubric_id:int}/copy", operation_id="copyRubric")
    async def copy(self, request: AnyRequest, rubric_id: FromPath[int]) -> RubricView:
        """Write a draft like a version, to change it."""
        return await operations.copy(request.user, id=rubric_id)

    @post("/{rubric_id:int}/use", operation_id="useRubric", status_code=200)
    async def use(self, request: AnyRequest, rubric_id: FromPath[int]) -> RubricView:
        """Put a draft in use; the version before it is retired."""
        return await operations.use(request.user, id=rubric_id)

    @post("/{rubric_id:int}/retire", operation_id="retireRubric", status_code=200)
    async def retire(self, request: AnyRequest, rubric_id: FromPath[int]) -> RubricView:
        """Take a version out of use."""
        return await operations.retire(request.user, id=rubric_id)


CONTROLLERS = (RubricApi,)
