# SPDX-License-Identifier: MIT
"""The department's cockpit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery, Parameter
from litestar.response import Response

from reviews.supervision.queries_counts import LIT
from thinktank.cockpit import closing, lights, queries, queries_panels, queries_rows, spans
from thinktank.cockpit.schemas import MonthLights
from thinktank.cockpit.spans import Span
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
Days = Annotated[int, Parameter(ge=1, le=90)] | None
HREFS = {
    "projects": "/projects/", "outcomes": "/outcomes/", "reports": "/reports/", "orders": "/supervision/orders/",
    "topics": "/topics/", "talents": "/talents/", "postings": "/postings/",
}  # fmt: skip
TITLES = {
    "projects": "课题", "outcomes": "成果", "reports": "应报的报告", "orders": "督办单", "topics": "选题",
    "talents": "人才", "postings": "岗位历练",
}  # fmt: skip


def chart_of(months: list[MonthLights]) -> dict[str, Any]:
    """The stacked bars of yellow and red lights by month, with colours named by their tokens."""
    series = [
        {
            "name": word, "type": "bar", "stack": "lights", "itemStyle": {"color": colour},
            "data": [getattr(one, light) or None for one in months], "label": {"show": True, "position": "inside"},
        }
        for light, word, colour in (("yellow", _("黄灯 预警"), "--y"), ("red", _("红灯 滞后"), "--r"))
    ]  # fmt: skip
    return {
        "legend": {},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [_("%(n)s月") % {"n": one.month} for one in months]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


class CockpitPages(Controller):
    """What the department looks at."""

    path = "/cockpit"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest, span: FromQuery[Span] = Span.MONTH) -> Response[Any]:
        """Show the cockpit's head and the places of its panels; its flows are for a month, a quarter or a year."""
        word = "" if span is Span.MONTH else _(span.label)
        view = await queries.overview(request.user, word=word, periods=span.periods(clock.today()))
        lit = {light: sum(getattr(one, light) for one in view.directions) for light in LIT}
        return await page(
            request, "cockpit/cockpit.html", view=view, lit=lit, at=clock.now(), span=span, spans=list(Span),
        )  # fmt: skip

    @get("/alerts")
    async def alerts(self, request: AnyRequest) -> Response[Any]:
        """Show what needs a hand: a panel of the cockpit, or a page."""
        return await page(
            request, "cockpit/alerts.html", block="panel", alerts=await queries_panels.alerts(request.user)
        )

    @get("/due")
    async def due(self, request: AnyRequest, days: FromQuery[Days] = None) -> Response[Any]:
        """Show what is due in the coming days: a panel of the cockpit, or a page."""
        ahead = days or (await policies.ahead())[1]
        lines = await queries_panels.due(request.user, ahead)
        return await page(request, "cockpit/due.html", block="panel", due=lines, days=ahead)

    @get("/lamps")
    async def lamps(self, request: AnyRequest) -> Response[Any]:
        """Show the lights of the weighty projects over the months: a panel of the cockpit, or a page."""
        return await page(
            request, "cockpit/lamps.html", block="panel", matrix=await queries_panels.matrix(request.user),
            directions=[str(one) for one in Direction], ends=lights.month_ends(clock.today()),
        )  # fmt: skip

    @get("/trends")
    async def trends(self, request: AnyRequest) -> Response[Any]:
        """Show the lights at the months' ends, and the funnel of outcomes: a panel of the cockpit, or a page."""
        months, funnel, kinds = await queries_panels.trends(request.user)
        return await page(
            request, "cockpit/trends.html", block="panel", months=months, chart=chart_of(months), funnel=funnel,
            closing=kinds,
        )  # fmt: skip

    @get("/closing")
    async def closed(self, request: AnyRequest, span: FromQuery[Span] = Span.YEAR) -> Response[Any]:
        """Show how many orders of the span are closed by now, by kind, month and unit."""
        view = await closing.rates(request.user, span.since(clock.today()))
        return await page(request, "cockpit/closing.html", view=view, span=span, spans=list(Span))

    @get("/span")
    async def moved(self, request: AnyRequest, span: FromQuery[Span] = Span.MONTH) -> Response[Any]:
        """Show what happened in the span: a panel of the cockpit, or a page."""
        parts = await spans.moved(request.user, span)
        return await page(
            request, "cockpit/span.html", block="panel", parts=parts, span=span, spans=list(Span),
            since=span.since(clock.today()),
        )  # fmt: skip

    @get("/rows/{what:str}")
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
        since: FromQuery[date | None] = None,
        until: FromQuery[date | None] = None,
        kind: FromQuery[str] = "",
        unit: FromQuery[int | None] = None,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the rows behind one number."""
        by = queries_rows.Narrowed(direction, level, light, at, rung, day, only, since, until, kind, unit)
        found = await queries_rows.rows(request.user, what, by, after=after, before=before)
        chosen = {key: str(value) for key, value in msgspec.structs.asdict(by).items() if value}
        return await page(
            request,
            "cockpit/rows.html",
            block="rows",
            rows=found,
            title=_(TITLES[what]),
            into=HREFS[what],
            url=f"/cockpit/rows/{what}?{urlencode(chosen)}".rstrip("?"),
        )


CONTROLLERS = (CockpitPages,)
NAV = (NavEntry("cockpit", "驾驶舱", "layout-dashboard", "/cockpit", OFFICE, order=10),)
