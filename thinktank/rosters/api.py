# SPDX-License-Identifier: MIT
"""The import of rosters for programs."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, JSONBody

from thinktank.kernel.actor import Role
from thinktank.rosters import operations, queries
from thinktank.rosters.schemas import CommitImport, ImportView, Remap
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class ImportsApi(Controller):
    """Rosters on their way into the bank."""

    path = "/api/v1/imports"
    opt = allow(Role.OFFICER)
    tags = ["imports"]

    @get("/", operation_id="listImports")
    async def index(self, request: AnyRequest) -> list[ImportView]:
        """Return one's latest rosters."""
        return await queries.recent(request.user)

    @post("/", operation_id="uploadImport")
    async def upload(
        self,
        request: AnyRequest,
        data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> ImportView:
        """Upload a roster and return its dry run; nothing is in the bank yet."""
        content = await data.read(operations.LARGEST + 1)
        return await operations.upload(request.user, filename=data.filename, content=content)

    @get("/{id:int}", operation_id="getImport")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ImportView:
        """Return a roster's dry run, or what came of it."""
        return await queries.preview(request.user, id)

    @post("/{id:int}/columns", operation_id="remapImport", status_code=200)
    async def remap(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[Remap],
    ) -> ImportView:
        """Say what the columns mean."""
        return await operations.remap(request.user, id=id, command=data)

    @post("/{id:int}/commit", operation_id="commitImport", status_code=200)
    async def commit(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[CommitImport],
    ) -> ImportView:
        """Take everybody in, or nobody; a second call changes nothing."""
        return await operations.commit(request.user, id=id, command=data)


CONTROLLERS = (ImportsApi,)
