# SPDX-License-Identifier: MIT
"""Policies for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.params import FromPath, JSONBody

from thinktank.kernel.actor import OFFICE, Role
from thinktank.policies import operations, queries
from thinktank.policies.schemas import (
    KINDS,
    DayView,
    PolicyView,
    SetAdmission,
    SetDay,
    SetGrades,
    SetLightRules,
    SetProgramme,
)
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


async def _set(request: AnyRequest, name: str, command: Any) -> PolicyView:
    values = {field.name: getattr(command, field.name) for field in msgspec.structs.fields(KINDS[name])}
    return await operations.set_value(
        request.user, name=name, value=KINDS[name](**values), effective_from=command.effective_from, note=command.note
    )


class PolicyApi(Controller):
    """What the department sets."""

    path = "/api/v1/policies"
    opt = allow(*OFFICE)
    tags = ["policies"]

    @get(operation_id="list_policies")
    async def index(self, request: AnyRequest) -> list[PolicyView]:
        """Return every policy with its versions."""
        return await queries.policies(request.user)

    @put("/light_rules", operation_id="set_light_rules", opt=allow(Role.OFFICER))
    async def light_rules(self, request: AnyRequest, data: JSONBody[SetLightRules]) -> PolicyView:
        """Put new light rules in force from a day on."""
        return await _set(request, "light_rules", data)

    @put("/grades", operation_id="set_grades", opt=allow(Role.OFFICER))
    async def grades(self, request: AnyRequest, data: JSONBody[SetGrades]) -> PolicyView:
        """Put new grades in force from a day on."""
        return await _set(request, "grades", data)

    @put("/programme", operation_id="set_programme", opt=allow(Role.OFFICER))
    async def programme(self, request: AnyRequest, data: JSONBody[SetProgramme]) -> PolicyView:
        """Put a new programme in force from a day on."""
        return await _set(request, "programme", data)

    @put("/admission", operation_id="set_admission", opt=allow(Role.OFFICER))
    async def admission(self, request: AnyRequest, data: JSONBody[SetAdmission]) -> PolicyView:
        """Put new conditions of admission in force from a day on."""
        return await _set(request, "admission", data)

    @get("/days", operation_id="list_days")
    async def days(self) -> list[DayView]:
        """Return the department's own days."""
        return await queries.days()

    @post("/days", operation_id="set_day", opt=allow(Role.OFFICER))
    async def set_day(self, request: AnyRequest, data: JSONBody[SetDay]) -> DayView:
        """Make a day a holiday or a working day."""
        return await operations.set_day(request.user, command=data)

    @delete("/days/{id:int}", operation_id="drop_day", opt=allow(Role.OFFICER))
    async def drop_day(self, request: AnyRequest, id: FromPath[int]) -> None:
        """Let the national calendar rule a day again."""
        await operations.drop_day(request.user, id=id)


CONTROLLERS = (PolicyApi,)
