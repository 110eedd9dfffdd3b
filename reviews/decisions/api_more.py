# SPDX-License-Identifier: MIT
"""What hangs on a decision, for programs: mended material, second looks, the letter, comments."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody

from reviews.decisions import operations_letters, operations_revisions
from reviews.decisions import queries_letters as letters
from reviews.decisions import queries_revisions as revisions
from reviews.decisions.schemas import Judge, LetterView, Look, RecheckView, Release, Remark, RevisionView
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER, Role.MENTOR, Role.LIAISON, Role.INSPECTOR)


class RevisionApi(Controller):
    """What an item's team was to mend, and the comments that it may read."""

    path = "/api/v1/review-items/{item_id:int}"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/revision", operation_id="getRevision")
    async def show(self, request: AnyRequest, item_id: FromPath[int]) -> RevisionView:
        """Return the conditions, what was handed in, and who has looked at it."""
        return await revisions.revision(request.user, item_id)

    @post("/revision/accept", operation_id="acceptRevision", status_code=200)
    async def accept(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Judge]) -> RevisionView:
        """Accept what was mended."""
        return await operations_revisions.accept(request.user, item=item_id, command=data)

    @post("/revision/refuse", operation_id="refuseRevision", status_code=200)
    async def refuse(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Judge]) -> RevisionView:
        """Find that it was not mended."""
        return await operations_revisions.refuse(request.user, item=item_id, command=data)

    @get("/letter", operation_id="listReviewComments")
    async def comments(self, request: AnyRequest, item_id: FromPath[int]) -> list[Remark]:
        """Return every comment with whether the team may read it."""
        return (await letters.choosing(request.user, item_id))[1]

    @post("/letter", operation_id="releaseComments", status_code=200)
    async def release(self, request: AnyRequest, item_id: FromPath[int], data: JSONBody[Release]) -> list[Remark]:
        """Give the team these comments and no others."""
        return await operations_letters.release(request.user, item=item_id, command=data)


class RecheckApi(Controller):
    """A second look."""

    path = "/api/v1/reviews/{task_id:int}/recheck"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @get(operation_id="getRecheck")
    async def show(self, request: AnyRequest, task_id: FromPath[int]) -> RecheckView:
        """Return what was to be mended, and the material as it is now."""
        return await revisions.recheck(request.user, task_id)

    @post(operation_id="giveRecheck", status_code=200)
    async def look(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[Look]) -> RecheckView:
        """Say what one thinks of it."""
        return await operations_revisions.look(request.user, assignment=task_id, command=data)


class LetterApi(Controller):
    """What a team is told."""

    path = "/api/v1/reviews/letters"
    opt = allow(*READERS)
    tags = ["reviews"]

    @get("/{item_id:int}", operation_id="getReviewLetter")
    async def show(self, request: AnyRequest, item_id: FromPath[int]) -> LetterView:
        """Return the letter of a decided item."""
        return await letters.letter(request.user, item_id)


CONTROLLERS = (RevisionApi, RecheckApi, LetterApi)
