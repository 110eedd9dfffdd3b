# SPDX-License-Identifier: MIT
"""Attachments for programs: sent first, then named by the call that takes them along."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Stream

from thinktank.files import operations
from thinktank.files.schemas import FileView
from thinktank.files.sending import send
from thinktank.web.access import SIGNED_IN

AnyRequest = Request[Any, Any, Any]


class FileApi(Controller):
    """Sending, fetching and removing files."""

    path = "/api/v1/files"
    opt = SIGNED_IN
    tags = ["files"]

    @post(operation_id="uploadFile")
    async def upload(
        self, request: AnyRequest, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
    ) -> FileView:
        """Send one file; within two days a call with ``uploads=ID`` in its query attaches it to its record."""
        return await operations.stage(request.user, upload=data)

    @get("/{id:int}", operation_id="fetchFile")
    async def fetch(self, request: AnyRequest, id: FromPath[int]) -> Stream:
        """Return the content of a file that one may read."""
        return await send(request.user, id)

    @post("/{id:int}/remove", operation_id="removeFile", status_code=204)
    async def remove(self, request: AnyRequest, id: FromPath[int]) -> None:
        """Take a file off its record."""
        await operations.remove(request.user, id=id)

    @post("/{id:int}/clear", operation_id="clearFile", status_code=204)
    async def clear(self, request: AnyRequest, id: FromPath[int]) -> None:
        """Let blind reviewers see a file."""
        await operations.clear(request.user, id=id, cleared=True)


CONTROLLERS = (FileApi,)
