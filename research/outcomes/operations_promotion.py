# SPDX-License-Identifier: MIT
"""Promotion (经验推广): units that take an outcome over."""

from __future__ import annotations

from research.outcomes import queries
from research.outcomes.operations import handled, reach
from research.outcomes.operations_versions import KIND, guard
from research.outcomes.schemas import Climb, OutcomeView, Takeover
from research.outcomes.states import Rung
from research.outcomes.tables import Replication
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.trail import operations as trail


async def replicate(actor: Actor, *, id: int, content: Takeover) -> OutcomeView:  # noqa: A002 -- the record's id
    """Note a unit that took the outcome over; the first one makes it promoted (经验推广).

    For whom it fits (适用条件) has to be written down first: copying without fit is a known risk (domain.md §6).
    NotFound, Denied, Conflict (also for a unit noted twice), Invalid.
    """
    async with db.write_tx():
        outcome = await handled(actor, id)
        if not outcome.conditions.strip():
            raise Invalid(fields={"adaptation": _("请先在经验材料里写明适用条件，再推广")})
        for name in ("adaptation", "effect"):
            guard(getattr(content, name), name)
        row = Replication(
            outcome=id, unit=content.unit, channel=content.channel, adaptation=content.adaptation,
            effect=content.effect, on=content.on, at=clock.now(), by=actor.account,
        )  # fmt: skip
        await Replication.insert(row)
        if outcome.state == Rung.PROMOTED:
            await trail.record(actor, "outcome.replicated", KIND, id, _("新增推广单位"), detail=content.effect)
            return await queries.get(actor, id)
        step = Climb(Rung.PROMOTED, on=content.on, note=content.effect, waiver=content.waiver, version=content.version)
        await reach(actor, outcome, step)
        return await queries.get(actor, id)
