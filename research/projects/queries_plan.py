# SPDX-License-Identifier: MIT
"""The plan with its dependencies, and where its days would lie if something moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from research.projects import queries, rules, schedule
from research.projects.schedule import Days, Link, Span
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.schemas_plan import LinkRow, PlanLink, PlanView
from research.projects.tables import MilestoneLink
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import Calendar
from thinktank.policies import queries as policies

MOST = 200
STANDS = ("done", "handed_in")


async def links(project: int) -> list[LinkRow]:
    """Return the dependencies of a project's plan. The caller has read the project through its scope."""
    t = MilestoneLink
    query = t.select(
        t.earlier, t.later, t.lag, t.earlier._.title.as_alias("earlier_title"), t.later._.title.as_alias("later_title")
    )
    return await db.rows(query.where(t.later._.project == project).order_by(t.id).limit(MOST), LinkRow)


async def plan(actor: Actor, project: int) -> PlanView:
    """Return the plan of a project with its dependencies. NotFound outside the actor's scope."""
    head = await queries.head(actor, project)
    steps = await queries.milestones(project)
    calendar = await policies.calendar()
    ties = await queries.ties_of(actor, head)
    return PlanView(
        project=project, number=head.number, project_title=head.title, version=head.version, starts_on=head.starts_on,
        due_on=head.due_on, percent=head.percent, planned=rules.planned_percent(steps, clock.today()),
        milestones=steps, links=await links(project),
        unknown_years=calendar.unknown_years(head.starts_on, head.due_on),
        actions=["link"] if rules.may_link(ties, stage=head.stage) else [],
    )  # fmt: skip


def spans(steps: Iterable[MilestoneRow]) -> list[Span]:
    """Return the steps as the arithmetic takes them: what is done or handed in stays where it is."""
    return [Span(step.id, step.starts_on, step.due_on, step.state in STANDS, step.kind.is_gate) for step in steps]


def arrows(found: Iterable[LinkRow | PlanLink]) -> list[Link]:
    """Return dependencies as the arithmetic takes them."""
    return [Link(link.earlier, link.later, link.lag) for link in found]


async def if_due(project: ProjectView, *, step: int, due_on: date, along: bool) -> Days:
    """Return where every step would lie if one became due on another day: the same for showing and for doing it.

    ``along`` takes every unfinished step that is due later along; else only those move that wait for it.
    """
    steps = spans(await queries.milestones(project.id))
    waits = arrows(await links(project.id))
    return moved(steps, waits, await policies.calendar(), step=step, due_on=due_on, along=along)


def moved(steps: list[Span], waits: list[Link], calendar: Calendar, *, step: int, due_on: date, along: bool) -> Days:
    """Return where every step would lie if one became due on another day, of a plan that has been read."""
    return schedule.moved_to(steps, waits, calendar, step=step, due_on=due_on, along=along, today=clock.today())


async def if_paused(project: ProjectView, *, since: date) -> tuple[int, Days]:
    """Return how many working days a project has rested, and where its unfinished steps lie if they move by them."""
    calendar, today = await policies.calendar(), clock.today()
    rested = max(0, calendar.workdays_between(since, today))
    steps = spans(await queries.milestones(project.id))
    later = schedule.delayed(steps, rested, calendar, since=date.min, today=since) if rested else steps
    return rested, schedule.settle(later, arrows(await links(project.id)), calendar)
