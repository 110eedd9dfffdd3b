# SPDX-License-Identifier: MIT
"""How many outcomes stand on each rung, by direction, kept up to date for dashboards."""

from __future__ import annotations

from functools import partial
from typing import Any

from piccolo.query.functions.aggregate import Count

from research.outcomes.states import Rung
from research.outcomes.tables import Outcome
from thinktank.tally import queries as tally


def _name(rung: str) -> str:
    return f"outcome.{rung}"


async def standing(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these outcomes count: under their rung, by direction."""
    o = Outcome
    rows = await o.select(o.id, o.state, o.direction).where(o.id.is_in(ids))
    return {row["id"]: [(_name(row["state"]), row["direction"])] for row in rows}


NAMES = tuple(_name(rung) for rung in Rung)
"""The counts of all rungs."""


def by_rung(lines: list[tally.Line]) -> dict[str, int]:
    """Return how many outcomes stand on each rung, out of the counts ``NAMES`` among others."""
    found: dict[str, int] = {}
    for line in lines:
        if line.name in NAMES:
            rung = line.name.partition(".")[2]
            found[rung] = found.get(rung, 0) + line.n
    return found


async def counted(where: Any) -> dict[str, int]:
    """Count the outcomes that a Where keeps, by rung."""
    o = Outcome
    rows = await o.select(o.state, Count(o.id)).where(where).group_by(o.state)
    return {row["state"]: row["count"] for row in rows}


async def recount(rung: str) -> dict[str, int]:
    """Count the outcomes of a rung by direction afresh, for the check of the tally."""
    o = Outcome
    rows = await o.select(o.direction, Count(o.id)).where(o.state == rung).group_by(o.direction)
    return {row["direction"]: row["count"] for row in rows}


STANDINGS = {Outcome: standing}
RECOUNTS = {_name(rung): partial(recount, rung) for rung in Rung}
