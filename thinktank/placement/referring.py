# SPDX-License-Identifier: MIT
"""What of placement names a person."""

from __future__ import annotations

from thinktank.kernel.states import touch
from thinktank.placement.tables import DirectionProposal, Placement
from thinktank.talents import operations as bank
from thinktank.talents.references import Reference, dropping, ending
from thinktank.talents.tables import Talent


async def _take_direction(kept: int, other: int) -> None:
    """Give the person who stays the direction that was decided for the other, where there was none."""
    t = Talent
    rows = await t.select(t.id, t.state, t.direction, t.secondary).where(t.id.is_in([kept, other]))
    one, two = sorted(rows, key=lambda row: row["id"] != kept)
    if one["direction"] or not two["direction"]:
        return
    values = {t.direction: two["direction"], t.secondary: two["secondary"]}
    await touch(t, id=kept, version=None, values=values)
    change = bank.counted(one["state"], two["direction"], 1)
    change.subtract(bank.counted(one["state"], "", 1))
    await bank.bump_all(change)


REFERENCES = (
    Reference(
        title="方向建议",
        column=DirectionProposal.talent,
        once=(),
        join=dropping(DirectionProposal),
    ),
    Reference(
        title="入库方向",
        column=Placement.talent,
        once=(),
        among=Placement.current == True,  # noqa: E712 -- a column comparison
        join=ending(Placement, lambda: {Placement.current: False}),
        settle=_take_direction,
    ),
)
