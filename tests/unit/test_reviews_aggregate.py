# SPDX-License-Identifier: MIT
"""From sheets to a result: known figures, and what holds for any."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rounds.states import ASSIGNMENT, ITEM, ROUND, WORDS
from reviews.rubrics.shipped import SHIPPED
from reviews.rubrics.states import RUBRIC, Kind
from reviews.scoring import aggregate
from reviews.scoring.aggregate import Answer
from reviews.scoring.states import SHEET
from tests.support.machines import faults

totals = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=15)


def d(*values: str | int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_the_figures_of_the_design():
    found = aggregate.summarise(d("86.40", "90.15", "82.75", "87.10", "78.50"))
    assert (found.decided, found.mean, found.median) == (Decimal("85.42"), Decimal("84.98"), Decimal("86.40"))
    assert (found.spread, found.lowest, found.highest, found.trimmed) == (Decimal("4.48"), 4, 1, True)


def test_four_sheets_are_not_trimmed_and_halves_go_up():
    found = aggregate.summarise(d("80.01", "80.02", "80", "80.03"))
    assert (found.decided, found.trimmed, found.spread) == (Decimal("80.02"), False, Decimal("0.01"))
    assert aggregate.rounded(Decimal("84.985")) == Decimal("84.99")


def test_not_applicable_is_left_out_never_zero():
    scores = [Answer(30, Decimal(80)), Answer(30, Decimal(90)), Answer(40, None)]
    assert aggregate.weighted_total(scores) == Decimal("85.00")
    assert aggregate.coverage(scores) == Decimal("60.00")
    assert aggregate.weighted_total([Answer(100, None)]) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (d(80, 82, 84, 86, 40), [4]),
        (d(80, 80, 80, 100), []),
        (d(80, 80, 80, "100.01"), [3]),
        (d(50), []),
        (d(50, 90), [0, 1]),
    ],
)
def test_an_outlier_is_more_than_twenty_from_the_others(values, expected):
    assert aggregate.outliers(values) == expected


def test_krippendorff_alpha_of_the_textbook():
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[None if v is None else Decimal(v) for v in column] for column in zip(*rows, strict=True)]
    assert aggregate.alpha(units) == Decimal("0.85")
    assert aggregate.alpha([d(5, 5), d(5, 5)]) is None


def test_krippendorff_alpha_of_another_published_example():
    # Three coders, fifteen units, some coded once or not at all; interval alpha 0.811 (Krippendorff's alpha,
    # Wikipedia, "A computational example", after Krippendorff 2004).
    rows = [
        [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
        [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
        [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
    ]
    units = [[None if v is None else Decimal(v) for v in column] for column in zip(*rows, strict=True)]
    assert aggregate.alpha(units) == Decimal("0.81")


@given(totals)
def test_the_result_lies_between_the_extremes(values):
    found = aggregate.summarise(values)
    for one in (found.decided, found.mean, found.median):
        assert aggregate.rounded(min(values)) <= one <= aggregate.rounded(max(values))
    assert found.trimmed is (len(values) >= 5)
    if found.trimmed:
        assert found.lowest != found.highest


@given(totals.flatmap(lambda values: st.tuples(st.just(values), st.permutations(values))))
def test_the_order_of_sheets_does_not_matter(pair):
    one, other = aggregate.summarise(pair[0]), aggregate.summarise(pair[1])
    assert (one.decided, one.mean, one.median, one.spread) == (other.decided, other.mean, other.median, other.spread)


@given(st.lists(st.decimals(0, 100, places=1), min_size=5, max_size=9), st.decimals(0, 100, places=1))
def test_one_wild_sheet_moves_the_decision_no_further_than_the_others_reach(values, wild):
    found = aggregate.summarise([*values, wild])
    assert aggregate.rounded(min(values)) <= found.decided <= aggregate.rounded(max(values))


@given(st.lists(st.lists(st.decimals(0, 100, places=0), min_size=3, max_size=5), min_size=2, max_size=6))
def test_alpha_is_at_most_one(units):
    found = aggregate.alpha(units)
    assert found is None or found <= 1


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("90", "excellent"),
        ("89.99", "good"),
        ("80", "good"),
        ("79.99", "qualified"),
        ("60", "qualified"),
        ("59.99", "unqualified"),
    ],
)
def test_grades(score, grade):
    assert aggregate.grade_of(Decimal(score)) == grade


def test_every_shipped_rubric_makes_a_hundred():
    assert {kind: sum(weight for _n, weight, _h in rows) for kind, (_name, rows) in SHIPPED.items()} == dict.fromkeys(
        Kind, 100
    )


def test_the_words_of_the_decisions():
    assert json.dumps({k: [w.label for w in v] for k, v in WORDS.items()}, ensure_ascii=False) == (
        '{"grant": ["立项", "不予立项"], "kickoff": ["通过", "修改后通过", "重新开题"], '
        '"midterm": ["进度正常", "基本正常", "限期整改", "建议终止"], "closing": ["通过", "修改后通过", "不通过"], '
        '"outcome": ["A级", "B级", "C级", "D级", "E级"]}'
    )


@pytest.mark.parametrize("machine", [ROUND, ITEM, ASSIGNMENT, SHEET, RUBRIC], ids=lambda machine: machine.name)
def test_machines_are_sound(machine):
    assert faults(machine) == []
