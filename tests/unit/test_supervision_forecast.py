# SPDX-License-Identifier: MIT
"""When a project will be done at its own pace."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reviews.supervision.forecast import Forecast, Point, forecast

START, DUE = date(2026, 1, 1), date(2026, 12, 31)


def points(*percents: int, every: int = 30) -> list[Point]:
    return [Point(START + timedelta(days=every * n), percent) for n, percent in enumerate((0, *percents))]


def test_an_even_pace_gives_one_day() -> None:
    day = date(2026, 10, 28)
    assert forecast(points(10, 20, 30), DUE) == Forecast(likely=day, early=day, late=day, slip=-64)


def test_a_slower_end_gives_a_range_and_a_slip() -> None:
    found = forecast(points(20, 40, 45, 50, 55), DUE)
    assert found == Forecast(likely=date(2026, 12, 13), early=date(2026, 10, 1), late=date(2027, 2, 25), slip=-18)


def test_no_pace_no_forecast() -> None:
    assert forecast(points(10), DUE) is None
    assert forecast(points(50, 100), DUE) is None
    assert forecast(points(40, 40, 40, 40), DUE) is None
    assert forecast(points(1, 1, 1, 2, every=300), DUE) is None


@given(st.lists(st.integers(0, 99), min_size=2, max_size=12))
def test_the_likely_day_lies_within_its_range(percents: list[int]) -> None:
    found = forecast(points(*sorted(percents)), DUE)
    if found is not None:
        assert found.early <= found.likely <= found.late
        assert found.slip == (found.likely - DUE).days
