# SPDX-License-Identifier: MIT
"""Working days of China and monthly report periods."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.kernel.calendar import OFFICIAL, Calendar, Period, month_periods

DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 8, 3), True),  # Monday
        (date(2026, 8, 1), False),  # Saturday
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 7), False),  # Wednesday in the same holiday
        (date(2026, 10, 10), True),  # Saturday worked in return
        (date(2026, 2, 14), True),  # Saturday before Spring Festival
        (date(2027, 10, 1), True),  # no notice yet: an ordinary Friday
        (date(2027, 10, 2), False),  # weekends are free all the same
        (date(2003, 10, 1), True),
    ],
)
def test_official_days(day: date, works: bool) -> None:
    assert OFFICIAL.is_workday(day) is works


@pytest.mark.parametrize(("year", "known"), [(2003, False), (2004, True), (2026, True), (2027, False)])
def test_year_known(year: int, known: bool) -> None:
    assert OFFICIAL.year_known(year) is known


def test_overrides_win_and_are_copied() -> None:
    table = {date(2027, 10, 1): False, date(2026, 8, 1): True}
    calendar = Calendar(table)
    table.clear()
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2026, 8, 1))
    with pytest.raises(TypeError):
        calendar.overrides[date(2026, 8, 2)] = True  # type: ignore[index]
    assert hash(calendar) == hash(Calendar())


@pytest.mark.parametrize(
    ("year", "loaded", "known"),
    [
        (2026, {}, True),
        (2027, {}, False),
        (2027, {date(2027, 5, 3): False}, False),
        (2027, {date(2027, 10, 1): True}, False),
        (2027, {date(2027, 10, 1): False}, True),
    ],
)
def test_a_year_is_known_from_the_library_or_once_its_national_day_is_loaded(
    year: int, loaded: dict[date, bool], known: bool
) -> None:
    assert Calendar(loaded).year_known(year) is known


def test_next_workday_passes_over_the_holiday() -> None:
    assert OFFICIAL.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert OFFICIAL.next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


def test_add_workdays_both_ways() -> None:
    assert OFFICIAL.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert OFFICIAL.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert OFFICIAL.add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 8)


def test_workdays_between() -> None:
    assert OFFICIAL.workdays_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert OFFICIAL.workdays_between(date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert OFFICIAL.workdays_between(date(2026, 10, 1), date(2026, 10, 7)) == 0


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_counting_undoes_adding(day: date, n: int) -> None:
    moved = OFFICIAL.add_workdays(day, n)
    assert OFFICIAL.is_workday(moved)
    assert OFFICIAL.workdays_between(day, moved) == n


def test_import_stays_cheap() -> None:
    code = "import sys, thinktank.kernel.calendar; print('chinese_calendar' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_periods_of_a_normal_project() -> None:
    periods = month_periods(date(2026, 8, 10), date(2026, 10, 31))
    assert periods == [
        Period(1, "2026年8月", date(2026, 8, 10), date(2026, 8, 31), date(2026, 8, 20), date(2026, 8, 31)),
        Period(2, "2026年9月", date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 20), date(2026, 9, 30)),
        # 31 October 2026 is a Saturday
        Period(3, "2026年10月", date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 20), date(2026, 11, 2)),
    ]


def test_short_first_and_last_fragments_join_their_neighbours() -> None:
    first, last = month_periods(date(2026, 8, 25), date(2026, 11, 5))
    assert (first.label, first.starts_on, first.ends_on) == ("2026年9月", date(2026, 8, 25), date(2026, 9, 30))
    assert (last.label, last.starts_on, last.ends_on) == ("2026年10月", date(2026, 10, 1), date(2026, 11, 5))
    assert last.due_on == date(2026, 11, 5)


def test_fragment_of_ten_days_stands_alone() -> None:
    assert [p.label for p in month_periods(date(2026, 8, 22), date(2026, 9, 10))] == ["2026年8月", "2026年9月"]
    assert month_periods(date(2026, 8, 22), date(2026, 9, 10))[0].opens_on == date(2026, 8, 22)


def test_two_short_fragments_make_one_period() -> None:
    (only,) = month_periods(date(2026, 8, 28), date(2026, 9, 5))
    assert (only.label, only.starts_on, only.ends_on) == ("2026年9月", date(2026, 8, 28), date(2026, 9, 5))
    assert only.opens_on == date(2026, 8, 31)


def test_last_period_that_ends_early_opens_five_days_before() -> None:
    assert month_periods(date(2026, 8, 1), date(2026, 9, 15))[1].opens_on == date(2026, 9, 10)


def test_due_day_follows_the_overrides() -> None:
    calendar = Calendar({date(2026, 8, 31): False})
    assert month_periods(date(2026, 8, 1), date(2026, 8, 31), calendar)[0].due_on == date(2026, 9, 1)


def test_end_before_start() -> None:
    with pytest.raises(ValueError, match="before start"):
        month_periods(date(2026, 8, 2), date(2026, 8, 1))


@given(DAYS, st.integers(0, 900))
def test_periods_cover_the_project_without_gap(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    periods = month_periods(start, end)
    assert (periods[0].starts_on, periods[-1].ends_on) == (start, end)
    assert all(b.starts_on - a.ends_on == timedelta(days=1) for a, b in pairwise(periods))
    assert [p.seq for p in periods] == list(range(1, len(periods) + 1))
    assert len({p.label for p in periods}) == len(periods)
    for period in periods:
        assert period.starts_on <= period.opens_on <= period.ends_on <= period.due_on
        assert OFFICIAL.is_workday(period.due_on)
    if len(periods) > 1:
        assert all((p.ends_on - p.starts_on).days + 1 >= 10 for p in periods)
