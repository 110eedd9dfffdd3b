# SPDX-License-Identifier: MIT
"""What one can do with a project: the only writers of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from research.corrections.operations import deciding
from research.participation import operations as participation
from research.projects import queries, rules
from research.projects.events import AgreementSigned, MilestoneChanged, ProjectClosed
from research.projects.schemas import ProjectView, Side
from research.projects.states import GRADES, MILESTONE, STAGE, STATUS, Kind, Outcome, decided
from research.projects.tables import Agreement, Milestone, Project
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.calendar import months_later
from thinktank.kernel.changes import changing
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

_ENTER = {Kind.MIDTERM: "reach_midterm", Kind.CLOSING: "reach_closing"}
_PASSED = {Kind.KICKOFF: "start", Kind.MIDTERM: "pass_midterm", Kind.CLOSING: "close"}


# -- agreement -----------------------------------------------------------------------------------------------


async def confirm_agreement(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the project's id
    side: str,
    reason: str = "",
    version: int | None = None,
) -> ProjectView:
    """Confirm the task agreement for one side; the third confirmation makes it effective and starts the project.

    The office may stand in for the unit with a reason. Denied for another side's person or without a reason,
    Conflict when stale or already effective.
    """
    async with db.write_tx():
        project = await queries.head(actor, id)
        found = await queries.agreement(id)
        if found is None or project.stage != "contracting":
            raise Conflict(_("任务书已生效，不能再确认"), code="illegal")
        ties = await queries.ties_of(actor, project)
        signed = found.signed_at(side)
        require(rules.may_confirm(ties, side, stage=project.stage, signed=signed is not None, reason=reason))
        await touch(Project, id=id, version=version, values={})
        column: Any = getattr(Agreement, f"{side}_signed_at")
        by: Any = getattr(Agreement, f"{side}_signed_by")
        await Agreement.update({column: clock.now(), by: actor.account}).where(Agreement.id == found.id)
        text = _("%(side)s确认任务书") % {"side": Side(side).label}
        on_behalf = side == "unit" and not ties.liaison
        detail = _("由区委组织部代为确认：%(reason)s") % {"reason": reason} if on_behalf else ""
        await trail.record(
            actor, "project.agreement_confirmed", "project", id, text, detail=detail, fields={"side": side}
        )
        if all(found.signed_at(other) for other in Side if other != side):
            await take_effect(actor, project, found.id)
        return await queries.get(actor, id)


async def take_effect(actor: Actor, project: ProjectView, agreement: int) -> None:
    """Put an agreement that all three sides have signed into force, to be taken back as one decision (ADR 0007).

    Inside ``write_tx()``.
    """
    await Agreement.update({Agreement.effective: True}).where(Agreement.id == agreement)
    finished = not any(step.kind is Kind.KICKOFF for step in await queries.milestones(project.id))
    name = "sign_finished" if finished else "sign"
    async with deciding(actor, "agreement", project.id, _("任务书生效")):
        await move(Project, STAGE, name, id=project.id, also={Project.signed_at: clock.now()})
    await trail.record(actor, "project.signed", "project", project.id, _("任务书生效，项目启动"))
    await events.announce(
        AgreementSigned(
            actor=actor, project=project.id, starts_on=project.starts_on, due_on=project.due_on, finished=finished
        )
    )
    await notices.notify(
        await queries.team_accounts(project.id, mentors=True), rule="project.signed", kind="project",
        record=project.id, title=_("「%(title)s」任务书已生效") % {"title": project.title},
        href=f"/projects/{project.id}",
    )  # fmt: skip


# -- milestones ----------------------------------------------------------------------------------------------


async def hand_in(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the milestone's id
    version: int | None,
    note: str,
    uploads: Sequence[Upload] = (),
) -> ProjectView:
    """Hand in a milestone with what proves it; a midterm or closing takes the project into that stage.

    Denied unless the lead does so in its stage, Conflict when stale.
    """
    async with db.write_tx():
        step, project = await queries.milestone(actor, id)
        ties = await queries.ties_of(actor, project)
        facts = rules.HandingIn(
            stage=project.stage, status=project.status, failed=project.failed_closings,
            gates_open=queries.gates_open(await queries.milestones(project.id)), second_until=project.second_until,
            today=clock.today(),
        )  # fmt: skip
        require(rules.may_hand_in(ties, step.kind, state=step.state, facts=facts))
        also = {Milestone.note: note, Milestone.handed_in_at: clock.now(), Milestone.handed_in_by: actor.account}
        await move(Milestone, MILESTONE, "hand_in", id=id, version=version, also=also)
        if uploads:
            await files.attach(actor, kind="milestone", record=id, uploads=list(uploads))
        if step.kind in _ENTER and project.stage in STAGE.transition(_ENTER[step.kind]).from_:
            await move(Project, STAGE, _ENTER[step.kind], id=project.id)
        text = _("提交「%(title)s」材料") % {"title": step.title}
        await _changed(actor, "project.milestone_handed_in", project.id, id, text, note)
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER), rule="milestone.handed_in", kind="milestone",
            record=id, title=_("%(number)s 已提交%(title)s") % {"number": project.number, "title": step.title},
            href=f"/projects/{project.id}", occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await queries.get(actor, project.id)


async def _changed(
    actor: Actor, action: str, project: int, milestone: int, text: str, detail: str = "", **fields: Any
) -> None:
    await trail.record(
        actor, action, "project", project, text, detail=detail, fields={"milestone": milestone, **fields}
    )
    await events.announce(MilestoneChanged(actor=actor, project=project, milestone=milestone))


async def accept_work_milestone(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the milestone's id
    version: int | None,
    accept: bool = True,
    reason: str = "",
) -> ProjectView:
    """Accept a piece of work as done, or send it back; a return needs its reason (Invalid without).

    Denied unless the office does so and the milestone is work that was handed in; Conflict when stale.
    """
    async with db.write_tx():
        step, project = await queries.milestone(actor, id)
        require(rules.may_judge_work(await queries.ties_of(actor, project), step.kind, state=step.state))
        if not accept and not reason.strip():
            raise Invalid(fields={"reason": _("退回要写明意见，例如 缺会商纪要")})
        also: dict[Any, Any] = {Milestone.reason: reason}
        if accept:
            also |= {Milestone.done_on: clock.day_of(step.handed_in_at or clock.now()), Milestone.percent: 100}
        word = _("确认完成「%(title)s」") if accept else _("退回「%(title)s」")
        async with deciding(actor, "milestone", id, word % {"title": step.title}):
            await move(Milestone, MILESTONE, "accept" if accept else "return", id=id, version=version, also=also)
        action = "project.milestone_accepted" if accept else "project.milestone_returned"
        await _changed(actor, action, project.id, id, word % {"title": step.title}, reason)
        if not accept:
            await _tell_lead(project, id, _("「%(title)s」被退回") % {"title": step.title}, reason)
        return await queries.get(actor, project.id)


async def _tell_lead(project: ProjectView, milestone: int, title: str, body: str, href: str = "") -> None:
    if project.lead_account:
        await notices.notify(
            [project.lead_account], rule="milestone.decided", kind="milestone", record=milestone, title=title,
            body=body, href=href or f"/projects/{project.id}", occasion=clock.now().isoformat(),
        )  # fmt: skip


async def record_decision(
    actor: Actor,
    *,
    milestone: int,
    decision: str,
    grade: str = "",
    score: float | None = None,
    note: str = "",
    due_on: date | None = None,
    href: str = "",
) -> ProjectView:
    """Take over what a review decided about a gate: called by reviews inside their own transaction.

    ``decision`` is a code of ``states.DECISIONS`` or its Chinese word. A pass moves the project on; 限期整改 sets
    the status; 修改后通过, 限期整改, 重新开题 and 不通过 send the milestone back, the first two until ``due_on`` where
    a day is given; 建议终止 is put before the office. Denied for others than the office, Invalid for a word that the
    gate does not know, Conflict from a wrong stage. ``href`` is where the lead reads more.
    """
    async with db.write_tx():
        step, project = await queries.milestone(actor, milestone)
        require(rules.may_record_decision(actor, step.kind, state=step.state))
        found = decided(step.kind, decision)
        if found is None:
            raise Invalid(fields={"decision": _("%(kind)s没有这样的结论") % {"kind": step.kind.label}})
        code, word, outcome = found
        also: dict[Any, Any] = {Milestone.result: code, Milestone.reason: note}
        passed = outcome is Outcome.PASS
        if passed:
            also |= {Milestone.done_on: clock.day_of(step.handed_in_at or clock.now()), Milestone.percent: 100}
        if due_on is not None and outcome in {Outcome.REVISE, Outcome.RECTIFY}:
            also[Milestone.due_on] = due_on
        if outcome is not Outcome.STOP:
            await move(Milestone, MILESTONE, "accept" if passed else "return", id=milestone, also=also)
        else:
            await touch(Milestone, id=milestone, version=None, values=also)
        await _move_project(actor, project, step.kind, outcome, grade)
        text = f"{step.title}：{word}" + (f"，{score:.2f}分" if score is not None else "")
        await _changed(actor, "project.reviewed", project.id, milestone, text, note, decision=code, grade=grade)
        await _tell_lead(project, milestone, text, note, href)
        return await queries.get(actor, project.id)


async def _move_project(actor: Actor, project: ProjectView, kind: Kind, outcome: Outcome, grade: str) -> None:
    """Take the project where its gate's decision leads."""
    if outcome is Outcome.RECTIFY:
        if project.status == "normal":
            await move(Project, STATUS, "rectify", id=project.id)
        return
    if outcome is Outcome.STOP:
        await _tell_leaders(project, "project.stop_suggested", _("%(number)s 中期评审建议终止，请决定"))
    if outcome is Outcome.AGAIN and kind is Kind.CLOSING:
        await _not_accepted(project)
    if outcome is not Outcome.PASS:
        return
    if project.status == "rectifying":
        await move(Project, STATUS, "recover", id=project.id)
    also: dict[Any, Any] = {}
    if kind is Kind.CLOSING:
        also = {Project.closed_at: clock.now(), Project.grade: grade if grade in GRADES else "", Project.percent: 100}
    await move(Project, STAGE, _PASSED[kind], id=project.id, also=also)
    if kind is Kind.CLOSING:
        await _end(actor, project.id)


async def _not_accepted(project: ProjectView) -> None:
    """Note that an acceptance was not passed: once more within its time, and after a second no the leader decides."""
    failed = project.failed_closings + 1
    until = months_later(clock.today(), (await policies.changes()).second_months)
    last = (await policies.calendar()).next_workday(until)
    values: dict[Any, Any] = {Project.failed_closings: failed, Project.second_until: last}
    await touch(Project, id=project.id, version=None, values=values)
    if failed > 1:
        await _tell_leaders(project, "project.not_accepted", _("%(number)s 两次验收不通过，请决定是否撤项"))


async def _tell_leaders(project: ProjectView, rule: str, title: str) -> None:
    await notices.notify(
        await identity.account_ids_with_role(Role.DEPT_LEADER), rule=rule, kind="project", record=project.id,
        title=title % {"number": project.number}, href=f"/projects/{project.id}", occasion=str(project.version),
    )  # fmt: skip


async def _end(actor: Actor, project: int) -> None:
    """What follows when a project is over, whichever way."""
    await participation.close(kind="project", record=project)
    await events.announce(ProjectClosed(actor=actor, project=project))


# -- cached facts --------------------------------------------------------------------------------------------


async def set_light(*, project: int, light: str, reason: str, at: datetime | None = None) -> None:
    """Keep the light that supervision computed: its one writer. ``light_since`` moves only with the colour."""
    async with db.write_tx():
        p = Project
        row = await p.select(p.light).where(p.id == project).first()
        values: dict[Any, Any] = {p.light: light, p.light_reason: reason[:300]}
        if row is not None and row["light"] != light:
            values[p.light_since] = at or clock.now()
        await changing(p, project)
        await p.update(values).where(p.id == project)


async def confirm_percent(actor: Actor, *, project: int, percent: int) -> None:
    """Keep the percentage that was confirmed with a report; the plan's light is measured against it."""
    async with db.write_tx():
        before = await queries.head(actor, project)
        if before.percent == percent:
            return
        await touch(Project, id=project, version=None, values={Project.percent: percent})
        text = _("确认完成度%(n)d%%") % {"n": percent}
        await trail.record(
            actor, "project.percent_confirmed", "project", project, text,
            fields={"from": before.percent, "to": percent},
        )  # fmt: skip
