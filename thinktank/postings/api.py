# SPDX-License-Identifier: MIT
"""Postings for programs: the same operations as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Response

from thinktank.documents import ledger, word
from thinktank.files.sending import download
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.paging import Page
from thinktank.postings import (
    operations,
    operations_course,
    operations_needs,
    operations_papers,
    queries,
    queries_needs,
    queries_plan,
    queries_rota,
)
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    Counts,
    DecideChange,
    End,
    Filter,
    Half,
    LayOut,
    NeedRow,
    NeedView,
    Opine,
    PostingRow,
    PostingView,
    Propose,
    SaveNeed,
    Start,
    Step,
    StepNeed,
    SumUp,
    Swap,
    TurnRow,
    Whereabouts,
)
from thinktank.postings.schemas_plan import Plan, Shortlist
from thinktank.postings.states import Kind, NeedState
from thinktank.web.access import allow
from thinktank.web.idempotency import NO_KEY

AnyRequest = Request[Any, Any, Any]
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON)
SEERS = allow(Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER)
UNITS = allow(Role.OFFICER, Role.LIAISON)
OFFICER = allow(Role.OFFICER)
LEADER = allow(Role.DEPT_LEADER)


def _check_secret(data: Half | SumUp | Opine) -> None:
    if not data.nonsecret:
        raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})


class NeedsApi(Controller):
    """Needs of units."""

    path = "/api/v1/post-needs"
    opt = STAFF
    tags = ["postings"]

    @get(operation_id="listPostNeeds")
    async def index(
        self,
        request: AnyRequest,
        standing: Annotated[NeedState | None, QueryParameter(name="state")] = None,
        kind: FromQuery[Kind | None] = None,
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[NeedRow]:
        """Return a page of needs, newest first."""
        return await queries_needs.needs(
            request.user, state=standing or "", kind=kind or "", after=after, before=before
        )

    @post(operation_id="statePostNeed", opt=UNITS)
    async def state(self, request: AnyRequest, data: JSONBody[SaveNeed]) -> NeedView:
        """Write a need down."""
        return await operations_needs.state_need(request.user, command=data)

    @get("/plan", operation_id="planPostings", opt=OFFICER)
    async def plan(self, request: AnyRequest) -> Plan:
        """Return the best assignment over all open needs."""
        return await queries_plan.plan(request.user)

    @get("/{id:int}", operation_id="getPostNeed")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> NeedView:
        """Return a need with what may be done."""
        return await queries_needs.need(request.user, id)

    @put("/{id:int}", operation_id="editPostNeed", opt=UNITS)
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[SaveNeed]) -> NeedView:
        """Change a need."""
        return await operations_needs.edit_need(request.user, id=id, command=data)

    @post("/{id:int}/steps", operation_id="stepPostNeed", opt=UNITS, status_code=200)
    async def step(self, request: AnyRequest, id: FromPath[int], data: JSONBody[StepNeed]) -> NeedView:
        """Take a need up, decline, close or reopen it."""
        return await operations_needs.step_need(request.user, id=id, command=data)

    @get("/{id:int}/candidates", operation_id="listPostCandidates", opt=OFFICER)
    async def candidates(self, request: AnyRequest, id: FromPath[int]) -> Shortlist:
        """Return the best fitting members with evidence and warnings."""
        return await queries_plan.candidates(request.user, await queries_needs.need(request.user, id))

    @post("/{id:int}/postings", operation_id="proposePosting", opt=OFFICER)
    async def propose(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Propose]) -> PostingView:
        """Put somebody forward."""
        return await operations.propose(request.user, need=id, command=data)

    @get("/{id:int}/turns", operation_id="listTurns")
    async def turns(self, request: AnyRequest, id: FromPath[int]) -> list[TurnRow]:
        """Return the turns of a post."""
        return await queries_rota.turns(request.user, id)

    @post("/{id:int}/turns", operation_id="layOutTurns", opt=UNITS, status_code=200)
    async def lay_out(self, request: AnyRequest, id: FromPath[int], data: JSONBody[LayOut]) -> list[TurnRow]:
        """Lay out turns."""
        return await operations_needs.lay_out(request.user, id=id, command=data)

    @post("/{id:int}/turns/swap", operation_id="swapTurns", opt=UNITS, status_code=200)
    async def swap(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Swap]) -> list[TurnRow]:
        """Let two turns change places."""
        return await operations_needs.swap(request.user, id=id, command=data)


class PostingsApi(Controller):
    """Postings of people."""

    path = "/api/v1/postings"
    opt = SEERS
    tags = ["postings"]

    @get(operation_id="listPostings")
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        standing: Annotated[str, QueryParameter(name="state")] = "",
        kind: FromQuery[Kind | None] = None,
        direction: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[PostingRow]:
        """Return a page of the ledger, newest first; ``state`` may also be going, waiting or done."""
        chosen = Filter(q=q[:60], state=standing, kind=kind or "", direction=direction)
        return await queries.listed(request.user, chosen, after=after, before=before)

    @get("/counts", operation_id="countPostings")
    async def counts(self, request: AnyRequest) -> Counts:
        """Return how many stand where."""
        return await queries.counts(request.user)

    @get("/whereabouts", operation_id="listWhereabouts", opt=STAFF)
    async def whereabouts(
        self, request: AnyRequest, month: FromQuery[date | None] = None, by: FromQuery[str] = "receiver"
    ) -> list[Whereabouts]:
        """Return who is where in the month of a day, by receiving or sending unit."""
        return await queries_rota.whereabouts(request.user, month or clock.today(), by=by)

    @post("/ledger", operation_id="takePostingsLedger", opt=STAFF | NO_KEY, status_code=200)
    async def take(self, request: AnyRequest, data: JSONBody[Filter]) -> Response[bytes]:
        """Return the list as an Excel ledger; each time is on the trail."""
        name, content = await operations_papers.take_ledger(request.user, chosen=data)
        return download(content, name, ledger.MEDIA)

    @get("/{id:int}/word", operation_id="printPosting", opt=STAFF)
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Return the appraisal form as a Word document."""
        name, content = await operations_papers.appraisal_form(request.user, id=id)
        return download(content, name, word.MEDIA)

    @get("/{id:int}", operation_id="getPosting")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> PostingView:
        """Return a posting as far as one may see it."""
        return await queries.get(request.user, id)

    @post("/{id:int}/ask", operation_id="askPosting", opt=OFFICER, status_code=200)
    async def ask(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> PostingView:
        """Ask the three sides."""
        return await operations.ask(request.user, id=id, command=data)

    @post("/{id:int}/take-back", operation_id="takeBackPosting", opt=OFFICER, status_code=200)
    async def take_back(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> PostingView:
        """Take a posting back from the three sides."""
        return await operations.take_back(request.user, id=id, command=data)

    @post("/{id:int}/cancel", operation_id="cancelPosting", opt=OFFICER, status_code=200)
    async def cancel(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> PostingView:
        """Cancel before the arrival."""
        return await operations.cancel(request.user, id=id, command=data)

    @post("/{id:int}/consent", operation_id="consentPosting", status_code=200)
    async def consent(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Consent]) -> PostingView:
        """Give one side's answer."""
        return await operations.consent(request.user, id=id, command=data)

    @post("/{id:int}/approve", operation_id="approvePosting", opt=LEADER, status_code=200)
    async def approve(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Approve]) -> PostingView:
        """Approve."""
        return await operations.approve(request.user, id=id, command=data)

    @post("/{id:int}/arrive", operation_id="arrivePosting", opt=UNITS, status_code=200)
    async def arrive(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Arrive]) -> PostingView:
        """Note the arrival."""
        return await operations_course.arrive(request.user, id=id, command=data)

    @post("/{id:int}/start", operation_id="startPosting", opt=UNITS, status_code=200)
    async def start(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Start]) -> PostingView:
        """Lay down the plan."""
        return await operations_course.start(request.user, id=id, command=data)

    @post("/{id:int}/half", operation_id="halfPosting", status_code=200)
    async def half(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Half]) -> PostingView:
        """Hand in the half-way summary."""
        _check_secret(data)
        return await operations_course.half(request.user, id=id, command=data)

    @post("/{id:int}/comment-half", operation_id="commentHalfPosting", opt=UNITS, status_code=200)
    async def comment_half(self, request: AnyRequest, id: FromPath[int], data: JSONBody[CommentHalf]) -> PostingView:
        """Write the host's half-way word."""
        return await operations_course.comment_half(request.user, id=id, command=data)

    @post("/{id:int}/sum-up", operation_id="sumUpPosting", status_code=200)
    async def sum_up(self, request: AnyRequest, id: FromPath[int], data: JSONBody[SumUp]) -> PostingView:
        """Hand in the own summary."""
        _check_secret(data)
        return await operations_course.sum_up(request.user, id=id, command=data)

    @post("/{id:int}/opine", operation_id="opinePosting", opt=UNITS, status_code=200)
    async def opine(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Opine]) -> PostingView:
        """Give a unit's opinion."""
        _check_secret(data)
        return await operations_course.opine(request.user, id=id, command=data)

    @post("/{id:int}/end", operation_id="endPosting", opt=LEADER, status_code=200)
    async def end(self, request: AnyRequest, id: FromPath[int], data: JSONBody[End]) -> PostingView:
        """Sign the appraisal."""
        return await operations_course.end(request.user, id=id, command=data)

    @post("/{id:int}/reopen", operation_id="reopenPosting", opt=LEADER, status_code=200)
    async def reopen(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> PostingView:
        """Take the signature back."""
        return await operations_course.reopen(request.user, id=id, command=data)

    @post("/{id:int}/changes", operation_id="askPostingChange")
    async def ask_change(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AskChange]) -> PostingView:
        """Ask for an extension or an early end."""
        return await operations_course.ask_change(request.user, id=id, command=data)

    @post("/{id:int}/changes/{change:int}/decide", operation_id="decidePostingChange", opt=LEADER, status_code=200)
    async def decide_change(
        self, request: AnyRequest, id: FromPath[int], change: FromPath[int], data: JSONBody[DecideChange]
    ) -> PostingView:
        """Answer such a request."""
        return await operations_course.decide_change(request.user, id=id, change=change, command=data)


CONTROLLERS = (NeedsApi, PostingsApi)
