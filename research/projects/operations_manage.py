# SPDX-License-Identifier: MIT
"""What the office changes while a project runs: dates and status."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.corrections.operations import deciding
from research.participation import operations as participation
from research.projects import operations_schedule, queries, queries_plan, rules
from research.projects.events import DueDateMoved, ProjectClosed
from research.projects.schemas import ChangeStatus, ProjectView
from research.projects.states import STATUS
from research.projects.tables import Milestone, Project
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
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
    command: ChangeStatus,
) -> ProjectView:
    """Suspend, resume, terminate or revoke a project, with a reason on its timeline; each can be taken back.

    Ending it frees its people, without blame; revoking it says on what ground, and keeps the lead, and whoever of the
    team is named, from applying until a day (domain.md §1.3). Resuming moves the unfinished steps by the working days
    of the rest, where the policy says so. Denied unless the office does so from a fitting status, and for an end
    unless the leader decides; Invalid without reason or ground; Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.get(actor, id)
        ties = await queries.ties_of(actor, project)
        facts = rules.Ending(
            leader=actor.has(Role.DEPT_LEADER), level=project.level,
            officers_sign=(await policies.programme()).officers_sign_general,
        )  # fmt: skip
        require(rules.may_change_status(ties, command.move, status=project.status, stage=project.stage, facts=facts))
        if not command.reason.strip():
            raise Invalid(fields={"reason": _("请写明理由")})
        ban = await _ban_of(project, command) if command.move == "revoke" else None
        await carry_status(actor, project, command.move, command.reason, version=command.version, ban=ban)
        return await queries.get(actor, id)


class _Banned(msgspec.Struct, frozen=True):
    """Who may not apply until when, and why."""

    talents: tuple[int, ...]
    until: date
    reason: str


async def _ban_of(project: ProjectView, command: ChangeStatus) -> _Banned:
    """Return whom a revocation keeps from applying; Invalid without a ground, a day ahead, or a team."""
    if command.ground is None:
        raise Invalid(fields={"ground": _("请选择撤项的情形")})
    until = command.banned_until or clock.today() + timedelta(days=(await policies.research()).ban_days)
    if until <= clock.today():
        raise Invalid(fields={"banned_until": _("截止日期应晚于今天")})
    team = {m.talent for m in project.members}
    if not set(command.banned) <= team:
        raise Invalid(fields={"banned": _("只能选择课题组成员")})
    reason = _("%(number)s撤项：%(ground)s") % {"number": project.number, "ground": command.ground.label}
    return _Banned(tuple(sorted({project.lead, *command.banned})), until, reason)


async def carry_status(
    actor: Actor,
    project: ProjectView,
    transition: str,
    reason: str,
    *,
    version: int | None = None,
    ban: _Banned | None = None,
) -> None:
    """Do what ``change_status`` does once its rule was asked: also for an approved change. Inside ``write_tx()``."""
    label = STATUS.transition(transition).label
    async with deciding(actor, "project", project.id, label):
        status = await move(Project, STATUS, transition, id=project.id, version=version)
        fields: dict[str, Any] = {"from": project.status, "to": status}
        said = [reason]
        if ban is not None:
            await _ban(project, ban)
            fields |= {"banned": list(ban.talents), "until": ban.until.isoformat()}
            said.append(_("%(until)s前不得申报") % {"until": ban.until})
        if transition == "resume" and (await policies.changes()).resume_shifts:
            said += await _shift(actor, project)
        await trail.record(
            actor, f"project.{transition}", "project", project.id, label, detail="；".join(said), fields=fields
        )
        await _follow(actor, project, status, reason)


async def _ban(project: ProjectView, ban: _Banned) -> None:
    for talent in ban.talents:
        await participation.ban(talent=talent, until=ban.until, reason=ban.reason, kind="project", record=project.id)


async def _shift(actor: Actor, project: ProjectView) -> list[str]:
    """Move the unfinished steps of a project that goes on by the working days for which it rested."""
    rested, days = await queries_plan.if_paused(project, since=clock.day_of(project.status_since))
    if not rested:
        return []
    moved = await operations_schedule.put_days(actor, project, days)
    return [_("暂停%(n)d个工作日，未完成节点顺延") % {"n": rested}, *moved]


async def _follow(actor: Actor, project: ProjectView, status: str, reason: str) -> None:
    values: dict[str, Any] = {"number": project.number, "status": STATUS.label(status)}
    await notices.notify(
        await queries.team_accounts(project.id, mentors=True), rule="project.status", kind="project",
        record=project.id, title=_("%(number)s %(status)s") % values, body=reason, href=f"/projects/{project.id}",
        occasion=clock.now().isoformat(),
    )  # fmt: skip
    if status in STATUS.final:
        await participation.close(kind="project", record=project.id)
    # Suspending and resuming move the light too; supervision listens to the end of a project and to its dates.
    ended = status in STATUS.final
    event = ProjectClosed if ended else DueDateMoved
    await events.announce(event(actor=actor, project=project.id))
