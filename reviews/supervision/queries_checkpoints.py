# SPDX-License-Identifier: MIT
"""Reading inspections: what is planned, what each checks against the task agreement, what was seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects import queries_parts
from research.projects.rules import Ties
from research.projects.schemas import ProjectView
from research.reports import queries as reports
from research.reports.schemas import ReportRow
from reviews.problems import queries as problems
from reviews.problems.schemas import ProblemRow
from reviews.problems.tables import Problem
from reviews.supervision import queries, rules
from reviews.supervision.queries import MOST
from reviews.supervision.schemas import CheckpointView, Expected, ItemView, OrderRow, Stop
from reviews.supervision.states import CheckpointKind
from reviews.supervision.tables import Checkpoint, CheckpointItem, Order
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import SIZE, Page, bounded_counts, page, words

SHOWN, LATELY = 10, 5


def _columns() -> Any:
    c = Checkpoint
    p = c.project._
    return c.select(
        c.id, c.version, c.project, p.title.as_alias("project_title"), p.direction.as_alias("direction"),
        p.light.as_alias("project_light"), p.lead._.name.as_alias("lead_name"),
        p.unit.as_alias("unit"), p.unit._.name.as_alias("unit_name"), c.kind, c.title, c.due_on,
        c.inspector, c.inspector._.name.as_alias("inspector_name"), c.done_on, c.finding, c.advice, c.light, c.cycle,
        c.covers_from, c.covers_to, c.state, c.state_since,
    )  # fmt: skip


async def checkpoint(actor: Actor, id: int) -> tuple[CheckpointView, ProjectView, Ties]:  # noqa: A002
    """Return one checkpoint with its project's head and the actor's ties; NotFound outside the scope."""
    query = _columns().where(queries.checkpoints_visible_to(actor) & (Checkpoint.id == id))
    found = await db.first(query, CheckpointView)
    if found is None:
        raise NotFound
    if found.state == "done":
        n = CheckpointItem
        lines = n.select(n.text, n.expected, n.result, n.note).where(n.checkpoint == id)
        found.items = await db.rows(lines.order_by(n.sort), ItemView)
    project = await projects.head(actor, found.project)
    ties = await projects.ties_of(actor, project)
    if rules.may_record(ties, actor.account, inspector=found.inspector, state=found.state):
        found.actions.append("record")
    if rules.may_cancel(ties, actor.account, inspector=found.inspector, state=found.state):
        found.actions.append("cancel")
    return found, project, ties


async def checkpoints_of(actor: Actor, project: int) -> list[CheckpointView]:
    """Return a project's checkpoints that the actor may see, latest first."""
    c = Checkpoint
    query = _columns().where(queries.checkpoints_visible_to(actor) & (c.project == project))
    return await db.rows(query.order_by(c.due_on, ascending=False).limit(MOST), CheckpointView)


def _own(actor: Actor, state: str) -> Any:
    c = Checkpoint
    return (c.inspector == actor.account) & (c.state == state) & queries.checkpoints_visible_to(actor)


async def checkpoints_of_inspector(actor: Actor) -> list[CheckpointView]:
    """Return the actor's own checkpoints that are planned, due first, at most sixty."""
    c = Checkpoint
    query = _columns().where(_own(actor, "planned"))
    return await db.rows(query.order_by(c.due_on).order_by(c.id).limit(MOST), CheckpointView)


async def own(
    actor: Actor, *, state: str = "planned", after: str | None = None, before: str | None = None, size: int = SIZE
) -> Page[CheckpointView]:
    """Return a page of the actor's own checkpoints: those that are planned due first, else the latest first."""
    c, where = Checkpoint, _own(actor, state)
    return await page(
        _columns().where(where), CheckpointView, key=c.due_on, id_=c.id, key_name="due_on",
        descending=state != "planned", after=after, before=before, size=size, counting=c.select().where(where),
    )  # fmt: skip


class Desk(msgspec.Struct, kw_only=True):
    """What waits for an inspector: the first of each kind, how much there is of it, and what was recorded lately."""

    planned: list[CheckpointView]
    stops: list[Stop]
    orders: list[OrderRow]
    problems: list[ProblemRow]
    done: list[CheckpointView]
    counts: list[str]  # of the first, the third and the fourth; "1000+" beyond


async def desk(actor: Actor) -> Desk:
    """Return an inspector's desk: five queries."""
    planned = await checkpoints_of_inspector(actor)
    c = Checkpoint
    asked: list[list[tuple[Any, Any]]] = [
        [(c.select().where(_own(actor, "planned")), c.id)],
        [(Order.select().where(arm).order_by(Order.due_on), Order.id) for arm in queries.turns(actor)],
        [(Problem.select().where(arm).order_by(Problem.due_on), Problem.id) for arm in problems.turns(actor)],
    ]
    found = iter(await bounded_counts(*(one for some in asked for one in some)))
    done = _columns().where(_own(actor, "done")).order_by(c.due_on, ascending=False).order_by(c.id, ascending=False)
    return Desk(
        planned=planned[:SHOWN],
        stops=stops(planned),
        orders=await queries.waiting_for(actor, most=SHOWN),
        problems=await problems.waiting_for(actor, most=SHOWN),
        done=await db.rows(done.limit(LATELY), CheckpointView),
        counts=[words(sum(next(found) for _one in some)) for some in asked],
    )


def stops(planned: list[CheckpointView], days: int = 14) -> list[Stop]:
    """Return the visits and talks due within some days by unit, so that one way serves all that is to be seen there.

    Units with the nearest due day come first; overdue ones count as due now.
    """
    last = clock.today() + timedelta(days=days)
    by_unit: dict[int, list[CheckpointView]] = {}
    for one in planned:
        if one.kind != CheckpointKind.DESK and one.due_on <= last:
            by_unit.setdefault(one.unit, []).append(one)
    return [Stop(group[0].unit_name, group) for group in by_unit.values()]


async def checklist(checkpoint_: CheckpointView) -> list[Expected]:
    """Return what an inspection checks: the steps due by the end of its cycle that are not passed, and the targets.

    From the task agreement as it stands; nobody is asked for any of it. The caller has read the checkpoint in scope.
    """
    last = checkpoint_.covers_to or checkpoint_.due_on
    steps = [
        Expected(f"m{step.id}", _("节点：%(title)s") % {"title": step.title}, _expected(step.mark, step.due_on))
        for step in await projects.milestones(checkpoint_.project)
        if step.state != "done" and step.due_on <= last
    ]
    targets = [
        Expected(
            f"i{one.id}", _("指标：%(name)s") % {"name": one.name},
            _("目标%(target)s%(unit)s，已报%(actual)s%(unit)s") % {
                "target": f"{one.target.normalize():f}", "actual": f"{one.actual.normalize():f}", "unit": one.unit,
            },
        )
        for one in await queries_parts.targets(checkpoint_.project)
    ]  # fmt: skip
    return [*steps, *targets]


def _expected(mark: str, due_on: Any) -> str:
    day = _("%(day)s前") % {"day": due_on.isoformat()}
    return f"{day}　{mark}".strip("　")[:200]


async def report_of(checkpoint_: CheckpointView) -> ReportRow | None:
    """Return the report of an inspection's cycle: the newest that was handed in since the cycle began.

    An inspection reads it instead of asking for another (domain.md §3: merged with the report of the period).
    """
    found = await reports.latest(checkpoint_.project)
    since = checkpoint_.covers_from
    return found if found is not None and (since is None or found.due_on >= since) else None
