# SPDX-License-Identifier: MIT
"""What of outcomes names a person."""

from __future__ import annotations

from research.outcomes.tables import OutcomeAuthor
from thinktank.talents.references import Pair, Reference


async def _one_author(pairs: list[Pair]) -> list[int]:
    """Add the shares of two authors who are one, so that they still make the whole."""
    a = OutcomeAuthor
    for pair in pairs:
        share = (await a.select(a.share).where(a.id == pair.other))[0]["share"]
        await a.delete().where(a.id == pair.other)
        await a.update({a.share: a.share + share}).where(a.id == pair.kept)
    return []


REFERENCES = (
    Reference(
        title="成果作者",
        column=OutcomeAuthor.talent,
        once=(OutcomeAuthor.outcome,),
        join=_one_author,
        told=("outcome", "outcome"),
    ),
)
