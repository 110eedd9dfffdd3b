# SPDX-License-Identifier: MIT
"""What outcomes are measured by, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from research.outcomes import operations_indicators, queries_indicators
from research.outcomes.api import STAFF, WRITERS
from research.outcomes.schemas_indicators import DecideMeasure, IndicatorsView, Measure, NewIndicator
from thinktank.files import queries as files
from thinktank.kernel.actor import BUSINESS
from thinktank.kernel.errors import Invalid
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


def _declared(data: Measure) -> None:
    if not data.nonsecret:
        raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})


class IndicatorApi(Controller):
    """Indicators and their values."""

    path = "/api/v1/outcomes"
    opt = allow(*BUSINESS)
    tags = ["outcomes"]

    @get("/{outcome:int}/indicators", operation_id="listOutcomeIndicators")
    async def index(self, request: AnyRequest, outcome: FromPath[int]) -> IndicatorsView:
        """Return an outcome's indicators with their values; only approved ones count."""
        return await queries_indicators.of_outcome(request.user, outcome)

    @post("/{outcome:int}/indicators", operation_id="addOutcomeIndicator", opt=WRITERS)
    async def add(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[NewIndicator]) -> IndicatorsView:
        """Add an indicator."""
        return await operations_indicators.add(request.user, outcome=outcome, content=data)

    @post("/indicators/{indicator:int}/measure", operation_id="measureOutcomeIndicator", opt=WRITERS)
    async def measure(
        self,
        request: AnyRequest,
        indicator: FromPath[int],
        data: JSONBody[Measure],
        uploads: FromQuery[list[int] | None] = None,
    ) -> IndicatorsView:
        """Put a value down; ``uploads`` names files sent ahead (uploadFile), ``nonsecret`` has to be true."""
        _declared(data)
        sent = await files.staged(request.user, uploads)
        return await operations_indicators.measure(request.user, indicator=indicator, content=data, uploads=sent)

    @post("/measurements/{value:int}/resubmit", operation_id="resubmitMeasurement", opt=WRITERS, status_code=200)
    async def resubmit(self, request: AnyRequest, value: FromPath[int], data: JSONBody[Measure]) -> IndicatorsView:
        """Put a value down anew that was sent back; ``nonsecret`` has to be true."""
        _declared(data)
        return await operations_indicators.resubmit(request.user, id=value, content=data)

    @post("/measurements/{value:int}/decide", operation_id="decideMeasurement", opt=STAFF, status_code=200)
    async def decide(self, request: AnyRequest, value: FromPath[int], data: JSONBody[DecideMeasure]) -> IndicatorsView:
        """Let a value count, or send it back."""
        return await operations_indicators.decide(request.user, id=value, content=data)


CONTROLLERS = (IndicatorApi,)
