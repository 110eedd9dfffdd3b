# SPDX-License-Identifier: MIT
"""What an approved change does to the project, in one transaction: days, people, words, a new agreement version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from research.changes import queries, queries_terms
from research.changes.schemas import ChangeDraft, ChangeView
from research.changes.states import CHANGE, ChangeKind
from research.changes.tables import ChangeRequest
from research.corrections.events import TakenBack
from research.corrections.operations import deciding
from research.projects import (
    operations_manage,
    operations_schedule,
    operations_team,
    operations_versions,
    queries_plan,
)
from research.projects import queries as projects
from research.projects import queries_team as project_team
from research.projects.events import TermMoved
from research.projects.operations_granting import put_index
from research.projects.operations_versions import Signed
from research.projects.schemas import ChangeTeam, HandOver, ProjectView, TeamMember
from research.projects.tables import Project
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.errors import AppError, Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

C = ChangeRequest


class Before(msgspec.Struct):
    """The people of a project before a change of them, to be put back with it."""

    lead: int
    members: list[TeamMember]


async def take_effect(actor: Actor, id: int) -> None:  # noqa: A002 -- the record's id
    """Do what an approved request asks for and make the agreement's new version, in the caller's transaction.

    What hangs on the days (reports, lights, what waits) follows by events. Conflict where it is no longer possible.
    """
    db.current_tx()
    found, project, _ties = await queries.load(system("变更"), id)
    full = await projects.get(system("变更"), project.id)
    before = Before(full.lead, [TeamMember(m.talent or 0, m.duty) for m in full.members if m.role != "lead"])
    try:
        changed = await _EFFECTS[found.kind](actor, full, found.draft)
    except Invalid as error:
        raise Conflict("；".join(error.fields.values()) or error.message, code="illegal") from error
    now = await projects.head(system("变更"), project.id)
    agreement = None
    if found.kind is not ChangeKind.TERMINATE:
        agreement = await operations_versions.make_version(now, signed=_signed(found), changed=changed)
    await move(C, CHANGE, "take_effect", id=id, also={C.effective_at: clock.now()})
    # Not among what a correction puts back by itself: it is what the correction of the rest is done from.
    kept: dict[Any, Any] = {C.agreement: agreement, C.before: msgspec.json.encode(before).decode()}
    await C.update(kept).where(C.id == id)
    words = _("%(kind)s生效，任务书更新") if agreement else _("%(kind)s生效")
    text = words % {"kind": found.kind.label}
    await trail.record(actor, "change.effective", "project", project.id, text, fields={"change": id})
    await trail.record(actor, "change.effective", "change", id, text)


def _signed(found: ChangeView) -> Signed:
    """The sides said yes by asking, by the unit's opinion, by the decision."""
    now = clock.now()
    return Signed(found.sent_at or now, found.unit_at or now, found.decided_at or now)


# -- each kind ------------------------------------------------------------------------------------------------


async def _reschedule(actor: Actor, project: ProjectView, draft: ChangeDraft) -> dict[str, Any]:
    step = queries_terms.step_of(project, draft)
    if step is None or draft.due_on is None or step.state in queries_plan.STANDS:
        raise Invalid(fields={"milestone": _("这个节点已提交或已完成，不能再延期")})
    days = await queries_plan.if_due(project, step=step.id, due_on=draft.due_on, along=True)
    moved = await operations_schedule.put_days(actor, project, days, asked={step.id: draft.due_on})
    await trail.record(
        actor, "project.extended", "project", project.id, _("按批准的延期调整计划"), detail="；".join(moved),
        fields={"milestone": step.id, "to": days[step.id][1].isoformat()},
    )  # fmt: skip
    return {}


async def _change_lead(actor: Actor, project: ProjectView, draft: ChangeDraft) -> dict[str, Any]:
    command = HandOver(talent=draft.lead or 0, reason=draft.reason[:300], stays=draft.stays)
    await operations_team.carry_lead(actor, project, command)
    return {}


async def _change_members(actor: Actor, project: ProjectView, draft: ChangeDraft) -> dict[str, Any]:
    mentors = [m.account for m in project.mentors if m.account]
    command = ChangeTeam(reason=draft.reason[:300], members=draft.members, mentors=mentors)
    await operations_team.carry_team(actor, project, command)
    return {}


async def _change_words(actor: Actor, project: ProjectView, draft: ChangeDraft) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if draft.kind is ChangeKind.TITLE_CONTENT:
        if draft.title:
            await touch(Project, id=project.id, version=None, values={Project.title: draft.title})
            await put_index(await projects.head(actor, project.id))
        if draft.approach:
            changed["approach"] = draft.approach
    if draft.kind is ChangeKind.OUTPUT_FORM:
        changed["deliverable"] = draft.deliverable
    if draft.kind is ChangeKind.BUDGET:
        changed["budget"] = draft.budget
    return changed


async def _terminate(actor: Actor, project: ProjectView, draft: ChangeDraft) -> dict[str, Any]:
    ground = draft.ground.label if draft.ground else ""
    await operations_manage.carry_status(actor, project, "terminate", f"{ground}：{draft.reason}")
    return {}


_Effect = Callable[[Actor, ProjectView, ChangeDraft], Awaitable[dict[str, Any]]]
_EFFECTS: dict[ChangeKind, _Effect] = {
    ChangeKind.SCHEDULE: _reschedule,
    ChangeKind.LEADER: _change_lead,
    ChangeKind.MEMBER: _change_members,
    ChangeKind.TITLE_CONTENT: _change_words,
    ChangeKind.OUTPUT_FORM: _change_words,
    ChangeKind.BUDGET: _change_words,
    ChangeKind.TERMINATE: _terminate,
}


# -- when the day comes, and when it is taken back ----------------------------------------------------------------


async def effect_due(actor: Actor) -> int:
    """Put approved changes in force whose day has come; a job. Returns how many.

    One that is no longer possible stays approved, and the office is told once why.
    """
    done = 0
    for id_ in await queries_terms.due_now():
        try:
            async with db.write_tx(), deciding(actor, "change", id_, _("变更生效")):
                await take_effect(actor, id_)
            done += 1
        except AppError as error:
            await _say_why(id_, str(error))
    return done


async def _say_why(id_: int, why: str) -> None:
    async with db.write_tx():
        found, project, _ties = await queries.load(system("变更"), id_)
        decider = await C.select(C.proposed_by, C.decided_by).where(C.id == id_).first()
        people = {account for account in (decider or {}).values() if account}
        await notices.notify(
            people, rule="change.stuck", kind="change", record=id_,
            title=_("%(n)s 的%(kind)s已批准，但不能生效") % {"n": project.number, "kind": found.kind.label}, body=why,
            href=f"/changes/{id_}",
        )  # fmt: skip


async def on_taken_back(event: TakenBack) -> None:
    """Put back what a change did beside rows: the agreement's version, the people, what hung on the days."""
    for row in event.of("change_request", "state"):
        if row.was == "effective":
            await _put_back(event, row.row)


async def _put_back(event: TakenBack, id_: int) -> None:
    found, project, _ties = await queries.load(system("变更"), id_)
    if found.agreement is not None:
        await operations_versions.withdraw_version(found.agreement)
    if found.kind in {ChangeKind.LEADER, ChangeKind.MEMBER}:
        before = msgspec.json.decode(found.before, type=Before)
        full = await project_team.whole(system("变更"), project.id)
        await operations_team.put_team_back(
            event.actor, full, lead=before.lead, members=before.members, reason=event.reason
        )
    if found.kind is ChangeKind.SCHEDULE:
        await events.announce(TermMoved(actor=event.actor, project=project.id, old=project.due_on, new=project.due_on))
    if found.kind is ChangeKind.TITLE_CONTENT:
        await put_index(project)
    text = _("撤销%(kind)s，任务书恢复原版本") % {"kind": found.kind.label}
    await trail.record(event.actor, "change.taken_back", "project", project.id, text, detail=event.reason)
    await C.update({C.agreement: None, C.before: ""}).where(C.id == id_)
