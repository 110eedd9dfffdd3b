# SPDX-License-Identifier: MIT
"""What is counted of supervision: lights that stood at the ends of months, orders issued in a month and closed since.

How many projects stood in yellow and in red comes from counts of when lights came and went. An order counts under the
month in which it was issued, by kind and by the unit that handles it; one that was withdrawn counts nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from reviews.supervision.states import Colour
from reviews.supervision.tables import LightRecord, Order
from thinktank.kernel import clock, db
from thinktank.tally import queries as tally

LIT = (str(Colour.YELLOW), str(Colour.RED))
SINCE, UNTIL = "light.since", "light.until"
"""By month and light: how many yellow and red lights came on in it, and how many of them went out."""
ISSUED, CLOSED = "order.issued", "order.closed"
"""By month of issue and kind: how many orders were issued and not withdrawn, and how many of them are closed."""
ISSUED_TO, CLOSED_BY = "order.issued_to", "order.closed_by"
"""The same by month of issue and unit."""
BY_KIND, BY_UNIT = (ISSUED, CLOSED), (ISSUED_TO, CLOSED_BY)
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


# -- orders ---------------------------------------------------------------------------------------------------


class Cohort(msgspec.Struct, frozen=True):
    """The orders that were issued in a month, of a kind or to a unit: how many, and how many of them are closed."""

    month: str
    key: str
    issued: int
    closed: int


class _Order(msgspec.Struct):
    id: int
    kind: str
    unit: int | None
    state: str
    issued_at: datetime


OUT: Any = Order.issued_at.is_not_null() & (Order.state != "withdrawn")


def issued_between(first: date, last: date) -> Any:
    """The Where of the orders that were issued from one day to another and have not been withdrawn."""
    start, end = clock.end_of(first - timedelta(days=1)), clock.end_of(last)
    return (Order.issued_at >= start) & (Order.issued_at < end) & (Order.state != "withdrawn")


def cohort_keys(first: date, last: date) -> dict[str, str]:
    """Between which keys the counts of the orders stand that were issued in these days' months."""
    return {"first": month(first), "last": month(last.replace(day=1) + timedelta(days=32))}


def cohorts(lines: Iterable[tally.Line], names: tuple[str, str]) -> list[Cohort]:
    """Return the cohorts out of the counts ``names`` (``BY_KIND`` or ``BY_UNIT``); the lines may hold others beside."""
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        if line.name in names:
            found.setdefault(line.key, {})[line.name] = line.n
    split = {key: key.partition("/") for key in found}
    return [
        Cohort(split[key][0], split[key][2], counts.get(names[0], 0), counts.get(names[1], 0))
        for key, counts in sorted(found.items())
    ]


async def counted_cohorts(visible: Any, column: Any, months: Sequence[date]) -> list[Cohort]:
    """Count the orders that a Where keeps by months of issue and by a column: one query; days name months."""
    o = Order
    firsts = [day.replace(day=1) for day in months]
    lasts = [(first + timedelta(days=32)).replace(day=1) - timedelta(days=1) for first in firsts]
    sums = [
        QueryString(
            "SUM(CASE WHEN supervision_order.issued_at >= {} AND supervision_order.issued_at < {} "
            f"{also}THEN 1 ELSE 0 END) AS {word}{n}",
            clock.end_of(first - timedelta(days=1)),
            clock.end_of(last),
        )
        for n, (first, last) in enumerate(zip(firsts, lasts, strict=True))
        for word, also in (("issued", ""), ("closed", "AND supervision_order.state = 'closed' "))
    ]
    where = visible & issued_between(firsts[0], lasts[-1])
    rows = await o.select(column.as_alias("key"), *sums).where(where).group_by(column)
    return [
        Cohort(month(first), str(row["key"]), int(row[f"issued{n}"]), int(row[f"closed{n}"]))
        for row in rows
        for n, first in enumerate(firsts)
        if row[f"issued{n}"]
    ]


def _order_places(row: _Order) -> list[tuple[str, str]]:
    issued = month(clock.day_of(row.issued_at))
    names = [ISSUED, CLOSED] if row.state == "closed" else [ISSUED]
    to = {ISSUED: ISSUED_TO, CLOSED: CLOSED_BY}
    by_unit = [(to[name], f"{issued}/{row.unit}") for name in names] if row.unit else []
    return [(name, f"{issued}/{row.kind}") for name in names] + by_unit


def _orders() -> Any:
    o = Order
    return o.select(o.id, o.kind, o.unit, o.state, o.issued_at)


async def standing_orders(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these orders count."""
    query = _orders().where(Order.id.is_in(ids) & OUT)
    return {row.id: _order_places(row) for row in await db.rows(query, _Order)}


async def _recount_orders(name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    last = 0
    while rows := await db.rows(_orders().where((Order.id > last) & OUT).order_by(Order.id).limit(AT_ONCE), _Order):
        found.update(key for row in rows for place, key in _order_places(row) if place == name)
        last = rows[-1].id
    return dict(found)


STANDINGS = {LightRecord: standing, Order: standing_orders}
RECOUNTS: dict[str, tally.Recount] = {
    SINCE: recount_since,
    UNTIL: recount_until,
    **{name: partial(_recount_orders, name) for name in (*BY_KIND, *BY_UNIT)},
}
