# SPDX-License-Identifier: MIT
"""Templates of documents for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files import queries as files
from thinktank.files.sending import download
from thinktank.kernel.actor import OFFICE, Role
from thinktank.papers import operations, queries
from thinktank.papers.schemas import Drop, KindView, PutInForce, Restore, Step, TemplateRow, Upload
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
OFFICERS = allow(Role.OFFICER)


class TemplateApi(Controller):
    """Every kind of document, and the templates of one."""

    path = "/api/v1/paper-templates"
    opt = allow(*OFFICE)
    tags = ["papers"]

    @get(operation_id="list_paper_kinds")
    async def index(self, request: AnyRequest) -> list[KindView]:
        """Return every kind of document with its placeholders and templates."""
        return await queries.listed(request.user)

    @get("/{kind:str}", operation_id="get_paper_kind")
    async def show(self, request: AnyRequest, kind: FromPath[str]) -> KindView:
        """Return one kind with every version of its template."""
        return await queries.kind(request.user, kind)

    @post("/{kind:str}", operation_id="upload_paper_template", opt=OFFICERS)
    async def upload(
        self,
        request: AnyRequest,
        kind: FromPath[str],
        data: JSONBody[Upload],
        uploads: FromQuery[list[int] | None] = None,
    ) -> TemplateRow:
        """Take in a template; ``uploads`` names the file that was sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        file = sent[0] if sent else None
        return await operations.upload(request.user, name=kind, command=data, file=file)

    @get("/{kind:str}/shipped", operation_id="get_shipped_template", media_type=MEDIA)
    async def shipped(self, request: AnyRequest, kind: FromPath[str]) -> Response[bytes]:
        """Return the shipped template as a Word file."""
        name, content = operations.shipped_template(request.user, name=kind)
        return download(content, name, MEDIA)

    @post("/{kind:str}/restore", operation_id="restore_shipped_template", opt=OFFICERS, status_code=200)
    async def restore(self, request: AnyRequest, kind: FromPath[str], data: JSONBody[Restore]) -> TemplateRow:
        """Use the shipped template again from a day on."""
        return await operations.restore(request.user, name=kind, command=data)


class VersionApi(Controller):
    """One version of a template."""

    path = "/api/v1/paper-templates/versions/{id:int}"
    opt = OFFICERS
    tags = ["papers"]

    @get("/file", operation_id="get_template_file", opt=allow(*OFFICE), media_type=MEDIA)
    async def file(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Return the template as it was uploaded."""
        found, content = await queries.content(request.user, id)
        return download(content, found.name, MEDIA)

    @get("/sample", operation_id="get_template_sample", opt=allow(*OFFICE), media_type=MEDIA)
    async def sample(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Return a document that the template gives with the examples."""
        name, content = await operations.try_out(request.user, id=id)
        return download(content, name, MEDIA)

    @post("/trial", operation_id="try_template", status_code=200)
    async def trial(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> TemplateRow:
        """Try a draft with the examples; afterwards it can be put in force."""
        return await operations.mark_tried(request.user, id=id, command=data)

    @post("/put", operation_id="put_template", status_code=200)
    async def put(self, request: AnyRequest, id: FromPath[int], data: JSONBody[PutInForce]) -> TemplateRow:
        """Use a tried template from a day on."""
        return await operations.put_in_force(request.user, id=id, command=data)

    @post("/drop", operation_id="drop_template", status_code=200)
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Drop]) -> TemplateRow:
        """Give up a draft, or take back a template before its day."""
        return await operations.drop(request.user, id=id, command=data)


CONTROLLERS = (TemplateApi, VersionApi)
