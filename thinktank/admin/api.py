# SPDX-License-Identifier: MIT
"""Onboarding for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromQuery, JSONBody

from thinktank.admin import operations, queries
from thinktank.admin.schemas import Card, Newcomer, OpenAccess
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


CONTROLLERS = (OnboardingApi,)
