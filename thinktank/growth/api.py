# SPDX-License-Identifier: MIT
"""The growth record for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.files import queries as files
from thinktank.growth import operations, queries
from thinktank.growth.schemas import AddGrowth, ClaimView, CorrectEntry, DecideClaim, GrowthLine
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)


class GrowthApi(Controller):
    """Lines of the growth record, and what is proposed for it."""

    path = "/api/v1"
    opt = allow(*DIRECTORY)
    tags = ["growth"]

    @get("/talents/{talent:int}/growth", operation_id="getGrowth")
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> list[GrowthLine]:
        """Return a person's growth record, as far as one may see."""
        return await queries.record(request.user, talent)

    @post("/talents/{talent:int}/growth", operation_id="addGrowth", opt=allow(Role.OFFICER, Role.MEMBER))
    async def add(
        self,
        request: AnyRequest,
        talent: FromPath[int],
        data: JSONBody[AddGrowth],
        uploads: FromQuery[list[int] | None] = None,
    ) -> list[GrowthLine]:
        """Put training or an honour on the record; the person's own waits for an officer's word.

        ``uploads`` names proof that was sent ahead (uploadFile).
        """
        sent = await files.staged(request.user, uploads)
        await operations.register(request.user, talent=talent, command=data, uploads=sent)
        return await queries.record(request.user, talent)

    @post(
        "/talents/{talent:int}/growth/{entry:int}/correct",
        operation_id="correctGrowth",
        opt=allow(Role.OFFICER),
        status_code=200,
    )
    async def correct(
        self, request: AnyRequest, talent: FromPath[int], entry: FromPath[int], data: JSONBody[CorrectEntry]
    ) -> list[GrowthLine]:
        """Take a line back with a reason."""
        return await operations.correct(request.user, talent=talent, entry=entry, command=data)

    @get("/talents/{talent:int}/growth/claims", operation_id="listGrowthClaims")
    async def claims_of(self, request: AnyRequest, talent: FromPath[int]) -> list[ClaimView]:
        """Return what was proposed for a person's record and is not on it."""
        return await queries.claims_of(request.user, talent)

    @get("/growth/claims", operation_id="waitingGrowthClaims", opt=allow(Role.OFFICER))
    async def waiting(self, request: AnyRequest) -> list[ClaimView]:
        """Return what waits for the officer's word."""
        return await queries.waiting(request.user)

    @post("/growth/claims/{claim:int}", operation_id="decideGrowthClaim", opt=allow(Role.OFFICER), status_code=200)
    async def decide(self, request: AnyRequest, claim: FromPath[int], data: JSONBody[DecideClaim]) -> ClaimView:
        """Confirm or decline what was proposed."""
        return await operations.decide(request.user, id=claim, command=data)


CONTROLLERS = (GrowthApi,)
