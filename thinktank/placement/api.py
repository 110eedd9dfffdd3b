# SPDX-License-Identifier: MIT
"""Directions for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from thinktank.kernel.actor import OFFICE, Role
from thinktank.placement import operations, queries
from thinktank.placement.schemas import Confirmed, ConfirmProposals, DirectionBoard, Place, PlacementView
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class PlacementsApi(Controller):
    """Proposals and decisions."""

    path = "/api/v1/placements"
    opt = allow(*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
    tags = ["placements"]

    @get("/", operation_id="listDirections")
    async def boards(self, request: AnyRequest) -> list[DirectionBoard]:
        """Return the five directions with their first people."""
        return await queries.boards(request.user)

    @post("/confirm", operation_id="confirmProposals", opt=allow(*OFFICE), status_code=200)
    async def confirm(self, request: AnyRequest, data: JSONBody[ConfirmProposals]) -> Confirmed:
        """Take the proposed directions of many people."""
        return await operations.confirm(request.user, command=data)

    @get("/{talent:int}", operation_id="getPlacement")
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> PlacementView:
        """Return a person's direction with its evidence and history."""
        return await queries.get(request.user, talent)

    @post("/{talent:int}", operation_id="place", opt=allow(*OFFICE), status_code=200)
    async def place(self, request: AnyRequest, talent: FromPath[int], data: JSONBody[Place]) -> PlacementView:
        """Decide a person's direction."""
        return await operations.place(request.user, talent=talent, command=data)


CONTROLLERS = (PlacementsApi,)
