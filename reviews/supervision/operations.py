# SPDX-License-Identifier: MIT
"""Checkpoints and lights. Orders stand in operations_orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from research.corrections.events import TakenBack
from research.projects import operations as project_operations
from research.projects import operations_corrections as project_corrections
from research.projects import queries as projects
from research.reports.tables import Report
from reviews.supervision import queries, rules
from reviews.supervision.light import Facts, Light
from reviews.supervision.schemas import (
    CheckpointView,
    GiveReason,
    LightView,
    OverrideLight,
    PlanCheckpoint,
    RecordCheckpoint,
)
from reviews.supervision.states import CHECKPOINT, CheckpointState, Colour
from reviews.supervision.tables import Checkpoint, LightOverride, LightRecord, Order
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Invalid
from thinktank.kernel.events import Event
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

# -- checkpoints ----------------------------------------------------------------------------------------------


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
        return (await queries.checkpoint(actor, made))[0]


async def record_checkpoint(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: RecordCheckpoint,
    uploads: Sequence[Upload] | None = None,
) -> CheckpointView:
    """Record what an inspection found, with the light of that day. Files are optional.

    Denied for others than its inspector and the department; Conflict when it is done or was changed meanwhile.
    """
    async with db.write_tx():
        seen, project, ties = await queries.checkpoint(actor, id)
        require(rules.may_record(ties, actor.account, inspector=seen.inspector, state=seen.state))
        c = Checkpoint
        await move(
            c, CHECKPOINT, "record", id=id, version=command.version,
            also={
                c.finding: command.finding, c.advice: command.advice, c.done_on: clock.today(),
                c.light: project.light,
            },
        )  # fmt: skip
        await files.attach(actor, kind="checkpoint", record=id, uploads=uploads or [])
        text = _("督查：%(title)s") % {"title": seen.title}
        fields = {"finding": command.finding, "advice": command.advice}
        await trail.record(actor, "checkpoint.recorded", "checkpoint", id, text, detail=command.finding, fields=fields)
        await trail.record(actor, "project.inspected", "project", project.id, text, detail=command.finding)
        await notices.notify(
            await projects.team_accounts(project.id, mentors=True), rule="checkpoint.recorded", kind="checkpoint",
            record=id, title=text, body=command.advice or command.finding, href=f"/supervision/checkpoints/{id}",
        )  # fmt: skip
        await refresh(project.id)
        return (await queries.checkpoint(actor, id))[0]


async def cancel_checkpoint(actor: Actor, *, id: int, command: GiveReason) -> CheckpointView:  # noqa: A002
    """Call off an inspection that was planned, with a reason; its inspector is told.

    NotFound outside the scope, Denied for who may not record it and once it is done, Conflict when stale.
    """
    async with db.write_tx():
        seen, project, ties = await queries.checkpoint(actor, id)
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
        return (await queries.checkpoint(actor, id))[0]


# -- lights ---------------------------------------------------------------------------------------------------


async def refresh(project: int) -> bool:
    """Compute a project's light afresh and keep it with its history; return whether the colour changed.

    An override in force stands; one that has run out is ended here. A project that is over keeps its last light.
    """
    async with db.write_tx():
        now = await queries.light_now(project)
        if now is None:
            return False
        facts, computed = now
        override = await queries.override_of(project)
        if override is None:
            await _end_overrides(project)
            return await _keep(project, facts, computed, overridden=False)
        reason = _("人工调整：%(reason)s") % {"reason": override["reason"]}
        return await _keep(project, facts, Light(Colour(override["light"]), reason), overridden=True)


async def _keep(project: int, facts: Facts, light: Light, *, overridden: bool) -> bool:
    r = LightRecord
    last: dict[str, Any] | None = await (
        r.select(r.id, r.light, r.reason, r.overridden).where((r.project == project) & r.until.is_null()).first()
    )
    colour, reason, instant = str(light.colour), light.reason[:300], clock.now()
    await project_operations.set_light(project=project, light=colour, reason=reason, at=instant)
    if last is not None and (last["light"], last["reason"], bool(last["overridden"])) == (colour, reason, overridden):
        return False
    if last is not None:
        await r.update({r.until: instant}).where(r.id == last["id"])
    await r.insert(
        r(
            project=project, light=colour, reason=reason, facts=msgspec.json.encode(facts).decode(),
            overridden=overridden, since=instant,
        )
    )  # fmt: skip
    changed = last is None or last["light"] != colour
    if changed:
        text = _("亮灯：%(word)s") % {"word": light.colour.label}
        await trail.record(
            system("系统"), "project.light", "project", project, text, detail=reason, fields={"light": colour}
        )
    return changed


async def _end_overrides(project: int) -> None:
    v = LightOverride
    await v.update({v.ended_at: clock.now()}).where((v.project == project) & v.ended_at.is_null())


async def override_light(actor: Actor, *, project: int, command: OverrideLight) -> LightView:
    """Set a project's light by hand until a day, with a reason; the computed one returns afterwards.

    Denied for others than the department; Invalid for an end that is past or later than the rules allow.
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_override(await projects.ties_of(actor, head)))
        today = clock.today()
        most = (await policies.light_rules()).override_days
        if not today <= command.until <= today + timedelta(days=most):
            raise Invalid(fields={"until": _("有效期从今天起最长%(n)d天") % {"n": most}})
        await _end_overrides(project)
        v = LightOverride
        await v.insert(
            v(
                project=project, light=str(command.light), reason=command.reason, until=command.until,
                by=actor.account, at=clock.now(),
            )
        )  # fmt: skip
        text = _("调整亮灯为%(word)s") % {"word": command.light.label}
        fields = {"light": str(command.light), "until": command.until.isoformat()}
        await trail.record(
            actor, "project.light_overridden", "project", project, text, detail=command.reason, fields=fields
        )
        await refresh(project)
        return await queries.light_of(actor, project)


async def end_override(actor: Actor, *, project: int) -> LightView:
    """Give a light back to the rules before its override's end."""
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_override(await projects.ties_of(actor, head)))
        await _end_overrides(project)
        text = _("恢复按规则亮灯")
        await trail.record(actor, "project.light_restored", "project", project, text)
        await refresh(project)
        return await queries.light_of(actor, project)


async def on_taken_back(event: TakenBack) -> None:
    """Refresh the lights of the projects whose rows a correction put back, orders and reports among them."""
    o, r = Order, Report
    orders = await o.select(o.project).where(o.id.is_in([row.row for row in event.of("supervision_order")] or [0]))
    reports = await r.select(r.project).where(r.id.is_in([row.row for row in event.of("report")] or [0]))
    moved = {int(row["project"]) for row in (*orders, *reports)}
    for project in sorted(moved | await project_corrections.touched(event)):
        await refresh(project)


async def on_project_event(event: Event) -> None:
    """Refresh the light of the project that an event tells about, in the same transaction."""
    await refresh(int(getattr(event, "project")))  # noqa: B009 -- every event subscribed to has it
