# SPDX-License-Identifier: MIT
"""Confirming directions, one person's evidence, the five directions."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import COUNT_LIMIT
from thinktank.placement import operations, queries
from thinktank.placement.lexicon import SOURCE_LABELS
from thinktank.placement.schemas import Confirmed, ConfirmProposals, Place, Reconsider
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.page import next_url, page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
SOURCES = {**SOURCE_LABELS, "learned": "本区经验"}
CONFIDENCE = {"clear": "依据明确", "close": "两个方向接近", "unclear": "依据不明确"}
TONES = {"clear": "g", "close": "p", "unclear": "y"}


class PlacementPages(Controller):
    """方向归属."""

    opt = allow(*DIRECTORY)
    include_in_schema = False

    @get("/directions")
    async def directions(self, request: AnyRequest) -> Response[str]:
        """Show the five directions with their people."""
        return await page(
            request,
            "placement/directions.html",
            boards=await queries.boards(request.user),
            may_decide=request.user.has(*OFFICE),
        )

    @get("/directions/queue", opt=allow(*OFFICE))
    async def queue(
        self, request: AnyRequest, kind: FromQuery[str] = "new", after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[str]:
        """Show whose direction waits for a decision, the unclear first."""
        context = await _queue(request, kind, after, before)
        return await page(request, "placement/queue.html", block="rows", form=Form.of(Reconsider), **context)

    @post("/directions/queue", opt=allow(*OFFICE))
    async def reconsider(self, request: AnyRequest) -> Response[Any]:
        """Take the new proposal, or keep the direction, for the ticked people."""
        return await submit(
            request,
            Reconsider,
            run=lambda command: operations.reconsider(request.user, command=command),
            to="/directions/queue?kind=moved",
            flash=lambda done: _("已重新确认%(n)d人的方向") % {"n": done.confirmed},
            again=("placement/queue.html", lambda: _queue(request, "moved")),
        )

    @post("/talents/placement/confirm", opt=allow(*OFFICE))
    async def confirm(self, request: AnyRequest) -> Response[Any]:
        """Take the proposed direction of the ticked people, or of all that the list's conditions find."""
        form = await read_form(request, ConfirmProposals)
        if not form.ok:
            raise Invalid("；".join(form.errors.values()) or form.message)
        done = await operations.confirm(request.user, command=form.command)
        otherwise = "/talents?placed=no" if done.left else "/directions"
        return see(next_url(request, otherwise), _said(done))

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
        return {"view": view, "version": view.version, "sources": SOURCES, "confidence": CONFIDENCE, "tones": TONES}

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


async def _queue(request: AnyRequest, kind: str, after: str = "", before: str = "") -> dict[str, Any]:
    kind = kind if kind in queries.KINDS else queries.KINDS[0]
    found = await queries.queue(request.user, kind=kind, after=after, before=before)
    return {"queue": found, "kind": kind, "sources": SOURCES, "confidence": CONFIDENCE, "tones": TONES}


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits for an officer: directions to confirm, and confirmed ones that the evidence left."""
    if not actor.has(Role.OFFICER):
        return []
    waits = await queries.waiting(actor)
    items = (
        ("new", _("%(n)s人的方向待确认"), "compass"),
        ("moved", _("%(n)s人的依据有变，请重新确认方向"), "refresh"),
    )
    return [
        TodoItem(
            title=text % {"n": waits[kind] if waits[kind] <= COUNT_LIMIT else f"{COUNT_LIMIT}+"},
            href=f"/directions/queue?kind={kind}",
            icon=icon,
            kind="placement",
        )
        for kind, text, icon in items
        if waits[kind]
    ]


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
NAV = (
    NavEntry(
        "directions", "五个方向", "compass", "/directions", roles=frozenset(OFFICE), order=25, parents=("talents",)
    ),
)
CONTROLLERS = (PlacementPages,)
