# SPDX-License-Identifier: MIT
"""The rows behind the cockpit's numbers: the same conditions as the numbers, as lists."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Project
from research.reports import queries as reports
from research.reports.queries_counts import in_time
from research.reports.tables import Report
from research.topics.tables import Topic
from reviews.supervision.states import Colour
from reviews.supervision.tables import LightRecord, Order
from thinktank.cockpit import closing, happened, lights, queries
from thinktank.cockpit.schemas import Behind
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.postings.tables import Posting
from thinktank.talents.tables import Talent


class Narrowed(msgspec.Struct, frozen=True):
    """What a number counts: by direction, level, light (at a month's end), rung, day, days, kind, unit, or in part."""

    direction: str = ""
    level: str = ""
    light: str = ""
    at: date | None = None
    rung: str = ""
    day: date | None = None
    only: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""
    unit: int | None = None

    def within(self) -> tuple[date, date]:
        """The days between which report periods end: those named, else last month."""
        first, last = queries.last_month(clock.today())
        return self.since or first, self.until or last

    def happened(self, actor: Actor, what: str) -> Any:
        """The Where of the rows that something happened to, since a day or between two; None for another number."""
        if self.since is None or not self.only:
            return None
        return happened.thing(what, self.only).rows(actor, (self.since, self.until), self.direction)


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
        case "topics" | "talents" | "postings":
            table, query = _others(actor, what, by)
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
    happened_to = by.happened(actor, "projects")
    if happened_to is not None:
        return columns, happened_to
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
    happened_to = by.happened(actor, "outcomes")
    where = queries.outcomes_of(actor) if happened_to is None else happened_to
    states = queries.reaching(by.rung or "registered")
    if states:
        where &= o.state.is_in(list(states))
    if by.direction and happened_to is None:
        where &= o.direction == by.direction
    return [o.id, o.title, o.number.as_alias("detail"), o.direction, o.state], where


def _reports(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    """Those whose periods end in some days (``only`` on_time: in time), or that are due on a day."""
    r = Report
    columns = [
        r.id, r.project._.title.as_alias("title"), r.label.as_alias("detail"),
        r.project._.direction.as_alias("direction"), r.state,
    ]  # fmt: skip
    if by.day is not None:
        return columns, reports.visible_to(actor) & (r.due_on == by.day) & (r.state != "waived")
    first, last = by.within()
    where = queries.reports_due(actor, first, last)
    if by.direction:
        where &= r.project._.direction == by.direction
    return columns, where & in_time() if by.only == "on_time" else where


async def _orders(actor: Actor, by: Narrowed) -> tuple[list[Any], Any]:
    """Those not closed (``only`` soon: with their handler and near their term), or issued or closed since a day.

    ``only`` cohort: issued between two days and not withdrawn, of a kind or to a unit; cohort_closed: closed by now.
    """
    o = Order
    columns = [
        o.id, o.matter.as_alias("title"), o.number.as_alias("detail"), o.project._.direction.as_alias("direction"),
        o.project._.light.as_alias("light"), o.state,
    ]  # fmt: skip
    if by.only in {"cohort", "cohort_closed"}:
        first, last = by.within()
        where = closing.cohort(actor, first, last, kind=by.kind, unit=by.unit)
        state: Any = o.state
        return columns, where & db.judged(state, "closed") if by.only == "cohort_closed" else where
    happened_to = by.happened(actor, "orders")
    if happened_to is not None:
        return columns, happened_to
    if by.only == "soon":
        return columns, queries.soon_orders(actor, await queries.soon_day())
    return columns, queries.open_orders(actor)


def _others(actor: Actor, what: str, by: Narrowed) -> tuple[type[Any], tuple[list[Any], Any]]:
    """Topics, people or postings that something happened to; NotFound where nothing is named."""
    where = by.happened(actor, what)
    if where is None:
        raise NotFound
    t, p, s = Topic, Talent, Posting
    columns: dict[str, tuple[type[Any], list[Any]]] = {
        "topics": (t, [t.id, t.title, t.number.as_alias("detail"), t.direction, t.state]),
        "talents": (p, [p.id, p.name.as_alias("title"), p.post.as_alias("detail"), p.direction, p.state]),
        "postings": (
            s, [s.id, s.talent._.name.as_alias("title"), s.post.as_alias("detail"), s.direction, s.state]
        ),
    }  # fmt: skip
    table, wanted = columns[what]
    return table, (wanted, where)
