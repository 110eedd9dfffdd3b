# SPDX-License-Identifier: MIT
"""The bank's list, what a person keeps of it, and the drawer beside it."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.talents import operations_saved as operations
from thinktank.talents import queries
from thinktank.talents.addresses import chosen_from, chosen_from_query, list_url
from thinktank.talents.directory import list_context
from thinktank.talents.schemas import ChooseColumns, KeepList
from thinktank.web.access import allow
from thinktank.web.forms import read_form
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)


class DirectoryPages(Controller):
    """人才名单."""

    path = "/talents"
    opt = allow(*DIRECTORY)
    include_in_schema = False

    @get("/")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[str]:
        """Show the people whom the actor may see, narrowed by what the address says."""
        context = await list_context(request, chosen_from(request.query_params), after=after, before=before)
        return await page(request, "talents/list.html", block="rows", error="", **context)

    @get("/{id:int}/card")
    async def card(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show the gist of a person, in a drawer beside the list."""
        person = await queries.get(request.user, id)
        return await page(request, "talents/card.html", block="card", person=person)

    @post("/lists")
    async def keep(self, request: AnyRequest) -> Response[Any]:
        """Keep the list under a name."""
        form = await read_form(request, KeepList)
        back = list_url(chosen_from_query(form.value("query")))
        if not form.ok:
            return await self._again(request, form.value("query"), "；".join(form.errors.values()))
        try:
            await operations.keep(request.user, command=form.command)
        except Invalid as fault:
            return await self._again(request, form.value("query"), fault.message)
        return see(back, _("已存为视图"))

    @post("/lists/{id:int}/drop")
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Keep a list no longer."""
        await operations.drop(request.user, id=id)
        return see("/talents", _("视图已删去"))

    @post("/columns")
    async def columns(self, request: AnyRequest) -> Response[Any]:
        """Choose the columns and the height of rows."""
        form = await read_form(request, ChooseColumns)
        if not form.ok:
            return await self._again(request, form.value("query"), "；".join(form.errors.values()))
        await operations.choose(request.user, command=form.command)
        return see(list_url(chosen_from_query(form.value("query"))), _("列表已调整"))

    @staticmethod
    async def _again(request: AnyRequest, query: str, error: str) -> Response[str]:
        context = await list_context(request, chosen_from_query(query))
        return await page(request, "talents/list.html", status=422, error=error, **context)


CONTROLLERS = (DirectoryPages,)
