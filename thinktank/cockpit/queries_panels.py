# SPDX-License-Identifier: MIT
"""The cockpit's panels, each of at most four queries: what needs a hand, lamps, what is due, how it went."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from research.outcomes import queries_counts as rungs
from research.projects import queries as projects
from research.projects.queries_counts import GOING, NOT_CLOSED, groups, under_way
from research.projects.tables import Milestone, Project
from research.reports import queries as reports
from research.reports import queries_counts as reporting
from research.reports.tables import Report
from reviews.supervision import queries as supervision
from reviews.supervision import queries_counts as records
from reviews.supervision.states import ORDER
from reviews.supervision.tables import LightRecord, Order
from thinktank.cockpit import closing, lights, queries
from thinktank.cockpit.schemas import Alert, ClosingLine, DueLine, FunnelStep, LampRow, MonthLights, Overview
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import COUNT_LIMIT
from thinktank.tally import queries as tally

MOST_LAMPS = 40
MOST_LINES = 8
MOST_STEPS = 2_000
OPEN_STEPS: Any = WhereRaw("milestone.state NOT IN ('handed_in', 'done')")  # in the words of the index milestone_open
WEIGHTY: Any = NOT_CLOSED & (Project.level > "general")  # key and major, in the order of the index project_weighty
WARNING: Any = NOT_CLOSED & (Project.light >= "red")  # red and yellow, in the order of the index project_warning


# -- what needs a hand ----------------------------------------------------------------------------------------


class _First(msgspec.Struct):
    id: int
    number: str
    project: int
    state: str
    due_on: date


async def alerts(actor: Actor) -> list[Alert]:
    """Return what needs a hand with its order that is due first: red projects first, those that stand so the longest.

    Two queries.
    """
    p, o = Project, Order
    query = p.select(p.id, p.title, p.light, p.light_reason, p.light_since).where(WARNING & queries.going(actor))
    found = await db.rows(query.order_by(p.light).order_by(p.light_since).order_by(p.id).limit(MOST_LINES), Alert)
    orders = o.select(o.id, o.number, o.project, o.state, o.due_on).where(
        o.project.is_in([row.id for row in found] or [0]) & queries.open_orders(actor)
    )
    first: dict[int, _First] = {}
    for one in await db.rows(orders.order_by(o.due_on).order_by(o.id).limit(COUNT_LIMIT), _First):
        first.setdefault(one.project, one)
    for row in found:
        order = first.get(row.id)
        if order is not None:
            row.order, row.order_number, row.order_due_on = order.id, order.number, order.due_on
            row.order_state = ORDER.label(order.state)
    return found


# -- lamps ----------------------------------------------------------------------------------------------------


class _Next(msgspec.Struct):
    project: int
    title: str
    due_on: date


async def matrix(actor: Actor) -> list[LampRow]:
    """Return the major and key projects under way, the major ones first where there are too many, by direction.

    With the lights of the last month ends, and what comes next: an open step of the plan or an order's day. Three
    queries.
    """
    p = Project
    query = p.select(
        p.id, p.title, p.direction, p.level, p.light, p.light_reason, p.percent, p.lead._.name.as_alias("lead_name")
    ).where(WEIGHTY & queries.going(actor))
    found = await db.rows(
        query.order_by(p.level, ascending=False).order_by(p.id, ascending=False).limit(MOST_LAMPS), LampRow
    )
    shown = [row.id for row in found] or [0]
    records = await lights.past(shown)
    past = [lights.on_day(records, day) for day in lights.month_ends(clock.today())]
    coming = await _coming(actor, shown)
    for row in found:
        row.past = [then.get(row.id, "") for then in past]
        if row.id in coming:
            row.next_title, row.next_on = coming[row.id].title or _("督办单到期"), coming[row.id].due_on
    order = [str(one) for one in Direction]
    return sorted(found, key=lambda row: (order.index(row.direction), row.level != "major", row.id))


async def _coming(actor: Actor, shown: list[int]) -> dict[int, _Next]:
    """What each of these projects has next: an open step, or, without a title, the day of an order."""
    m, o = Milestone, Order
    steps = m.select(m.project, m.title, m.due_on).where(
        m.project.is_in(shown) & m.state.is_in(["planned", "returned"])
    )
    orders = o.select(o.project, QueryString("'' AS title"), o.due_on).where(
        o.project.is_in(shown) & queries.orders_at_handler(actor)
    )
    found: dict[int, _Next] = {}
    both = db.stacked(steps.order_by(m.due_on).limit(MOST_STEPS), orders.order_by(o.due_on).limit(MOST_STEPS))
    for one in await db.rows(both, _Next):
        if one.project not in found or one.due_on < found[one.project].due_on:
            found[one.project] = one
    return found


# -- what is due ----------------------------------------------------------------------------------------------


class _Due(msgspec.Struct):
    id: int
    number: str
    title: str
    detail: str
    due_on: date
    light: str


async def due(actor: Actor, ahead: int) -> list[DueLine]:
    """Return what is due from today on, within so many days: steps of plans, report days, orders; two queries."""
    today = clock.today()
    last = today + timedelta(days=ahead)
    steps, orders = _due_steps(actor, today, last), _due_orders(actor, today, last)
    lines = [
        DueLine(f"{one.number}　{one.title}", one.detail, one.due_on, f"/supervision/orders/{one.id}", one.light)
        if one.number
        else DueLine(one.title, one.detail, one.due_on, f"/projects/{one.id}", one.light)
        for one in await db.rows(db.stacked(steps, orders), _Due)
    ]
    lines += [
        DueLine(
            _("进展报告截止"), _("%(n)s项课题") % {"n": n}, day, f"/cockpit/rows/reports?day={day}"
        )
        for day, n in (await report_days(actor, today, last))[:MOST_LINES]
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.due_on)[:MOST_LINES]


def _due_steps(actor: Actor, first: date, last: date) -> Any:
    m = Milestone
    moving = (Project.id == m.project) & queries.going(actor) & (Project.status != "suspended")
    of_going = db.there_is(Project.select(Project.id).where(moving))
    project = m.project._
    query = m.select(
        m.project.as_alias("id"), QueryString("'' AS number"), m.title, project.title.as_alias("detail"), m.due_on,
        project.light.as_alias("light"),
    )  # fmt: skip
    where = OPEN_STEPS & (m.due_on >= first) & (m.due_on <= last) & of_going
    return query.where(where).order_by(m.due_on).order_by(m.id).limit(MOST_LINES)


def _due_orders(actor: Actor, first: date, last: date) -> Any:
    o = Order
    query = o.select(
        o.id, o.number, o.matter.as_alias("title"), o.handler._.name.as_alias("detail"), o.due_on,
        o.project._.light.as_alias("light"),
    )  # fmt: skip
    where = queries.orders_at_handler(actor) & (o.due_on >= first) & (o.due_on <= last)
    return query.where(where).order_by(o.due_on).order_by(o.id).limit(MOST_LINES)


async def report_days(actor: Actor, first: date, last: date) -> list[tuple[date, str]]:
    """Return the days on which reports are due, with how many: maintained, or counted up to 1000+ in the scope."""
    if queries.sees_all(actor):
        return [(day, str(n)) for day, n in await reporting.due_by_day(first, last)]
    r = Report
    days = r.select(r.due_on).where(reports.visible_to(actor) & (r.due_on >= first) & (r.due_on <= last))
    days = days.where(r.state != "waived").order_by(r.due_on).limit(COUNT_LIMIT + 1)
    found = sorted((row.due_on, row.n) for row in await db.rows(db.grouped(days, "due_on"), _Day))
    cut = found[-1][0] if sum(n for _day, n in found) > COUNT_LIMIT else None  # the day on which counting stopped
    return [(day, f"{n}+" if day == cut else str(n)) for day, n in found]


class _Day(msgspec.Struct):
    due_on: date
    n: int


# -- how it went -----------------------------------------------------------------------------------------------


async def trends(actor: Actor) -> tuple[list[MonthLights], list[FunnelStep], list[ClosingLine]]:
    """Return how many projects stood in yellow and red at the ends of the last months, and now; the funnel; the orders.

    Of the orders issued in these months and this one: by kind how many, and how many are closed. One query, four for
    a narrower scope.
    """
    ends, months = lights.month_ends(clock.today()), closing.lately(clock.today())
    if queries.sees_all(actor):
        keys = records.cohort_keys(months[0], clock.today())
        lines = await tally.lines(*records.NAMES, GOING, *rungs.NAMES, ranged=records.BY_KIND, **keys)
        orders = records.cohorts(lines, records.BY_KIND)
        then, now, by = records.at_month_ends(ends, lines), under_way(lines), rungs.by_rung(lines)
    else:
        then = await lights.counts(projects.of_visible(LightRecord.project, actor))
        now, by = await groups(projects.visible_to(actor)), await rungs.counted(queries.outcomes_of(actor))
        orders = await records.counted_cohorts(supervision.visible_to(actor), Order.kind, months)
    found = [MonthLights(day.month, day, then[day]["yellow"], then[day]["red"]) for day in ends]
    yellow, red = (sum(n for one, n in now.items() if one.light == light) for light in records.LIT)
    shown = [*found, MonthLights(clock.today().month, None, yellow, red)]
    return shown, queries.funnel(by), closing.by_kind(orders, months)


async def whole(actor: Actor, view: Overview) -> Overview:
    """Return the head with every panel filled in, for programs."""
    view.alerts, view.matrix = await alerts(actor), await matrix(actor)
    view.due = await due(actor, view.days)
    view.months, view.funnel, view.closing = await trends(actor)
    return view
