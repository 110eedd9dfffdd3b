# SPDX-License-Identifier: MIT
"""The cockpit for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery

from thinktank.cockpit import queries
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
        light: FromQuery[str] = "",
        rung: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
    ) -> BehindList:
        """Return the rows behind one number: projects, outcomes or reports."""
        found = await queries.rows(request.user, what, direction=direction, light=light, rung=rung, after=after)
        return BehindList(found.items, found.next, found.prev, found.total)


CONTROLLERS = (CockpitApi,)
