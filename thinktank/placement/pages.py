# SPDX-License-Identifier: MIT
"""Confirming directions, one person's evidence, the five directions."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.placement import operations, queries
from thinktank.placement.lexicon import SOURCE_LABELS
from thinktank.placement.schemas import Confirmed, ConfirmProposals, Place
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.page import page, see
from thinktank.web.panels import NavEntry, Panel

AnyRequest = Request[Any, Any, Any]
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
SOURCES = {**SOURCE_LABELS, "learned": "本区经验"}
CONFIDENCE = {"clear": "依据明确", "close": "两个方向接近", "unclear": "依据不明确"}


class PlacementPages(Controller):
    """方向归属."""

    opt = allow(*DIRECTORY)
    include_in_schema = False

    @get("/directions")
    async def directions(self, request: AnyRequest) -> Response[str]:
        """Show the five directions with their people."""
        return await page(request, "placement/directions.html", boards=await queries.boards(request.user))

    @post("/talents/placement/confirm", opt=allow(*OFFICE))
    async def confirm(self, request: AnyRequest) -> Response[Any]:
        """Take the proposed direction of the ticked people, or of all that the list's conditions find."""
        form = await read_form(request, ConfirmProposals)
        if not form.ok:
            raise Invalid("；".join(form.errors.values()) or form.message)
        done = await operations.confirm(request.user, command=form.command)
        return see("/talents?placed=no" if done.left else "/directions", _said(done))

    @get("/talents/{id:int}/placement")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show a person's direction with its evidence; inside the profile as a panel."""
        context = await self._context(request, id)
        form = Form.of(Place, direction=context["view"].direction or context["view"].proposed or None)
        form.values["version"] = [str(context["view"].version)]
        return await page(request, "placement/one.html", block="panel", form=form, **context)

    @staticmethod
    async def _context(request: AnyRequest, id: int) -> dict[str, Any]:
        view = await queries.get(request.user, id)
        return {"view": view, "version": view.version, "sources": SOURCES, "confidence": CONFIDENCE}

    @post("/talents/{id:int}/placement", opt=allow(*OFFICE))
    async def place(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Decide a person's direction."""
        return await submit(
            request,
            Place,
            run=lambda command: operations.place(request.user, talent=id, command=command),
            to=f"/talents/{id}",
            flash=_("方向已确认"),
            again=("placement/one.html", lambda: self._context(request, id)),
        )


def _said(done: Confirmed) -> str:
    text = _("已确认%(n)d人的方向") % {"n": done.confirmed}
    return text + (_("，其余的请再确认一次") if done.left else "")


PANELS = (
    Panel(
        "talent.main",
        "placement",
        "方向归属",
        lambda talent: f"/talents/{talent}/placement",
        roles=frozenset((*OFFICE, Role.LIAISON)),
        order=10,
    ),
)
NAV = (NavEntry("directions", "五个方向", "compass", "/directions", roles=frozenset(OFFICE), order=25),)
CONTROLLERS = (PlacementPages,)
