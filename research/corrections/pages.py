# SPDX-License-Identifier: MIT
"""Taking a decision back on screen: one page for every kind of record."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.corrections import operations, queries
from research.corrections.schemas import CorrectionView, TakeBack
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
DECIDERS = allow(*OFFICE, Role.INSPECTOR, Role.MENTOR)


class CorrectionPages(Controller):
    """The decision about a record, what goes back with it, and the reason."""

    path = "/corrections/{kind:str}/{record:int}"
    opt = DECIDERS
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, kind: FromPath[str], record: FromPath[int]) -> Response[Any]:
        """Show what taking the newest decision back would do."""
        context = await _context(request.user, kind, record)
        form = Form.of(TakeBack, version=context["version"])
        return await page(request, "corrections/show.html", form=form, **context)

    @post()
    async def take_back(self, request: AnyRequest, kind: FromPath[str], record: FromPath[int]) -> Response[Any]:
        """Take it back."""

        async def run(command: TakeBack) -> CorrectionView:
            return await operations.take_back(
                request.user, kind=kind, record=record, reason=command.reason, version=command.version
            )

        return await submit(
            request, TakeBack, run=run, to=lambda done: done.href, flash=_("已撤销，各项已退回原处"),
            again=("corrections/show.html", lambda: _context(request.user, kind, record)),
        )  # fmt: skip


async def _context(actor: Actor, kind: str, record: int) -> dict[str, Any]:
    found = await queries.view(actor, kind=kind, record=record)
    if found.reason:
        raise Denied(found.reason)
    return {"found": found, "version": found.version}


CONTROLLERS = (CorrectionPages,)
