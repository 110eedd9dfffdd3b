# SPDX-License-Identifier: MIT
"""What an outcome is measured by, on screen: a panel of its page, and the forms of indicators and values."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.outcomes import operations_indicators, queries, queries_indicators, rules
from research.outcomes.pages import READERS, SEERS, STAFF, WRITERS
from research.outcomes.schemas_indicators import DecideMeasure, IndicatorsView, Measure, MeasurementView, NewIndicator
from thinktank.kernel import clock
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]


async def _adding(request: AnyRequest, outcome: int) -> dict[str, Any]:
    found = await queries.get(request.user, outcome)
    require(rules.may_prove(request.user, found))
    return {"outcome": found}


async def _measuring(request: AnyRequest, indicator: int) -> dict[str, Any]:
    found, outcome = await queries_indicators.indicator(request.user, indicator)
    require(rules.may_prove(request.user, outcome))
    return {"indicator": found, "outcome": outcome, "to": f"/outcomes/indicators/{indicator}/measure", "again": False}


async def _measuring_again(request: AnyRequest, value: int) -> tuple[MeasurementView, dict[str, Any]]:
    found, outcome = await queries_indicators.measurement(request.user, value)
    require(rules.may_resubmit(request.user, outcome, by=found.by))
    indicator = await queries_indicators.one(found.indicator)
    to = f"/outcomes/measurements/{value}/resubmit"
    return found, {"indicator": indicator, "outcome": outcome, "to": to, "again": True}


class IndicatorPages(Controller):
    """Indicators and their values."""

    path = "/outcomes"
    opt = READERS
    include_in_schema = False

    @get("/{outcome:int}/indicators")
    async def show(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show an outcome's indicators: a panel, or a page."""
        found = await queries_indicators.of_outcome(request.user, outcome)
        return await page(request, "outcomes/indicators.html", block="panel", form=None, found=found)

    @get("/{outcome:int}/indicators/new", opt=WRITERS)
    async def new(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show the form of an indicator."""
        form = Form.of(NewIndicator)
        return await page(request, "outcomes/indicator.html", form=form, **await _adding(request, outcome))

    @post("/{outcome:int}/indicators/new", opt=WRITERS)
    async def add(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Add an indicator."""
        return await submit(
            request,
            NewIndicator,
            run=lambda content: operations_indicators.add(request.user, outcome=outcome, content=content),
            to=f"/outcomes/{outcome}/indicators",
            flash=_("指标已登记"),
            again=("outcomes/indicator.html", lambda: _adding(request, outcome)),
        )

    @get("/indicators/{indicator:int}/measure", opt=WRITERS)
    async def ask(self, request: AnyRequest, indicator: FromPath[int]) -> Response[Any]:
        """Show the form of a value."""
        form = Form.of(Measure, on=clock.today())
        return await page(request, "outcomes/measure.html", form=form, **await _measuring(request, indicator))

    @post("/indicators/{indicator:int}/measure", opt=WRITERS)
    async def measure(self, request: AnyRequest, indicator: FromPath[int]) -> Response[Any]:
        """Put a value down."""
        chosen = await uploads(request, "uploads")

        async def run(content: Measure) -> IndicatorsView:
            return await operations_indicators.measure(
                request.user, indicator=indicator, content=content, uploads=chosen
            )

        return await submit(
            request,
            Measure,
            run=run,
            to=lambda done: f"/outcomes/{done.outcome}/indicators",
            flash=_("已填报，待审核"),
            again=("outcomes/measure.html", lambda: _measuring(request, indicator)),
        )

    @get("/measurements/{value:int}/resubmit", opt=WRITERS)
    async def ask_again(self, request: AnyRequest, value: FromPath[int]) -> Response[Any]:
        """Show the form of a value that was sent back."""
        found, context = await _measuring_again(request, value)
        form = Form.of(Measure, found)
        return await page(request, "outcomes/measure.html", form=form, version=found.version, **context)

    @post("/measurements/{value:int}/resubmit", opt=WRITERS)
    async def resubmit(self, request: AnyRequest, value: FromPath[int]) -> Response[Any]:
        """Put a value down anew."""

        async def again() -> dict[str, Any]:
            found, context = await _measuring_again(request, value)
            return context | {"version": found.version}

        return await submit(
            request,
            Measure,
            run=lambda content: operations_indicators.resubmit(request.user, id=value, content=content),
            to=lambda done: f"/outcomes/{done.outcome}/indicators",
            flash=_("已重新填报，待审核"),
            again=("outcomes/measure.html", again),
        )

    @post("/measurements/{value:int}/decide", opt=STAFF)
    async def decide(self, request: AnyRequest, value: FromPath[int]) -> Response[Any]:
        """Let a value count, or send it back."""
        _found, outcome = await queries_indicators.measurement(request.user, value)

        async def again() -> dict[str, Any]:
            return {"found": await queries_indicators.of_outcome(request.user, outcome.id)}

        return await submit(
            request,
            DecideMeasure,
            run=lambda content: operations_indicators.decide(request.user, id=value, content=content),
            to=f"/outcomes/{outcome.id}/indicators",
            flash=_("已办理"),
            again=("outcomes/indicators.html", again),
        )


CONTROLLERS = (IndicatorPages,)
PANELS = (
    Panel(
        slot="outcome.main",
        key="outcome-indicators",
        title="成效指标",
        href_for=lambda id_: f"/outcomes/{id_}/indicators",
        roles=SEERS,
        order=10,
    ),
)
