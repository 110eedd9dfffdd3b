# SPDX-License-Identifier: MIT
"""Briefings for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.briefings import operations, queries
from thinktank.briefings.schemas import BriefingRow, BriefingView, Head, Make, Reason, Step, Write
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class BriefingList(msgspec.Struct):
    """A page of briefings."""

    items: list[BriefingRow]
    next: str | None
    prev: str | None
    total: int | None


class BriefingApi(Controller):
    """Briefings: drawn from the data, edited, settled."""

    path = "/api/v1/briefings"
    opt = allow(*OFFICE)
    tags = ["briefings"]

    @get(operation_id="list_briefings")
    async def index(
        self, request: AnyRequest, kind: FromQuery[str] = "", after: FromQuery[str | None] = None
    ) -> BriefingList:
        """Return the briefings that the caller may read, the newest first."""
        found = await queries.listed(request.user, kind=kind, after=after)
        return BriefingList(found.items, found.next, found.prev, found.total)

    @post(operation_id="make_briefing")
    async def make(self, request: AnyRequest, data: JSONBody[Make]) -> BriefingView:
        """Draw a briefing of the period in which a day lies."""
        return await operations.make(request.user, command=data)

    @get("/{id:int}", operation_id="get_briefing")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> BriefingView:
        """Return one briefing with its parts and the figures that they name."""
        return await queries.get(request.user, id)

    @put("/{id:int}", operation_id="edit_briefing")
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Head]) -> BriefingView:
        """Change the number of the issue and to whom it goes."""
        return await operations.edit_head(request.user, id=id, command=data)

    @post("/{id:int}/draw", operation_id="draw_briefing", status_code=200)
    async def draw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> BriefingView:
        """Draw it anew; texts of one's own stay."""
        return await operations.draw(request.user, id=id, command=data)

    @post("/{id:int}/settle", operation_id="settle_briefing", status_code=200)
    async def settle(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> BriefingView:
        """Settle it: from now on it stays as it is."""
        return await operations.settle(request.user, id=id, command=data)

    @post("/{id:int}/reopen", operation_id="reopen_briefing", status_code=200)
    async def reopen(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reason]) -> BriefingView:
        """Open a settled one again."""
        return await operations.reopen(request.user, id=id, command=data)

    @post("/{id:int}/drop", operation_id="drop_briefing", status_code=200)
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reason]) -> BriefingView:
        """Give a draft up."""
        return await operations.drop(request.user, id=id, command=data)

    @put("/{id:int}/parts/{key:str}", operation_id="write_briefing_part")
    async def write(
        self, request: AnyRequest, id: FromPath[int], key: FromPath[str], data: JSONBody[Write]
    ) -> BriefingView:
        """Write a part in one's own words."""
        return await operations.write(request.user, id=id, key=key, command=data)

    @post("/{id:int}/parts/{key:str}/take", operation_id="take_briefing_part", status_code=200)
    async def take(
        self, request: AnyRequest, id: FromPath[int], key: FromPath[str], data: JSONBody[Step]
    ) -> BriefingView:
        """Take what the data say instead of one's own words."""
        return await operations.take_drawn(request.user, id=id, key=key, command=data)

    @post("/{id:int}/parts/{key:str}/show", operation_id="show_briefing_part", status_code=200)
    async def show_part(
        self, request: AnyRequest, id: FromPath[int], key: FromPath[str], data: JSONBody[Step]
    ) -> BriefingView:
        """Take a part in again."""
        return await operations.show(request.user, id=id, key=key, shown=True, command=data)

    @post("/{id:int}/parts/{key:str}/hide", operation_id="hide_briefing_part", status_code=200)
    async def hide_part(
        self, request: AnyRequest, id: FromPath[int], key: FromPath[str], data: JSONBody[Step]
    ) -> BriefingView:
        """Leave a part out."""
        return await operations.show(request.user, id=id, key=key, shown=False, command=data)


CONTROLLERS = (BriefingApi,)
