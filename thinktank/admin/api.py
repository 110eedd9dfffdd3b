# SPDX-License-Identifier: MIT
"""Onboarding for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.admin import handing, operations, queries
from thinktank.admin.schemas import Card, HandOver, HeldKind, MoveLine, Newcomer, OpenAccess
from thinktank.kernel.actor import Role
from thinktank.web.access import allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]
HELPERS = allow(Role.OFFICER, Role.LIAISON)


class OnboardingApi(Controller):
    """Access for many at once."""

    path = "/api/v1/onboarding"
    opt = HELPERS
    tags = ["identity"]

    @get(operation_id="list_newcomers")
    async def index(self, request: AnyRequest, unit: FromQuery[int | None] = None) -> list[Newcomer]:
        """Return who cannot sign in yet."""
        return await queries.newcomers(request.user, unit=unit)

    @post(operation_id="open_access", opt=HELPERS | SHOWN_ONCE)
    async def open(self, request: AnyRequest, data: JSONBody[OpenAccess]) -> list[Card]:
        """Give each of these people a one-time link, shown in this answer alone."""
        return await operations.open_access(request.user, command=data)


class Moved(msgspec.Struct):
    """How many things were passed on."""

    moved: int


class HandOverApi(Controller):
    """Passing a leaver's desk on."""

    path = "/api/v1/accounts/{account:int}/hand-over"
    opt = allow(Role.OFFICER)
    tags = ["identity"]

    @get(operation_id="get_desk")
    async def desk(self, request: AnyRequest, account: FromPath[int]) -> list[HeldKind]:
        """Return everything open that the account holds."""
        return (await handing.desk_of(request.user, account))[1]

    @post("/preview", operation_id="preview_hand_over", status_code=200)
    async def preview(self, request: AnyRequest, account: FromPath[int], data: JSONBody[HandOver]) -> list[MoveLine]:
        """Tell what would move and what stands against it; nothing is changed."""
        return await handing.preview(request.user, account=account, command=data)

    @post(operation_id="hand_over", status_code=200)
    async def run(self, request: AnyRequest, account: FromPath[int], data: JSONBody[HandOver]) -> Moved:
        """Pass on what is named."""
        return Moved(await handing.hand_over(request.user, account=account, command=data))


CONTROLLERS = (OnboardingApi, HandOverApi)
