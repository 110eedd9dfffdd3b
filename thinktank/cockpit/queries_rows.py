# SPDX-License-Identifier: MIT
"""The rows behind the cockpit's numbers: the same conditions as the numbers, as lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Project
from research.reports.tables import Report
from reviews.supervision import queries as supervision
from reviews.supervision.states import AT_HANDLER, Colour
from reviews.supervision.tables import LightRecord, Order
from thinktank.cockpit import lights, queries, spans
from thinktank.cockpit.schemas import Behind
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest

LONGEST = timedelta(days=366)
MOST_GRACE = 25  # calendar days of the most working days of grace that can be set
SINCE = {"issued": spans.issued, "closed": spans.closed}


class Narrowed(msgspec.Struct, frozen=True):
    """What a number counts: by direction, level, light (at a month's end), rung, day, days, or a part of its rows."""

    direction: str = ""
    level: str = ""
    light: str = ""
    at: date | None = None
    rung: str = ""
    day: date | None = None
    only: str = ""
    since: date | None = None
    until: date | None = None

    def within(self) -> tuple[date, date]:
        """The days between which report periods end: those named, else last month."""
        first, last = queries.last_month(clock.today())
        return self.since or first, self.until or last


async def rows(
    actor: Actor, what: str, by: Narrowed, *, after: str | None = None, before: str | None = None
) -> Page[Behind]:
    """Return a page of the rows behind a number of the cockpit. NotFound for a number that there is not."""
    if by.rung not in {"", *(key for key, _label, _states in queries.REACHED)}:
        raise NotFound
    table: type[Any]
    match what:
        case "projects":
            table, query = Project, _projects(actor, by)
        case "outcomes":
            table, query = Outcome, _outcomes(actor, by)
        case "reports":
            table, query = Report, _reports(actor, by)
        case "orders":
            table, query = Order, await _orders(actor, by)
        case _:
            raise NotFound
    columns, where = query
    id_: Any = table.id
    return await newest(
        table.select(*columns).where(where), Behind, id_, after=after,
        before=before, counting=table.select().where(where),
    )  # fmt: skip


def _projects(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    p, r = Project, LightRecord
    columns = [p.id, p.title, p.lead._.name.as_alias("detail"), p.direction, p.light, p.stage.as_alias("state")]
    if by.at is not None:
        then = r.select(r.project).where((r.light == by.light) & lights.stood(by.at))
        return columns, projects.visible_to(actor) & p.id.is_in(then)
    if by.since is not None and by.only == "granted":
        return columns, spans.granted(actor, by.since)
    where = queries.going(actor)
    if by.direction:
        where &= p.direction == by.direction
    if by.level:
        where &= p.level == by.level
    if by.light:
        where &= p.light.is_in([by.light, ""]) if by.light == Colour.GREEN else p.light == by.light
    return columns, where


def _outcomes(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    o = Outcome
    where = queries.outcomes_of(actor)
    if by.since is not None and by.only == "adopted":
        where = spans.adopted(actor, by.since)
    states = queries.reaching(by.rung or "registered")
    if states:
        where &= o.state.is_in(list(states))
    return [o.id, o.title, o.number.as_alias("detail"), o.direction, o.state], where


def _reports(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    """Those whose periods end in some days (``only`` on_time: in time), or of projects under way due on a day."""
    r = Report
    columns = [
        r.id, r.project._.title.as_alias("title"), r.label.as_alias("detail"),
        r.project._.direction.as_alias("direction"), r.state,
    ]  # fmt: skip
    if by.day is not None:
        of_going = r.project.is_in(Project.select(Project.id).where(queries.going(actor)))
        return columns, of_going & (r.due_on == by.day) & (r.state != "waived")
    first, last = by.within()
    where = queries.reports_due(actor, first, last)
    if by.only == "on_time":
        today = clock.today()
        first = max(first, today - LONGEST)
        days = [first + timedelta(days=n) for n in range((today - first).days + MOST_GRACE)]
        last_day = [(r.grace_on == day) | (r.grace_on.is_null() & (r.due_on == day)) for day in days]
        in_time = [one & (r.submitted_at < clock.end_of(day)) for one, day in zip(last_day, days, strict=True)]
        where &= _any_of(in_time)
    return columns, where


def _any_of(conditions: list[Any]) -> Any:
    """One of many conditions, joined as a tree: a chain of hundreds overflows SQLite's parser."""
    half = len(conditions) // 2
    return _any_of(conditions[:half]) | _any_of(conditions[half:]) if half else conditions[0]


async def _orders(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    """Those not closed (``only`` soon: with their handler and near their term), or issued or closed since a day."""
    o = Order
    columns = [
        o.id, o.matter.as_alias("title"), o.number.as_alias("detail"), o.project._.direction.as_alias("direction"),
        o.project._.light.as_alias("light"), o.state,
    ]  # fmt: skip
    if by.since is not None and by.only in SINCE:
        return columns, SINCE[by.only](actor, by.since)
    where = supervision.visible_to(actor) & supervision.STILL_OPEN
    if by.only == "soon":
        where &= o.state.is_in(list(AT_HANDLER))
        where &= (o.due_on >= clock.today()) & (o.due_on <= await queries.soon_day())
    return columns, where
