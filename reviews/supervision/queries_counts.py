# SPDX-License-Identifier: MIT
"""How many projects stood in yellow and in red at the end of a month, from counts of when lights came and went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from reviews.supervision.states import Colour
from reviews.supervision.tables import LightRecord
from thinktank.kernel import clock, db
from thinktank.tally import queries as tally

LIT = (str(Colour.YELLOW), str(Colour.RED))
SINCE, UNTIL = "light.since", "light.until"
"""By month and light: how many yellow and red lights came on in it, and how many of them went out."""
AT_ONCE = 5_000


class _Record(msgspec.Struct):
    id: int
    light: str
    since: datetime
    until: datetime | None


def month(day: date) -> str:
    """A day's month, as the first part of a key."""
    return f"{day:%Y-%m}"


def _places(row: _Record) -> list[tuple[str, str]]:
    found = [(SINCE, f"{month(clock.day_of(row.since))}/{row.light}")]
    if row.until is not None:
        found.append((UNTIL, f"{month(clock.day_of(row.until))}/{row.light}"))
    return found


async def standing(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these records of lights count."""
    r = LightRecord
    query = r.select(r.id, r.light, r.since, r.until).where(r.id.is_in(ids) & r.light.is_in(list(LIT)))
    return {row.id: _places(row) for row in await db.rows(query, _Record)}


NAMES = (SINCE, UNTIL)


def at_month_ends(days: Iterable[date], lines: list[tally.Line]) -> dict[date, dict[str, int]]:
    """Return how many lights of each colour stood at the ends of these days' months, out of the counts ``NAMES``."""
    lines = [line for line in lines if line.name in NAMES]
    found = {}
    for day in days:
        came = [line for line in lines if line.key <= f"{month(day)}/~"]
        found[day] = {
            light: sum(line.n if line.name == SINCE else -line.n for line in came if line.key.endswith(f"/{light}"))
            for light in LIT
        }
    return found


async def _recount(name: str) -> dict[str, int]:
    """Count afresh, some thousands of records at a time: months are those of Shanghai, which no engine knows."""
    r = LightRecord
    found: dict[str, int] = {}
    last = 0
    while True:
        query = r.select(r.id, r.light, r.since, r.until).where((r.id > last) & r.light.is_in(list(LIT)))
        rows = await db.rows(query.order_by(r.id).limit(AT_ONCE), _Record)
        if not rows:
            return found
        for place, key in (one for row in rows for one in _places(row)):
            if place == name:
                found[key] = found.get(key, 0) + 1
        last = rows[-1].id


async def recount_since() -> dict[str, int]:
    """Count when lights came on afresh."""
    return await _recount(SINCE)


async def recount_until() -> dict[str, int]:
    """Count when they went out afresh."""
    return await _recount(UNTIL)


STANDINGS = {LightRecord: standing}
RECOUNTS = {SINCE: recount_since, UNTIL: recount_until}
