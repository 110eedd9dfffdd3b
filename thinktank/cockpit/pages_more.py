# SPDX-License-Identifier: MIT
"""The cockpit on a wall, and what became of a year's topics."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromQuery
from litestar.response import Response

from reviews.supervision.queries_counts import LIT
from thinktank.cockpit import flow, queries, queries_panels
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.web.access import allow
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
YEARS_BACK = 4


class ScreenPages(Controller):
    """The cockpit for a wall of 1920 × 1080: read from afar, nothing to press, new every five minutes."""

    path = "/cockpit/screen"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def screen(self, request: AnyRequest) -> Response[Any]:
        """Show figures, lights, what needs a hand, what is due, and the funnel on one screen."""
        view = await queries.overview(request.user)
        alerts, due = await queries_panels.alerts(request.user), await queries_panels.due(request.user, view.days)
        months, funnel, _orders = await queries_panels.trends(request.user)
        lit = {light: sum(getattr(one, light) for one in view.directions) for light in ("green", *LIT, "grey")}
        most = max([one.total for one in view.directions] + [1])
        return await page(  # noqa: S604 -- the shell of a page
            request, "cockpit/screen.html", shell="bare", view=view, alerts=alerts, due=due, months=months,
            funnel=funnel, lit=lit, at=clock.now(), most=most,
            peak=max([one.yellow + one.red for one in months] + [1]),
        )  # fmt: skip


class FlowPages(Controller):
    """What became of the topics of a year."""

    path = "/cockpit/flow"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, year: FromQuery[int | None] = None) -> Response[Any]:
        """Show how far the topics of a year have come, as a Sankey diagram with its table."""
        this = clock.today().year
        chosen = year or this
        found = await flow.of_year(request.user, chosen)
        return await page(
            request, "cockpit/flow.html", flow=found, option=flow.option(found), year=chosen,
            years=[this - n for n in range(YEARS_BACK + 1)],
        )  # fmt: skip


CONTROLLERS = (ScreenPages, FlowPages)
