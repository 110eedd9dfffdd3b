# SPDX-License-Identifier: MIT
"""Policies, programme years and the calendar for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from thinktank.kernel.actor import OFFICE, Role
from thinktank.policies import operations, queries
from thinktank.policies.kinds import FORMS, KINDS, SECURITY
from thinktank.policies.schemas import DayView, ManyDays, PolicyView, Preview, Revoke, SetDay, YearContent, YearView
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = allow(*OFFICE, Role.SEC_ADMIN)
SETTERS = allow(Role.OFFICER, Role.SEC_ADMIN)
OFFICERS = allow(Role.OFFICER)
TRIERS = allow(*OFFICE)


class DaysTaken(msgspec.Struct):
    """How many days of a notice were taken in."""

    days: int


def _value_of(name: str, command: Any) -> Any:
    return KINDS[name](**{field.name: getattr(command, field.name) for field in msgspec.structs.fields(KINDS[name])})


def _setter(name: str) -> HTTPRouteHandler:
    """The handler that sets one policy: its body is that policy's own form, so the schema tells its values."""

    async def set_policy(request: AnyRequest, data: Any) -> PolicyView:
        value = _value_of(name, data)
        return await operations.set_value(
            request.user, name=name, value=value, effective_from=data.effective_from, note=data.note
        )

    body: Any = JSONBody
    set_policy.__annotations__ = {"request": AnyRequest, "data": body[FORMS[name]], "return": PolicyView}
    set_policy.__doc__ = f"Put new values of {name} in force from a day on."
    role = Role.SEC_ADMIN if name in SECURITY else Role.OFFICER
    return put(f"/api/v1/policies/{name}", operation_id=f"set_{name}", opt=allow(role), tags=["policies"])(set_policy)


def _getter(name: str) -> HTTPRouteHandler:
    """The handler that returns one policy; it stands at the setter's path."""

    async def get_policy(request: AnyRequest) -> PolicyView:
        return await queries.policy(request.user, name)

    get_policy.__doc__ = f"Return {name} with its versions."
    return get(f"/api/v1/policies/{name}", operation_id=f"get_{name}", opt=READERS, tags=["policies"])(get_policy)


def _previewer(name: str) -> HTTPRouteHandler:
    async def preview_policy(request: AnyRequest, data: Any) -> Preview:
        return await queries.preview(request.user, name, _value_of(name, data))

    body: Any = JSONBody
    preview_policy.__annotations__ = {"request": AnyRequest, "data": body[FORMS[name]], "return": Preview}
    preview_policy.__doc__ = f"Tell what new values of {name} would move; nothing is changed."
    return post(
        f"/api/v1/policies/{name}/preview", operation_id=f"preview_{name}", opt=TRIERS, tags=["policies"],
        status_code=200,
    )(preview_policy)  # fmt: skip


class PolicyApi(Controller):
    """What the department sets."""

    path = "/api/v1/policies"
    opt = allow(*OFFICE)
    tags = ["policies"]

    @get(operation_id="list_policies", opt=READERS)
    async def index(self, request: AnyRequest) -> list[PolicyView]:
        """Return every policy that the asker reads, with its versions."""
        return await queries.policies(request.user)

    @post("/versions/{id:int}/revoke", operation_id="revoke_policy", opt=SETTERS, status_code=200)
    async def revoke(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Revoke]) -> PolicyView:
        """Take back a version that is not in force yet."""
        return await operations.revoke(request.user, id=id, reason=data.reason)

    @get("/days", operation_id="list_days")
    async def days(self) -> list[DayView]:
        """Return the department's own days."""
        return await queries.days()

    @post("/days", operation_id="set_day", opt=OFFICERS)
    async def set_day(self, request: AnyRequest, data: JSONBody[SetDay]) -> DayView:
        """Make a day a holiday or a working day."""
        return await operations.set_day(request.user, command=data)

    @post("/days/import", operation_id="import_days", opt=OFFICERS)
    async def set_days(self, request: AnyRequest, data: JSONBody[ManyDays]) -> DaysTaken:
        """Take in a whole year's notice."""
        return DaysTaken(await operations.set_days(request.user, command=data))

    @delete("/days/{id:int}", operation_id="drop_day", opt=OFFICERS)
    async def drop_day(self, request: AnyRequest, id: FromPath[int]) -> None:
        """Let the national calendar rule a day again."""
        await operations.drop_day(request.user, id=id)


class YearApi(Controller):
    """Programme years."""

    path = "/api/v1/years"
    opt = allow(*OFFICE)
    tags = ["policies"]

    @get(operation_id="list_years")
    async def index(self, request: AnyRequest) -> list[YearView]:
        """Return the programme years, latest first."""
        return await queries.years(request.user)

    @post(operation_id="plan_year", opt=OFFICERS)
    async def plan(self, request: AnyRequest, data: JSONBody[YearContent]) -> YearView:
        """Write down a programme year."""
        return await operations.plan_year(request.user, content=data)

    @put("/{id:int}", operation_id="edit_year", opt=OFFICERS)
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[YearContent]) -> YearView:
        """Correct a programme year."""
        return await operations.edit_year(request.user, id=id, content=data)

    @post("/{id:int}/{step:str}", operation_id="step_year", opt=OFFICERS, status_code=200)
    async def step(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> YearView:
        """Open, close or reopen a programme year."""
        return await operations.step_year(request.user, id=id, step=step)


CONTROLLERS = (PolicyApi, YearApi, *map(_getter, KINDS), *map(_setter, KINDS), _previewer("light_rules"))
