# SPDX-License-Identifier: MIT
"""The orders that carry an outcome's tasks, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath

from reviews.supervision import queries_outcomes
from reviews.supervision.schemas import OrderRow
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow


class OutcomeOrderApi(Controller):
    """Orders of an outcome."""

    path = "/api/v1/supervision/outcomes/{outcome:int}"
    opt = allow(*OFFICE)
    tags = ["supervision"]

    @get(operation_id="listOutcomeOrders")
    async def show(self, request: Request[Any, Any, Any], outcome: FromPath[int]) -> list[OrderRow]:
        """Return the orders of an outcome's tasks."""
        return await queries_outcomes.of_outcome(request.user, outcome)


CONTROLLERS = (OutcomeOrderApi,)
