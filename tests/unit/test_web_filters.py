# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from thinktank.kernel import clock, i18n
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.directions import Direction
from thinktank.web import filters


@pytest.fixture(autouse=True)
def _thirteenth_of_august() -> Iterator[None]:
    with clock.using(FrozenClock(datetime(2026, 8, 13, 2, tzinfo=UTC))):
        yield


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 8, 13), "今天"),
        (date(2026, 8, 14), "明天"),
        (date(2026, 8, 12), "8月12日"),
        (date(2025, 8, 14), "2025年8月14日"),
        (datetime(2026, 8, 13, 17, tzinfo=UTC), "明天"),
        (None, "—"),
    ],
)
def test_day(value: date | None, text: str) -> None:
    assert filters.day(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 8, 20), "8月20日，还有7天"),
        (date(2026, 8, 14), "明天到期"),
        (date(2026, 8, 13), "今天到期"),
        (date(2026, 8, 10), "8月10日，已逾期3天"),
        (None, "—"),
    ],
)
def test_due(value: date | None, text: str) -> None:
    assert filters.due(value) == text


def test_moment_and_others() -> None:
    assert filters.moment(datetime(2026, 8, 13, 1, 41, tzinfo=UTC)) == "今天 09:41"
    assert filters.moment(None) == "—"
    assert filters.month(date(2024, 9, 1)) == "2024年9月"
    assert filters.full_day(date(2026, 8, 13)) == "2026年8月13日"
    assert filters.iso(date(2026, 8, 13)) == "2026-08-13"
    assert filters.iso(datetime(2026, 8, 13, 1, 41, tzinfo=UTC)) == "2026-08-13T09:41+08:00"
    assert filters.iso(None) == ""
    assert filters.month(None) == filters.full_day(None) == "—"
    assert filters.days_left(date(2026, 8, 10)) == -3


def test_numbers() -> None:
    assert filters.percent(55.0) == "55%"
    assert filters.percent(33.33) == "33.3%"
    assert filters.score(87.5) == "87.50"
    assert filters.trim(-0.001) == "0"
    assert filters.trim(10) == "10"
    assert filters.filesize(10) == "1KB"
    assert filters.filesize(5_000_000) == "4.8MB"
    assert filters.dash("") == filters.percent(None) == filters.score(None) == filters.filesize(None) == "—"
    assert filters.trim(None) == "—"
    assert filters.dash(0) == 0


def test_direction() -> None:
    assert filters.direction("rural") is Direction.RURAL
    assert filters.direction(None) is None


def test_other_languages_fall_back_to_the_source() -> None:
    with i18n.language("en"):
        assert filters.day(date(2026, 8, 13))
