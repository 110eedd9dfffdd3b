# SPDX-License-Identifier: MIT
"""The import of rosters, and the export of ledgers, for programs."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, JSONBody
from litestar.response import Response, Stream

from thinktank.documents.ledger import MEDIA
from thinktank.files.sending import download, saved
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.paging import Page
from thinktank.rosters import operations, queries
from thinktank.rosters import operations_exports as exports
from thinktank.rosters import queries_exports as outgoing
from thinktank.rosters.schemas import (
    ChooseUnits,
    CommitImport,
    DecideExport,
    ExportView,
    ImportView,
    Remap,
    RequestExport,
)
from thinktank.talents.addresses import chosen_from_query
from thinktank.web.access import allow
from thinktank.web.idempotency import NO_KEY

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

    @get("/template", operation_id="importTemplate")
    async def template(self) -> Response[bytes]:
        """Return an empty roster with drop-downs."""
        return download(await queries.template_file(), "青年人才名册模板.xlsx", MEDIA)

    @get("/{id:int}/problems", operation_id="importProblems")
    async def problems(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Return the roster as it was laid out, with a column 问题."""
        name, content = await queries.problem_file(request.user, id)
        return download(content, name, MEDIA)

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

    @post("/{id:int}/units", operation_id="chooseImportUnits", status_code=200)
    async def units(self, request: AnyRequest, id: FromPath[int], data: JSONBody[ChooseUnits]) -> ImportView:
        """Say which unit a text means that several go under."""
        return await operations.choose_units(request.user, id=id, command=data)

    @post("/{id:int}/commit", operation_id="commitImport", status_code=200)
    async def commit(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[CommitImport],
    ) -> ImportView:
        """Take everybody in, or nobody; a second call changes nothing."""
        return await operations.commit(request.user, id=id, command=data)


class ExportsApi(Controller):
    """Ledgers on their way out."""

    path = "/api/v1/exports"
    opt = allow(*OFFICE, Role.LIAISON)
    tags = ["exports"]

    @get("/", operation_id="listExports")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Page[ExportView]:
        """Return a page of the exports that one may see, newest first."""
        return await outgoing.exports(request.user, after=after, before=before)

    @post("/", operation_id="requestExport")
    async def send(self, request: AnyRequest, data: JSONBody[RequestExport]) -> ExportView:
        """Ask for a ledger."""
        chosen = chosen_from_query(data.conditions)
        return await exports.request(request.user, command=data, chosen=chosen)

    @get("/{id:int}", operation_id="getExport")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ExportView:
        """Return an export and how it stands."""
        return await outgoing.get(request.user, id)

    @post("/{id:int}/decide", operation_id="decideExport", opt=allow(*OFFICE), status_code=200)
    async def decide(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DecideExport]) -> ExportView:
        """Let a ledger go, or not."""
        return await exports.decide(request.user, id=id, command=data)

    @post("/{id:int}/file", operation_id="takeExport", opt=allow(*OFFICE, Role.LIAISON) | NO_KEY, status_code=200)
    async def take(self, request: AnyRequest, id: FromPath[int]) -> Stream:
        """Return the file; each time is on the trail."""
        name, size, pieces = await exports.take(request.user, id=id)
        return saved(name, size, MEDIA, pieces)


CONTROLLERS = (ImportsApi, ExportsApi)
