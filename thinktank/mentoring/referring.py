# SPDX-License-Identifier: MIT
"""What of pairs, talks and suggestions names a person."""

from __future__ import annotations

from thinktank.kernel import clock
from thinktank.kernel.states import move
from thinktank.mentoring.states import PAIR
from thinktank.mentoring.tables import Mentorship, Suggestion, Talk
from thinktank.talents.references import Pair, Reference


async def _end(pairs: list[Pair]) -> list[int]:
    """End the other's pairing with the same mentor; it moves as history."""
    for pair in pairs:
        await move(Mentorship, PAIR, "end", id=pair.other, also={Mentorship.until: clock.today()})
    return []


REFERENCES = (
    Reference(
        title="导师结对",
        column=Mentorship.talent,
        once=(Mentorship.mentor,),
        among=Mentorship.until.is_null(),
        join=_end,
    ),
    Reference(title="谈心谈话", column=Talk.talent),
    Reference(title="意见建议", column=Suggestion.talent),
)
