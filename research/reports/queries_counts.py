# SPDX-License-Identifier: MIT
"""How many reports were due, and how many came in time, by the days of their periods, kept up to date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.query.functions.aggregate import Count
from piccolo.querystring import QueryString

from research.reports.rules import is_late
from research.reports.tables import Report
from thinktank.kernel import clock, db
from thinktank.tally import queries as tally

DUE, ON_TIME, BY_DAY = "report.due", "report.on_time", "report.day"
"""The reports that nobody waived, and those of them that came in time, by ``key``; and the former by their due day."""
NAMES = (DUE, ON_TIME)
_IN_TIME = (
    WhereRaw("report.submitted_at < datetime(COALESCE(report.grace_on, report.due_on), '+1 day', '-8 hours')"),
    WhereRaw(
        "report.submitted_at < ((COALESCE(report.grace_on, report.due_on) + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
    ),
)


def in_time() -> Any:
    """The Where of reports that came before 24:00 of their last day, in the words of the engine in use."""
    return _IN_TIME[0] if db.is_sqlite() else _IN_TIME[1]


def expected(first: date, last: date) -> Any:
    """The Where of reports of periods ending between two days whose last day (grace included) is past, not waived."""
    r, today = Report, clock.today()
    past = (r.grace_on < today) | (r.grace_on.is_null() & (r.due_on < today))
    return (r.ends_on >= first) & (r.ends_on <= last) & past & (r.state != "waived")


def key(ends_on: date, last_on: date) -> str:
    """Under what a report counts: the end of its period, and the last day on which it is in time."""
    return f"{ends_on.isoformat()}/{last_on.isoformat()}"


def keys(first: date, last: date) -> dict[str, str]:
    """Between which keys the counts ``NAMES`` of periods stand that end between two days, for ``tally.lines()``."""
    return {"first": first.isoformat(), "last": (last + timedelta(days=1)).isoformat()}


def rate(lines: list[tally.Line]) -> tuple[int, int]:
    """Return how many reports ``expected()`` keeps, and how many of them came in time, out of the counts in ``keys()``.

    The lines may hold other counts beside.
    """
    today = clock.today().isoformat()
    due, on_time = (
        sum(line.n for line in lines if line.name == name and line.key.partition("/")[2] < today) for name in NAMES
    )
    return due, on_time


async def counted(where: Any) -> tuple[int, int]:
    """Count the reports that a Where keeps, and those of them that came in time: one query."""
    came = in_time().querystring
    query = Report.select(
        Count(Report.id, alias="due"), QueryString("SUM(CASE WHEN {} THEN 1 ELSE 0 END) AS came", came)
    )
    (row,) = await query.where(where)
    return int(row["due"]), int(row["came"] or 0)


async def due_by_day(first: date, last: date) -> list[tuple[date, int]]:
    """Return the days between two on which reports are due, with how many that nobody waived: one query."""
    lines = await tally.lines(ranged=(BY_DAY,), first=first.isoformat(), last=last.isoformat())
    return sorted((date.fromisoformat(line.key), line.n) for line in lines)


class _Standing(msgspec.Struct):
    id: int
    ends_on: date
    due_on: date
    grace_on: date | None
    submitted_at: Any


async def standing(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these reports count."""
    r = Report
    query = r.select(r.id, r.ends_on, r.due_on, r.grace_on, r.submitted_at).where(
        r.id.is_in(ids) & (r.state != "waived")
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for row in await db.rows(query, _Standing):
        last = row.grace_on or row.due_on
        under = key(row.ends_on, last)
        sent = row.submitted_at is not None and not is_late(last, row.submitted_at, row.submitted_at)
        found[row.id] = [(DUE, under), (BY_DAY, row.due_on.isoformat()), *([(ON_TIME, under)] if sent else [])]
    return found


async def recount_due() -> dict[str, int]:
    """Count the reports that nobody waived afresh."""
    return await _recount(db.EVERYTHING)


async def recount_on_time() -> dict[str, int]:
    """Count those that came in time afresh."""
    return await _recount(in_time())


async def recount_by_day() -> dict[str, int]:
    """Count the reports that nobody waived by their due day afresh."""
    r = Report
    rows = await r.select(r.due_on, Count(r.id)).where(r.state != "waived").group_by(r.due_on)
    return {row["due_on"].isoformat(): row["count"] for row in rows}


async def _recount(where: Any) -> dict[str, int]:
    r = Report
    query = r.select(r.ends_on, r.due_on, r.grace_on, Count(r.id)).where(where & (r.state != "waived"))
    found: dict[str, int] = {}
    for row in await query.group_by(r.ends_on, r.due_on, r.grace_on):
        under = key(row["ends_on"], row["grace_on"] or row["due_on"])
        found[under] = found.get(under, 0) + row["count"]
    return found


STANDINGS = {Report: standing}
RECOUNTS = {DUE: recount_due, ON_TIME: recount_on_time, BY_DAY: recount_by_day}
