# SPDX-License-Identifier: MIT
"""The rungs of a ladder on the calendar, and the hours in which mail rests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.kernel.calendar import OFFICIAL, Calendar
from thinktank.notices.ladder import LOOK_BACK, Ladder, due_days, rungs, standing_on
from thinktank.notices.rules import after_quiet

LADDER = Ladder(before=(7, 3, 0), after=(1, 3), mentor=5, officer=7)


def days(due_on: date, calendar: Calendar = OFFICIAL) -> list[tuple[str, date]]:
    return [(rung.name, rung.on) for rung in rungs(due_on, LADDER, calendar)]


def test_the_rungs_step_over_the_national_day_of_2026() -> None:
    # 1–7 October 2026 are free; Sunday 20 September and Saturday 10 October are working days.
    assert days(date(2026, 9, 30)) == [
        ("owner-7", date(2026, 9, 20)), ("owner-3", date(2026, 9, 24)), ("owner+0", date(2026, 9, 30)),
        ("owner+1", date(2026, 10, 8)), ("owner+3", date(2026, 10, 10)), ("mentor+5", date(2026, 10, 13)),
        ("officer+7", date(2026, 10, 15)),
    ]  # fmt: skip


def test_the_rungs_go_on_into_a_year_without_a_notice_and_follow_its_notice() -> None:
    assert days(date(2026, 12, 31))[3:] == [
        ("owner+1", date(2027, 1, 1)), ("owner+3", date(2027, 1, 5)), ("mentor+5", date(2027, 1, 7)),
        ("officer+7", date(2027, 1, 11)),
    ]  # fmt: skip
    known = Calendar({date(2027, 1, 1): False})
    assert days(date(2026, 12, 31), known)[3:5] == [("owner+1", date(2027, 1, 4)), ("owner+3", date(2027, 1, 6))]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 9, 18), []),
        (date(2026, 9, 20), ["owner-7"]),  # a Sunday that is worked
        (date(2026, 9, 23), ["owner-7"]),  # nothing ran on the 20th
        (date(2026, 9, 24), ["owner-3"]),
        (date(2026, 10, 3), []),  # a holiday
        (date(2026, 10, 9), ["owner+1"]),
        (date(2026, 10, 13), ["mentor+5", "owner+3"]),
        (date(2026, 10, 15), ["mentor+5", "officer+7", "owner+3"]),
        (date(2026, 10, 22), ["officer+7"]),
        (date(2026, 10, 23), []),
    ],
)
def test_what_stands_on_a_day(today: date, expected: list[str]) -> None:
    assert sorted(rung.name for rung in standing_on(date(2026, 9, 30), LADDER, OFFICIAL, today)) == expected


@given(today=st.dates(date(2024, 1, 1), date(2027, 12, 31)), off=st.integers(-60, 60))
def test_a_job_looks_at_exactly_the_days_that_have_a_rung(today: date, off: int) -> None:
    day = today + timedelta(days=off)
    found = due_days(LADDER, OFFICIAL, today)
    assert found.get(day, []) == standing_on(day, LADDER, OFFICIAL, today)
    assert all(rung.on <= today for there in found.values() for rung in there)
    assert len(found) <= 7 * 30


@given(due=st.dates(date(2024, 1, 1), date(2027, 10, 1)))
def test_every_rung_stands_on_its_own_day_and_not_for_ever(due: date) -> None:
    due = OFFICIAL.next_workday(due)
    for rung in rungs(due, LADDER, OFFICIAL):
        assert rung in standing_on(due, LADDER, OFFICIAL, rung.on)
        after = OFFICIAL.add_workdays(rung.on, LOOK_BACK + 1)
        assert rung not in standing_on(due, LADDER, OFFICIAL, after)


def at(hour: int, day: int = 18) -> datetime:
    """An hour in Shanghai."""
    return datetime(2026, 3, day, hour, 30, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("hour", "quiet", "leaves"),
    [
        (10, (21, 8), at(10)),
        (22, (21, 8), datetime(2026, 3, 19, 0, tzinfo=UTC)),
        (3, (21, 8), datetime(2026, 3, 18, 0, tzinfo=UTC)),
        (8, (21, 8), at(8)),
        (12, (12, 14), datetime(2026, 3, 18, 6, tzinfo=UTC)),
        (14, (12, 14), at(14)),
        (3, (8, 8), at(3)),
    ],
)
def test_mail_rests_in_the_quiet_hours(hour: int, quiet: tuple[int, int], leaves: datetime) -> None:
    assert after_quiet(at(hour), *quiet) == leaves
