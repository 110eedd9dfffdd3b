# SPDX-License-Identifier: MIT
"""The department's figures, within the actor's scope; each number has a list of exactly its rows.

Who sees the whole tree is answered from the maintained counts; a narrower scope has its rows counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.outcomes import queries as outcomes
from research.outcomes import queries_counts as rungs
from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.queries_counts import GOING, UNDER_WAY, Group, groups, under_way
from research.reports import queries as reports
from research.reports import queries_counts as reporting
from reviews.supervision import queries as supervision
from reviews.supervision.tables import Order
from thinktank.cockpit.schemas import DirectionLights, Figure, FunnelStep, Overview, Part
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import bounded_counts
from thinktank.kernel.paging import words as label
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent
from thinktank.tally import queries as tally

ROWS = "/cockpit/rows"
MEMBERS = "talent.active"
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


# -- what the numbers count, for them and for their rows ------------------------------------------------------


def reaching(key: str) -> tuple[str, ...]:
    """The states of outcomes that have come to a rung or beyond; none stands for every state."""
    keys = [rung for rung, _label, _states in REACHED]
    place = keys.index(key)
    return () if place == 0 else tuple({state for _k, _l, states in REACHED[place:] for state in states})


def going(actor: Actor) -> Any:
    """The Where that keeps the projects under way that the actor may see."""
    return projects.visible_to(actor) & UNDER_WAY


def outcomes_of(actor: Actor) -> Any:
    """The Where that keeps the outcomes that the actor may see."""
    where = outcomes.visible_to(actor)
    return db.EVERYTHING if where is None else where


def open_orders(actor: Actor) -> Any:
    """The Where that keeps the orders not ended that the actor may see."""
    return supervision.visible_to(actor) & supervision.STILL_OPEN


def orders_at_handler(actor: Actor) -> Any:
    """The Where that keeps the open orders that lie with their handler; worded so that no index by state is taken."""
    return open_orders(actor) & Order.state.not_in(["replied", "verifying"])


def soon_orders(actor: Actor, until: date) -> Any:
    """The Where that keeps the orders that lie with their handler and are near their term, not past it."""
    o = Order
    near = (o.due_on >= clock.today()) & (o.due_on <= until)
    return orders_at_handler(actor) & near


def reports_due(actor: Actor, first: date, last: date) -> Any:
    """The Where that keeps the reports of periods ending between two days whose last day is past, none waived.

    By the period's own end, since the due day may be moved into the next month by the working-day calendar.
    """
    return reports.visible_to(actor) & reporting.expected(first, last)


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before a day's."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


async def soon_day() -> date:
    """Return the last day that counts as near its term (临期), by the rules in force."""
    return clock.today() + timedelta(days=(await policies.light_rules()).due_soon_days)


# -- counting -------------------------------------------------------------------------------------------------


class Counts(msgspec.Struct):
    """What the head of the cockpit counts; ``members`` and ``orders`` as words, since they may be bounded."""

    members: str
    groups: dict[Group, int]
    reports: tuple[int, int]
    orders: str
    soon: int
    adopted: int


def sees_all(actor: Actor) -> bool:
    """Whether the maintained counts of the whole tree are what an actor may see."""
    whole = projects.visible_to(actor) is db.EVERYTHING and supervision.visible_to(actor) is db.EVERYTHING
    return whole and talents.sees_all(actor) and outcomes.visible_to(actor) is None


async def _counts(actor: Actor, first: date, last: date, until: date) -> Counts:
    """Count for the head: two queries, three for a narrower scope."""
    o = Order
    asked: list[tuple[Any, Any]] = [
        (o.select().where(open_orders(actor)).order_by(o.due_on), o.id),
        (o.select().where(soon_orders(actor, until)).order_by(o.due_on), o.id),
    ]  # fmt: skip
    if sees_all(actor):
        lines = await tally.lines(MEMBERS, GOING, *rungs.NAMES, ranged=reporting.NAMES, **reporting.keys(first, last))
        members = sum(line.n for line in lines if line.name == MEMBERS)
        orders, soon = await bounded_counts(*asked)
        by_group = under_way(lines)
        adopted = _reached("adopted", rungs.by_rung(lines))
        return Counts(str(members), by_group, reporting.rate(lines), label(orders), soon, adopted)
    t, c = Talent, Outcome
    where = talents.visible_to(actor)
    active: Any = t.state == "active"
    asked += [
        (t.select().where(active if where is None else where & active), t.id),
        (c.select().where(outcomes_of(actor) & c.state.is_in(list(reaching("adopted")))), c.id),
    ]
    orders, soon, members, adopted = await bounded_counts(*asked)
    by_group = await groups(projects.visible_to(actor))
    came = await reporting.counted(reports_due(actor, first, last))
    return Counts(label(members), by_group, came, label(orders), soon, adopted)


# -- the head -------------------------------------------------------------------------------------------------


async def overview(actor: Actor, *, word: str = "", periods: tuple[date, date] | None = None) -> Overview:
    """Return the head of the cockpit: figures, and lights by direction; three queries, four for a narrower scope.

    ``periods`` are the days between which the report periods end whose rate is shown, with ``word`` for them; last
    month's where nothing is said. The panels are left empty: queries_panels.
    """
    first, last = periods or last_month(clock.today())
    soon, days = await policies.ahead()
    found = await _counts(actor, first, last, clock.today() + timedelta(days=soon))
    return Overview(
        figures=_figures(found, _reporting(found.reports, word, first, last)),
        directions=_direction_lights(found.groups),
        days=days,
    )


def _figures(found: Counts, reporting_: Figure) -> list[Figure]:
    levels = {level: sum(n for one, n in found.groups.items() if one.level == level) for level in ("major", "key")}
    return [
        Figure("talents", _("在库人才"), found.members, _("人"), "/talents?state=active"),
        Figure(
            "projects", _("在研课题"), str(sum(found.groups.values())), _("项"), f"{ROWS}/projects",
            [Part(_("重大"), levels["major"], f"{ROWS}/projects?level=major"),
             Part(_("重点"), levels["key"], f"{ROWS}/projects?level=key")],
        ),
        reporting_,
        Figure(
            "orders", _("未销号督办单"), found.orders, _("件"), "/supervision?show=open",
            [Part(_("临期"), found.soon, f"{ROWS}/orders?only=soon")],
        ),
        Figure("adopted", _("成果获采纳"), label(found.adopted), _("项"), f"{ROWS}/outcomes?rung=adopted"),
    ]  # fmt: skip


def _reporting(counted: tuple[int, int], word: str, first: date, last: date) -> Figure:
    """The share of reports that came in time, of those that were due."""
    expected, on_time = counted
    rate = f"{100 * on_time / expected:.1f}".removesuffix(".0") if expected else "—"
    url = f"{ROWS}/reports?since={first.isoformat()}&until={last.isoformat()}"
    name = _("%(span)s报告按期率") % {"span": word or _("%(n)s月") % {"n": last.month}}
    parts = [Part(_("应报"), expected, url), Part(_("按期"), on_time, f"{url}&only=on_time")]
    return Figure("reports", name, rate, "%" if expected else "", url, parts)


def _direction_lights(found: dict[Group, int]) -> list[DirectionLights]:
    lines = {str(one): DirectionLights(str(one)) for one in Direction}
    for one, n in found.items():
        line = lines.setdefault(one.direction, DirectionLights(one.direction))
        setattr(line, one.light, getattr(line, one.light) + n)
    return list(lines.values())


# -- the funnel -----------------------------------------------------------------------------------------------


def _reached(key: str, by: dict[str, int]) -> int:
    states = reaching(key)
    return sum(by.get(state, 0) for state in states) if states else sum(by.values())


def funnel(by: dict[str, int]) -> list[FunnelStep]:
    """How many outcomes have come to each rung, from how many stand on each."""
    steps: list[FunnelStep] = []
    for key, word, _states in REACHED:
        n = _reached(key, by)
        first, last = (steps[0].n, steps[-1].n) if steps else (n, 0)
        share = round(100 * n / first) if first else 0
        steps.append(FunnelStep(key, _(word), n, share, round(100 * n / last) if steps and last else None))
    return steps
