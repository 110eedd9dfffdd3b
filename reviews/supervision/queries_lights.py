# SPDX-License-Identifier: MIT
"""Lights: the facts behind them for one project or hundreds at once, what is in force, what other rules would do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from research.projects import queries as projects
from research.projects.rules import GOING, planned_percent
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.tables import Milestone, Project
from research.reports import rules as report_rules
from research.reports.tables import Report
from reviews.supervision.forecast import Forecast, Point, forecast
from reviews.supervision.light import Facts, compute
from reviews.supervision.schemas import LightLine, LightView
from reviews.supervision.states import AT_HANDLER, COUNTING, OPEN, Colour, OrderKind
from reviews.supervision.tables import LightOverride, LightRecord, Order
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.policies.kinds import LightRules
from thinktank.policies.schemas import Preview, PreviewRow

MOST = 60
AT_ONCE = 500
MOST_PREVIEWED = 20_000
MOST_SHOWN = 200
LOOK_BACK = timedelta(days=400)  # missed reports are counted among the periods due since then


class _Going(msgspec.Struct):
    id: int
    percent: int
    status: str


class _Step(msgspec.Struct):
    project: int
    title: str
    state: str
    starts_on: date
    due_on: date
    weight: int


class _Open(msgspec.Struct):
    project: int
    kind: str
    state: str
    due_on: date


class _Period(msgspec.Struct):
    project: int
    state: str


class Standing(msgspec.Struct):
    """The light that a project has: its record, what it shows, and since which facts."""

    project: int
    id: int
    light: str
    reason: str
    overridden: bool


class Override(msgspec.Struct):
    """A light set by hand, in force or run out."""

    project: int
    light: str
    reason: str
    until: date


def _under_way() -> Any:
    p = Project
    return (p.stage != "closed") & p.status.is_in([*GOING, "suspended"])


async def going_projects(after: int = 0) -> list[int]:
    """Return the next projects, by number, whose light still moves: at most five hundred beyond ``after``."""
    p = Project
    rows = await p.select(p.id).where((p.id > after) & _under_way()).order_by(p.id).limit(AT_ONCE)
    return [row["id"] for row in rows]


async def facts_of(ids: Sequence[int]) -> dict[int, Facts]:
    """Gather what the lights of projects depend on today: four questions for all of them. Unscoped.

    A project that is over has no entry. At most five hundred at a time.
    """
    p, m, o, r = Project, Milestone, Order, Report
    today, some = clock.today(), list(ids[:AT_ONCE])
    if not some:
        return {}
    going, steps, orders, periods = await db.together(
        (p.select(p.id, p.percent, p.status).where(p.id.is_in(some) & _under_way()), _Going),
        (
            m.select(m.project, m.title, m.state, m.starts_on, m.due_on, m.weight)
            .where(m.project.is_in(some)).order_by(m.sort).order_by(m.id),
            _Step,
        ),
        (
            o.select(o.project, o.kind, o.state, o.due_on).where(o.project.is_in(some) & o.state.is_in(list(OPEN))),
            _Open,
        ),
        (
            r.select(r.project, r.state)
            .where(r.project.is_in(some) & (r.due_on < today) & (r.due_on >= today - LOOK_BACK))
            .order_by(r.seq, ascending=False),
            _Period,
        ),
    )  # fmt: skip
    by_step, by_order, by_period = (_by_project(rows) for rows in (steps, orders, periods))
    return {one.id: _facts(one, by_step[one.id], by_order[one.id], by_period[one.id], today=today) for one in going}


class Around(msgspec.Struct, frozen=True):
    """What a project's light depends on beside its plan."""

    orders: list[_Open]
    periods: list[_Period]


async def around(project: int) -> Around:
    """Return a project's open orders and the periods due so far, newest first: one query. Unscoped."""
    o, r, today = Order, Report, clock.today()
    orders = o.select(o.project, o.kind, o.state, o.due_on).where((o.project == project) & o.state.is_in(list(OPEN)))
    due = (r.project == project) & (r.due_on < today) & (r.due_on >= today - LOOK_BACK)
    periods = r.select(r.project, QueryString("'' AS kind"), r.state, r.due_on).where(due)
    rows = await db.rows(db.stacked(orders, periods.order_by(r.seq, ascending=False)), _Open)
    return Around([row for row in rows if row.kind], [_Period(row.project, row.state) for row in rows if not row.kind])


def facts(project: ProjectView, found: Around, steps: Sequence[MilestoneRow]) -> Facts:
    """Return what a project's light depends on, with this plan."""
    return _facts(project, steps, found.orders, found.periods, today=clock.today())


def _by_project(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project].append(row)
    return found


def _facts(
    going: _Going | ProjectView, steps: Sequence[_Step | MilestoneRow], orders: list[_Open], periods: list[_Period], *,
    today: date,
) -> Facts:  # fmt: skip
    late = [(projects.days_late(step.state, step.due_on, today), step.title) for step in steps]
    days, title = max(late, key=lambda one: one[0], default=(0, ""))
    waiting = [step.due_on for step in steps if step.state in {"planned", "returned"}]
    at_handler = [order for order in orders if order.state in AT_HANDLER]
    return Facts(
        planned=planned_percent(steps, today),
        percent=going.percent,
        late_days=days,
        late_title=title if days else "",
        missed_in_a_row=report_rules.missed_in_a_row(period.state for period in periods),
        open_orders=sum(order.kind in COUNTING for order in orders),
        overdue_rectification=any(
            order.kind == OrderKind.RECTIFICATION and order.due_on < today for order in at_handler
        ),
        suspended=going.status == "suspended",
        next_due_in=_days_to_next(today, [*waiting, *(order.due_on for order in at_handler)]),
    )


def _days_to_next(today: date, days: Iterable[date]) -> int | None:
    return min(((day - today).days for day in days if day >= today), default=None)


async def standing(ids: Sequence[int]) -> dict[int, Standing]:
    """Return the records of the lights that projects have now, by project."""
    r = LightRecord
    query = r.select(r.project, r.id, r.light, r.reason, r.overridden)
    rows = await db.rows(query.where(r.project.is_in(list(ids) or [0]) & r.until.is_null()), Standing)
    return {row.project: row for row in rows}


async def overrides(ids: Sequence[int]) -> dict[int, Override]:
    """Return the newest override of each project that nobody has ended, in force or run out, by project."""
    v = LightOverride
    query = v.select(v.project, v.light, v.reason, v.until)
    rows = await db.rows(query.where(v.project.is_in(list(ids) or [0]) & v.ended_at.is_null()).order_by(v.id), Override)
    return {row.project: row for row in rows}


async def light_of(actor: Actor, project: int) -> LightView:
    """Return a project's light with its history. NotFound outside the actor's scope."""
    head = await projects.head(actor, project)
    r = LightRecord
    history = await db.rows(
        r.select(r.light, r.reason, r.overridden, r.since, r.until)
        .where(r.project == project)
        .order_by(r.id, ascending=False)
        .limit(MOST),
        LightLine,
    )
    by_hand = bool(history) and history[0].overridden
    override = (await overrides([project])).get(project) if by_hand else None
    in_force = override is not None and override.until >= clock.today()
    return LightView(
        forecast=await forecast_of(head),
        project=project,
        light=head.light or str(Colour.GREEN),
        reason=head.light_reason,
        soon=await _due_soon(project),
        overridden_until=override.until if override and in_force else None,
        history=history,
    )


async def forecast_of(project: ProjectView) -> Forecast | None:
    """Return when a project will be done at its own pace, from its accepted reports; None where there is no pace.

    The caller has read the project through its scope.
    """
    if project.stage == "closed" or project.status not in GOING:
        return None
    r = Report
    query = r.select(r.ends_on.as_alias("day"), r.percent).where((r.project == project.id) & (r.state == "accepted"))
    points = await db.rows(query.order_by(r.seq).limit(MOST), Point)
    return forecast([Point(project.starts_on, 0), *points], project.due_on)


async def _due_soon(project: int) -> bool:
    """Whether a milestone of a project is due within the days of the rules (临期)."""
    m, today = Milestone, clock.today()
    last = today + timedelta(days=(await policies.light_rules()).due_soon_days)
    where = (m.project == project) & m.state.is_in(["planned", "returned"]) & (m.due_on >= today) & (m.due_on <= last)
    return await db.exists(m.select(m.id).where(where))


async def preview_light_rules(actor: Actor, proposed: LightRules) -> Preview:
    """Tell which of the actor's projects would change colour under other rules, by today's facts.

    All of them are counted, up to twenty thousand; the first two hundred that change are listed.
    """
    present = await policies.light_rules()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    changed: list[tuple[int, Facts, str, str]] = []
    async for project, facts in _all_facts(actor):
        old, new = compute(facts, present).colour, compute(facts, proposed).colour
        before[old] += 1
        after[new] += 1
        if old != new:
            changed.append((project, facts, str(old), str(new)))
    words = {Colour.GREEN: _("绿灯"), Colour.YELLOW: _("黄灯"), Colour.RED: _("红灯"), Colour.GREY: _("灰灯")}
    counts = "，".join(f"{word} {before[colour]}→{after[colour]}" for colour, word in words.items())
    summary = _("按今天的数据试算：%(counts)s") % {"counts": counts}
    return Preview(count=len(changed), summary=summary, rows=await _shown(changed[:MOST_SHOWN]), lights=True)


async def _all_facts(actor: Actor) -> AsyncIterator[tuple[int, Facts]]:
    p, last = Project, 0
    where = projects.visible_to(actor) & _under_way()
    for _batch in range(MOST_PREVIEWED // AT_ONCE):
        found = await p.select(p.id).where(where & (p.id > last)).order_by(p.id).limit(AT_ONCE)
        if not found:
            return
        last = found[-1]["id"]
        for project, facts in (await facts_of([row["id"] for row in found])).items():
            yield project, facts


async def _shown(changed: list[tuple[int, Facts, str, str]]) -> list[PreviewRow]:
    p = Project
    rows = await p.select(p.id, p.title).where(p.id.is_in([project for project, *_rest in changed] or [0]))
    titles = {row["id"]: row["title"] for row in rows}
    return [
        PreviewRow(titles[project], f"/projects/{project}", _("落后%(n)d个百分点") % {"n": facts.behind}, old, new)
        for project, facts, old, new in changed
    ]
