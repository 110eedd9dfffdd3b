# SPDX-License-Identifier: MIT
"""What must hold of scores whatever they are: bounds, N/A, permutation, dropping, calibration, cuts, recomputing."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.decisions import staging
from reviews.decisions.staging import Bar, GradeCuts, Standing
from reviews.rubrics.schemas import CriterionView
from reviews.rubrics.shipped import SHIPPED
from reviews.scoring import aggregate, calibration, figures
from reviews.scoring.calibration import Mildness, Past
from reviews.scoring.figures import Cuts, Export, Item, Mark, Sheet

CUTS = Cuts(5, 20, 30, 90, 80, 60)
score = st.decimals(0, 100, places=2)
panel = st.lists(score, min_size=1, max_size=9)


def criteria_of(kind: int) -> list[CriterionView]:
    """The criteria of a shipped rubric, and of one in two parts with scales of their own for the last number."""
    if kind < len(SHIPPED):
        _name, rows = list(SHIPPED.values())[kind]
        return [CriterionView(n, 1, name, "", weight, True, n) for n, (name, weight, _hint) in enumerate(rows, start=1)]
    return [
        CriterionView(1, 1, "选题", "", 40, True, 1, high=15, part=1, part_weight=40),
        CriterionView(2, 1, "数据", "", 60, True, 2, high=20, part=1, part_weight=40),
        CriterionView(3, 1, "可行", "", 100, True, 3, low=1, high=5, part=2, part_weight=60),
    ]


kinds = st.integers(0, len(SHIPPED))


@st.composite
def sheets(draw: st.DrawFn, *, least: int = 1) -> tuple[list[CriterionView], list[Sheet]]:
    """A panel's sheets on one rubric; every sheet answers something, anything else may not apply."""
    criteria = criteria_of(draw(kinds))
    found = []
    for who in range(draw(st.integers(least, 7))):
        marks = [Mark(one.id, draw(st.none() | st.integers(one.low, one.high).map(Decimal))) for one in criteria]
        if all(mark.value is None for mark in marks):
            marks[0] = Mark(criteria[0].id, Decimal(criteria[0].high))
        found.append(Sheet(who, marks))
    return criteria, found


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_a_total_is_within_what_was_scored_and_what_does_not_apply_is_no_nought(
    given_: tuple[list[CriterionView], list[Sheet]],
) -> None:
    criteria, found = given_
    for sheet in found:
        total = figures.total_of(sheet, criteria)
        scaled = [
            one.scaled(mark.value) for one, mark in zip(criteria, sheet.marks, strict=True) if mark.value is not None
        ]
        assert total is not None
        assert min(scaled) - aggregate.CENT <= total <= max(scaled) + aggregate.CENT
        left_out = Sheet(sheet.reviewer, [mark for mark in sheet.marks if mark.value is not None])
        assert figures.total_of(left_out, criteria) == total


@settings(max_examples=40, deadline=None)
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_reviewers_changes_nothing(
    given_: tuple[list[CriterionView], list[Sheet]], random: object
) -> None:
    criteria, found = given_
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (figures.work_out([Item(1, "课题", each)], criteria, CUTS, []).items[0] for each in (found, mixed))
    same = ("count", "decided", "mean", "median", "spread", "range", "grade", "means", "alpha", "split")
    assert {name: getattr(one, name) for name in same} == {name: getattr(other, name) for name in same}
    assert sorted(one.totals) == sorted(other.totals)
    assert sorted(one.outliers) == sorted(other.outliers)


@settings(max_examples=100, deadline=None)
@given(panel)
def test_a_result_lies_between_its_extremes(totals: list[Decimal]) -> None:
    found = aggregate.summarise(totals)
    low, high = min(totals), max(totals)
    for value in (found.decided, found.mean, found.median):
        assert low - aggregate.CENT <= value <= high + aggregate.CENT
    assert found.trimmed is (len(totals) >= 5)


@settings(max_examples=100, deadline=None)
@given(panel.flatmap(lambda one: st.tuples(st.just(one), st.lists(score, min_size=len(one), max_size=len(one)))))
def test_who_is_scored_no_lower_by_anybody_is_no_lower(pair: tuple[list[Decimal], list[Decimal]]) -> None:
    """Dropping the extremes keeps the order of two panels of which one is no lower in every place."""
    low, more = pair
    high = [min(Decimal(100), one + extra) for one, extra in zip(low, more, strict=True)]
    assert aggregate.summarise(high).decided >= aggregate.summarise(low).decided


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.decimals(30, 70, places=2), st.decimals(-10, 10, places=2)), min_size=1, max_size=7),
    st.lists(st.decimals(-20, 20, places=2), min_size=1, max_size=7),
)
def test_calibration_keeps_the_order_of_what_the_same_panel_judged(
    pairs: list[tuple[Decimal, Decimal]], shifts: list[Decimal]
) -> None:
    mild = [Mildness(value, 5) for _total, value in pairs]
    first = [total for total, _value in pairs]
    second = [total + shifts[n % len(shifts)] for n, total in enumerate(first)]
    raw = [aggregate.mean(one) for one in (first, second)]
    even = [
        aggregate.mean([calibration.calibrated(total, one) for total, one in zip(panel_, mild, strict=True)])
        for panel_ in (first, second)
    ]
    inside = all(0 <= total - one.value <= 100 for p in (first, second) for total, one in zip(p, mild, strict=True))
    if inside:
        assert (raw[0] < raw[1]) == (even[0] < even[1])


# -- cuts and ties ------------------------------------------------------------------------------------------------

standings = st.lists(
    st.tuples(st.integers(50, 100), st.integers(50, 100), st.integers(0, 2)), min_size=0, max_size=12
).map(
    lambda rows: [
        Standing(id=n, decided=Decimal(a), mean=Decimal(b), heaviest=Decimal(b), votes=v)
        for n, (a, b, v) in enumerate(rows)
    ]
)


@settings(max_examples=100, deadline=None)
@given(standings, st.integers(0, 12), st.randoms(use_true_random=False))
def test_a_split_takes_the_best_and_favours_no_equal(items: list[Standing], places: int, random: object) -> None:
    found = staging.split(items, places)
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    again = staging.split(mixed, places)
    assert (sorted(found.inside), sorted(found.tied), found.left) == (
        sorted(again.inside), sorted(again.tied), again.left,
    )  # fmt: skip
    by = {one.id: one for one in items}
    outside = [by[id_] for id_ in by if id_ not in found.inside and id_ not in found.tied]
    assert len(found.inside) <= places
    assert all(by[id_].key > one.key for id_ in (*found.inside, *found.tied) for one in outside)
    if found.tied:
        assert len({by[id_].key for id_ in found.tied}) == 1
        assert len(found.inside) < places < len(found.inside) + len(found.tied)
        assert found.left == places - len(found.inside)


@settings(max_examples=60, deadline=None)
@given(standings, st.integers(0, 5), st.integers(50, 100))
def test_cuts_never_propose_more_excellent_than_there_are_places(items: list[Standing], places: int, bar: int) -> None:
    proposals = staging.by_cuts(items, [Bar("passed", Decimal(bar))], places=None, rest="failed")
    found = staging.with_grades(proposals, items, GradeCuts(90, 80, 60), places=places)
    assert sum(one.grade == "excellent" for one in found) <= places
    by = {one.id: one for one in items}
    assert all((one.decision == "passed") == (by[one.item].decided >= bar) for one in found)
    assert sorted(one.item for one in found) == sorted(by)


# -- recomputing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", range(len(SHIPPED) + 1))
def test_every_rubric_is_worked_out_again_from_its_export(kind: int) -> None:
    """With what does not apply, dropped extremes, exact ties, vetoes and a panel's past."""
    criteria = criteria_of(kind)

    def sheet(who: int, share: int, *, without: int = 0, vetoes: list[int] | None = None) -> Sheet:
        marks = [
            Mark(one.id, None if n < without else Decimal(one.low + (one.high - one.low) * share // 100))
            for n, one in enumerate(criteria)
        ]
        return Sheet(who, marks, vetoes or [])

    items = [
        Item(1, "去高去低", [sheet(n, share, without=n % 2) for n, share in enumerate((95, 80, 81, 82, 40))]),
        Item(2, "同分甲", [sheet(n, 80) for n in range(3)]),
        Item(3, "同分乙", [sheet(n, 80) for n in range(3)]),
        Item(4, "否决", [sheet(n, 90, vetoes=[1]) for n in range(3)]),
    ]
    past = [Past(1, item, who, Decimal(70 + 3 * who)) for item in range(10, 14) for who in range(3)]
    found = figures.work_out(items, criteria, CUTS, past)
    export = Export(round=1, title="一轮", cuts=CUTS, criteria=criteria, items=items, history=past, figures=found)
    again = msgspec.json.decode(msgspec.json.encode(export), type=Export)
    assert figures.differences(again) == []
    by = {one.id: one for one in found.items}
    assert (by[2].decided, by[2].mean, by[2].means) == (by[3].decided, by[3].mean, by[3].means)
    assert by[4].grade == "unqualified"
    assert by[1].calibrated is not None
    assert [one.id for one in found.items if one.id in {2, 3}] == [2, 3]
