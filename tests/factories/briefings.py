# SPDX-License-Identifier: MIT
"""Briefings as the department draws them."""

from __future__ import annotations

from thinktank.briefings import operations
from thinktank.briefings.schemas import BriefingView, Make, Step
from thinktank.briefings.states import BriefingKind
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor


async def make_briefing(actor: Actor, *, kind: BriefingKind = BriefingKind.MONTHLY) -> BriefingView:
    """One that the actor draws of the days in which today lies."""
    return await operations.make(actor, command=Make(kind, clock.today(), audience="区委主要领导"))


async def make_briefings(officer: Actor) -> dict[str, int]:
    """One that is worked on, and one that is settled."""
    draft, settled = await make_briefing(officer), await make_briefing(officer, kind=BriefingKind.QUARTERLY)
    await operations.settle(officer, id=settled.id, command=Step(settled.version))
    return {"briefing": draft.id, "settled_briefing": settled.id}
