# SPDX-License-Identifier: MIT
"""Moving the steps of a plan: by its dependencies, by another due day, when a year's holidays become known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from research.projects import queries, queries_plan, rules, schedule
from research.projects.events import DueDateMoved, TermMoved
from research.projects.operations_granting import insert_plan
from research.projects.schedule import Days
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.schemas_agreement import AgreementContent
from research.projects.schemas_plan import PlanLink, PlanView, SetLinks
from research.projects.tables import Milestone, MilestoneLink, Project
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

AT_ONCE = 200


async def set_links(actor: Actor, *, id: int, command: SetLinks) -> PlanView:  # noqa: A002 -- the project's id
    """Set which steps wait for which; steps that would begin too early move, and what waits for them with them.

    Denied for who does not keep the plan; Invalid for a step of another project, one that waits for itself, a pair
    named twice, and for steps that wait for each other: the words name them; Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.head(actor, id)
        require(rules.may_link(await queries.ties_of(actor, project), stage=project.stage))
        steps = await queries.milestones(id)
        wrong = _wrong(command.links, {step.id: step.title for step in steps})
        if wrong:
            raise Invalid(fields={"links": wrong})
        await touch(Project, id=id, version=command.version, values={})
        await _write_links([step.id for step in steps], command.links)
        calendar = await policies.calendar()
        days = schedule.settle(queries_plan.spans(steps), queries_plan.arrows(command.links), calendar)
        moved = await put_days(actor, project, days)
        await trail.record(
            actor, "project.plan_linked", "project", id, _("调整计划的先后关系"),
            detail="；".join([command.reason, *moved]), fields={"links": len(command.links), "moved": len(moved)},
        )  # fmt: skip
        if moved:
            await _tell(actor, project, moved)
        return await queries_plan.plan(actor, id)


def _wrong(links: list[PlanLink], titles: Mapping[int, str]) -> str:
    """Say what is wrong with dependencies; nothing when all is well."""
    if any(link.earlier not in titles or link.later not in titles for link in links):
        return _("所选的节点不在这个项目里，请刷新后重选")
    if any(link.earlier == link.later for link in links):
        return _("节点不能等自己完成")
    if len({(link.earlier, link.later) for link in links}) < len(links):
        return _("同一对节点只写一次")
    ring = schedule.cycle(queries_plan.arrows(links))
    words = " → ".join(f"「{titles[step]}」" for step in ring)
    return _("这几个节点互相等待，永远不能开始：%(ring)s。请去掉其中一条") % {"ring": words} if ring else ""


async def _write_links(steps: list[int], links: Iterable[PlanLink]) -> None:
    t = MilestoneLink
    await t.delete().where(t.later.is_in(steps or [0]))
    rows = [t(earlier=link.earlier, later=link.later, lag=link.lag) for link in links]
    if rows:
        await t.insert(*rows)


async def _tell(actor: Actor, project: ProjectView, moved: list[str]) -> None:
    await notices.notify(
        set(await queries.team_accounts(project.id, mentors=True)) - {actor.account}, rule="project.plan_moved",
        kind="project", record=project.id, title=_("%(number)s 计划有调整") % {"number": project.number},
        body="；".join(moved), href=f"/projects/{project.id}/plan", occasion=clock.now().isoformat(),
    )  # fmt: skip


async def put_days(
    actor: Actor,
    project: ProjectView,
    days: Days,
    *,
    asked: Mapping[int, date] | None = None,
    but: int = 0,
    baseline: bool = False,
) -> list[str]:
    """Write the days of a plan and announce them; return in words what moved, apart from the step ``but``.

    The project ends with its last step where that is later. ``asked`` names due days as somebody set them, for when
    the calendar changes; ``baseline`` moves the first plan along. Inside the caller's transaction.
    """
    db.current_tx()
    said = []
    for step in await queries.milestones(project.id):
        starts_on, due_on = days.get(step.id, (step.starts_on, step.due_on))
        if (starts_on, due_on) == (step.starts_on, step.due_on):
            continue
        m = Milestone
        values: dict[Any, Any] = {m.starts_on: starts_on, m.due_on: due_on}
        values[m.asked_on] = (asked or {}).get(step.id, due_on)
        if baseline:
            values |= {m.baseline_starts_on: starts_on, m.baseline_due_on: due_on}
        await touch(m, id=step.id, version=None, values=values)
        if step.id != but:
            said.append(_said(step, starts_on, due_on))
    await _put_term(actor, project, max([due for _start, due in days.values()], default=project.due_on))
    return said


def _said(step: MilestoneRow, starts_on: date, due_on: date) -> str:
    words = _("「%(title)s」由%(old)s顺延到%(new)s") if due_on > step.due_on else _("「%(title)s」由%(old)s改到%(new)s")
    if due_on == step.due_on:
        words = _("「%(title)s」改为%(start)s开始")
    return words % {"title": step.title, "old": step.due_on, "new": due_on, "start": starts_on}


async def _put_term(actor: Actor, project: ProjectView, last: date) -> None:
    """Let the project end with its last step, and tell what hangs on its days."""
    if last > project.due_on:
        await touch(Project, id=project.id, version=None, values={Project.due_on: last})
        await events.announce(TermMoved(actor=actor, project=project.id, old=project.due_on, new=last))
    else:
        await events.announce(DueDateMoved(actor=actor, project=project.id))


async def write_again(project: int, content: AgreementContent) -> None:
    """Write the plan of an unsigned agreement afresh; dependencies stay between steps of the same name."""
    kept = [(link.earlier_title, link.later_title, link.lag) for link in await queries_plan.links(project)]
    m = Milestone
    await _write_links([row["id"] for row in await m.select(m.id).where(m.project == project)], [])
    await m.delete().where(m.project == project)
    await insert_plan(project, content)
    ids = {step.title: step.id for step in await queries.milestones(project)}
    links = [PlanLink(ids[later], ids[earlier], lag) for earlier, later, lag in kept if {earlier, later} <= ids.keys()]
    await _write_links(list(ids.values()), links)


async def lay_out_again(actor: Actor) -> int:
    """Move steps that nobody has handed in to where the calendar has their due days now; return how many projects.

    For when a year's holidays become known (decisions.md, Days); a job. The baseline moves along where it stood on the
    same day: nobody was late by a holiday.
    """
    m = Milestone
    async with db.write_tx():
        calendar = await policies.calendar()
        open_ = (m.state == "planned") & (m.due_on >= clock.today())
        rows = await m.select(m.id, m.project, m.due_on, m.asked_on, m.baseline_due_on).where(open_).order_by(m.id)
        off = [row for row in rows if calendar.next_workday(row["asked_on"] or row["due_on"]) != row["due_on"]]
        for row in off:
            day = calendar.next_workday(row["asked_on"] or row["due_on"])
            values: dict[Any, Any] = {m.due_on: day}
            if row["baseline_due_on"] == row["due_on"]:
                values[m.baseline_due_on] = day
            await touch(m, id=row["id"], version=None, values=values)
        projects = sorted({int(row["project"]) for row in off})
        for project in projects:
            await _settled(actor, project, sum(row["project"] == project for row in off))
        return len(projects)


async def _settled(actor: Actor, project: int, n: int) -> None:
    """Let what waits follow, and write one line on the project's timeline."""
    head = await queries.head(actor, project)
    steps, waits = await queries.milestones(project), await queries_plan.links(project)
    days = schedule.settle(queries_plan.spans(steps), queries_plan.arrows(waits), await policies.calendar())
    moved = await put_days(actor, head, days)
    text = _("按节假日安排重新排定%(n)d个节点") % {"n": n}
    await trail.record(
        actor, "project.laid_out_again", "project", project, text, detail="；".join(moved), fields={"steps": n}
    )
