# SPDX-License-Identifier: MIT
"""Likely twins and merging, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.kernel.actor import Role
from thinktank.kernel.paging import Page
from thinktank.talents import operations_merging as operations
from thinktank.talents import queries
from thinktank.talents import queries_merging as merging
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_merging import Found, MergePeople, MergePreview, TellApart, TwinPair
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class TwinsApi(Controller):
    """Entries that may be one person's."""

    path = "/api/v1/talents"
    opt = allow(Role.OFFICER)
    tags = ["talents"]

    @get("/twins", operation_id="listLikelyTwins")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Page[TwinPair]:
        """Return a page of the pairs that wait for a decision."""
        return await merging.pairs(request.user, after=after, before=before)

    @post("/twins/find", operation_id="findLikelyTwins", status_code=200)
    async def find(self, request: AnyRequest) -> Found:
        """Look for twins now."""
        return Found(await operations.find(request.user))

    @post("/twins/{pair:int}", operation_id="tellTwinsApart", status_code=200)
    async def tell_apart(self, request: AnyRequest, pair: FromPath[int], data: JSONBody[TellApart]) -> TwinPair:
        """Say that two entries are two people."""
        return await operations.tell_apart(request.user, id=pair, command=data)

    @get("/{talent:int}/twins", operation_id="listTwinsOfTalent")
    async def of(self, request: AnyRequest, talent: FromPath[int]) -> list[TwinPair]:
        """Return the open pairs of one person."""
        await queries.get(request.user, talent)
        return await merging.pairs_of(request.user, talent)

    @get("/{talent:int}/merge/{other:int}", operation_id="previewMerge")
    async def preview(self, request: AnyRequest, talent: FromPath[int], other: FromPath[int]) -> MergePreview:
        """Return what taking the other entry into this one would do."""
        return await merging.preview(request.user, talent, other)

    @post("/{talent:int}/merge/{other:int}", operation_id="mergeTalents", status_code=200)
    async def merge(
        self, request: AnyRequest, talent: FromPath[int], other: FromPath[int], data: JSONBody[MergePeople]
    ) -> TalentView:
        """Take the other entry into this one."""
        return await operations.merge(request.user, kept=talent, other=other, command=data)


CONTROLLERS = (TwinsApi,)
