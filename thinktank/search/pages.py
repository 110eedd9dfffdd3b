# SPDX-License-Identifier: MIT
"""The search page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromQuery
from litestar.response import Response

from thinktank.kernel.actor import BUSINESS
from thinktank.search import queries
from thinktank.web.access import allow
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]


class SearchPages(Controller):
    """One field for people, topics and projects."""

    path = "/search"
    opt = allow(*BUSINESS)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest, q: FromQuery[str] = "", kind: FromQuery[str] = "") -> Response[Any]:
        """Show what matches, grouped by kind."""
        text = q.strip()[: queries.LONGEST]
        found = await queries.search(request.user, text, kind=kind)
        return await page(request, "search/search.html", block="found", nav_key="search", found=found, kind=kind)


CONTROLLERS = (SearchPages,)
