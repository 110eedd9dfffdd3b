# SPDX-License-Identifier: MIT
"""Admission, public notices and what asks for a decision, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from thinktank.files import queries as files
from thinktank.kernel.actor import BUSINESS, OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.paging import Page
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_notices as notices
from thinktank.talents import operations_people as people
from thinktank.talents import queries_admission as queries
from thinktank.talents import queries_profile as profile
from thinktank.talents.schemas import Filter, TalentView
from thinktank.talents.schemas_admission import (
    BATCH_STEPS,
    AddPerson,
    AnswerObjection,
    Batch,
    CaseRow,
    CaseView,
    EditPerson,
    FlagView,
    NominateSelf,
    NoticeView,
    Object,
    ObjectionView,
    SettleFlag,
    TakeStep,
    UnitOpinion,
)
from thinktank.talents.schemas_profile import Event
from thinktank.talents.states import MemberState
from thinktank.web.access import SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]
DESK = allow(*OFFICE, Role.LIAISON)
Sort = Literal["", "project", "report", "review", "posting", "outcome", "honour", "bank"]


class Done(msgspec.Struct):
    """How many people a step was taken for."""

    done: int


class Added(msgspec.Struct):
    """The person who was entered."""

    id: int


class AdmissionsApi(Controller):
    """The way into the bank."""

    path = "/api/v1/admissions"
    opt = DESK
    tags = ["admissions"]

    @get("/", operation_id="listAdmissions")
    async def index(
        self,
        request: AnyRequest,
        at: Annotated[MemberState, QueryParameter(name="state")] = MemberState.SUBMITTED,
        q: FromQuery[str] = "",
        unit: FromQuery[int | None] = None,
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[CaseRow]:
        """Return a page of the people at one step, with how they stand to the conditions."""
        chosen = Filter(q=q[:60], state=at, unit=unit)
        return await queries.listed(request.user, chosen, after=after, before=before)

    @post("/batch", operation_id="batchAdmissions", opt=allow(*OFFICE), status_code=200)
    async def batch(self, request: AnyRequest, data: JSONBody[Batch]) -> Done:
        """Take a step for everybody named or found, or for nobody."""
        if data.step not in BATCH_STEPS:
            raise Invalid(fields={"step": "这一步只能逐人办理"})
        return Done(await admission.batch(request.user, command=data))

    @post("/people", operation_id="addPerson", opt=allow(Role.OFFICER, Role.LIAISON))
    async def add(self, request: AnyRequest, data: JSONBody[AddPerson]) -> Added:
        """Enter one person: appointed by the office, or nominated by the own unit."""
        return Added(await people.add_person(request.user, command=data))

    @post("/self", operation_id="nominateSelf", opt=allow(*BUSINESS))
    async def nominate_self(self, request: AnyRequest, data: JSONBody[NominateSelf]) -> CaseView:
        """Apply for the bank oneself."""
        return await people.nominate_self(request.user, command=data)

    @get("/flags", operation_id="listMemberFlags", opt=allow(*OFFICE))
    async def flags(self, request: AnyRequest) -> list[FlagView]:
        """Return what asks for a decision on members."""
        return await queries.flags(request.user)

    @post("/flags/{flag:int}", operation_id="settleMemberFlag", opt=allow(*OFFICE), status_code=204)
    async def settle(self, request: AnyRequest, flag: FromPath[int], data: JSONBody[SettleFlag]) -> None:
        """Decide on one."""
        await notices.settle(request.user, id=flag, command=data)


class CaseApi(Controller):
    """One person's admission and standing."""

    path = "/api/v1/talents/{talent:int}"
    opt = SIGNED_IN
    tags = ["admissions"]

    @get("/admission", operation_id="getAdmission")
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> CaseView:
        """Return how a person stands and what can be done."""
        return await queries.case(request.user, talent)

    @get("/track", operation_id="getTrack")
    async def track(self, request: AnyRequest, talent: FromPath[int], sort: FromQuery[Sort] = "") -> list[Event]:
        """Return what happened to a person, newest first, of one sort or all."""
        _person, events = await profile.track(request.user, talent, sort=sort)
        return events

    @post("/steps", operation_id="stepTalent", status_code=200)
    async def step(self, request: AnyRequest, talent: FromPath[int], data: JSONBody[TakeStep]) -> CaseView:
        """Take one step of a membership."""
        return await admission.take_step(request.user, id=talent, command=data)

    @post("/opinion", operation_id="giveAdmissionOpinion", opt=allow(Role.LIAISON, Role.OFFICER), status_code=200)
    async def opinion(
        self,
        request: AnyRequest,
        talent: FromPath[int],
        data: JSONBody[UnitOpinion],
        uploads: FromQuery[list[int] | None] = None,
    ) -> CaseView:
        """Keep the unit's opinion; ``uploads`` names a stamped paper's scan that was sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await admission.give_opinion(request.user, id=talent, command=data, uploads=sent)

    @post("/facts", operation_id="editPerson", opt=allow(Role.OFFICER), status_code=200)
    async def edit(self, request: AnyRequest, talent: FromPath[int], data: JSONBody[EditPerson]) -> TalentView:
        """Change a person's facts."""
        return await people.edit_person(request.user, id=talent, command=data)


class NoticesApi(Controller):
    """Public notices."""

    path = "/api/v1/public-notices"
    opt = allow(*BUSINESS)
    tags = ["admissions"]

    @get("/", operation_id="listPublicNotices")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Page[NoticeView]:
        """Return a page of public notices."""
        return await queries.notices(request.user, after=after, before=before)

    @get("/{notice:int}", operation_id="getPublicNotice")
    async def show(self, request: AnyRequest, notice: FromPath[int]) -> NoticeView:
        """Return a public notice with its people."""
        return await queries.notice(request.user, notice)

    @post("/{notice:int}/objections", operation_id="objectToAdmission")
    async def object_to(self, request: AnyRequest, notice: FromPath[int], data: JSONBody[Object]) -> ObjectionView:
        """Raise an objection in one's own name."""
        return await notices.object_to(request.user, notice=notice, command=data)

    @post("/objections/{objection:int}", operation_id="answerObjection", opt=allow(Role.OFFICER), status_code=200)
    async def answer(
        self, request: AnyRequest, objection: FromPath[int], data: JSONBody[AnswerObjection]
    ) -> ObjectionView:
        """Answer an objection."""
        return await notices.answer(request.user, id=objection, command=data)


CONTROLLERS = (AdmissionsApi, CaseApi, NoticesApi)
