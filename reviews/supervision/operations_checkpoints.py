# SPDX-License-Identifier: MIT
"""Inspections: planned by hand or by cycle, recorded with what was seen and what is wrong, called off."""

from __future__ import annotations

from collections.abc import Sequence

from research.projects import queries as projects
from research.projects.schemas import ProjectView
from reviews.problems import operations as problems
from reviews.problems.schemas import RegisterProblem
from reviews.problems.states import Source
from reviews.supervision import operations, queries_checkpoints, rules
from reviews.supervision.schemas import CheckpointView, GiveReason, ItemSeen, PlanCheckpoint, RecordCheckpoint
from reviews.supervision.states import CHECKPOINT, CheckpointState
from reviews.supervision.tables import Checkpoint, CheckpointItem
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def plan_checkpoint(actor: Actor, *, command: PlanCheckpoint) -> CheckpointView:
    """Plan an inspection. NotFound outside the scope, Denied for others than inspectors and the department.

    Invalid for a day that is past, or for an inspector who is none.
    """
    async with db.write_tx():
        project = await projects.head(actor, command.project)
        require(rules.may_supervise(await projects.ties_of(actor, project)))
        if command.due_on < clock.today():
            raise Invalid(fields={"due_on": _("计划日期不能早于今天")})
        inspector = command.inspector or actor.account
        if inspector != actor.account and inspector not in await identity.account_ids_with_role(Role.INSPECTOR):
            raise Invalid(fields={"inspector": _("请选择一位督查员")})
        now = clock.now()
        row = Checkpoint(
            project=project.id, kind=str(command.kind), title=command.title, due_on=command.due_on,
            inspector=inspector, created_by=actor.account, created_at=now, state=str(CheckpointState.PLANNED),
            state_since=now,
        )  # fmt: skip
        made = int((await Checkpoint.insert(row).returning(Checkpoint.id))[0]["id"])
        text = _("安排督查：%(title)s") % {"title": command.title}
        await trail.record(actor, "checkpoint.planned", "checkpoint", made, text, staff_only=True)
        if inspector != actor.account:
            await notices.notify(
                [inspector], rule="checkpoint.planned", kind="checkpoint", record=made, title=text,
                body=project.title, href=f"/supervision/checkpoints/{made}",
            )  # fmt: skip
        return (await queries_checkpoints.checkpoint(actor, made))[0]


async def record_checkpoint(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: RecordCheckpoint,
    uploads: Sequence[Upload] | None = None,
) -> CheckpointView:
    """Record what an inspection found, with the light of that day; its problems go into the ledger. Files are optional.

    Denied for others than its inspector and the department; Invalid when a problem has nobody to mend it; Conflict
    when it is done or was changed meanwhile.
    """
    async with db.write_tx():
        seen, project, ties = await queries_checkpoints.checkpoint(actor, id)
        require(rules.may_record(ties, actor.account, inspector=seen.inspector, state=seen.state))
        c = Checkpoint
        await move(
            c, CHECKPOINT, "record", id=id, version=command.version,
            also={
                c.finding: command.finding, c.advice: command.advice, c.done_on: clock.today(),
                c.light: project.light,
            },
        )  # fmt: skip
        await _keep_items(seen, command.items)
        await _register(actor, seen, project, command)
        await files.attach(actor, kind="checkpoint", record=id, uploads=uploads or [])
        text = _("督查：%(title)s") % {"title": seen.title}
        fields = {"finding": command.finding, "advice": command.advice}
        await trail.record(actor, "checkpoint.recorded", "checkpoint", id, text, detail=command.finding, fields=fields)
        await trail.record(actor, "project.inspected", "project", project.id, text, detail=command.finding)
        await notices.notify(
            await projects.team_accounts(project.id, mentors=True), rule="checkpoint.recorded", kind="checkpoint",
            record=id, title=text, body=command.advice or command.finding, href=f"/supervision/checkpoints/{id}",
        )  # fmt: skip
        await operations.refresh(project.id)
        return (await queries_checkpoints.checkpoint(actor, id))[0]


async def _keep_items(seen: CheckpointView, items: Sequence[ItemSeen]) -> None:
    """Keep what was seen of each line, with the line as it read then; lines that are gone meanwhile are left out."""
    said = {one.key: one for one in items}
    rows = [
        CheckpointItem(
            checkpoint=seen.id, sort=place, text=line.text[:200], expected=line.expected,
            result=str(said[line.key].result), note=said[line.key].note,
        )
        for place, line in enumerate(await queries_checkpoints.checklist(seen))
        if line.key in said
    ]  # fmt: skip
    if rows:
        await CheckpointItem.insert(*rows)


async def _register(actor: Actor, seen: CheckpointView, project: ProjectView, command: RecordCheckpoint) -> None:
    if command.problems and not project.lead_account:
        raise Invalid(fields={"problems": _("课题负责人还没有账号，问题无人整改，请先为其开通")})
    for one in command.problems:
        await problems.put(
            actor, project=project.id, source=Source.CHECKPOINT, record=seen.id, label=seen.title,
            owner=project.lead_account or 0,
            command=RegisterProblem(nonsecret=True, project=project.id, text=one.text, kind=one.kind),
        )  # fmt: skip


async def cancel_checkpoint(actor: Actor, *, id: int, command: GiveReason) -> CheckpointView:  # noqa: A002
    """Call off an inspection that was planned, with a reason; its inspector is told.

    NotFound outside the scope, Denied for who may not record it and once it is done, Conflict when stale.
    """
    async with db.write_tx():
        seen, project, ties = await queries_checkpoints.checkpoint(actor, id)
        require(rules.may_cancel(ties, actor.account, inspector=seen.inspector, state=seen.state))
        await move(Checkpoint, CHECKPOINT, "cancel", id=id, version=command.version)
        text = _("取消督查：%(title)s") % {"title": seen.title}
        why = command.reason
        await trail.record(actor, "checkpoint.cancelled", "checkpoint", id, text, detail=why, staff_only=True)
        if seen.inspector != actor.account:
            await notices.notify(
                [seen.inspector], rule="checkpoint.cancelled", kind="checkpoint", record=id, title=text,
                body=f"{project.title}　{why}", href=f"/supervision/checkpoints/{id}",
            )  # fmt: skip
        return (await queries_checkpoints.checkpoint(actor, id))[0]
