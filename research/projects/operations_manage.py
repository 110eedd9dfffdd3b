# SPDX-License-Identifier: MIT
"""What the office changes while a project runs: dates and status."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from research.participation import operations as participation
from research.projects import operations_schedule, queries, queries_plan, rules
from research.projects.events import DueDateMoved, ProjectClosed
from research.projects.schemas import ProjectView
from research.projects.states import STATUS
from research.projects.tables import Milestone, Project
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def move_due_date(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the milestone's id
    due_on: date,
    reason: str,
    version: int | None = None,
) -> ProjectView:
    """Give an open milestone another due day, moved to a working day; the first one stays as the baseline.

    Denied unless the office does so, Invalid for a day before its start, Conflict when stale or already done.
    """
    async with db.write_tx():
        step, project = await queries.milestone(actor, id)
        require(rules.may_manage(await queries.ties_of(actor, project)))
        if step.state == "done":
            raise Conflict(_("这个节点已完成，不能改期"), code="illegal")
        if due_on < step.starts_on:
            raise Invalid(fields={"due_on": _("新的期限不能早于开始日期")})
        await touch(Milestone, id=id, version=version, values={Milestone.asked_on: due_on})
        days = await queries_plan.if_due(project, step=id, due_on=due_on, along=False)
        day = days[id][1]
        also = await operations_schedule.put_days(actor, project, days, asked={id: due_on}, but=id)
        text = _("「%(title)s」期限由%(old)s改为%(new)s") % {"title": step.title, "old": step.due_on, "new": day}
        await trail.record(
            actor, "project.due_moved", "project", project.id, text, detail="；".join([reason, *also]),
            fields={"milestone": id, "from": step.due_on.isoformat(), "to": day.isoformat()},
        )  # fmt: skip
        return await queries.get(actor, project.id)


async def change_status(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the project's id
    transition: str,
    reason: str,
    version: int | None = None,
) -> ProjectView:
    """Suspend, resume, terminate or revoke a project, with a reason on its timeline.

    Ending it frees its people; revoking it keeps the lead from applying for a year (domain.md §1.3). Denied unless
    the office does so from a fitting status, Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.head(actor, id)
        ties = await queries.ties_of(actor, project)
        require(rules.may_change_status(ties, transition, status=project.status, stage=project.stage))
        if not reason.strip():
            raise Invalid(fields={"reason": _("请写明理由")})
        status = await move(Project, STATUS, transition, id=id, version=version)
        await trail.record(
            actor, f"project.{transition}", "project", id, STATUS.transition(transition).label, detail=reason,
            fields={"from": project.status, "to": status},
        )  # fmt: skip
        await _follow(actor, project, status, reason)
        return await queries.get(actor, id)


async def _follow(actor: Actor, project: ProjectView, status: str, reason: str) -> None:
    values: dict[str, Any] = {"number": project.number, "status": STATUS.label(status)}
    await notices.notify(
        await queries.team_accounts(project.id, mentors=True), rule="project.status", kind="project",
        record=project.id, title=_("%(number)s %(status)s") % values, body=reason, href=f"/projects/{project.id}",
        occasion=clock.now().isoformat(),
    )  # fmt: skip
    if status in STATUS.final:
        await participation.close(kind="project", record=project.id)
    if status == "revoked":
        until = clock.today() + timedelta(days=(await policies.research()).ban_days)
        await participation.ban(talent=project.lead, until=until, reason=reason)
    # Suspending and resuming move the light too; supervision listens to the end of a project and to its dates.
    ended = status in STATUS.final
    event = ProjectClosed if ended else DueDateMoved
    await events.announce(event(actor=actor, project=project.id))
