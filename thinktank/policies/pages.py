# SPDX-License-Identifier: MIT
"""The settings page of the department."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.policies import operations, queries
from thinktank.policies.schemas import FORMS, KINDS, PolicyView, SetDay
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
NAV = (
    NavEntry(key="settings", label="设置", icon="settings", href="/settings", roles=OFFICE, group="管理", order=930),
)


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form that only asks to do something."""


class SettingsPages(Controller):
    """What the department sets, with the versions that were in force."""

    path = "/settings"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show every policy and the department's own days."""
        return await page(request, "policies/settings.html", form=Form.of(SetDay), **await _all(request))

    @get("/{name:str}", opt=allow(Role.OFFICER))
    async def form(self, request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        """Show a policy's form, filled with what is in force."""
        found = await _known(request, name)
        form = Form.of(FORMS[name], await queries.value(name), effective_from=clock.today())
        return await page(request, "policies/policy.html", form=form, policy=found)

    @post("/{name:str}", opt=allow(Role.OFFICER))
    async def change(self, request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        """Put a new version in force from a day on."""
        found = await _known(request, name)

        async def run(command: Any) -> PolicyView:
            values = {field.name: getattr(command, field.name) for field in msgspec.structs.fields(KINDS[name])}
            return await operations.set_value(
                request.user,
                name=name,
                value=KINDS[name](**values),
                effective_from=command.effective_from,
                note=command.note,
            )

        again = ("policies/policy.html", {"policy": found})
        return await submit(request, FORMS[name], run=run, to="/settings", again=again, flash=_("设置已保存"))

    @post("/days", opt=allow(Role.OFFICER))
    async def set_day(self, request: AnyRequest) -> Response[Any]:
        """Make a day a holiday or a working day."""

        async def run(command: SetDay) -> Any:
            return await operations.set_day(request.user, command=command)

        again = ("policies/settings.html", lambda: _all(request))
        return await submit(request, SetDay, run=run, to="/settings#days", again=again, flash=_("日期已登记"))

    @post("/days/{id:int}/drop", opt=allow(Role.OFFICER))
    async def drop_day(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let the national calendar rule the day again."""

        async def run(_command: Nothing) -> None:
            await operations.drop_day(request.user, id=id)

        async def again() -> dict[str, Any]:
            return {**await _all(request)}

        return await submit(
            request,
            Nothing,
            run=run,
            to="/settings#days",
            again=("policies/settings.html", again),
            flash=_("已按国家节假日安排"),
        )


async def _all(request: AnyRequest) -> dict[str, Any]:
    year = clock.today().year
    return {
        "policies": await queries.policies(request.user),
        "days": await queries.days(),
        "years": [(one, OFFICIAL.year_known(one)) for one in (year, year + 1)],
    }


async def _known(request: AnyRequest, name: str) -> PolicyView:
    if name not in FORMS:
        raise NotFound
    return await queries.policy(request.user, name)


CONTROLLERS = (SettingsPages,)
