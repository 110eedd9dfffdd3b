# SPDX-License-Identifier: MIT
"""Lights over the months: which light a project had on a day, and which days are shown. Pure, and its one read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from reviews.supervision.tables import LightRecord
from thinktank.kernel import clock, db

MONTHS_BACK = 5
MOST_RECORDS = 20_000
LIT = ("yellow", "red")


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


async def history(shown: list[int], visible: Any) -> list[Record]:
    """Return the records of the last months, oldest first.

    Those of the projects ``shown`` in any light, and yellow and red ones of those that the Where ``visible`` keeps.
    """
    r = LightRecord
    first = clock.end_of(month_ends(clock.today())[0])
    kept: Any = r.light.is_in(list(LIT)) & visible
    if shown:
        kept |= r.project.is_in(shown)
    query = r.select(r.project, r.light, r.since, r.until).where(kept & (r.until.is_null() | (r.until >= first)))
    return await db.rows(query.order_by(r.id).limit(MOST_RECORDS), Record)
