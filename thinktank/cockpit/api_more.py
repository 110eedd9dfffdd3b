# SPDX-License-Identifier: MIT
"""What became of a year's topics, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromQuery

from thinktank.cockpit import flow
from thinktank.cockpit.flow import Flow
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class FlowApi(Controller):
    """How far topics come."""

    path = "/api/v1/cockpit/flow"
    opt = allow(*OFFICE)
    tags = ["cockpit"]

    @get(operation_id="read_topic_flow")
    async def show(self, request: AnyRequest, year: FromQuery[int | None] = None) -> Flow:
        """Return what became of the topics that went on the list in a year, this one by default."""
        return await flow.of_year(request.user, year or clock.today().year)


CONTROLLERS = (FlowApi,)
