# SPDX-License-Identifier: MIT
"""Rounds for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from reviews.rounds import (
    operations,
    operations_guests,
    operations_material,
    operations_phases,
    operations_recusal,
    queries,
)
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import (
    AddItems,
    Assign,
    Candidate,
    Declare,
    Decline,
    ExtendRound,
    Guest,
    InterestView,
    InviteReviewer,
    ItemView,
    Lift,
    NewRound,
    Pin,
    RoundView,
    SetPhases,
    TaskView,
    Withdraw,
)
from reviews.rounds.schemas_material import ReplaceMaterial, Versions
from thinktank.identity.schemas import Issued
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.web.access import allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]


class RoundApi(Controller):
    """The office's side."""

    path = "/api/v1/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get(operation_id="listRounds")
    async def rounds(self, request: AnyRequest) -> list[RoundView]:
        """Return the latest rounds."""
        return await queries.rounds(request.user)

    @post(operation_id="openRound")
    async def open_round(self, request: AnyRequest, data: JSONBody[NewRound]) -> RoundView:
        """Open a round."""
        return await operations.open_round(request.user, command=data)

    @get("/{round_id:int}", operation_id="getRound")
    async def round(self, request: AnyRequest, round_id: FromPath[int]) -> RoundView:
        """Return a round."""
        return await queries.get_round(request.user, round_id)

    @get("/{round_id:int}/items", operation_id="listRoundItems")
    async def items(self, request: AnyRequest, round_id: FromPath[int]) -> list[ItemView]:
        """Return what is judged in a round."""
        await queries.get_round(request.user, round_id)
        return await queries.items_of(request.user, round_id)

    @post("/{round_id:int}/items", operation_id="addRoundItems")
    async def add(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[AddItems]) -> RoundView:
        """Put more into a round."""
        return await operations.add_items(request.user, id=round_id, command=data)

    @get("/{round_id:int}/guests", operation_id="listRoundGuests", opt=allow(Role.OFFICER))
    async def guests(self, request: AnyRequest, round_id: FromPath[int]) -> list[Guest]:
        """Return the reviewers of a round whose accounts end on a day."""
        await queries.get_round(request.user, round_id)
        return await queries.guests(request.user, round_id)

    @post("/{round_id:int}/guests", operation_id="inviteReviewer", opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def invite(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[InviteReviewer]) -> Issued:
        """Make a reviewer's account that ends with the round; the answer holds its one-time activation link."""
        return await operations_guests.invite(request.user, id=round_id, command=data)

    @post("/{round_id:int}/extend", operation_id="extendRound", status_code=200)
    async def extend(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[ExtendRound]) -> RoundView:
        """Let an open round end later, with the accounts that were made for it."""
        return await operations_guests.extend(request.user, id=round_id, command=data)

    @post("/{round_id:int}/phases", operation_id="setRoundPhases", status_code=200)
    async def phases(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[SetPhases]) -> RoundView:
        """Move the phases of an open round, its mode, or the time and place of its meeting."""
        return await operations_phases.set_phases(request.user, id=round_id, command=data)

    @post("/{round_id:int}/close", operation_id="closeRound", status_code=200)
    async def close(self, request: AnyRequest, round_id: FromPath[int]) -> RoundView:
        """Close a round."""
        return await operations.close_round(request.user, id=round_id)

    @post("/{round_id:int}/reopen", operation_id="reopenRound", status_code=200)
    async def reopen(self, request: AnyRequest, round_id: FromPath[int]) -> RoundView:
        """Open a closed round again."""
        return await operations.reopen_round(request.user, id=round_id)


class StaffingApi(Controller):
    """Who reviews an item."""

    path = "/api/v1/review-items"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/{item_id:int}/candidates", operation_id="listReviewCandidates")
    async def candidates(self, request: AnyRequest, item_id: FromPath[int]) -> list[Candidate]:
        """Return every reviewer with what stands against assigning them."""
        return await conflicts.candidates(request.user, await queries.get_item(request.user, item_id))

    @get("/{item_id:int}/assignments", operation_id="listReviewAssignments")
    async def assignments(self, request: AnyRequest, item_id: FromPath[int]) -> list[TaskView]:
        """Return who owes what since when."""
        await queries.get_item(request.user, item_id)
        return await queries.tasks_of(request.user, [item_id])

    @post("/{item_id:int}/assignments", operation_id="assignReviewers")
    async def assign(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Assign]) -> ItemView:
        """Assign reviewers."""
        return await operations.assign(request.user, id=item_id, command=data)

    @get("/{item_id:int}/material", operation_id="listMaterialVersions")
    async def material(self, request: AnyRequest, item_id: FromPath[int]) -> Versions:
        """Return which version of the material is reviewed, and whether the source has a newer one."""
        return await operations_material.of_item(request.user, item_id)

    @post("/{item_id:int}/material", operation_id="replaceMaterial", status_code=200)
    async def replace(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[ReplaceMaterial]) -> Versions:
        """Put the newer version of the material in, and tell the reviewers why."""
        return await operations_material.replace(request.user, item=item_id, command=data)

    @get("/{item_id:int}/recusals", operation_id="listRecusals")
    async def recusals(self, request: AnyRequest, item_id: FromPath[int]) -> list[InterestView]:
        """Return the conflicts on record, those that were lifted among them."""
        await queries.get_item(request.user, item_id)
        return await conflicts.shown(request.user, item_id)

    @post("/{item_id:int}/recusals", operation_id="recordRecusal")
    async def pin(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Pin]) -> list[InterestView]:
        """Put on record that somebody may not judge it."""
        return await operations_recusal.pin(request.user, id=item_id, command=data)

    @post("/{item_id:int}/recusals/lift", operation_id="liftRecusal", status_code=200)
    async def lift(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Lift]) -> list[InterestView]:
        """Find that a conflict does not hold."""
        return await operations_recusal.lift(request.user, id=item_id, command=data)

    @post("/assignments/{task_id:int}/withdraw", operation_id="withdrawReviewer", status_code=200)
    async def withdraw(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Withdraw]) -> ItemView:
        """Take a reviewer off."""
        return await operations.unassign(request.user, id=task_id, reason=data.reason)


class ReviewerApi(Controller):
    """The reviewer's own assignments."""

    path = "/api/v1/reviews"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @get(operation_id="listMyReviews")
    async def desk(self, request: AnyRequest) -> list[TaskView]:
        """Return one's assignments."""
        tasks = await queries.desk(request.user)
        for task in tasks:
            task.title = "" if task.blind else task.title
        return tasks

    @post("/{task_id:int}/declare", operation_id="declareNoInterest", status_code=200)
    async def declare(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Declare]) -> TaskView:
        """Declare that there is no interest."""
        if not data.none:
            raise Invalid(fields={"none": "请先勾选声明；有利害关系的请申请回避"})
        return await operations.declare(request.user, id=task_id, version=data.version)

    @post("/{task_id:int}/decline", operation_id="declineReview", status_code=204)
    async def decline(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Decline]) -> None:
        """Ask to be excused."""
        await operations.decline(request.user, id=task_id, reason=data.reason, kind=data.kind, version=data.version)


CONTROLLERS = (RoundApi, StaffingApi, ReviewerApi)
