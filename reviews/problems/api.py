# SPDX-License-Identifier: MIT
"""The ledger of problems for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from reviews.problems import operations, queries, queries_alike
from reviews.problems.queries import STAFF
from reviews.problems.schemas import (
    DropProblem,
    JudgeFixed,
    PlanMeasure,
    ProblemPage,
    ProblemView,
    Recurring,
    RegisterProblem,
    ReportFixed,
)
from thinktank.files import queries as files
from thinktank.web.access import SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]


class ProblemApi(Controller):
    """Problems and their steps."""

    path = "/api/v1/problems"
    opt = SIGNED_IN
    tags = ["supervision"]

    @get(operation_id="list_problems")
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        source: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> ProblemPage:
        """Return a page of problems; ``show`` is a state, or live or late."""
        found = await queries.listed(request.user, state=show, kind=kind, source=source, after=after, before=before)
        return ProblemPage(found.items, found.next, found.prev, found.total)

    @post(operation_id="register_problem", opt=allow(*STAFF))
    async def register(self, request: AnyRequest, data: JSONBody[RegisterProblem]) -> ProblemView:
        """Put a problem into the ledger."""
        return await operations.register(request.user, command=data)

    @get("/recurring", operation_id="recurring_problems", opt=allow(*STAFF))
    async def recurring(self, request: AnyRequest) -> list[Recurring]:
        """Return groups of recent problems that read alike."""
        return await queries_alike.recurring(request.user)

    @get("/{id:int}", operation_id="read_problem")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ProblemView:
        """Return one problem."""
        return await queries.get(request.user, id)

    @post("/{id:int}/plan", operation_id="plan_problem", status_code=200)
    async def plan(self, request: AnyRequest, id: FromPath[int], data: JSONBody[PlanMeasure]) -> ProblemView:
        """Say how it is mended."""
        return await operations.plan(request.user, id=id, command=data)

    @post("/{id:int}/fix", operation_id="fix_problem", status_code=200)
    async def fix(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[ReportFixed],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProblemView:
        """Say that it is mended; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.fix(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/judge", operation_id="judge_problem", status_code=200)
    async def judge(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[JudgeFixed],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProblemView:
        """Close it out or send it back; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations.judge(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/drop", operation_id="drop_problem", status_code=200)
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[DropProblem]) -> ProblemView:
        """Take it off the ledger."""
        return await operations.drop(request.user, id=id, command=data)


CONTROLLERS = (ProblemApi,)
