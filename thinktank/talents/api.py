# SPDX-License-Identifier: MIT
"""The bank for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from thinktank.identity.schemas import Issued
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page
from thinktank.talents import operations, operations_admission, operations_saved, queries, queries_saved
from thinktank.talents.schemas import (
    Admit,
    Choice,
    ChooseColumns,
    Counts,
    Filter,
    KeepList,
    OpenAccount,
    SavedView,
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
        sex: FromQuery[Literal["", "male", "female"]] = "",
        education: FromQuery[Literal["", "bachelor", "master", "doctor"]] = "",
        degree: FromQuery[Literal["", "学士", "硕士", "博士"]] = "",
        age: FromQuery[Literal["", "30", "35", "40", "40+"]] = "",
        political: FromQuery[Literal["", "party", "league", "democratic", "masses"]] = "",
        tag: FromQuery[str] = "",
        term: FromQuery[Literal["", "3", "12", "over"]] = "",
        sort: FromQuery[Literal["", "name", "admitted", "unit"]] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[TalentRow]:
        """Return a page of the people whom one may see, by family name unless sorted otherwise.

        ``education`` is a level and above, ``age`` a band in years, ``term`` the months in which a term ends; a
        condition on a guarded field finds those alone whose field one may see.
        """
        chosen = Filter(
            q=q[:60], direction=direction or "", state=standing or "", unit=unit, placed=placed, sex=sex,
            education=education, degree=degree, age=age, political=political, tag=tag[:30], term=term, sort=sort,
        )  # fmt: skip
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
        n = await operations_admission.admit(
            request.user, ids=data.ids, chosen=chosen if data.all else None, admitted_on=data.admitted_on
        )
        return Admitted(n)

    @get("/{id:int}", operation_id="getTalent")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> TalentView:
        """Return one person, as far as one may see."""
        return await queries.get(request.user, id)

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


class ListsApi(Controller):
    """What one keeps of the bank's lists."""

    path = "/api/v1/talents"
    opt = DIRECTORY
    tags = ["talents"]

    @get("/lists", operation_id="listSavedLists")
    async def index(self, request: AnyRequest) -> list[SavedView]:
        """Return the lists that one keeps."""
        return await queries_saved.lists(request.user)

    @post("/lists", operation_id="saveList")
    async def keep(self, request: AnyRequest, data: JSONBody[KeepList]) -> SavedView:
        """Keep a list under a name; ``query`` is the query of the list's address."""
        return await operations_saved.keep(request.user, command=data)

    @post("/lists/{id:int}/drop", operation_id="dropSavedList", status_code=204)
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> None:
        """Keep a list no longer."""
        await operations_saved.drop(request.user, id=id)

    @post("/columns", operation_id="chooseColumns", status_code=200)
    async def columns(self, request: AnyRequest, data: JSONBody[ChooseColumns]) -> Choice:
        """Choose the columns of one's list."""
        await operations_saved.choose(request.user, command=data)
        return await queries_saved.choice(request.user)


CONTROLLERS = (TalentsApi, ListsApi)
