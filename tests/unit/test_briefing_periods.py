# SPDX-License-Identifier: MIT
"""Which days a briefing tells of, compares with and looks ahead to."""

from __future__ import annotations

from datetime import date

import pytest

from thinktank.briefings import periods
from thinktank.briefings.periods import Period
from thinktank.briefings.sections import share
from thinktank.briefings.states import BriefingKind

M, Q, A, V = BriefingKind.MONTHLY, BriefingKind.QUARTERLY, BriefingKind.ANNUAL, BriefingKind.VISIT
D = date


@pytest.mark.parametrize(
    ("kind", "day", "own", "before", "after", "words"),
    [
        (M, D(2026, 3, 18), (D(2026, 3, 1), D(2026, 3, 31)), (D(2026, 2, 1), D(2026, 2, 28)),
         (D(2026, 4, 1), D(2026, 4, 30)), "2026年3月"),
        (M, D(2026, 12, 31), (D(2026, 12, 1), D(2026, 12, 31)), (D(2026, 11, 1), D(2026, 11, 30)),
         (D(2027, 1, 1), D(2027, 1, 31)), "2026年12月"),
        (M, D(2024, 3, 1), (D(2024, 3, 1), D(2024, 3, 31)), (D(2024, 2, 1), D(2024, 2, 29)),
         (D(2024, 4, 1), D(2024, 4, 30)), "2024年3月"),
        (Q, D(2026, 1, 1), (D(2026, 1, 1), D(2026, 3, 31)), (D(2025, 10, 1), D(2025, 12, 31)),
         (D(2026, 4, 1), D(2026, 6, 30)), "2026年第一季度"),
        (Q, D(2026, 12, 5), (D(2026, 10, 1), D(2026, 12, 31)), (D(2026, 7, 1), D(2026, 9, 30)),
         (D(2027, 1, 1), D(2027, 3, 31)), "2026年第四季度"),
        (A, D(2026, 7, 7), (D(2026, 1, 1), D(2026, 12, 31)), (D(2025, 1, 1), D(2025, 12, 31)),
         (D(2027, 1, 1), D(2027, 12, 31)), "2026年"),
        (V, D(2024, 2, 29), (D(2024, 1, 1), D(2024, 2, 29)), (D(2023, 1, 1), D(2023, 2, 28)),
         (D(2024, 3, 1), D(2024, 3, 30)), "2024年1月1日至2月29日"),
    ],
)  # fmt: skip
def test_days(
    kind: BriefingKind, day: date, own: tuple[date, date], before: tuple[date, date], after: tuple[date, date],
    words: str,
) -> None:  # fmt: skip
    period = periods.of(kind, day)
    assert period == Period(*own)
    assert periods.before(kind, period) == Period(*before)
    assert periods.after(kind, period) == Period(*after)
    assert periods.words(kind, period) == words


def test_the_last_period_that_is_over_is_offered() -> None:
    today = D(2026, 3, 18)
    assert periods.latest(M, today) == Period(D(2026, 2, 1), D(2026, 2, 28))
    assert periods.latest(Q, today) == Period(D(2025, 10, 1), D(2025, 12, 31))
    assert periods.latest(A, today) == Period(D(2025, 1, 1), D(2025, 12, 31))
    assert periods.latest(V, today) == Period(D(2026, 1, 1), today)


@pytest.mark.parametrize(("part", "whole", "told"), [(1, 3, "33.3%"), (5, 5, "100%"), (0, 4, "0%"), (0, 0, "—")])
def test_shares(part: int, whole: int, told: str) -> None:
    assert share(part, whole) == told
