# SPDX-License-Identifier: MIT
"""Ways, the calendar and deliveries for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.kernel.actor import Role
from thinktank.kernel.paging import Page
from thinktank.notices import operations_deliveries, operations_ways, rules
from thinktank.notices import queries_deliveries as deliveries
from thinktank.notices import queries_ways as ways
from thinktank.notices.schemas import CalendarIssued, CalendarView, DeliveryView, GatewayKey, SetWay, WayView
from thinktank.notices.states import Channel, DeliveryState
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]


class OneWay(msgspec.Struct, forbid_unknown_fields=True):
    """One of the caller's ways."""

    channel: Channel


class WayApi(Controller):
    """How one wants to be told beside mail."""

    path = "/api/v1/notices"
    opt = SIGNED_IN
    tags = ["notices"]

    @get("/ways", operation_id="list_notice_ways")
    async def index(self, request: AnyRequest) -> list[WayView]:
        """Return the ways that the office offers, with what the caller has set; never a key."""
        return await ways.mine(request.user)

    @post("/ways", operation_id="set_notice_way", status_code=200)
    async def set_way(self, request: AnyRequest, data: JSONBody[SetWay]) -> list[WayView]:
        """Be told by a way from now on."""
        return await operations_ways.set_way(request.user, command=data)

    @post("/ways/drop", operation_id="drop_notice_way", status_code=200)
    async def drop(self, request: AnyRequest, data: JSONBody[OneWay]) -> list[WayView]:
        """Be told by it no more."""
        return await operations_ways.drop_way(request.user, channel=data.channel)

    @post("/ways/test", operation_id="test_notice_way", status_code=200)
    async def test(self, request: AnyRequest, data: JSONBody[OneWay]) -> DeliveryView:
        """Try it at once, and return how that went."""
        return await operations_ways.try_way(request.user, channel=data.channel)

    @get("/recent", operation_id="list_own_deliveries")
    async def recent(self, request: AnyRequest) -> list[DeliveryView]:
        """Return the latest deliveries to the caller."""
        return await ways.recent(request.user)

    @get("/calendar", operation_id="get_calendar")
    async def calendar(self, request: AnyRequest) -> CalendarView | None:
        """Return whether the caller's calendar has an address."""
        return await ways.calendar(request.user)

    @post("/calendar", operation_id="renew_calendar", opt=SIGNED_IN | SHOWN_ONCE)
    async def renew(self, request: AnyRequest) -> CalendarIssued:
        """Give the calendar a new address, shown this once."""
        return await operations_ways.renew_calendar(request.user)

    @post("/calendar/revoke", operation_id="revoke_calendar", status_code=204)
    async def revoke(self, request: AnyRequest) -> None:
        """End the calendar's address."""
        await operations_ways.revoke_calendar(request.user)


class DeliveryApi(Controller):
    """Deliveries: whom they go to and how far they came, never what they say."""

    path = "/api/v1/deliveries"
    opt = allow(*rules.KEEPERS)
    tags = ["notices"]

    @get(operation_id="list_deliveries")
    async def index(
        self,
        request: AnyRequest,
        status: FromQuery[DeliveryState | None] = None,
        channel: FromQuery[Channel | None] = None,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Page[DeliveryView]:
        """Return a page of deliveries, the newest first."""
        return await deliveries.listed(request.user, state=status, channel=channel, after=after, before=before)

    @post("/{id:int}/again", operation_id="send_again", status_code=200)
    async def again(self, request: AnyRequest, id: FromPath[int]) -> DeliveryView:
        """Send one again that was given up."""
        return await operations_deliveries.send_again(request.user, id=id)

    @post("/gateway-key", operation_id="read_gateway_key", status_code=200, opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def key(self, request: AnyRequest) -> GatewayKey:
        """Return what the office's gateway checks signatures with; it stands on the trail."""
        return await operations_ways.gateway_key(request.user)


CONTROLLERS = (WayApi, DeliveryApi)
