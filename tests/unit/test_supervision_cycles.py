# SPDX-License-Identifier: MIT
"""The cycles of regular inspections."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.supervision.cycles import cycle_of

FITTING = (1, 2, 3, 4, 6, 12)


@pytest.mark.parametrize(
    ("day", "months", "label", "first", "last"),
    [
        (date(2026, 3, 18), 3, "2026年第一季度", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), 3, "2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 2, 28), 1, "2027年2月", date(2027, 2, 1), date(2027, 2, 28)),
        (date(2028, 2, 10), 2, "2028年1—2月", date(2028, 1, 1), date(2028, 2, 29)),
        (date(2026, 7, 1), 6, "2026年下半年", date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), 12, "2026年度", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_cycle_of_a_day(day: date, months: int, label: str, first: date, last: date) -> None:
    cycle = cycle_of(day, months)
    assert (cycle.label, cycle.starts_on, cycle.ends_on) == (label, first, last)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(FITTING))
def test_cycles_hold_their_day_and_follow_each_other(day: date, months: int) -> None:
    cycle = cycle_of(day, months)
    after = cycle_of(cycle.ends_on + timedelta(days=1), months)
    assert cycle.starts_on <= day <= cycle.ends_on
    assert after.starts_on == cycle.ends_on + timedelta(days=1)
    assert after.key != cycle.key


@pytest.mark.parametrize("months", [0, 5, 13])
def test_a_cycle_that_fits_no_year_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        cycle_of(date(2026, 1, 1), months)
