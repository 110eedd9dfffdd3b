# SPDX-License-Identifier: MIT
"""When a project reports: periods by cadence, on the working-day calendar. No I/O."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

import msgspec

from thinktank.kernel.calendar import Calendar, month_periods
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.states import Cadence, ReportForm, most_a_month

_DAY = timedelta(days=1)
_HALF = 15
_QUARTER_ENDS = (3, 6, 9, 12)
MOST_PERIODS = 400
_OPEN_BEFORE = {Cadence.WEEKLY: 2, Cadence.HALF_MONTHLY: 4, Cadence.QUARTERLY: 14, Cadence.CUSTOM: 5}
_SHORTEST = {Cadence.WEEKLY: 3, Cadence.HALF_MONTHLY: 5, Cadence.QUARTERLY: 30}


class Rhythm(msgspec.Struct, frozen=True):
    """How often a project reports, and by which form."""

    cadence: Cadence = Cadence.MONTHLY
    every_days: int = 30
    form: ReportForm = ReportForm.SHORT

    @property
    def most_a_month(self) -> int:
        """How many reports can fall due within one month."""
        return most_a_month(self.cadence, self.every_days)


class Days(msgspec.Struct, frozen=True):
    """When a report is due, until when it is not late, after which day it is missed: all working days."""

    due_on: date
    grace_on: date
    hard_on: date


class Planned(msgspec.Struct, frozen=True):
    """One period as it is laid out; all days are inclusive."""

    seq: int
    label: str
    starts_on: date
    ends_on: date
    opens_on: date
    form: str
    days: Days


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def asked_on(label: str, ends_on: date) -> date:
    """Return the day by which a period's report is wanted, before the calendar moves it to a working day.

    A month is reported at its end even where the project ends within it; every other period at its own end.
    """
    year, sep, month = label.partition("年")
    if sep and year.isdigit() and month.endswith("月") and month[:-1].isdigit():
        return max(month_end(date(int(year), int(month[:-1]), 1)), ends_on)
    return ends_on


def days_of(asked: date, calendar: Calendar, terms: Reporting) -> Days:
    """Return the three days of a report that is wanted on a day (decisions.md, Days: never on a free one)."""
    due_on = calendar.next_workday(asked)
    return Days(due_on, _after(due_on, terms.grace_workdays, calendar), _after(due_on, terms.hard_workdays, calendar))


def _after(day: date, workdays: int, calendar: Calendar) -> date:
    return calendar.add_workdays(day, workdays) if workdays else day


def lay_out(
    first: date, last: date, rhythm: Rhythm, calendar: Calendar, terms: Reporting, *, after: int = 0
) -> list[Planned]:
    """Return the periods of a project from its first to its last day, numbered on from ``after``.

    A first or last fragment under a third of a period joins its neighbour. ValueError when the days are reversed.
    """
    if last < first:
        raise ValueError(f"end {last} is before start {first}")
    spans = _months(first, last, calendar) if rhythm.cadence is Cadence.MONTHLY else _spans(first, last, rhythm)
    return [
        Planned(
            after + n, label or f"第{after + n}期", start, end, opens, form_of(rhythm.form, end),
            days_of(asked_on(label, end), calendar, terms),
        )
        for n, (label, start, end, opens) in enumerate(spans[:MOST_PERIODS], start=1)
    ]  # fmt: skip


def form_of(form: ReportForm, ends_on: date) -> str:
    """Return the form of one period, short or full, by the project's own and the month in which it ends."""
    if form is ReportForm.QUARTER_FULL:
        return "full" if ends_on.month in _QUARTER_ENDS else "short"
    return str(form)


_Span = tuple[str, date, date, date]


def _months(first: date, last: date, calendar: Calendar) -> list[_Span]:
    return [(p.label, p.starts_on, p.ends_on, p.opens_on) for p in month_periods(first, last, calendar)]


def _spans(first: date, last: date, rhythm: Rhythm) -> list[_Span]:
    ends = _ENDS.get(rhythm.cadence, partial(_after_days, days=rhythm.every_days))
    cut = list(_cut(first, last, ends))
    shortest = _SHORTEST.get(rhythm.cadence, rhythm.every_days // 3)
    name = _NAMES.get(rhythm.cadence, _no_name)
    lead = timedelta(days=_OPEN_BEFORE[rhythm.cadence])
    return [(name(named), start, end, max(start, end - lead)) for named, start, end in _joined(cut, shortest=shortest)]


def _cut(first: date, last: date, ends: Callable[[date], date]) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = min(ends(first), last)
        yield first, end
        first = end + _DAY


def _joined(cut: list[tuple[date, date]], *, shortest: int) -> list[tuple[date, date, date]]:
    """Let a fragment at either end join its neighbour; each span comes with a day that it is named after."""
    spans = [(end, start, end) for start, end in cut]
    if len(spans) > 1 and (spans[0][2] - spans[0][1]).days + 1 < shortest:
        spans = [(spans[1][0], spans[0][1], spans[1][2]), *spans[2:]]
    if len(spans) > 1 and (spans[-1][2] - spans[-1][1]).days + 1 < shortest:
        spans = [*spans[:-2], (spans[-2][0], spans[-2][1], spans[-1][2])]
    return spans


def _after_days(day: date, *, days: int) -> date:
    return day + timedelta(days=days - 1)


def _week_end(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _half_end(day: date) -> date:
    return day.replace(day=_HALF) if day.day <= _HALF else month_end(day)


def _quarter_end(day: date) -> date:
    return month_end(day.replace(month=-(-day.month // 3) * 3, day=1))


def _week_name(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}年第{week}周"


def _no_name(_day: date) -> str:
    return ""


_ENDS: dict[Cadence, Callable[[date], date]] = {
    Cadence.WEEKLY: _week_end,
    Cadence.HALF_MONTHLY: _half_end,
    Cadence.QUARTERLY: _quarter_end,
}
_NAMES: dict[Cadence, Callable[[date], str]] = {
    Cadence.WEEKLY: _week_name,
    Cadence.HALF_MONTHLY: lambda day: f"{day.year}年{day.month}月{'上' if day.day <= _HALF else '下'}半月",
    Cadence.QUARTERLY: lambda day: f"{day.year}年第{-(-day.month // 3)}季度",
}
