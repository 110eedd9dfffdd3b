# SPDX-License-Identifier: MIT
"""The department's figures, within the actor's scope; each number has a list of exactly its rows."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from piccolo.query.functions.aggregate import Count

from research.outcomes import queries as outcomes
from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Milestone, Project
from research.reports import queries as reports
from research.reports.rules import is_late
from research.reports.tables import Report
from reviews.supervision import queries as supervision
from reviews.supervision.states import AT_HANDLER, Colour
from reviews.supervision.tables import Order
from thinktank.cockpit.schemas import Behind, DirectionLights, DueLine, Figure, FunnelStep, LampRow, Overview
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import COUNT_LIMIT, Page, bounded_count, page
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent
from thinktank.tally import queries as tally

MOST_LAMPS = 40
MOST_LINES = 8
SOON_DAYS = 18
REPORT_DAYS = 31
MOST_REPORTS = 2_000
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


def _reaching(key: str) -> tuple[str, ...]:
    """The states of outcomes that have come to a rung or beyond; none stands for every state."""
    keys = [rung for rung, _label, _states in REACHED]
    place = keys.index(key)
    return () if place == 0 else tuple({state for _k, _l, states in REACHED[place:] for state in states})


def _going(actor: Actor) -> Any:
    p = Project
    return (
        projects.visible_to(actor)
        & (p.stage != "closed")
        & p.status.is_in(["normal", "returned", "rectifying", "suspended"])
    )


def _outcomes(actor: Actor) -> Any:
    where = outcomes.visible_to(actor)
    everything: Any = Outcome.id > 0
    return everything if where is None else where


def _label(n: int) -> str:
    return str(n) if n <= COUNT_LIMIT else f"{COUNT_LIMIT}+"


class _Report(msgspec.Struct):
    due_on: date
    submitted_at: datetime | None


async def overview(actor: Actor) -> Overview:
    """Return the cockpit of an actor's scope: at most twelve queries, whatever the district's size."""
    directions = await _direction_lights(actor)
    steps = await _funnel(actor)
    return Overview(
        figures=await _figures(actor, sum(line.total for line in directions), steps),
        matrix=await _matrix(actor),
        directions=directions,
        funnel=steps,
        due=await _due(actor),
        late=await _late(actor),
    )


async def _figures(actor: Actor, going: int, steps: list[FunnelStep]) -> list[Figure]:
    on_time, expected = await _report_rate(actor)
    rate = f"{100 * on_time / expected:.1f}".removesuffix(".0") if expected else "—"
    adopted = next(step.n for step in steps if step.key == "adopted")
    open_orders = await supervision.open_count(actor)
    return [
        Figure("talents", _("在库人才"), await _talents(actor), _("人"), "", "/talents?state=active"),
        Figure("projects", _("在研课题"), str(going), _("项"), "", "/cockpit/rows/projects"),
        Figure(
            "reports", _("报告按期率"), rate, "%" if expected else "",
            _("近一个月应报%(all)s，按期%(n)s") % {"all": expected, "n": on_time}, "/cockpit/rows/reports",
        ),
        Figure("orders", _("未销号督办单"), _label(open_orders), _("件"), "", "/supervision?show=open"),
        Figure(
            "adopted", _("成果获采纳"), str(adopted), _("项"), _("含已转化应用和推广的"),
            "/cockpit/rows/outcomes?rung=adopted",
        ),
    ]  # fmt: skip


async def _talents(actor: Actor) -> str:
    """How many members the actor sees: the maintained count for the whole tree, else counted within the scope."""
    if identity.in_scope(actor, tuple(OFFICE), Talent.unit, Talent.direction) is None:
        return str(await tally.total("talent.active"))
    t = Talent
    where = talents.visible_to(actor)
    active: Any = t.state == "active"
    n = await bounded_count(t.select().where(active if where is None else where & active), t.id)
    return _label(n)


def _reports_due(actor: Actor) -> Any:
    r = Report
    today = clock.today()
    return (
        reports.visible_to(actor)
        & (r.due_on < today)
        & (r.due_on >= today - timedelta(days=REPORT_DAYS))
        & r.state.not_in(["waived", "scheduled"])
    )


async def _report_rate(actor: Actor) -> tuple[int, int]:
    """How many reports due in the last month came in time, and how many were due; the newest two thousand."""
    r = Report
    query = r.select(r.due_on, r.submitted_at).where(_reports_due(actor)).order_by(r.due_on, ascending=False)
    found = await db.rows(query.limit(MOST_REPORTS), _Report)
    now = clock.now()
    return sum(not is_late(one.due_on, one.submitted_at, now) for one in found), len(found)


async def _direction_lights(actor: Actor) -> list[DirectionLights]:
    p = Project
    rows = await p.select(p.direction, p.light, Count(p.id)).where(_going(actor)).group_by(p.direction, p.light)
    lines = {str(one): DirectionLights(str(one)) for one in Direction}
    for row in rows:
        line = lines.setdefault(row["direction"], DirectionLights(row["direction"]))
        colour = row["light"] or str(Colour.GREEN)
        setattr(line, colour, getattr(line, colour) + row["count"])
    return list(lines.values())


async def _matrix(actor: Actor) -> list[LampRow]:
    """The major projects under way by direction, then the others as far as there is room."""
    p = Project
    query = p.select(
        p.id, p.title, p.direction, p.level, p.light, p.light_reason, p.percent, p.lead._.name.as_alias("lead_name"),
        p.due_on,
    ).where(_going(actor))  # fmt: skip
    found = await db.rows(
        query.order_by(p.level, ascending=False).order_by(p.id, ascending=False).limit(MOST_LAMPS), LampRow
    )
    order = [str(one) for one in Direction]
    return sorted(found, key=lambda row: (order.index(row.direction), row.level != "major", row.id))


async def _funnel(actor: Actor) -> list[FunnelStep]:
    o = Outcome
    rows = await o.select(o.state, Count(o.id)).where(_outcomes(actor)).group_by(o.state)
    by = Counter({row["state"]: row["count"] for row in rows})
    steps: list[FunnelStep] = []
    for key, label, _states in REACHED:
        states = _reaching(key)
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


def _milestones(actor: Actor) -> Any:
    m = Milestone
    where = m.state.is_in(["planned", "returned"]) & m.project.is_in(Project.select(Project.id).where(_going(actor)))
    query = m.select(
        m.title, m.due_on, m.project, m.project._.title.as_alias("project_title"), m.project._.light.as_alias("light")
    )
    return query.where(where).order_by(m.due_on).order_by(m.id).limit(MOST_LINES)


def _orders(actor: Actor) -> Any:
    o = Order
    where = supervision.visible_to(actor) & o.state.is_in(list(AT_HANDLER))
    query = o.select(
        o.id, o.number, o.matter, o.due_on, o.handler._.name.as_alias("who"), o.project._.light.as_alias("light")
    )
    return query.where(where).order_by(o.due_on).order_by(o.id).limit(MOST_LINES)


async def _lines(milestones: Any, orders: Any) -> list[DueLine]:
    lines = [
        DueLine(row["title"], row["project_title"], row["due_on"], f"/projects/{row['project']}", row["light"])
        for row in await milestones
    ]
    lines += [
        DueLine(
            f"{row['number']}　{row['matter']}", row["who"], row["due_on"], f"/supervision/orders/{row['id']}",
            row["light"],
        )
        for row in await orders
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.due_on)[:MOST_LINES]


async def _due(actor: Actor) -> list[DueLine]:
    """What is due from today on, within eighteen days."""
    today = clock.today()
    last = today + timedelta(days=SOON_DAYS)
    m, o = Milestone, Order
    return await _lines(
        _milestones(actor).where((m.due_on >= today) & (m.due_on <= last)),
        _orders(actor).where((o.due_on >= today) & (o.due_on <= last)),
    )


async def _late(actor: Actor) -> list[DueLine]:
    """What is past its day, the oldest first."""
    today = clock.today()
    return await _lines(_milestones(actor).where(Milestone.due_on < today), _orders(actor).where(Order.due_on < today))


# -- the rows behind a number ----------------------------------------------------------------------------------


async def rows(
    actor: Actor,
    what: str,
    *,
    direction: str = "",
    light: str = "",
    rung: str = "",
    after: str | None = None,
    before: str | None = None,
) -> Page[Behind]:
    """Return a page of the rows behind a number of the cockpit. NotFound for a number that there is not."""
    if rung not in {"", *(key for key, _label, _states in REACHED)}:
        raise NotFound
    wheres: dict[str, tuple[Any, Any]] = {
        "projects": (Project, _project_rows(actor, direction, light)),
        "outcomes": (Outcome, _outcome_rows(actor, rung)),
        "reports": (Report, _report_rows(actor)),
    }
    if what not in wheres:
        raise NotFound
    table, (query, where) = wheres[what]
    id_ = table.id
    total = await bounded_count(table.select().where(where), id_)
    return await page(
        query.where(where),
        Behind,
        key=id_,
        id_=id_,
        key_name="id",
        descending=True,
        after=after,
        before=before,
        total=total,
    )


def _project_rows(actor: Actor, direction: str, light: str) -> tuple[Any, Any]:
    p = Project
    where = _going(actor)
    if direction:
        where &= p.direction == direction
    if light:
        where &= p.light.is_in([light, ""]) if light == Colour.GREEN else p.light == light
    return p.select(
        p.id, p.title, p.lead._.name.as_alias("detail"), p.direction, p.light, p.stage.as_alias("state")
    ), where


def _outcome_rows(actor: Actor, rung: str) -> tuple[Any, Any]:
    o = Outcome
    where = _outcomes(actor)
    states = _reaching(rung or "registered")
    if states:
        where &= o.state.is_in(list(states))
    return o.select(o.id, o.title, o.number.as_alias("detail"), o.direction, o.state), where


def _report_rows(actor: Actor) -> tuple[Any, Any]:
    r = Report
    return r.select(
        r.id, r.project._.title.as_alias("title"), r.label.as_alias("detail"),
        r.project._.direction.as_alias("direction"), r.state,
    ), _reports_due(actor)  # fmt: skip
