# SPDX-License-Identifier: MIT
"""Policies in force on a day, their versions, the programme years, the calendar."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, TypeVar

import msgspec
from piccolo.querystring import QueryString

from thinktank.identity.schemas import AccountRules
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import Calendar
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.policies import rules
from thinktank.policies.kinds import (
    KINDS,
    Admission,
    DirectionWeights,
    Exports,
    FieldClasses,
    FormalCheck,
    Grades,
    LightRules,
    Panels,
    PostingTerms,
    Privacy,
    Programme,
    Research,
    Value,
)
from thinktank.policies.kinds_changes import Changes
from thinktank.policies.kinds_outcomes import Outcomes
from thinktank.policies.kinds_reporting import Channels, Reminders, Reporting
from thinktank.policies.kinds_research import AgreementTerms, Selection
from thinktank.policies.kinds_reviews import Verdicts
from thinktank.policies.kinds_supervision import Supervision
from thinktank.policies.schemas import Book, Change, DayView, PolicyView, Preview, Setting, VersionView, YearView
from thinktank.policies.states import YEAR, YearState
from thinktank.policies.tables import CalendarDay, PolicyValue, ProgrammeYear

S = TypeVar("S", bound=msgspec.Struct)
MOST_DAYS = 2_000
MOST_VERSIONS = 300
MOST_YEARS = 60
Previewer = Callable[[Actor, Any], Awaitable[Preview]]
previews: dict[str, Previewer] = {}
"""Who can tell what a change of a policy would move; the composition root fills it from ``PREVIEWS``."""


def _stored(text: str, kind: type[S]) -> S:
    """Read a version; a value that a later release has dropped is left out, one that it added has its default."""
    known = {field.name for field in msgspec.structs.fields(kind)}
    stored = msgspec.json.decode(text, type=dict[str, Any])
    return msgspec.convert({key: value for key, value in stored.items() if key in known}, kind)


async def _in_force(name: str, kind: type[S], on: date | None) -> S:
    p = PolicyValue
    row = (
        await p.select(p.value)
        .where((p.name == name) & (p.effective_from <= (on or clock.today())) & p.revoked_at.is_null())
        .order_by(p.effective_from, ascending=False)
        .order_by(p.id, ascending=False)
        .first()
    )
    return kind() if row is None else _stored(row["value"], kind)


async def book(*names: str) -> Book:
    """Return some policies in force today with the calendar: one query for all, where a page needs several."""
    p, d = PolicyValue, CalendarDay
    where = p.name.is_in(list(names)) & (p.effective_from <= clock.today()) & p.revoked_at.is_null()
    versions = p.select(p.name, p.value, p.effective_from.as_alias("day"), p.id).where(where)
    nothing = QueryString("'' AS name"), QueryString("CASE WHEN working THEN '1' ELSE '' END AS value")
    days_ = d.select(*nothing, d.day, d.id).order_by(d.day, ascending=False).limit(MOST_DAYS)
    found = await db.rows(
        db.stacked(versions.order_by(p.effective_from).order_by(p.id).limit(MOST_VERSIONS), days_), _Line
    )
    own = {line.day: bool(line.value) for line in found if not line.name}
    latest = {line.name: line.value for line in sorted(found, key=lambda line: (line.day, line.id))}
    return Book(Calendar(own), {name: _stored(latest.get(name, "{}"), KINDS[name]) for name in names})


class _Line(msgspec.Struct):
    """A version of a policy, or without a name a day of the calendar."""

    name: str
    value: str
    day: date
    id: int


async def ahead() -> tuple[int, int]:
    """Return how many days ahead something is due soon, and how far the cockpit looks: one query for both."""
    p = PolicyValue
    where = p.name.is_in(["light_rules", "reminders"]) & (p.effective_from <= clock.today()) & p.revoked_at.is_null()
    query = p.select(p.name, p.value).where(where).order_by(p.effective_from).order_by(p.id)
    latest = {row["name"]: row["value"] for row in await query.limit(MOST_VERSIONS)}
    rules_ = _stored(latest.get("light_rules", "{}"), LightRules)
    return rules_.due_soon_days, _stored(latest.get("reminders", "{}"), Reminders).cockpit_days


async def on_decisions() -> tuple[Grades, Verdicts, Programme]:
    """Return what decisions of reviews depend on, as in force today: one query for all three."""
    p = PolicyValue
    kinds: dict[str, Any] = {"grades": Grades, "verdicts": Verdicts, "programme": Programme}
    where = p.name.is_in(list(kinds)) & (p.effective_from <= clock.today()) & p.revoked_at.is_null()
    query = p.select(p.name, p.value).where(where).order_by(p.effective_from).order_by(p.id)
    latest = {row["name"]: row["value"] for row in await query.limit(MOST_VERSIONS)}
    grades_, verdicts_, programme_ = (_stored(latest.get(name, "{}"), kind) for name, kind in kinds.items())
    return grades_, verdicts_, programme_


async def light_rules(on: date | None = None) -> LightRules:
    """Return the light rules in force on a day, today by default."""
    return await _in_force("light_rules", LightRules, on)


async def supervision(on: date | None = None) -> Supervision:
    """Return how often projects are inspected, and which days problems and orders are given."""
    return await _in_force("supervision", Supervision, on)


async def outcomes(on: date | None = None) -> Outcomes:
    """Return when outcomes stand too long, what a level needs, and when adopting units are asked."""
    return await _in_force("outcomes", Outcomes, on)


async def grades(on: date | None = None) -> Grades:
    """Return the grades in force on a day, today by default."""
    return await _in_force("grades", Grades, on)


async def verdicts(on: date | None = None) -> Verdicts:
    """Return the quota of excellent grades and the times of mending and appealing in force on a day."""
    return await _in_force("verdicts", Verdicts, on)


async def programme(on: date | None = None) -> Programme:
    """Return the programme in force on a day, today by default."""
    return await _in_force("programme", Programme, on)


async def admission(on: date | None = None) -> Admission:
    """Return the conditions of admission in force on a day, today by default."""
    return await _in_force("admission", Admission, on)


async def direction_weights(on: date | None = None) -> DirectionWeights:
    """Return the weights of the proposed direction in force on a day, today by default."""
    return await _in_force("direction_weights", DirectionWeights, on)


async def research(on: date | None = None) -> Research:
    """Return the times and limits of topics and projects in force on a day, today by default."""
    return await _in_force("research", Research, on)


async def formal_check(on: date | None = None) -> FormalCheck:
    """Return the checklist of the formal check in force on a day, today by default."""
    return await _in_force("formal_check", FormalCheck, on)


async def changes(on: date | None = None) -> Changes:
    """Return how far a project may be changed, and what an early end costs, on a day, today by default."""
    return await _in_force("changes", Changes, on)


async def selection(on: date | None = None) -> Selection:
    """Return how topics are collected and grants announced, on a day, today by default."""
    return await _in_force("selection", Selection, on)


async def agreement(on: date | None = None) -> AgreementTerms:
    """Return what a new task agreement says of duties, on a day, today by default."""
    return await _in_force("agreement", AgreementTerms, on)


async def reporting(on: date | None = None) -> Reporting:
    """Return how projects report, on a day, today by default."""
    return await _in_force("reporting", Reporting, on)


async def panels(on: date | None = None) -> Panels:
    """Return what a new review round begins with."""
    return await _in_force("panels", Panels, on)


async def reminders(on: date | None = None) -> Reminders:
    """Return when who is reminded."""
    return await _in_force("reminders", Reminders, on)


async def channels(on: date | None = None) -> Channels:
    """Return by which ways beside mail people may be told."""
    return await _in_force("channels", Channels, on)


async def field_classes(on: date | None = None) -> FieldClasses:
    """Return the classes of the personal fields that a department may guard more closely."""
    return await _in_force("field_classes", FieldClasses, on)


async def exports(on: date | None = None) -> Exports:
    """Return when an export needs approval, and how long its file is kept, on a day."""
    return await _in_force("exports", Exports, on)


async def account_rules(on: date | None = None) -> AccountRules:
    """Return what guards accounts."""
    return await _in_force("account_rules", AccountRules, on)


async def privacy(on: date | None = None) -> Privacy:
    """Return the terms of personal data in force on a day, today by default."""
    return await _in_force("privacy", Privacy, on)


async def posting_terms(on: date | None = None) -> PostingTerms:
    """Return the terms of postings in force on a day, today by default."""
    return await _in_force("posting_terms", PostingTerms, on)


async def value(name: str, on: date | None = None) -> Value:
    """Return a policy by its name; NotFound for an unknown one."""
    if name not in KINDS:
        raise NotFound
    return await _in_force(name, KINDS[name], on)


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
        lines.append(Setting(title=(extra or {}).get("title", field.name), value=_word(getattr(found, field.name))))
    return lines


def _word(stands: Any) -> str:
    if isinstance(stands, bool):
        return _("是") if stands else _("否")
    return "、".join(map(str, stands)) if isinstance(stands, tuple) else str(getattr(stands, "label", stands))


def _differences(before: msgspec.Struct, after: msgspec.Struct) -> list[Change]:
    pairs = zip(in_words(before), in_words(after), strict=True)
    return [Change(title=old.title, before=old.value, after=new.value) for old, new in pairs if old != new]


async def _versions(where: Any) -> dict[str, list[VersionView]]:
    """The versions of policies, newest first: one query for any number of policies."""
    p = PolicyValue
    query = p.select(
        p.id, p.name, p.value, p.effective_from, p.note, p.at, p.revoked_at, p.revoke_note,
        p.set_by._.name.as_alias("set_by_name"),
    ).where(where)  # fmt: skip
    found = await db.rows(
        query.order_by(p.effective_from, ascending=False).order_by(p.id, ascending=False).limit(MOST_VERSIONS),
        VersionView,
    )
    grouped: dict[str, list[VersionView]] = {}
    for one in found:
        grouped.setdefault(one.name, []).append(one)
    return grouped


def _explain(versions: list[VersionView], kind: type[Value]) -> Value:
    """Say of each version what it changed and how it stands; return the values in force."""
    today, before, current, in_force = clock.today(), kind(), None, kind()
    for one in reversed(versions):
        after = _stored(one.value, kind)
        one.changes, one.value = _differences(before, after), ""
        if one.revoked_at is not None:
            one.stands = "revoked"
            continue
        before = after
        if one.effective_from > today:
            one.stands = "future"
        else:
            current, in_force = one, after
    if current is not None:
        current.stands = "current"
    return in_force


def _view(actor: Actor, name: str, versions: list[VersionView]) -> PolicyView:
    return PolicyView(
        name=name,
        title=KINDS[name].title,
        settings=in_words(_explain(versions, KINDS[name])),
        versions=versions,
        actions=_actions(actor, name),
        previewed=name in previews,
    )


async def policy(actor: Actor, name: str) -> PolicyView:
    """Return a policy with its versions, newest first; NotFound for an unknown one, Denied for who may not read it."""
    if name not in KINDS:
        raise NotFound
    require(rules.may_read(actor, name))
    versions = await _versions(PolicyValue.name == name)
    return _view(actor, name, versions.get(name, []))


async def version(actor: Actor, name: str, id: int) -> Value:  # noqa: A002 -- the record's id
    """Return the values of one version, to begin a new one from; NotFound when it is another policy's."""
    require(rules.may_read(actor, name))
    row = await PolicyValue.select(PolicyValue.value).where((PolicyValue.id == id) & (PolicyValue.name == name)).first()
    if row is None:
        raise NotFound
    return _stored(row["value"], KINDS[name])


async def policies(actor: Actor) -> list[PolicyView]:
    """Return every policy that the actor reads, for the settings page."""
    names = [name for name in KINDS if rules.may_read(actor, name)]
    versions = await _versions(PolicyValue.name.is_in(names)) if names else {}
    return [_view(actor, name, versions.get(name, [])) for name in names]


def _actions(actor: Actor, name: str) -> list[str]:
    allowed = {"set": rules.may_set(actor, name), "try": rules.may_try(actor, name) & check(name in previews, "")}
    return [action for action, decision in allowed.items() if decision]


async def preview(actor: Actor, name: str, proposed: Value) -> Preview:
    """Tell what a change would move by today's data; NotFound where nobody can tell, Denied for who may not try it."""
    require(rules.may_try(actor, name))
    if name not in previews:
        raise NotFound
    return await previews[name](actor, proposed)


# -- programme years --------------------------------------------------------------------------------------------


def _year_columns() -> Any:
    y = ProgrammeYear
    return y.select(y.id, y.version, y.name, y.starts_on, y.ends_on, y.state)


async def years(actor: Actor | None = None) -> list[YearView]:
    """Return the programme years, latest first; with what the actor may do to each."""
    y = ProgrammeYear
    found = await db.rows(_year_columns().order_by(y.starts_on, ascending=False).limit(MOST_YEARS), YearView)
    may = actor is not None and bool(rules.may_set(actor))
    for year in found:
        year.state_label = YEAR.label(year.state)
        if may:
            year.actions = [step.name for step in YEAR.leaving(year.state)]
            year.actions += ["edit"] if year.state != YearState.CLOSED else []
    return found


async def year(id: int) -> YearView:  # noqa: A002 -- the record's id
    """Return one programme year; NotFound when there is none."""
    found = await db.first(_year_columns().where(ProgrammeYear.id == id), YearView)
    if found is None:
        raise NotFound
    found.state_label = YEAR.label(found.state)
    return found


async def current_year(on: date | None = None) -> YearView | None:
    """Return the open programme year of a day, today by default: the one that covers it, else the latest open one.

    None while a department has not opened any; what is made then belongs to no year.
    """
    y, day = ProgrammeYear, on or clock.today()
    query = _year_columns().where(y.state == str(YearState.OPEN)).order_by(y.starts_on, ascending=False)
    found = await db.rows(query.limit(MOST_YEARS), YearView)
    for one in found:
        one.state_label = YEAR.label(one.state)
    covering = [year for year in found if year.starts_on <= day <= year.ends_on]
    return next(iter([*covering, *found]), None)
