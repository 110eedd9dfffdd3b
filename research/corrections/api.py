# SPDX-License-Identifier: MIT
"""Corrections for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from research.corrections import operations, queries
from research.corrections.schemas import CorrectionView, TakeBack
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class CorrectionApi(Controller):
    """The newest decision about a record, and taking it back.

    ``kind`` is round_item, outcome, order, topic, report or milestone.
    """

    path = "/api/v1/corrections/{kind:str}/{record:int}"
    opt = allow(*OFFICE, Role.INSPECTOR, Role.MENTOR)
    tags = ["corrections"]

    @get(operation_id="get_correction")
    async def show(self, request: AnyRequest, kind: FromPath[str], record: FromPath[int]) -> CorrectionView:
        """Return what taking the newest decision back would do, and what stands against it."""
        return await queries.view(request.user, kind=kind, record=record)

    @post(operation_id="take_decision_back", status_code=200)
    async def take_back(
        self, request: AnyRequest, kind: FromPath[str], record: FromPath[int], data: JSONBody[TakeBack]
    ) -> CorrectionView:
        """Take the newest decision back; every row that it moved stands again where it stood."""
        return await operations.take_back(
            request.user, kind=kind, record=record, reason=data.reason, version=data.version
        )


CONTROLLERS = (CorrectionApi,)
