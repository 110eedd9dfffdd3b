# SPDX-License-Identifier: MIT
"""Lights. Inspections stand in operations_checkpoints, orders in operations_orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from research.corrections.events import TakenBack
from research.projects import operations as project_operations
from research.projects import operations_corrections as project_corrections
from research.projects import queries as projects
from research.reports.tables import Report
from reviews.supervision import queries_lights as lights
from reviews.supervision import rules
from reviews.supervision.light import Facts, Light, compute
from reviews.supervision.queries_lights import Standing
from reviews.supervision.schemas import EndOverride, LightView, OverrideLight
from reviews.supervision.states import Colour
from reviews.supervision.tables import LightOverride, LightRecord, Order
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.changes import added, changing
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.events import Event
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

# -- lights ---------------------------------------------------------------------------------------------------


async def refresh(project: int) -> bool:
    """Compute a project's light afresh and keep it with its history; return whether the colour changed.

    An override in force stands; one that has run out is ended here. A project that is over keeps its last light.
    """
    return bool(await refresh_all([project]))


async def refresh_all(ids: Sequence[int]) -> int:
    """Compute the lights of up to five hundred projects afresh, in one write; return how many changed colour.

    What has not changed is not written. A new record begins with a new colour or an override; while they last, the
    record's reason and facts are those of today.
    """
    rules_now, today, changed = await policies.light_rules(), clock.today(), 0
    async with db.write_tx():
        facts = await lights.facts_of(ids)
        has, by_hand = await lights.standing(ids), await lights.overrides(ids)
        for project, known in facts.items():
            override = by_hand.get(project)
            if override is not None and override.until < today:
                await _end_overrides(project)
                override = None
            light = compute(known, rules_now)
            if override is not None:
                reason = _("人工调整：%(reason)s") % {"reason": override.reason}
                light = Light(Colour(override.light), reason)
            changed += await _keep(project, known, light, has.get(project), overridden=override is not None)
    return changed


async def _keep(project: int, facts: Facts, light: Light, last: Standing | None, *, overridden: bool) -> bool:
    """Write a light down where it differs from the one that the project has; return whether the colour changed."""
    colour, reason, instant = str(light.colour), light.reason[:300], clock.now()
    if last is not None and (last.light, last.reason, last.overridden) == (colour, reason, overridden):
        return False
    r, found = LightRecord, msgspec.json.encode(facts).decode()
    await project_operations.set_light(project=project, light=colour, reason=reason, at=instant)
    if last is not None and (last.light, last.overridden) == (colour, overridden):
        await r.update({r.reason: reason, r.facts: found}).where(r.id == last.id)
        return False
    if last is not None:
        await changing(r, last.id)
        await r.update({r.until: instant}).where(r.id == last.id)
    row = r(project=project, light=colour, reason=reason, facts=found, overridden=overridden, since=instant)
    made = await r.insert(row).returning(r.id)
    await added(r, made[0]["id"])
    changed = last is None or last.light != colour
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
        return await lights.light_of(actor, project)


async def end_override(actor: Actor, *, project: int, command: EndOverride) -> LightView:
    """Give a light back to the rules before its override's end, with a reason.

    Denied for others than the department, Conflict where no override is in force.
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_override(await projects.ties_of(actor, head)))
        if project not in await lights.overrides([project]):
            raise Conflict(code="illegal")
        await _end_overrides(project)
        text = _("恢复按规则亮灯")
        await trail.record(actor, "project.light_restored", "project", project, text, detail=command.reason)
        await refresh(project)
        return await lights.light_of(actor, project)


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
