# SPDX-License-Identifier: MIT
"""What follows for an outcome when the decision behind a rung is taken back."""

from __future__ import annotations

from typing import Any

from research.corrections.events import TakenBack
from research.outcomes import queries
from research.outcomes.operations_versions import KIND
from research.outcomes.schemas import OutcomeView
from research.outcomes.states import PILOT, PilotState, Rung
from research.outcomes.tables import OutcomeStep, Pilot, Replication
from thinktank.growth import operations as growth
from thinktank.kernel import clock, states
from thinktank.kernel.actor import system
from thinktank.kernel.i18n import _
from thinktank.trail import operations as trail


async def on_taken_back(event: TakenBack) -> None:
    """Strike the rung's step with its proof out, and whatever was counted and noted for it."""
    for row in event.of(KIND, "state"):
        outcome = await queries.get(system("系统"), row.row)
        await _strike_step(outcome.id, row.was, event.reason)
        await growth.take_back(kind=KIND, record=outcome.id, occasion=row.was, reason=event.reason)
        if row.was == Rung.PILOT:
            await _stop_pilots(outcome, event.reason)
        if row.was == Rung.PROMOTED:
            await _strike_replications(outcome)
        if event.kind != KIND:
            text = _("撤销：%(what)s") % {"what": event.text}
            await trail.record(event.actor, "outcome.taken_back", KIND, outcome.id, text, detail=event.reason)


async def _strike_step(outcome: int, rung: str, reason: str) -> None:
    s = OutcomeStep
    where = (s.outcome == outcome) & (s.rung == rung) & s.reversed_at.is_null()
    last = await s.select(s.id).where(where).order_by(s.id, ascending=False).first()
    if last is not None:
        values: dict[Any, Any] = {s.reversed_at: clock.now(), s.reversed_reason: reason}
        await s.update(values).where(s.id == last["id"])


async def _stop_pilots(outcome: OutcomeView, reason: str) -> None:
    for pilot in outcome.pilots:
        if pilot.state != PilotState.STOPPED:
            await states.move(Pilot, PILOT, "stop", id=pilot.id, also={Pilot.result: reason})


async def _strike_replications(outcome: OutcomeView) -> None:
    """The units that took it over no longer count; their rows stay for the record."""
    r = Replication
    if outcome.replications:
        await r.update({r.reversed_at: clock.now()}).where((r.outcome == outcome.id) & r.reversed_at.is_null())
