# SPDX-License-Identifier: MIT
"""Working days of China, and the monthly report periods of a project.

Source: the State Council's yearly holiday notices as kept by ``chinesecalendar`` (2004-2026); decisions.md, Days.
"""

from __future__ import annotations

import importlib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import msgspec

_DAY = timedelta(days=1)
_FRIDAY = 4
_NATIONAL_DAY = (10, 1)
_OPENING_DAY = 20
_OPEN_BEFORE_END = timedelta(days=5)
_SHORTEST_FRAGMENT = 10


@dataclass(frozen=True, slots=True)
class _Official:
    holidays: frozenset[date]
    makeup_days: frozenset[date]
    years: frozenset[int]


@cache
def _official() -> _Official:
    # Imported on first use: most processes never count a working day. The sets are taken because the
    # library's own functions walk all of its dates on every call.
    constants = importlib.import_module("chinese_calendar.constants")
    holidays = frozenset[date](constants.holidays)
    # New Year's Day can stand in the table of the year before (30-31 December); National Day cannot,
    # so it tells whether the notice of a year is in.
    years = frozenset(d.year for d in holidays if (d.month, d.day) == _NATIONAL_DAY)
    return _Official(holidays, frozenset(constants.workdays), years)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working-day calendar; ``overrides`` (True = working day) wins over the official one."""

    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Keep an own, read-only copy of the overrides."""
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def is_workday(self, d: date) -> bool:
        """Tell whether offices work on ``d``; in a year without a notice only weekends are free."""
        if d in self.overrides:
            return self.overrides[d]
        official = _official()
        if d in official.makeup_days:
            return True
        return d.weekday() <= _FRIDAY and d not in official.holidays

    def next_workday(self, d: date) -> date:
        """Return ``d`` if it is a working day, else the first one after it (a due day moves so)."""
        while not self.is_workday(d):
            d += _DAY
        return d

    def add_workdays(self, d: date, n: int) -> date:
        """Return the ``n``-th working day after ``d`` (before it, if ``n`` is negative).

        ``d`` itself never counts; ``n`` = 0 gives ``next_workday(d)``, so the result is always a working day.
        """
        if n == 0:
            return self.next_workday(d)
        step = _DAY if n > 0 else -_DAY
        left = abs(n)
        while left:
            d += step
            left -= self.is_workday(d)
        return d

    def workdays_between(self, a: date, b: date) -> int:
        """Count the working days after ``a`` up to and including ``b``; negative when ``b`` is before ``a``.

        The reverse of ``add_workdays``: ``workdays_between(d, add_workdays(d, n)) == n`` for every n but 0.
        """
        step, sign = (_DAY, 1) if b >= a else (-_DAY, -1)
        days = abs((b - a).days)
        return sign * sum(self.is_workday(a + step * i) for i in range(1, days + 1))

    def year_known(self, year: int) -> bool:
        """Tell whether the notice of a year is in, from the library or loaded by the office as National Day off.

        If not, the UI says 节假日待公布.
        """
        return year in _official().years or self.overrides.get(date(year, *_NATIONAL_DAY)) is False

    def unknown_years(self, first: date, last: date) -> list[int]:
        """Return the years between two days whose notice is not in."""
        return [year for year in range(first.year, last.year + 1) if not self.year_known(year)]


OFFICIAL = Calendar()
"""The official calendar without overrides."""


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Period(msgspec.Struct, frozen=True):
    """One report period; ``seq`` counts from 1, all days are inclusive."""

    seq: int
    label: str
    starts_on: date
    ends_on: date
    opens_on: date
    due_on: date


def month_periods(start: date, end: date, calendar: Calendar = OFFICIAL) -> list[Period]:
    """Lay out the monthly report periods of a project that runs from ``start`` to ``end``.

    One period per calendar month touched; a first or last fragment under 10 days joins its neighbour. It opens
    on the 20th (or 5 days before its end, if that is earlier; never before it starts) and is due on the last day
    of its month (or on its own end, if that is later), moved to the next working day.
    Raises ``ValueError`` when ``end`` is before ``start``.
    """
    if end < start:
        message = f"end {end} is before start {start}"
        raise ValueError(message)
    spans = _merged(_month_spans(start, end))
    return [_period(seq, span, calendar) for seq, span in enumerate(spans, start=1)]


@dataclass(frozen=True, slots=True)
class _Span:
    """Days that one report covers; ``month`` is the first day of the month it is named after."""

    month: date
    first: date
    last: date

    @property
    def short(self) -> bool:
        return (self.last - self.first).days + 1 < _SHORTEST_FRAGMENT


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month_spans(start: date, end: date) -> list[_Span]:
    spans = []
    first = start
    while first <= end:
        month_end = _month_end(first)
        spans.append(_Span(first.replace(day=1), first, min(month_end, end)))
        first = month_end + _DAY
    return spans


def _merged(spans: list[_Span]) -> list[_Span]:
    if len(spans) > 1 and spans[0].short:
        second = spans[1]
        spans = [_Span(second.month, spans[0].first, second.last), *spans[2:]]
    if len(spans) > 1 and spans[-1].short:
        before = spans[-2]
        spans = [*spans[:-2], _Span(before.month, before.first, spans[-1].last)]
    return spans


def _period(seq: int, span: _Span, calendar: Calendar) -> Period:
    opens_on = min(span.month.replace(day=_OPENING_DAY), span.last - _OPEN_BEFORE_END)
    return Period(
        seq=seq,
        label=f"{span.month.year}年{span.month.month}月",
        starts_on=span.first,
        ends_on=span.last,
        opens_on=max(opens_on, span.first),
        due_on=period_due(span.month, span.last, calendar),
    )


def period_due(month: date, ends_on: date, calendar: Calendar) -> date:
    """Return when the report of a month is due: its last day, or its period's own end, on a working day."""
    return calendar.next_workday(max(_month_end(month), ends_on))
