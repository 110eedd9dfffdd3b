# SPDX-License-Identifier: MIT
"""Periods by cadence, their three days, and the holidays between them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.reports.periods import Rhythm, asked_on, days_of, lay_out
from thinktank.kernel.calendar import OFFICIAL, month_periods
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.states import Cadence, ReportForm

TERMS = Reporting()


def plan(cadence: Cadence, first: date, last: date, *, every: int = 30, form: ReportForm = ReportForm.SHORT):
    rhythm = Rhythm(cadence=cadence, every_days=every, form=form)
    return lay_out(first, last, rhythm, OFFICIAL, TERMS)


def test_months_are_those_of_the_calendar() -> None:
    first, last = date(2026, 3, 2), date(2027, 2, 20)
    found = plan(Cadence.MONTHLY, first, last)
    pinned = month_periods(first, last, OFFICIAL)
    assert [(p.label, p.starts_on, p.ends_on, p.opens_on, p.days.due_on) for p in found] == [
        (p.label, p.starts_on, p.ends_on, p.opens_on, p.due_on) for p in pinned
    ]


@pytest.mark.parametrize(
    ("cadence", "first", "last", "expected"),
    [
        (Cadence.WEEKLY, date(2026, 3, 4), date(2026, 3, 24),
         ["2026年第10周", "2026年第11周", "2026年第12周"]),
        (Cadence.HALF_MONTHLY, date(2026, 3, 2), date(2026, 4, 30),
         ["2026年3月上半月", "2026年3月下半月", "2026年4月上半月", "2026年4月下半月"]),
        (Cadence.QUARTERLY, date(2026, 3, 10), date(2026, 12, 31), ["2026年第2季度", "2026年第3季度", "2026年第4季度"]),
        (Cadence.CUSTOM, date(2026, 3, 2), date(2026, 5, 1), ["第1期", "第2期", "第3期"]),
    ],
)  # fmt: skip
def test_names(cadence: Cadence, first: date, last: date, expected: list[str]) -> None:
    assert [p.label for p in plan(cadence, first, last, every=20)] == expected


def test_the_three_days_cross_the_spring_festival_of_2026() -> None:
    # 15–23 February 2026 are free, Saturday 14 and Saturday 28 February are working days.
    days = days_of(date(2026, 2, 15), OFFICIAL, TERMS)
    assert days.due_on == date(2026, 2, 24)
    assert (days.grace_on, days.hard_on) == (date(2026, 2, 26), date(2026, 3, 2))


def test_a_year_without_a_notice_counts_weekends_only() -> None:
    days = days_of(date(2026, 12, 31), OFFICIAL, TERMS)
    assert (days.due_on, days.grace_on, days.hard_on) == (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 7))


def test_the_fuller_form_comes_at_the_end_of_a_quarter() -> None:
    found = plan(Cadence.MONTHLY, date(2026, 3, 2), date(2026, 7, 31), form=ReportForm.QUARTER_FULL)
    assert [p.form for p in found] == ["full", "short", "short", "full", "short"]


@pytest.mark.parametrize(
    ("label", "ends_on", "expected"),
    [
        ("2026年3月", date(2026, 3, 20), date(2026, 3, 31)),
        ("2026年3月", date(2026, 4, 5), date(2026, 4, 5)),
        ("2026年3月上半月", date(2026, 3, 15), date(2026, 3, 15)),
        ("第3期", date(2026, 3, 20), date(2026, 3, 20)),
    ],
)
def test_the_day_that_is_asked_for(label: str, ends_on: date, expected: date) -> None:
    assert asked_on(label, ends_on) == expected


@pytest.mark.parametrize(
    ("cadence", "every", "most"),
    [(Cadence.WEEKLY, 30, 5), (Cadence.MONTHLY, 7, 1), (Cadence.CUSTOM, 7, 5), (Cadence.CUSTOM, 40, 1)],
)
def test_how_many_fall_into_a_month(cadence: Cadence, every: int, most: int) -> None:
    assert Rhythm(cadence=cadence, every_days=every).most_a_month == most


@given(
    cadence=st.sampled_from(list(Cadence)),
    first=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    length=st.integers(0, 700),
    every=st.integers(7, 180),
)
def test_periods_cover_every_day_once_and_are_due_on_working_days(
    cadence: Cadence, first: date, length: int, every: int
) -> None:
    last = first + timedelta(days=length)
    found = plan(cadence, first, last, every=every)
    assert (found[0].starts_on, found[-1].ends_on) == (first, last)
    assert [p.seq for p in found] == list(range(1, len(found) + 1))
    assert len({p.label for p in found}) == len(found)
    for before, after in pairwise(found):
        assert after.starts_on == before.ends_on + timedelta(days=1)
    for p in found:
        assert p.starts_on <= p.opens_on <= p.ends_on <= p.days.due_on <= p.days.grace_on <= p.days.hard_on
        assert all(OFFICIAL.is_workday(d) for d in (p.days.due_on, p.days.grace_on, p.days.hard_on))


def test_reversed_days_are_refused() -> None:
    with pytest.raises(ValueError, match="before start"):
        plan(Cadence.WEEKLY, date(2026, 3, 2), date(2026, 3, 1))
