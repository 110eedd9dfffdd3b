# SPDX-License-Identifier: MIT
"""Fetching and removing attachments."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response, Stream

from thinktank.files import operations
from thinktank.files.sending import send
from thinktank.kernel.i18n import _
from thinktank.web.access import SIGNED_IN
from thinktank.web.forms import read_form
from thinktank.web.page import safe_url, see

AnyRequest = Request[Any, Any, Any]


class Removal(msgspec.Struct, forbid_unknown_fields=True):
    """Where the person was."""

    next: str = "/"


class FilePages(Controller):
    """Attachments by number."""

    path = "/files"
    opt = SIGNED_IN
    include_in_schema = False

    @get("/{id:int}")
    async def fetch(self, request: AnyRequest, id: FromPath[int]) -> Stream:
        """Send a file that the actor may read: PDF and pictures to be looked at, everything else to be saved."""
        return await send(request.user, id)

    @post("/{id:int}/remove")
    async def remove(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take a file off its record and go back to where the person was."""
        form = await read_form(request, Removal)
        await operations.remove(request.user, id=id)
        return see(safe_url(form.value("next")), _("附件已移除"))

    @post("/{id:int}/clear")
    async def clear(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let blind reviewers see a file."""
        form = await read_form(request, Removal)
        await operations.clear(request.user, id=id, cleared=True)
        return see(safe_url(form.value("next")), _("已放行给匿名评审"))


CONTROLLERS = (FilePages,)
