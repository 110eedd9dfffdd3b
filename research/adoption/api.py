# SPDX-License-Identifier: MIT
"""Adoption for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.adoption import operations, operations_briefs, queries
from research.adoption.schemas import (
    AdoptionRow,
    AdoptionView,
    AnswerEffect,
    AskAdoption,
    BriefContent,
    BriefView,
    ConfirmAdoption,
    EffectView,
    Plain,
    Reasoned,
    SendBrief,
    TaskContent,
    WayView,
)
from research.adoption.states import ADOPTION
from thinktank.files import queries as files
from thinktank.kernel.actor import BUSINESS, OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
STAFF = allow(*OFFICE)
ANSWERING = allow(*OFFICE, Role.LIAISON)


def _declared(data: msgspec.Struct) -> None:
    """The declaration that a form asks for with a box."""
    if not getattr(data, "nonsecret", False):
        raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})


class OutcomeWayApi(Controller):
    """What brings an outcome into practice."""

    path = "/api/v1/outcomes/{outcome:int}"
    opt = STAFF
    tags = ["adoption"]

    @get("/adoption", operation_id="getOutcomeAdoption", opt=allow(*BUSINESS))
    async def show(self, request: AnyRequest, outcome: FromPath[int]) -> WayView:
        """Return what was sent, asked and told for an outcome."""
        return await queries.way(request.user, outcome)

    @post("/brief", operation_id="draftBrief")
    async def draft(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[BriefContent]) -> BriefView:
        """Draft a brief; ``nonsecret`` has to be true."""
        _declared(data)
        return await operations_briefs.draft(request.user, outcome=outcome, content=data)

    @post("/task", operation_id="giveOutcomeTask")
    async def task(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[TaskContent]) -> WayView:
        """Make an order to the project's team of an instruction or adoption; ``nonsecret`` has to be true."""
        _declared(data)
        return await operations_briefs.give_task(request.user, outcome=outcome, content=data)

    @post("/ask", operation_id="askAdoption")
    async def ask(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[AskAdoption]) -> AdoptionView:
        """Ask a unit whether it adopted the outcome."""
        return await operations.ask(request.user, outcome=outcome, content=data)


class AdoptionApi(Controller):
    """Confirmations of adoption."""

    path = "/api/v1/adoptions"
    opt = ANSWERING
    tags = ["adoption"]

    @get(operation_id="listAdoptions")
    async def index(
        self, request: AnyRequest, status: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Page[AdoptionRow]:
        """Return a page of confirmations, newest first."""
        return await queries.listed(request.user, state=status if status in ADOPTION.labels else "", after=after)

    @get("/{id:int}", operation_id="getAdoption")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> AdoptionView:
        """Return one confirmation."""
        return await queries.get(request.user, id)

    @post("/{id:int}/confirm", operation_id="confirmAdoption", opt=allow(Role.LIAISON), status_code=200)
    async def confirm(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[ConfirmAdoption],
        uploads: FromQuery[list[int] | None] = None,
    ) -> AdoptionView:
        """Confirm the adoption; ``uploads`` names files sent ahead (uploadFile), ``nonsecret`` has to be true."""
        _declared(data)
        sent = await files.staged(request.user, uploads)
        return await operations.confirm(request.user, id=id, content=data, uploads=sent)

    @post("/{id:int}/decline", operation_id="declineAdoption", opt=allow(Role.LIAISON), status_code=200)
    async def decline(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reasoned]) -> AdoptionView:
        """Say that it was not adopted."""
        return await operations.decline(request.user, id=id, content=data)

    @post("/{id:int}/withdraw", operation_id="withdrawAdoption", opt=STAFF, status_code=200)
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reasoned]) -> AdoptionView:
        """Take the question back."""
        return await operations.withdraw(request.user, id=id, content=data)


class EffectApi(Controller):
    """What came of an adoption."""

    path = "/api/v1/effects/{id:int}"
    opt = ANSWERING
    tags = ["adoption"]

    @get(operation_id="getEffect")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> EffectView:
        """Return a question about the effect, and its answer."""
        return (await queries.effect(request.user, id))[0]

    @post("/answer", operation_id="answerEffect", opt=allow(Role.LIAISON), status_code=200)
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AnswerEffect]) -> EffectView:
        """Say what came of it; ``nonsecret`` has to be true."""
        _declared(data)
        return await operations.answer_effect(request.user, id=id, content=data)

    @post("/waive", operation_id="waiveEffect", opt=STAFF, status_code=200)
    async def waive(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reasoned]) -> EffectView:
        """Do without an answer."""
        return await operations.waive_effect(request.user, id=id, content=data)


class BriefApi(Controller):
    """Briefs (专报)."""

    path = "/api/v1/briefs/{id:int}"
    opt = STAFF
    tags = ["adoption"]

    @get(operation_id="getBrief")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> BriefView:
        """Return a brief."""
        return (await queries.brief(request.user, id))[0]

    @put(operation_id="editBrief")
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[BriefContent]) -> BriefView:
        """Change a draft; ``nonsecret`` has to be true."""
        _declared(data)
        return await operations_briefs.edit(request.user, id=id, content=data)

    @post("/send", operation_id="sendBrief", status_code=200)
    async def send(self, request: AnyRequest, id: FromPath[int], data: JSONBody[SendBrief]) -> BriefView:
        """Note that it went out."""
        return await operations_briefs.send(request.user, id=id, content=data)

    @post("/drop", operation_id="dropBrief", status_code=200)
    async def drop(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Plain]) -> BriefView:
        """Throw a draft away."""
        return await operations_briefs.drop(request.user, id=id, content=data)


CONTROLLERS = (OutcomeWayApi, AdoptionApi, EffectApi, BriefApi)
