# SPDX-License-Identifier: MIT
"""The cockpit for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery

from thinktank.cockpit import queries, queries_rows
from thinktank.cockpit.schemas import BehindList, Overview
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class CockpitApi(Controller):
    """The department's figures."""

    path = "/api/v1/cockpit"
    opt = allow(*OFFICE)
    tags = ["cockpit"]

    @get(operation_id="read_cockpit")
    async def index(self, request: AnyRequest) -> Overview:
        """Return the cockpit of the caller's scope."""
        return await queries.overview(request.user)

    @get("/rows/{what:str}", operation_id="list_cockpit_rows")
    async def rows(
        self,
        request: AnyRequest,
        what: FromPath[str],
        direction: FromQuery[str] = "",
        level: FromQuery[str] = "",
        light: FromQuery[str] = "",
        at: FromQuery[date | None] = None,
        rung: FromQuery[str] = "",
        day: FromQuery[date | None] = None,
        only: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
    ) -> BehindList:
        """Return the rows behind one number: projects, outcomes, reports or orders."""
        by = queries_rows.Narrowed(direction, level, light, at, rung, day, only)
        found = await queries_rows.rows(request.user, what, by, after=after)
        return BehindList(found.items, found.next, found.prev, found.total)


CONTROLLERS = (CockpitApi,)
