# SPDX-License-Identifier: MIT
"""Annual assessments for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from thinktank.growth import operations_assessments as operations
from thinktank.growth import queries_assessments as queries
from thinktank.growth.schemas import (
    AssessmentRow,
    AssessmentView,
    DraftAssessment,
    JudgeAssessment,
    OpenYear,
    SignMany,
)
from thinktank.growth.states import AssessmentState
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]


class Done(msgspec.Struct):
    """How many people it was done for."""

    done: int


class AssessmentsApi(Controller):
    """The assessments of a programme year."""

    path = "/api/v1/assessments"
    opt = SIGNED_IN
    tags = ["assessments"]

    @get("/", operation_id="listAssessments", opt=allow(*OFFICE))
    async def index(
        self,
        request: AnyRequest,
        year: FromQuery[int],
        at: FromQuery[AssessmentState | None] = None,
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[AssessmentRow]:
        """Return a page of a year's assessments."""
        return await queries.listed(request.user, year, state=at or "", after=after, before=before)

    @post("/open", operation_id="openAssessments", opt=allow(Role.OFFICER), status_code=200)
    async def open_year(self, request: AnyRequest, data: JSONBody[OpenYear]) -> Done:
        """Open a year's assessment for every member."""
        return Done(await operations.open_year(request.user, year=data.year))

    @post("/sign", operation_id="signAssessments", opt=allow(Role.DEPT_LEADER), status_code=200)
    async def sign(self, request: AnyRequest, data: JSONBody[SignMany]) -> Done:
        """Sign drafts, all or none."""
        return Done(await operations.sign(request.user, ids=data.ids))

    @get("/{id:int}", operation_id="getAssessment")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> AssessmentView:
        """Return one assessment, as far as one may read it."""
        return await queries.get(request.user, id)

    @post("/{id:int}/draft", operation_id="draftAssessment", opt=allow(Role.OFFICER), status_code=200)
    async def draft(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DraftAssessment]) -> AssessmentView:
        """Propose a level with an opinion."""
        return await operations.draft(request.user, id=id, command=data)

    @post("/{id:int}/return", operation_id="returnAssessment", opt=allow(Role.DEPT_LEADER), status_code=200)
    async def give_back(
        self, request: AnyRequest, id: FromPath[int], data: JSONBody[JudgeAssessment]
    ) -> AssessmentView:
        """Send a draft back."""
        return await operations.give_back(request.user, id=id, command=data)

    @post("/{id:int}/correct", operation_id="correctAssessment", opt=allow(Role.DEPT_LEADER), status_code=200)
    async def correct(self, request: AnyRequest, id: FromPath[int], data: JSONBody[JudgeAssessment]) -> AssessmentView:
        """Take a signed assessment back."""
        return await operations.correct(request.user, id=id, command=data)


CONTROLLERS = (AssessmentsApi,)
