# SPDX-License-Identifier: MIT
"""Searching for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromQuery

from thinktank.kernel.actor import BUSINESS
from thinktank.search import queries
from thinktank.search.schemas import Found
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class SearchApi(Controller):
    """One field for people, topics and projects."""

    path = "/api/v1/search"
    opt = allow(*BUSINESS)
    tags = ["search"]

    @get(operation_id="search")
    async def index(self, request: AnyRequest, q: FromQuery[str], kind: FromQuery[str] = "") -> Found:
        """Return what the caller may see that matches: by characters, full pinyin or initials."""
        return await queries.search(request.user, q.strip()[: queries.LONGEST], kind=kind)


CONTROLLERS = (SearchApi,)
