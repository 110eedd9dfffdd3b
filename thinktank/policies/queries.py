# SPDX-License-Identifier: MIT
"""Policies in force on a day."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, cast

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import Calendar
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.policies import rules
from thinktank.policies.schemas import (
    KINDS,
    Admission,
    DayView,
    Grades,
    LightRules,
    PolicyView,
    Programme,
    Setting,
    Value,
    VersionView,
)
from thinktank.policies.tables import CalendarDay, PolicyValue

S = TypeVar("S", bound=msgspec.Struct)
MOST_DAYS = 2_000
MOST_VERSIONS = 20


async def _in_force(name: str, kind: type[S], on: date | None) -> S:
    p = PolicyValue
    row = (
        await p.select(p.value)
        .where((p.name == name) & (p.effective_from <= (on or clock.today())))
        .order_by(p.effective_from, ascending=False)
        .order_by(p.id, ascending=False)
        .first()
    )
    if row is None:
        return kind()
    known = {field.name for field in msgspec.structs.fields(kind)}
    stored = msgspec.json.decode(row["value"], type=dict[str, Any])
    return msgspec.convert({key: value for key, value in stored.items() if key in known}, kind)


async def light_rules(on: date | None = None) -> LightRules:
    """Return the light rules in force on a day, today by default."""
    return await _in_force("light_rules", LightRules, on)


async def grades(on: date | None = None) -> Grades:
    """Return the grades in force on a day, today by default."""
    return await _in_force("grades", Grades, on)


async def programme(on: date | None = None) -> Programme:
    """Return the programme in force on a day, today by default."""
    return await _in_force("programme", Programme, on)


async def admission(on: date | None = None) -> Admission:
    """Return the conditions of admission in force on a day, today by default."""
    return await _in_force("admission", Admission, on)


async def value(name: str, on: date | None = None) -> Value:
    """Return a policy by its name; NotFound for an unknown one."""
    if name not in KINDS:
        raise NotFound
    return cast("Value", await _in_force(name, KINDS[name], on))


async def calendar() -> Calendar:
    """Return the working-day calendar with the department's own days on top."""
    d = CalendarDay
    found = await d.select(d.day, d.working).order_by(d.day, ascending=False).limit(MOST_DAYS)
    return Calendar({row["day"]: row["working"] for row in found})


async def days() -> list[DayView]:
    """Return the department's own days, latest first."""
    d = CalendarDay
    return await db.rows(d.select().order_by(d.day, ascending=False).limit(100), DayView)


def in_words(found: msgspec.Struct) -> list[Setting]:
    """Return a policy's values by their titles."""
    info = msgspec.inspect.type_info(type(found))
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    lines = []
    for field in fields:
        extra = field.type.extra_json_schema if isinstance(field.type, msgspec.inspect.Metadata) else None
        stands = getattr(found, field.name)
        text = {True: _("是"), False: _("否")}[stands] if isinstance(stands, bool) else str(stands)
        lines.append(Setting(title=(extra or {}).get("title", field.name), value=text))
    return lines


async def policy(actor: Actor, name: str) -> PolicyView:
    """Return a policy with its versions, newest first; NotFound for an unknown one."""
    found = await value(name)
    p = PolicyValue
    query = (
        p.select(p.id, p.name, p.effective_from, p.note, p.set_by._.name.as_alias("set_by_name"))
        .where(p.name == name)
        .order_by(p.effective_from, ascending=False)
        .order_by(p.id, ascending=False)
        .limit(MOST_VERSIONS)
    )
    return PolicyView(
        name=name,
        title=KINDS[name].title,
        settings=in_words(found),
        versions=await db.rows(query, VersionView),
        actions=["set"] if rules.may_set(actor) else [],
    )


async def policies(actor: Actor) -> list[PolicyView]:
    """Return every policy, for the settings page."""
    return [await policy(actor, name) for name in KINDS]
