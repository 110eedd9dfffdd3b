# SPDX-License-Identifier: MIT
"""Pilots (试点培育) of an outcome."""

from __future__ import annotations

from research.outcomes import queries, rules
from research.outcomes.operations import handled, reach
from research.outcomes.operations_versions import KIND, guard
from research.outcomes.schemas import Climb, OutcomeView, PilotPlan, PilotResult, PilotStop
from research.outcomes.states import PILOT, PilotState, Rung
from research.outcomes.tables import Pilot
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def start_pilot(actor: Actor, *, id: int, content: PilotPlan) -> OutcomeView:  # noqa: A002 -- the outcome's id
    """Begin a pilot at a unit; the first takes the outcome to the rung 试点培育.

    NotFound, Denied, Conflict; Invalid for days in the wrong order and for words that need an approval.
    """
    if content.ends_on < content.starts_on:
        raise Invalid(fields={"ends_on": _("结束日期早于开始日期")})
    basis = (content.basis_body, content.basis_document)
    guard(content.plan, "plan", *basis)
    async with db.write_tx():
        outcome = await handled(actor, id)
        await Pilot.insert(
            Pilot(
                outcome=id,
                unit=content.unit,
                plan=content.plan,
                starts_on=content.starts_on,
                ends_on=content.ends_on,
                basis_body=content.basis_body,
                basis_document=content.basis_document,
                state=PilotState.BUILDING,
                state_since=clock.now(),
            )
        )
        word = rules.pilot_word(*basis)
        await trail.record(actor, "pilot.started", KIND, id, f"{_('开始')}{word}{_('培育')}", detail=content.plan)
        if outcome.state == "pilot":
            return await queries.get(actor, id)
        return await _climb(actor, outcome, content)


async def _climb(actor: Actor, outcome: OutcomeView, plan: PilotPlan) -> OutcomeView:
    """Take an outcome to the rung of pilots with its first one."""
    step = Climb(
        Rung.PILOT, body=plan.basis_body, document=plan.basis_document, note=plan.plan, waiver=plan.waiver,
        version=plan.version,
    )  # fmt: skip
    await reach(actor, outcome, step, basis=(plan.basis_body, plan.basis_document))
    return await queries.get(actor, outcome.id)


async def confirm_pilot(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the outcome's id
    pilot: int,
    content: PilotResult,
) -> OutcomeView:
    """Note that a pilot passed its assessment; it is called 示范点 only with its approval basis.

    NotFound, Denied, Conflict, Invalid.
    """
    async with db.write_tx():
        outcome = await handled(actor, id)
        found = next((one for one in outcome.pilots if one.id == pilot), None)
        if found is None:
            raise NotFound
        basis = (content.basis_body or found.basis_body, content.basis_document or found.basis_document)
        guard(content.result, "result", *basis)
        also = {
            Pilot.result: content.result,
            Pilot.basis_body: basis[0],
            Pilot.basis_document: basis[1],
            Pilot.confirmed_at: clock.now(),
        }
        await states.move(Pilot, PILOT, "confirm", id=pilot, version=content.version, also=also)
        text = _("%(unit)s%(word)s评估通过") % {"unit": found.unit_name, "word": rules.pilot_word(*basis)}
        detail = "　".join(part for part in (content.result, *basis) if part)
        await trail.record(actor, "pilot.confirmed", KIND, id, text, detail=detail)
        return await queries.get(actor, id)


async def stop_pilot(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the outcome's id
    pilot: int,
    content: PilotStop,
) -> OutcomeView:
    """Stop a pilot, with the reason on the trail; its authors are told. NotFound, Denied, Conflict."""
    async with db.write_tx():
        outcome = await handled(actor, id)
        found = next((one for one in outcome.pilots if one.id == pilot), None)
        if found is None:
            raise NotFound
        also = {Pilot.result: content.reason}
        await states.move(Pilot, PILOT, "stop", id=pilot, version=content.version, also=also)
        text = _("停止%(unit)s%(word)s") % {"unit": found.unit_name, "word": found.word}
        await trail.record(actor, "pilot.stopped", KIND, id, text, detail=content.reason)
        await notices.notify(
            [author.account for author in outcome.authors if author.account is not None], rule="pilot.stopped",
            kind=KIND, record=id, title=f"{outcome.title}：{text}", body=content.reason, href=f"/outcomes/{id}",
            occasion=str(pilot),
        )  # fmt: skip
        return await queries.get(actor, id)
