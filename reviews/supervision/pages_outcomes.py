# SPDX-License-Identifier: MIT
"""The orders that carry an outcome's tasks, as a panel of its page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath
from litestar.response import Response

from research.outcomes import queries as outcomes
from reviews.supervision import queries_outcomes
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]


class OutcomeOrderPages(Controller):
    """Orders of an outcome."""

    path = "/supervision/outcomes/{outcome:int}"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show the orders of an outcome's tasks: a panel, or a page."""
        found = await outcomes.get(request.user, outcome)
        orders = await queries_outcomes.of_outcome(request.user, outcome)
        return await page(request, "supervision/of_outcome.html", block="panel", outcome=found, orders=orders)


CONTROLLERS = (OutcomeOrderPages,)
PANELS = (
    Panel(
        slot="outcome.side",
        key="outcome-orders",
        title="督办任务",
        href_for=lambda id_: f"/supervision/outcomes/{id_}",
        roles=OFFICE,
        order=20,
    ),
)
