# SPDX-License-Identifier: MIT
"""The cockpit for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery

from thinktank.cockpit import closing, queries, queries_panels, queries_rows, spans
from thinktank.cockpit.schemas import BehindList, ClosingView, Overview, Part
from thinktank.cockpit.spans import Span
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.kernel.i18n import _
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class CockpitApi(Controller):
    """The department's figures."""

    path = "/api/v1/cockpit"
    opt = allow(*OFFICE)
    tags = ["cockpit"]

    @get(operation_id="read_cockpit")
    async def index(self, request: AnyRequest, span: FromQuery[Span] = Span.MONTH) -> Overview:
        """Return the cockpit of the caller's scope; ``span`` says whose reports' rate it shows."""
        word = "" if span is Span.MONTH else _(span.label)
        view = await queries.overview(request.user, word=word, periods=span.periods(clock.today()))
        return await queries_panels.whole(request.user, view)

    @get("/span", operation_id="read_cockpit_span")
    async def moved(self, request: AnyRequest, span: FromQuery[Span] = Span.MONTH) -> list[Part]:
        """Return what was granted, issued, closed and adopted in the span."""
        return await spans.moved(request.user, span)

    @get("/closing", operation_id="read_cockpit_closing")
    async def closed(self, request: AnyRequest, span: FromQuery[Span] = Span.YEAR) -> ClosingView:
        """Return how many of the orders issued in the span are closed by now, by kind, month and unit."""
        return await closing.rates(request.user, span.since(clock.today()))

    @get("/rows/{what:str}", operation_id="list_cockpit_rows")
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
    ) -> BehindList:
        """Return the rows behind one number: projects, outcomes, reports or orders."""
        by = queries_rows.Narrowed(direction, level, light, at, rung, day, only, since, until, kind, unit)
        found = await queries_rows.rows(request.user, what, by, after=after)
        return BehindList(found.items, found.next, found.prev, found.total)


CONTROLLERS = (CockpitApi,)
