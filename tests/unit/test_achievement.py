# SPDX-License-Identifier: MIT
"""How far a value has come, and which way it went."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from research.outcomes.achievement import achieved, share, trend

NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, places=2)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "percent"),
    [(0, 40, 30, 75), (100, 60, 70, 75), (10, 30, 5, -25), (10, 30, 50, 200), (8, 8, 8, 100), (8, 8, 7, 0)],
)
def test_how_much_of_the_way_is_done(baseline: int, target: int, value: int, percent: int) -> None:
    assert achieved(Decimal(baseline), Decimal(target), Decimal(value)) == percent


@given(baseline=NUMBERS, target=NUMBERS)
def test_the_way_begins_at_nothing_and_ends_at_the_whole(baseline: Decimal, target: Decimal) -> None:
    assert achieved(baseline, target, target) == 100
    if baseline != target:
        assert achieved(baseline, target, baseline) == 0


@given(baseline=NUMBERS, target=NUMBERS, value=NUMBERS)
def test_less_being_better_is_the_mirror_of_more(baseline: Decimal, target: Decimal, value: Decimal) -> None:
    assert achieved(baseline, target, value) == achieved(-baseline, -target, -value)


@given(before=NUMBERS, now=NUMBERS, ascending=st.booleans())
def test_a_trend_turns_with_what_is_better(before: Decimal, now: Decimal, ascending: bool) -> None:
    other = {"up": "down", "down": "up", "flat": "flat"}
    assert trend(before, now, ascending=not ascending) == other[trend(before, now, ascending=ascending)]


@given(numerator=st.integers(0, 9_999), denominator=st.integers(1, 9_999))
def test_a_share_lies_within_the_whole(numerator: int, denominator: int) -> None:
    assume(numerator <= denominator)
    assert 0 <= share(Decimal(numerator), Decimal(denominator)) <= 100


def test_nothing_has_no_share() -> None:
    with pytest.raises(ZeroDivisionError):
        share(Decimal(1), Decimal(0))
