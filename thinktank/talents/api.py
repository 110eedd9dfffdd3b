# SPDX-License-Identifier: MIT
"""The bank and the import of rosters for programs."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, JSONBody, QueryParameter

from thinktank.identity.schemas import Issued
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page
from thinktank.talents import importing, intake, operations, queries
from thinktank.talents.schemas import (
    AddGrowth,
    Admit,
    CommitImport,
    Counts,
    Filter,
    GrowthLine,
    ImportView,
    OpenAccount,
    Remap,
    TakeStep,
    TalentOption,
    TalentRow,
    TalentView,
)
from thinktank.talents.states import MemberState
from thinktank.web.access import allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]
DIRECTORY = allow(*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)


class Admitted(msgspec.Struct):
    """How many became members."""

    admitted: int


class Phone(msgspec.Struct):
    """A phone in full."""

    phone: str


class TalentsApi(Controller):
    """People of the bank."""

    path = "/api/v1/talents"
    opt = DIRECTORY
    tags = ["talents"]

    @get("/", operation_id="listTalents")
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        direction: FromQuery[Direction | None] = None,
        standing: Annotated[MemberState | None, QueryParameter(name="state")] = None,
        unit: FromQuery[int | None] = None,
        placed: FromQuery[bool | None] = None,
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[TalentRow]:
        """Return a page of the people whom one may see, by family name."""
        chosen = Filter(q=q[:60], direction=direction or "", state=standing or "", unit=unit, placed=placed)
        return await queries.people(request.user, chosen, after=after, before=before)

    @get("/counts", operation_id="countTalents")
    async def counts(self, request: AnyRequest) -> Counts:
        """Return the maintained counts; 404 for who sees a part of the bank only."""
        found = await queries.counts(request.user)
        if found is None:
            raise NotFound
        return found

    @get("/options", operation_id="pickTalents")
    async def options(self, request: AnyRequest, q: FromQuery[str] = "") -> list[TalentOption]:
        """Return active members whose name begins so, to pick for a team."""
        return await queries.pickable(request.user, q)

    @post("/admit", operation_id="admitTalents", opt=allow(*OFFICE), status_code=200)
    async def admit(self, request: AnyRequest, data: JSONBody[Admit]) -> Admitted:
        """Make candidates members."""
        chosen = Filter(q=data.q, direction=data.direction or "", unit=data.unit, state="submitted")
        n = await operations.admit(
            request.user, ids=data.ids, chosen=chosen if data.all else None, admitted_on=data.admitted_on
        )
        return Admitted(n)

    @get("/{id:int}", operation_id="getTalent")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> TalentView:
        """Return one person, as far as one may see."""
        return await queries.get(request.user, id)

    @get("/{id:int}/growth", operation_id="getGrowth")
    async def growth(self, request: AnyRequest, id: FromPath[int]) -> list[GrowthLine]:
        """Return a person's growth record."""
        return await queries.growth(request.user, id)

    @post("/{id:int}/growth", operation_id="addGrowth", opt=allow(Role.OFFICER))
    async def add_growth(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[AddGrowth],
    ) -> list[GrowthLine]:
        """Write a line of the growth record."""
        await operations.note_growth(request.user, id=id, command=data)
        return await queries.growth(request.user, id)

    @post("/{id:int}/steps", operation_id="stepTalent", opt=allow(*OFFICE, Role.LIAISON), status_code=200)
    async def step(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[TakeStep],
    ) -> TalentView:
        """Take one step of a membership."""
        return await operations.take_step(request.user, id=id, command=data)

    @post("/{id:int}/account", operation_id="openTalentAccount", opt=allow(Role.OFFICER) | SHOWN_ONCE)
    async def account(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[OpenAccount],
    ) -> Issued:
        """Open an account; the answer holds its one-time activation link."""
        return await operations.open_account(request.user, id=id, login=data.login)

    @post("/{id:int}/phone", operation_id="revealPhone", opt=allow(*OFFICE), status_code=200)
    async def phone(self, request: AnyRequest, id: FromPath[int]) -> Phone:
        """Return the phone in full; the look is recorded."""
        return Phone(await operations.reveal_phone(request.user, id=id))


class ImportsApi(Controller):
    """Rosters on their way into the bank."""

    path = "/api/v1/imports"
    opt = allow(Role.OFFICER)
    tags = ["imports"]

    @get("/", operation_id="listImports")
    async def index(self, request: AnyRequest) -> list[ImportView]:
        """Return one's latest rosters."""
        return await intake.recent(request.user)

    @post("/", operation_id="uploadImport")
    async def upload(
        self,
        request: AnyRequest,
        data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
    ) -> ImportView:
        """Upload a roster and return its dry run; nothing is in the bank yet."""
        content = await data.read(importing.LARGEST + 1)
        return await importing.upload(request.user, filename=data.filename, content=content)

    @get("/{id:int}", operation_id="getImport")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ImportView:
        """Return a roster's dry run, or what came of it."""
        return await intake.preview(request.user, id)

    @post("/{id:int}/columns", operation_id="remapImport", status_code=200)
    async def remap(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[Remap],
    ) -> ImportView:
        """Say what the columns mean."""
        return await importing.remap(request.user, id=id, command=data)

    @post("/{id:int}/commit", operation_id="commitImport", status_code=200)
    async def commit(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[CommitImport],
    ) -> ImportView:
        """Take everybody in, or nobody; a second call changes nothing."""
        return await importing.commit(request.user, id=id, command=data)


CONTROLLERS = (TalentsApi, ImportsApi)
