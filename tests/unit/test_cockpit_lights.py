# SPDX-License-Identifier: MIT
"""Lights over the months."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from thinktank.cockpit.lights import Record, month_ends, on_day
from thinktank.cockpit.queries import last_month
from thinktank.cockpit.spans import Span


def test_month_ends_go_back_over_the_new_year() -> None:
    assert month_ends(date(2026, 3, 18)) == [
        date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)
    ]  # fmt: skip
    assert month_ends(date(2024, 3, 31), 1) == [date(2024, 2, 29)]
    assert last_month(date(2026, 1, 31)) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "light"),
    [(date(2026, 1, 30), None), (date(2026, 1, 31), "yellow"), (date(2026, 2, 28), "red"), (date(2026, 3, 31), "red")],
)
def test_the_light_of_a_day_is_the_one_at_its_end_in_shanghai(day: date, light: str | None) -> None:
    """24:00 on 31 January in Shanghai is 16:00 UTC: what begins an hour before it belongs to that day."""
    turned = datetime(2026, 2, 10, tzinfo=UTC)
    records = [
        Record(7, "yellow", datetime(2026, 1, 31, 15, tzinfo=UTC), turned),
        Record(7, "red", turned, None),
    ]
    assert on_day(records, day).get(7) == light


@pytest.mark.parametrize(
    ("span", "today", "since", "periods"),
    [
        (Span.MONTH, date(2026, 3, 18), date(2026, 3, 1), (date(2026, 2, 1), date(2026, 2, 28))),
        (Span.MONTH, date(2026, 1, 1), date(2026, 1, 1), (date(2025, 12, 1), date(2025, 12, 31))),
        (Span.QUARTER, date(2026, 3, 18), date(2026, 1, 1), (date(2026, 1, 1), date(2026, 3, 18))),
        (Span.QUARTER, date(2026, 12, 31), date(2026, 10, 1), (date(2026, 10, 1), date(2026, 12, 31))),
        (Span.YEAR, date(2026, 12, 31), date(2026, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_where_a_span_begins(span: Span, today: date, since: date, periods: tuple[date, date]) -> None:
    assert (span.since(today), span.periods(today)) == (since, periods)
