# SPDX-License-Identifier: MIT
"""The settings of the department: programme years, values with their versions, the calendar."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from litestar.status_codes import HTTP_200_OK

from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import operations, queries, rules
from thinktank.policies.kinds import FIXED_CLASSES, FORMS, KINDS
from thinktank.policies.schemas import ManyDays, PolicyView, Revoke, SetDay, YearContent
from thinktank.web.access import allow
from thinktank.web.forms import Form, parse, read_form, show_again, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
READERS = allow(*OFFICE, Role.SEC_ADMIN)
SETTERS = allow(Role.OFFICER, Role.SEC_ADMIN)
TRIERS = allow(Role.OFFICER, Role.DEPT_LEADER, Role.SEC_ADMIN)
OFFICERS = allow(Role.OFFICER)
NAV = (
    NavEntry(
        key="settings", label="设置", icon="settings", href="/settings", roles=OFFICE | {Role.SEC_ADMIN}, group="管理",
        order=930,
    ),
)  # fmt: skip


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form that only asks to do something."""

    version: int | None = None


class SettingsPages(Controller):
    """What the department sets, with the versions that were, are and will be in force."""

    path = "/settings"
    opt = READERS
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show every policy and the department's own days."""
        return await page(request, "policies/settings.html", form=Form.of(SetDay), **await _all(request))

    @get("/{name:str}", opt=TRIERS)
    async def form(self, request: AnyRequest, name: FromPath[str], version: FromQuery[int] = 0) -> Response[Any]:
        """Show a policy's form, filled with what is in force, or with an earlier version to go back to.

        A leader may try other values in it and see what they would move; officers put them in force.
        """
        found = await _known(request, name)
        if "try" not in found.actions and not request.user.has(Role.OFFICER, Role.SEC_ADMIN):
            require(rules.may_set(request.user, name))
        values = await queries.version(request.user, name, version) if version else await queries.value(name)
        form = Form.of(FORMS[name], values, effective_from=clock.today())
        return await page(request, "policies/policy.html", form=form, **await _context(name, found))

    @post("/{name:str}", opt=SETTERS)
    async def change(self, request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        """Put a new version in force from a day on."""
        found = await _known(request, name)

        async def run(command: Any) -> PolicyView:
            return await operations.set_value(
                request.user,
                name=name,
                value=_value_of(name, command),
                effective_from=command.effective_from,
                note=command.note,
            )

        again = ("policies/policy.html", await _context(name, found))
        return await submit(request, FORMS[name], run=run, to=f"/settings#{name}", again=again, flash=_("设置已保存"))

    @post("/{name:str}/preview", opt=TRIERS | NO_KEY)
    async def preview(self, request: AnyRequest, name: FromPath[str]) -> Response[Any]:
        """Show what the values in the form would move; nothing is changed."""
        found = await _known(request, name)
        form = await read_form(request, FORMS[name])
        context = await _context(name, found)
        tried = parse(FORMS[name], form.values | {"note": [form.value("note") or "-"]})  # the reason may come later
        if not tried.ok:
            return await show_again(request, tried, ("policies/policy.html", context))
        context["preview"] = await queries.preview(request.user, name, _value_of(name, tried.command))
        form.errors.clear()
        return await show_again(request, form, ("policies/policy.html", context), status=HTTP_200_OK)

    @post("/versions/{id:int}/revoke", opt=SETTERS)
    async def revoke(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take back a version that is not in force yet."""
        return await submit(
            request,
            Revoke,
            run=lambda command: operations.revoke(request.user, id=id, reason=command.reason),
            to=lambda view: f"/settings#{view.name}",
            again=("policies/settings.html", lambda: _all(request)),
            flash=_("已撤回，原规则继续有效"),
        )


class CalendarPages(Controller):
    """Holidays and make-up workdays."""

    path = "/settings/days"
    opt = OFFICERS
    include_in_schema = False

    @post()
    async def set_day(self, request: AnyRequest) -> Response[Any]:
        """Make a day a holiday or a working day."""

        async def run(command: SetDay) -> Any:
            return await operations.set_day(request.user, command=command)

        again = ("policies/settings.html", lambda: _all(request))
        return await submit(request, SetDay, run=run, to="/settings#days", again=again, flash=_("日期已登记"))

    @get("/import")
    async def import_form(self, request: AnyRequest) -> Response[Any]:
        """Show the form that takes a whole year's notice."""
        return await page(request, "policies/days.html", form=Form.of(ManyDays))

    @post("/import")
    async def import_days(self, request: AnyRequest) -> Response[Any]:
        """Take in a whole year's notice."""
        return await submit(
            request,
            ManyDays,
            run=lambda command: operations.set_days(request.user, command=command),
            to="/settings#days",
            again=("policies/days.html", {}),
            flash=lambda n: _("已载入%(n)d天") % {"n": n},
        )

    @post("/{id:int}/drop")
    async def drop_day(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let the national calendar rule the day again."""
        return await submit(
            request,
            Nothing,
            run=lambda _command: operations.drop_day(request.user, id=id),
            to="/settings#days",
            again=("policies/settings.html", lambda: _all(request)),
            flash=_("已按国家节假日安排"),
        )


class YearPages(Controller):
    """Programme years."""

    path = "/settings/years"
    opt = OFFICERS
    include_in_schema = False

    @get("/new")
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a year, filled with the next one."""
        year = clock.today().year + 1
        start, end = (
            clock.today().replace(year=year, month=1, day=1),
            clock.today().replace(year=year, month=12, day=31),
        )
        form = Form.of(YearContent, name=f"{year}年度", starts_on=start, ends_on=end)
        return await page(request, "policies/year.html", form=form, year=None)

    @post("/new")
    async def plan(self, request: AnyRequest) -> Response[Any]:
        """Write the year down."""
        return await submit(
            request,
            YearContent,
            run=lambda content: operations.plan_year(request.user, content=content),
            to="/settings#years",
            again=("policies/year.html", {"year": None}),
            flash=_("年度已建立，到时启用"),
        )

    @get("/{id:int}")
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a year's form."""
        found = await queries.year(id)
        return await page(request, "policies/year.html", form=Form.of(YearContent, found), year=found)

    @post("/{id:int}")
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Keep the changes to a year."""

        async def again() -> dict[str, Any]:
            found = await queries.year(id)
            return {"year": found, "version": found.version}

        return await submit(
            request,
            YearContent,
            run=lambda content: operations.edit_year(request.user, id=id, content=content),
            to="/settings#years",
            again=("policies/year.html", again),
            flash=_("年度已保存"),
        )

    @post("/{id:int}/{step:str}")
    async def step(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Open, close or reopen a year."""
        return await submit(
            request,
            Nothing,
            run=lambda command: operations.step_year(request.user, id=id, step=step, version=command.version),
            to="/settings#years",
            again=("policies/settings.html", lambda: _all(request)),
            flash=lambda year: f"{year.name}：{year.state_label}",
        )


def _value_of(name: str, command: Any) -> Any:
    return KINDS[name](**{field.name: getattr(command, field.name) for field in msgspec.structs.fields(KINDS[name])})


async def _all(request: AnyRequest) -> dict[str, Any]:
    year = clock.today().year
    business = request.user.is_office
    return {
        "policies": await queries.policies(request.user),
        "business": business,
        "may_set": request.user.has(Role.OFFICER),
        "days": await queries.days() if business else [],
        "calendar_years": [(one, OFFICIAL.year_known(one)) for one in (year, year + 1)] if business else [],
        "years": await queries.years(request.user) if business else [],
        "fixed_classes": FIXED_CLASSES,
    }


async def _known(request: AnyRequest, name: str) -> PolicyView:
    if name not in FORMS:
        raise NotFound
    return await queries.policy(request.user, name)


async def _context(name: str, found: PolicyView) -> dict[str, Any]:
    """What a policy's form stands on: the policy, and what is in force, to mark what differs."""
    return {"policy": found, "stands": Form.of(FORMS[name], await queries.value(name)).values, "preview": None}


CONTROLLERS = (YearPages, CalendarPages, SettingsPages)
