# SPDX-License-Identifier: MIT
"""What of the ledger of participation names a person."""

from __future__ import annotations

from research.participation.tables import Ban, Participation
from thinktank.talents.references import Pair, Reference


async def _one_part(pairs: list[Pair]) -> list[int]:
    """Keep one part in a record: the lead's before a member's, a running one before one that is over."""
    p = Participation
    for pair in pairs:
        kept, other = [(await p.select().where(p.id == one))[0] for one in (pair.kept, pair.other)]
        running = [row for row in (kept, other) if row["active"]] or [kept, other]
        role = "lead" if any(row["role"] == "lead" for row in running) else kept["role"]
        await p.update({p.role: role, p.active: bool(kept["active"] or other["active"])}).where(p.id == pair.kept)
        await p.delete().where(p.id == pair.other)
    return []


REFERENCES = (
    Reference(
        title="参与台账",
        column=Participation.talent,
        once=(Participation.kind, Participation.record),
        join=_one_part,
    ),
    Reference(title="申报限制", column=Ban.talent),
)
