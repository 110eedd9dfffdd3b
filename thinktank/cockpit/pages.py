# SPDX-License-Identifier: MIT
"""The department's cockpit."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.cockpit import lights, queries, queries_rows, spans
from thinktank.cockpit.schemas import MonthLights
from thinktank.cockpit.spans import Span
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
HREFS = {
    "projects": "/projects/", "outcomes": "/outcomes/", "reports": "/reports/", "orders": "/supervision/orders/"
}  # fmt: skip
TITLES = {"projects": "课题", "outcomes": "成果", "reports": "应报的报告", "orders": "督办单"}


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
        """Show the cockpit, its flows for a month, a quarter or a year."""
        word = "" if span is Span.MONTH else _(span.label)
        view = await queries.overview(request.user, word=word, periods=span.periods(clock.today()))
        return await page(
            request, "cockpit/cockpit.html", view=view, days=view.days, ends=lights.month_ends(clock.today()),
            lit={light: sum(getattr(one, light) for one in view.directions) for light in lights.LIT},
            at=clock.now(), span=span, spans=list(Span),
        )  # fmt: skip

    @get("/months")
    async def months(self, request: AnyRequest) -> Response[Any]:
        """Show how many projects stood in yellow and red at the months' ends: a panel of the cockpit, or a page."""
        found = await queries.months(request.user)
        return await page(request, "cockpit/months.html", block="panel", months=found, chart=chart_of(found))

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
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the rows behind one number."""
        by = queries_rows.Narrowed(direction, level, light, at, rung, day, only, since, until)
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
