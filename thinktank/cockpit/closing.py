# SPDX-License-Identifier: MIT
"""How many of the orders issued in a month are closed by now, by kind, month and unit; each number opens its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from reviews.supervision import queries as supervision
from reviews.supervision import queries_counts as counts
from reviews.supervision.queries_counts import Cohort
from reviews.supervision.states import OrderKind
from reviews.supervision.tables import Order
from thinktank.cockpit import queries
from thinktank.cockpit.schemas import ClosingLine, ClosingView
from thinktank.identity.tables import Unit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.tally import queries as tally

MONTHS_BACK = 5
MOST_UNITS = 60


def months_since(since: date, today: date) -> list[date]:
    """Return the first days of the months from one day's to another's."""
    found, day = [], since.replace(day=1)
    while day <= today:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def lately(today: date) -> list[date]:
    """Return the first days of this month and the five before it."""
    first = today.replace(day=1)
    for _month in range(MONTHS_BACK):
        first = (first - timedelta(days=1)).replace(day=1)
    return months_since(first, today)


def cohort(actor: Actor, first: date, last: date, *, kind: str = "", unit: int | None = None) -> Any:
    """The Where that keeps the visible orders issued between two days, not withdrawn: those that are to be closed."""
    where = supervision.visible_to(actor) & counts.issued_between(first, last)
    if kind:
        where &= Order.kind == kind
    return where if unit is None else where & (Order.unit == unit)


def summed(
    found: Sequence[Cohort], first: date, last: date, named: Iterable[tuple[str, str, dict[str, str]]],
    part: Callable[[Cohort], str],
) -> list[ClosingLine]:  # fmt: skip
    """Add cohorts up into lines: of each its part's key, its label, and what narrows its rows further."""
    days = {"since": first.isoformat(), "until": last.isoformat()}
    lines = []
    for key, label, narrowed in named:
        mine = [one for one in found if not key or part(one) == key]
        issued, closed = sum(one.issued for one in mine), sum(one.closed for one in mine)
        query = urlencode(days | narrowed)
        href = f"{queries.ROWS}/orders?only=cohort&{query}"
        lines.append(ClosingLine(label, issued, closed, href, f"{queries.ROWS}/orders?only=cohort_closed&{query}"))
    return lines


def by_kind(found: Sequence[Cohort], months: Sequence[date]) -> list[ClosingLine]:
    """Return a line for each kind of order, and one for all of them."""
    named = [(str(kind), _(kind.label), {"kind": str(kind)}) for kind in OrderKind]
    return summed(found, months[0], clock.today(), [*named, ("", _("合计"), {})], lambda one: one.key)


def by_month(found: Sequence[Cohort], months: Sequence[date]) -> list[ClosingLine]:
    """Return a line for each month."""
    lines = []
    for first in months:
        last = min((first + timedelta(days=32)).replace(day=1) - timedelta(days=1), clock.today())
        label, key = _("%(year)s年%(n)s月") % {"year": first.year, "n": first.month}, counts.month(first)
        lines += summed(found, first, last, [(key, label, {})], lambda one: one.month)
    return lines


async def _by_unit(found: Sequence[Cohort], months: Sequence[date]) -> list[ClosingLine]:
    """Return a line for each unit, those with the most that is open first, at most sixty: one query for the names."""
    left: dict[str, int] = {}
    for one in found:
        left[one.key] = left.get(one.key, 0) + one.issued - one.closed
    keys = sorted(left, key=lambda key: (-left[key], int(key)))[:MOST_UNITS]
    u = Unit
    rows = await u.select(u.id, u.name).where(u.id.is_in([int(key) for key in keys] or [0]))
    names = {row["id"]: row["name"] for row in rows}
    named = [(key, names[int(key)], {"unit": key}) for key in keys]
    return summed(found, months[0], clock.today(), named, lambda one: one.key)


async def rates(actor: Actor, since: date) -> ClosingView:
    """Return the closing rates of the orders issued since a day's month: two queries, three for a narrower scope."""
    today = clock.today()
    months = months_since(since, today)
    if queries.sees_all(actor):
        keys = counts.cohort_keys(months[0], today)
        lines = await tally.lines(ranged=(*counts.BY_KIND, *counts.BY_UNIT), **keys)
        kinds, units = counts.cohorts(lines, counts.BY_KIND), counts.cohorts(lines, counts.BY_UNIT)
    else:
        visible = supervision.visible_to(actor)
        kinds = await counts.counted_cohorts(visible, Order.kind, months)
        units = await counts.counted_cohorts(visible & Order.unit.is_not_null(), Order.unit, months)
    return ClosingView(by_kind(kinds, months), by_month(kinds, months), await _by_unit(units, months))
