# SPDX-License-Identifier: MIT
"""Lights over the months: which light a project had on a day, and which days are shown. Pure, and its one read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from reviews.supervision.queries_counts import LIT
from reviews.supervision.tables import LightRecord
from thinktank.kernel import clock, db

MONTHS_BACK = 5
MOST_RECORDS = 20_000


class Record(msgspec.Struct):
    """A light that a project had from one moment until another."""

    project: int
    light: str
    since: datetime
    until: datetime | None


def month_ends(today: date, back: int = MONTHS_BACK) -> list[date]:
    """Return the last days of the months before this one, the oldest first."""
    ends: list[date] = []
    day = today.replace(day=1)
    for _month in range(back):
        last = day - timedelta(days=1)
        ends.append(last)
        day = last.replace(day=1)
    return ends[::-1]


def on_day(records: Iterable[Record], day: date) -> dict[int, str]:
    """Return by project the light that stood at the end of a day; projects without one are left out."""
    end = clock.end_of(day)
    return {one.project: one.light for one in records if one.since < end and (one.until is None or one.until >= end)}


def stood(day: date) -> Any:
    """The Where that keeps the records which stood at the end of a day: ``on_day`` for the database."""
    r, end = LightRecord, clock.end_of(day)
    return (r.since < end) & (r.until.is_null() | (r.until >= end))


async def past(shown: list[int]) -> list[Record]:
    """Return the records of these projects in the last months, oldest first."""
    r = LightRecord
    query = r.select(r.project, r.light, r.since, r.until).where(r.project.is_in(shown or [0]) & _lately())
    return await db.rows(query.order_by(r.id).limit(MOST_RECORDS), Record)


def _lately() -> Any:
    r = LightRecord
    return r.until.is_null() | (r.until >= clock.end_of(month_ends(clock.today())[0]))


async def counts(visible: Any) -> dict[date, dict[str, int]]:
    """Return how many records that a Where keeps stood in yellow and in red at the ends of the last months: one query.

    The database adds them up; its indexes hand out those alone which reach into these months.
    """
    r, days = LightRecord, month_ends(clock.today())
    sums = [
        QueryString(
            "SUM(CASE WHEN light_record.since < {} AND (light_record.until IS NULL OR light_record.until >= {}) "
            f"THEN 1 ELSE 0 END) AS m{n}",
            clock.end_of(day),
            clock.end_of(day),
        )
        for n, day in enumerate(days)
    ]
    query = r.select(r.light, *sums).where(r.light.is_in(list(LIT)) & _lately() & visible).group_by(r.light)
    rows = {row["light"]: row for row in await query}
    return {day: {light: int(rows.get(light, {}).get(f"m{n}") or 0) for light in LIT} for n, day in enumerate(days)}
