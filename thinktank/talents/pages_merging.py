# SPDX-License-Identifier: MIT
"""疑似重复: who may stand twice in the bank, and making one of two entries."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.talents import operations_merging as operations
from thinktank.talents import queries
from thinktank.talents import queries_merging as merging
from thinktank.talents.schemas_merging import MergePeople, TellApart
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page, see
from thinktank.web.panels import TodoItem

AnyRequest = Request[Any, Any, Any]


class TwinPages(Controller):
    """Entries that may be one person's."""

    path = "/talents"
    opt = allow(Role.OFFICER)
    include_in_schema = False

    @get("/twins")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the pairs that wait for a decision."""
        return await self._list(request, Form.of(TellApart), after=after, before=before)

    @staticmethod
    async def _list(request: AnyRequest, form: Any, **pages: str) -> Response[Any]:
        found = await merging.pairs(request.user, **pages)
        return await page(request, "talents/twins.html", form=form, pairs=found)

    @post("/twins/find")
    async def find(self, request: AnyRequest) -> Response[Any]:
        """Look for twins now, rather than at night."""
        n = await operations.find(request.user)
        return see("/talents/twins", _("新找出%(n)d对") % {"n": n})

    @post("/twins/{pair:int}")
    async def tell_apart(self, request: AnyRequest, pair: FromPath[int]) -> Response[Any]:
        """Say that two entries are two people."""

        async def again() -> dict[str, Any]:
            return {"pairs": await merging.pairs(request.user)}

        return await submit(
            request,
            TellApart,
            run=lambda command: operations.tell_apart(request.user, id=pair, command=command),
            to="/talents/twins",
            flash=_("已记为不同的人"),
            again=("talents/twins.html", again),
        )

    @get("/{talent:int}/twins")
    async def of(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show the entries that may be this person's as well."""
        person = await queries.get(request.user, talent)
        found = await merging.pairs_of(request.user, talent)
        return await page(request, "talents/twins_of.html", person=person, found=found)

    @get("/{talent:int}/merge/{other:int}")
    async def preview(self, request: AnyRequest, talent: FromPath[int], other: FromPath[int]) -> Response[Any]:
        """Show what merging would do."""
        context = await _context(request.user, talent, other)
        found = context["found"]
        take = [one.name for one in found.fields if one.proposed]
        form = Form.of(MergePeople, version=found.kept.version, take=take)
        return await page(request, "talents/merge.html", form=form, **context)

    @post("/{talent:int}/merge/{other:int}")
    async def merge(self, request: AnyRequest, talent: FromPath[int], other: FromPath[int]) -> Response[Any]:
        """Make one of the two entries."""
        return await submit(
            request,
            MergePeople,
            run=lambda command: operations.merge(request.user, kept=talent, other=other, command=command),
            to=f"/talents/{talent}",
            flash=_("已合并，另一份不再列出"),
            again=("talents/merge.html", lambda: _context(request.user, talent, other)),
        )


async def _context(actor: Actor, kept: int, other: int) -> dict[str, Any]:
    found = await merging.preview(actor, kept, other)
    return {"found": found, "version": found.kept.version}


async def todo(actor: Actor) -> list[TodoItem]:
    """Whether likely twins wait."""
    if not await merging.waiting(actor):
        return []
    return [TodoItem(title=_("有疑似重复的人员待核对"), href="/talents/twins", icon="users")]


CONTROLLERS = (TwinPages,)
