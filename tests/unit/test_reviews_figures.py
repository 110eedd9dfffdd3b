# SPDX-License-Identifier: MIT
"""Calibration and a round's figures: what is known, what nothing is known of, and that they can be worked out again."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.rubrics.schemas import CriterionView
from reviews.scoring import calibration, figures
from reviews.scoring.calibration import Mildness, Past
from reviews.scoring.figures import Cuts, Export, Item, Mark, Sheet

CUTS = Cuts(5, 20, 30, 90, 80, 60)


def d(value: int | str) -> Decimal:
    return Decimal(value)


def crossed(level: dict[int, int], mild: dict[int, int]) -> list[Past]:
    """Everybody judges everything: what it deserves and how mild the reviewer is."""
    return [Past(1, item, who, d(base + more)) for item, base in level.items() for who, more in mild.items()]


def test_who_is_milder_is_found_and_shrunk() -> None:
    history = crossed({item: 60 + 2 * item for item in range(5)}, {1: 6, 2: -6, 3: 0})
    found = calibration.fit(history)
    assert found == {1: Mildness(d("3.00"), 5), 2: Mildness(d("-3.00"), 5), 3: Mildness(d("0.00"), 5)}
    bare = calibration.fit(history, shrink=0)
    assert [bare[who].value for who in (1, 2, 3)] == [d("6.00"), d("-6.00"), d("0.00")]


def test_a_mild_panel_does_not_make_its_strict_member_look_strict() -> None:
    """Reviewer 9 sits once with the mild and twice with the strict; the model knows the others' part."""
    history = crossed(dict.fromkeys(range(10), 70), {1: 10, 2: -10})
    history += [Past(1, 20 + n, who, d(70 + more)) for n, who, more in
                ((0, 1, 10), (0, 9, 0), (1, 2, -10), (1, 9, 0), (2, 2, -10), (2, 9, 0))]  # fmt: skip
    bare = calibration.fit(history, shrink=0)
    assert abs(bare[9].value - (bare[1].value + bare[2].value) / 2) <= d("0.01")
    assert abs(calibration.fit(history)[9].value) < 2


@pytest.mark.parametrize(("sheets", "known"), [(2, False), (3, True)])
def test_with_fewer_than_three_sheets_a_reviewer_is_left_alone(sheets: int, known: bool) -> None:
    history = crossed(dict.fromkeys(range(sheets), 70), {1: 5, 2: 0})
    assert (1 in calibration.fit(history)) is known


def test_alone_there_is_nothing_to_compare_with() -> None:
    assert calibration.fit([Past(1, item, 1, d(90)) for item in range(9)]) == {}


def test_the_last_three_rounds_of_each_count() -> None:
    history = [Past(round_, round_ * 10, who, d(80)) for round_ in range(1, 6) for who in (1, 2)]
    history.append(Past(1, 99, 3, d(60)))
    assert {one.round for one in calibration.relevant(history, {1})} == {3, 4, 5}
    assert {one.item for one in calibration.relevant(history, {3})} == {99}
    assert calibration.relevant(history, {7}) == []


@pytest.mark.parametrize(("total", "mild", "expected"), [("98", "-5", "100"), ("3", "5", "0"), ("80", "2.5", "77.5")])
def test_a_calibrated_total_stays_on_the_scale(total: str, mild: str, expected: str) -> None:
    assert calibration.calibrated(d(total), Mildness(d(mild), 4)) == d(expected)
    assert calibration.calibrated(d(total), None) == d(total)


past = st.lists(
    st.builds(Past, st.integers(1, 3), st.integers(1, 6), st.integers(1, 5), st.decimals(0, 100, places=1)), max_size=30
).map(lambda rows: list({(one.item, one.reviewer): one for one in rows}.values()))


@settings(max_examples=40, deadline=None)
@given(past.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_sheets_changes_no_mildness(pair: tuple[list[Past], list[Past]]) -> None:
    assert calibration.fit(pair[0]) == calibration.fit(pair[1])


@settings(max_examples=40, deadline=None)
@given(past, st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_one_reviewers_order_of_two_matters_is_kept(rows: list[Past], one: Decimal, other: Decimal) -> None:
    for mild in calibration.fit(rows).values():
        low, high = sorted((one, other))
        assert calibration.calibrated(low, mild) <= calibration.calibrated(high, mild)


# -- a round's figures ------------------------------------------------------------------------------------------

CRITERIA = [
    CriterionView(1, 1, "选题", "", 60, True, 0, high=15), CriterionView(2, 1, "可行", "", 40, True, 1),
]  # fmt: skip


def sheet(who: int, *values: int | None, vetoes: list[int] | None = None) -> Sheet:
    marks = [Mark(n, None if v is None else d(v)) for n, v in enumerate(values, start=1)]
    return Sheet(who, marks, vetoes or [])


def items_of(*panels: list[Sheet]) -> list[Item]:
    return [Item(n, f"课题{n}", list(panel)) for n, panel in enumerate(panels, start=1)]


def test_items_are_in_the_order_of_the_rule_of_ties() -> None:
    """Equal means: the heaviest criterion decides (domain.md §2.1)."""
    one = [sheet(1, 9, 90), sheet(2, 9, 90), sheet(3, 9, 90)]
    two = [sheet(1, 15, 30), sheet(2, 15, 30), sheet(3, 15, 30)]
    found = figures.work_out(items_of(one, two), CRITERIA, CUTS, [])
    assert [(item.id, item.decided) for item in found.items] == [(2, d("72.00")), (1, d("72.00"))]


def test_split_panels_outliers_and_vetoes_are_flagged() -> None:
    panel = [sheet(1, 15, 100, vetoes=[1]), sheet(2, 14, 95, vetoes=[1]), sheet(3, 6, 40)]
    [found] = figures.work_out(items_of(panel), CRITERIA, CUTS, []).items
    assert (found.split, found.outliers, found.grade) == (True, [1, 2, 3], "unqualified")
    calm = [sheet(who, 12, 80) for who in range(3)]
    [found] = figures.work_out(items_of(calm), CRITERIA, CUTS, []).items
    assert (found.split, found.outliers, found.grade, found.range) == (False, [], "good", d("0.00"))


scores = st.tuples(st.none() | st.integers(0, 15), st.integers(0, 100))
panels = st.lists(st.lists(scores, min_size=1, max_size=7), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(panels, past)
def test_an_export_is_worked_out_again_to_the_last_digit(
    panels: list[list[tuple[int | None, int]]], rows: list[Past]
) -> None:
    items = items_of(*([sheet(n, *marks) for n, marks in enumerate(panel, start=1)] for panel in panels))
    found = figures.work_out(items, CRITERIA, CUTS, rows)
    export = Export(round=1, title="一轮", cuts=CUTS, criteria=CRITERIA, items=items, history=rows, figures=found)
    again = msgspec.json.decode(msgspec.json.encode(export), type=Export)
    assert figures.differences(again) == []
    first = found.items[0]
    wrong = msgspec.structs.replace(first, decided=first.decided + d("0.01"))
    faked = msgspec.structs.replace(found, items=[wrong, *found.items[1:]])
    assert len(figures.differences(msgspec.structs.replace(export, figures=faked))) == 1


def test_agreement_needs_two_items() -> None:
    panel = [sheet(who, 12, 80 + who) for who in range(3)]
    alone = figures.work_out(items_of(panel), CRITERIA, CUTS, [])
    assert (alone.agreement.alpha, alone.by_criterion[1].alpha) == (None, None)
    other = [sheet(who, 5, 40 + who) for who in range(3)]
    both = figures.work_out(items_of(panel, other), CRITERIA, CUTS, [])
    assert both.by_criterion[1].alpha == d("1.00")
    assert both.agreement.alpha == d("1.00")
