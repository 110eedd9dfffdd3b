# SPDX-License-Identifier: MIT
"""Staffing for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, JSONBody

from reviews.rounds import queries as rounds
from reviews.staffing import operations, operations_sheets, queries
from reviews.staffing.schemas import PlanView, ProfileView, Propose, SaveProfile, SheetRows, SheetRun, StepPlan
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import NotFound
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class StaffingApi(Controller):
    """Plans of who reviews what in a round."""

    path = "/api/v1/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/{round_id:int}/staffing", operation_id="getStaffingPlan")
    async def show(self, request: AnyRequest, round_id: FromPath[int]) -> PlanView:
        """Return the newest plan; 404 before the first."""
        await rounds.get_round(request.user, round_id)
        found = await queries.latest(request.user, round_id)
        if found is None:
            raise NotFound
        return found

    @post("/{round_id:int}/staffing", operation_id="proposeStaffing")
    async def propose(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Propose]) -> PlanView:
        """Draw a plan: what cannot be filled, and what would mend it, is part of the answer."""
        return await operations.propose(request.user, round_=round_id, command=data)

    @post("/{round_id:int}/staffing/sheet", operation_id="staffFromSheet", status_code=200)
    async def sheet(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[SheetRows]) -> SheetRun:
        """Look at rows of item and reviewer; they become the plan when nothing is wrong and it is no dry run."""
        return await operations_sheets.from_sheet(request.user, round_=round_id, command=data)

    @post("/{round_id:int}/staffing/apply", operation_id="applyStaffingPlan", status_code=200)
    async def apply(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[StepPlan]) -> PlanView:
        """Assign as the plan says, all of it or nothing."""
        return await operations.apply(request.user, round_=round_id, command=data)

    @post("/{round_id:int}/staffing/drop", operation_id="dropStaffingPlan", status_code=200)
    async def drop(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[StepPlan]) -> PlanView:
        """Give a proposal up."""
        return await operations.drop(request.user, round_=round_id, command=data)

    @post("/{round_id:int}/staffing/undo", operation_id="undoStaffingPlan", status_code=200)
    async def undo(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[StepPlan]) -> PlanView:
        """Take a plan back; who has begun stays."""
        return await operations.undo(request.user, round_=round_id, command=data)


class ReviewerProfiles(Controller):
    """What reviewers know and can take on."""

    path = "/api/v1/reviewers"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get(operation_id="listReviewerProfiles")
    async def listing(self, request: AnyRequest) -> list[ProfileView]:
        """Return every reviewer's profile with this year's reviews."""
        return await queries.profiles(request.user)

    @get("/{account:int}/profile", operation_id="getReviewerProfile", opt=allow(Role.OFFICER, Role.REVIEWER))
    async def show(self, request: AnyRequest, account: FromPath[int]) -> ProfileView:
        """Return a profile: one's own, or anybody's for officers."""
        return await queries.profile(request.user, account)

    @put("/{account:int}/profile", operation_id="saveReviewerProfile", opt=allow(Role.OFFICER, Role.REVIEWER))
    async def save(self, request: AnyRequest, account: FromPath[int], data: JSONBody[SaveProfile]) -> ProfileView:
        """Keep a profile."""
        return await operations.save_profile(request.user, account=account, command=data)


CONTROLLERS = (StaffingApi, ReviewerProfiles)
