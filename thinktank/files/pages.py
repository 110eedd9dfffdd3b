# SPDX-License-Identifier: MIT
"""Fetching and removing attachments."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response, Stream

from thinktank.files import kinds, operations, queries
from thinktank.kernel.i18n import _
from thinktank.web.access import SIGNED_IN
from thinktank.web.forms import read_form
from thinktank.web.page import safe_url, see

AnyRequest = Request[Any, Any, Any]
# A picture is shown in a sandbox of its own. Browsers refuse to show a PDF in one, so it gets the same without.
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
SHOWN = f"{LOCKED}; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'"


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
        found, pieces = await queries.content(request.user, id)
        inline = found.media in kinds.INLINE
        policy = SHOWN if found.media == "application/pdf" else f"{SHOWN}; sandbox"
        return Stream(
            pieces,
            media_type=found.media,
            headers={
                "Content-Disposition": disposition(found.name, inline=inline),
                "Content-Length": str(found.size),
                "Content-Security-Policy": policy if inline else f"{LOCKED}; sandbox",
                "X-Frame-Options": "SAMEORIGIN",
                "Cache-Control": "private, no-store",
            },
        )

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


def disposition(name: str, *, inline: bool) -> str:
    """Return the header that names the file, in UTF-8 and with a plain name for old programs (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


CONTROLLERS = (FilePages,)
