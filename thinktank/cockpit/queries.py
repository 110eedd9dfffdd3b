# SPDX-License-Identifier: MIT
"""The department's figures, within the actor's scope; each number has a list of exactly its rows."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.query.functions.aggregate import Count

from research.outcomes import queries as outcomes
from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Milestone, Project
from research.reports import queries as reports
from research.reports.rules import is_late
from research.reports.tables import Report
from reviews.supervision import queries as supervision
from reviews.supervision.states import AT_HANDLER, ORDER, Colour
from reviews.supervision.tables import LightRecord, Order
from thinktank.cockpit import lights
from thinktank.cockpit.schemas import (
    Alert,
    DirectionLights,
    DueLine,
    Figure,
    FunnelStep,
    LampRow,
    MonthLights,
    Overview,
    Part,
)  # fmt: skip
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import COUNT_LIMIT, bounded_count
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent
from thinktank.tally import queries as tally

MOST_LAMPS = 40
MOST_LINES = 8
MOST_MILESTONES = 2_000
MOST_REPORTS = 2_000
WEIGHTY = ("major", "key")
REACHED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("registered", "登记", ()),
    ("evaluated", "评价", ("evaluated", "recommended", "instructed", "adopted", "not_adopted")),
    ("recommended", "推荐报送", ("recommended", "instructed", "adopted", "not_adopted")),
    ("adopted", "采纳", ("adopted",)),
    ("applied", "转化应用", ("applying", "applied")),
    ("pilot", "试点培育", ("pilot",)),
    ("promoted", "经验推广", ("promoted",)),
)
"""The funnel: a rung's key, its word, and the states that count for it beside those of the rungs below it."""


def reaching(key: str) -> tuple[str, ...]:
    """The states of outcomes that have come to a rung or beyond; none stands for every state."""
    keys = [rung for rung, _label, _states in REACHED]
    place = keys.index(key)
    return () if place == 0 else tuple({state for _k, _l, states in REACHED[place:] for state in states})


NOT_CLOSED: Any = WhereRaw("project.stage <> 'closed'")  # in the very words of the index project_going


def going(actor: Actor) -> Any:
    """The Where that keeps the projects under way that the actor may see."""
    p = Project
    return projects.visible_to(actor) & NOT_CLOSED & p.status.is_in(["normal", "rectifying", "suspended"])


def outcomes_of(actor: Actor) -> Any:
    """The Where that keeps the outcomes that the actor may see."""
    where = outcomes.visible_to(actor)
    return db.EVERYTHING if where is None else where


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before a day's."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def reports_due(actor: Actor, first: date, last: date) -> Any:
    """The Where that keeps the reports of periods ending between two days whose day is past and nobody waived.

    By the period's last day, since the due day may be moved into the next month by the working-day calendar.
    """
    r, today = Report, clock.today()
    of_month = (r.ends_on >= first) & (r.ends_on <= last) & (r.due_on >= first) & (r.due_on < today)
    return reports.visible_to(actor) & of_month & r.state.not_in(["waived", "scheduled"])


async def soon_day() -> date:
    """Return the last day that counts as near its term (临期), by the rules in force."""
    return clock.today() + timedelta(days=(await policies.light_rules()).due_soon_days)


class _Report(msgspec.Struct):
    due_on: date
    grace_on: date | None
    submitted_at: datetime | None


class _Order(msgspec.Struct):
    id: int
    number: str
    matter: str
    project: int
    state: str
    due_on: date
    who: str
    light: str


class _Step(msgspec.Struct):
    project: int
    title: str
    due_on: date


async def months(actor: Actor) -> list[MonthLights]:
    """Return how many projects stood in yellow and red at the ends of the last months, and now: two queries."""
    return _months(
        await lights.counts(projects.of_visible(LightRecord.project, actor)), _direction_lights(await _groups(actor))
    )


async def overview(actor: Actor, *, word: str = "", periods: tuple[date, date] | None = None) -> Overview:
    """Return the cockpit of an actor's scope: at most twelve queries, whatever the district's size.

    The months are left to ``months()``.

    ``periods`` are the days between which the report periods end whose rate is shown, with ``word`` for them; last
    month's where nothing is said.
    """
    soon, days = await policies.ahead()
    groups = await _groups(actor)
    directions = _direction_lights(groups)
    orders = await _orders(actor)
    steps = await _funnel(actor)
    matrix = await _matrix(actor)
    await _complete(matrix, await lights.past([row.id for row in matrix]), orders)
    return Overview(
        figures=await _figures(
            actor, groups, orders, steps, clock.today() + timedelta(days=soon), await _reporting(actor, word, periods)
        ),
        matrix=matrix,
        months=[],
        alerts=await _alerts(actor, orders),
        directions=directions,
        funnel=steps,
        due=await _due(actor, orders, days),
        days=days,
    )


async def _figures(
    actor: Actor,
    groups: list[dict[str, Any]],
    orders: list[_Order],
    steps: list[FunnelStep],
    until: date,
    reporting: Figure,
) -> list[Figure]:
    levels: Counter[str] = Counter()
    for row in groups:
        levels[row["level"]] += row["count"]
    adopted = next(step.n for step in steps if step.key == "adopted")
    soon = sum(is_soon(one.state, one.due_on, until) for one in orders)
    rows = "/cockpit/rows"
    return [
        Figure("talents", _("在库人才"), await _talents(actor), _("人"), "/talents?state=active"),
        Figure(
            "projects", _("在研课题"), str(levels.total()), _("项"), f"{rows}/projects",
            [Part(_("重大"), levels["major"], f"{rows}/projects?level=major"),
             Part(_("重点"), levels["key"], f"{rows}/projects?level=key")],
        ),
        reporting,
        Figure(
            "orders", _("未销号督办单"), label(len(orders)), _("件"), "/supervision?show=open",
            [Part(_("临期"), soon, f"{rows}/orders?only=soon")],
        ),
        Figure("adopted", _("成果获采纳"), str(adopted), _("项"), f"{rows}/outcomes?rung=adopted"),
    ]  # fmt: skip


def label(n: int) -> str:
    """Write a bounded count."""
    return str(n) if n <= COUNT_LIMIT else f"{COUNT_LIMIT}+"


def is_soon(state: str, due_on: date, until: date) -> bool:
    """Whether an order lies with its handler and is near its term, not past it."""
    return state in AT_HANDLER and clock.today() <= due_on <= until


async def _talents(actor: Actor) -> str:
    """How many members the actor sees: the maintained count for the whole tree, else counted within the scope."""
    if identity.in_scope(actor, tuple(OFFICE), Talent.unit, Talent.direction) is None:
        return str(await tally.total("talent.active"))
    t = Talent
    where = talents.visible_to(actor)
    active: Any = t.state == "active"
    n = await bounded_count(t.select().where(active if where is None else where & active), t.id)
    return label(n)


async def _reporting(actor: Actor, word: str, periods: tuple[date, date] | None) -> Figure:
    """The share of reports that came in time, of the newest two thousand that were due."""
    first, last = periods or last_month(clock.today())
    r = Report
    query = r.select(r.due_on, r.grace_on, r.submitted_at).where(reports_due(actor, first, last))
    found = await db.rows(query.order_by(r.due_on, ascending=False).limit(MOST_REPORTS), _Report)
    now, expected = clock.now(), len(found)
    on_time = sum(not is_late(one.grace_on or one.due_on, one.submitted_at, now) for one in found)
    rate = f"{100 * on_time / expected:.1f}".removesuffix(".0") if expected else "—"
    span = f"since={first.isoformat()}&until={last.isoformat()}"
    url = f"/cockpit/rows/reports?{span}"
    name = _("%(span)s报告按期率") % {"span": word or _("%(n)s月") % {"n": last.month}}
    parts = [Part(_("应报"), expected, url), Part(_("按期"), on_time, f"{url}&only=on_time")]
    return Figure("reports", name, rate, "%" if expected else "", url, parts)


async def _groups(actor: Actor) -> list[dict[str, Any]]:
    """The projects under way, counted by direction, level and light."""
    p = Project
    query = p.select(p.direction, p.level, p.light, Count(p.id)).where(going(actor))
    found: list[dict[str, Any]] = await query.group_by(p.direction, p.level, p.light)
    return found


def _direction_lights(groups: list[dict[str, Any]]) -> list[DirectionLights]:
    lines = {str(one): DirectionLights(str(one)) for one in Direction}
    for row in groups:
        line = lines.setdefault(row["direction"], DirectionLights(row["direction"]))
        colour = row["light"] or str(Colour.GREEN)
        setattr(line, colour, getattr(line, colour) + row["count"])
    return list(lines.values())


async def _orders(actor: Actor) -> list[_Order]:
    """The orders not closed, due first, up to the bound of every count: the ledger's 未销号."""
    o = Order
    query = o.select(
        o.id, o.number, o.matter, o.project, o.state, o.due_on, o.handler._.name.as_alias("who"),
        o.project._.light.as_alias("light"),
    ).where(supervision.visible_to(actor) & supervision.STILL_OPEN)  # fmt: skip
    return await db.rows(query.order_by(o.due_on).order_by(o.id).limit(COUNT_LIMIT + 1), _Order)


async def _matrix(actor: Actor) -> list[LampRow]:
    """The major and key projects under way, the major ones first where there are too many, by direction."""
    p = Project
    query = p.select(
        p.id, p.title, p.direction, p.level, p.light, p.light_reason, p.percent, p.lead._.name.as_alias("lead_name")
    ).where(going(actor) & p.level.is_in(list(WEIGHTY)))
    found = await db.rows(
        query.order_by(p.level, ascending=False).order_by(p.id, ascending=False).limit(MOST_LAMPS), LampRow
    )
    order = [str(one) for one in Direction]
    return sorted(found, key=lambda row: (order.index(row.direction), row.level != "major", row.id))


async def _complete(matrix: list[LampRow], records: list[lights.Record], orders: list[_Order]) -> None:
    """Add the lights of the last month ends, and what comes next: an open step of the plan or an order's day."""
    past = [lights.on_day(records, day) for day in lights.month_ends(clock.today())]
    m = Milestone
    query = m.select(m.project, m.title, m.due_on).where(
        m.project.is_in([row.id for row in matrix] or [0]) & m.state.is_in(["planned", "returned"])
    )
    upcoming = await db.rows(query.order_by(m.due_on).order_by(m.id).limit(MOST_MILESTONES), _Step)
    upcoming += [_Step(one.project, _("督办单到期"), one.due_on) for one in orders if one.state in AT_HANDLER]
    for row in matrix:
        row.past = [lights_then.get(row.id, "") for lights_then in past]
        first = min((one for one in upcoming if one.project == row.id), key=lambda one: one.due_on, default=None)
        if first is not None:
            row.next_title, row.next_on = first.title, first.due_on


def _months(then: dict[date, dict[str, int]], directions: list[DirectionLights]) -> list[MonthLights]:
    found = [MonthLights(day.month, day, lit["yellow"], lit["red"]) for day, lit in then.items()]
    yellow, red = sum(line.yellow for line in directions), sum(line.red for line in directions)
    return [*found, MonthLights(clock.today().month, None, yellow, red)]


async def _alerts(actor: Actor, orders: list[_Order]) -> list[Alert]:
    """What needs a hand: red projects first, then yellow ones, those that stand so the longest first."""
    p = Project
    query = p.select(p.id, p.title, p.light, p.light_reason, p.light_since).where(
        going(actor) & p.light.is_in(list(lights.LIT))
    )
    found = await db.rows(query.order_by(p.light).order_by(p.light_since).order_by(p.id).limit(MOST_LINES), Alert)
    for row in found:
        first = next((one for one in orders if one.project == row.id), None)
        if first is not None:
            row.order, row.order_number, row.order_due_on = first.id, first.number, first.due_on
            row.order_state = ORDER.label(first.state)
    return found


async def _funnel(actor: Actor) -> list[FunnelStep]:
    o = Outcome
    rows = await o.select(o.state, Count(o.id)).where(outcomes_of(actor)).group_by(o.state)
    by = Counter({row["state"]: row["count"] for row in rows})
    steps: list[FunnelStep] = []
    for key, label, _states in REACHED:
        states = reaching(key)
        n = sum(by[state] for state in states) if states else by.total()
        first, last = (steps[0].n, steps[-1].n) if steps else (n, 0)
        steps.append(
            FunnelStep(
                key=key,
                label=_(label),
                n=n,
                share=round(100 * n / first) if first else 0,
                of_previous=round(100 * n / last) if steps and last else None,
            )
        )
    return steps


async def _due(actor: Actor, orders: list[_Order], ahead: int) -> list[DueLine]:
    """What is due from today on, within so many days (18 by default): steps of plans, report days, orders."""
    today = clock.today()
    last = today + timedelta(days=ahead)
    m, r = Milestone, Report
    going_ids = Project.select(Project.id).where(going(actor))
    where = m.state.is_in(["planned", "returned"]) & m.project.is_in(going_ids)
    steps = m.select(
        m.title, m.due_on, m.project, m.project._.title.as_alias("project_title"), m.project._.light.as_alias("light")
    ).where(where & (m.due_on >= today) & (m.due_on <= last))
    of_going = db.there_is(Project.select(Project.id).where((Project.id == r.project) & going(actor)))
    days = r.select(r.due_on).where((r.due_on >= today) & (r.due_on <= last) & (r.state != "waived") & of_going)
    due = Counter([row["due_on"] for row in await days.order_by(r.due_on).limit(COUNT_LIMIT + 1)])
    lines = [
        DueLine(row["title"], row["project_title"], row["due_on"], f"/projects/{row['project']}", row["light"])
        for row in await steps.order_by(m.due_on).order_by(m.id).limit(MOST_LINES)
    ]
    cut = max(due) if due.total() > COUNT_LIMIT else None  # the day on which counting stopped
    lines += [
        DueLine(
            _("进展报告截止"), _("%(n)s项课题") % {"n": f"{n}+" if day == cut else n}, day,
            f"/cockpit/rows/reports?day={day}",
        )
        for day, n in sorted(due.items())[:MOST_LINES]
    ]  # fmt: skip
    lines += [
        DueLine(f"{one.number}　{one.matter}", one.who, one.due_on, f"/supervision/orders/{one.id}", one.light)
        for one in orders
        if one.state in AT_HANDLER and today <= one.due_on <= last
    ]
    return sorted(lines, key=lambda line: line.due_on)[:MOST_LINES]
