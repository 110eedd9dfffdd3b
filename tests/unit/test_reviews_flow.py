# SPDX-License-Identifier: MIT
"""The best assignment over a whole round: equal to trying everything, on cases small enough to try everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.staffing import flow
from reviews.staffing.flow import Problem, Solution


def problem(
    fits: list[list[int]],
    demand: list[int],
    load: list[int],
    *,
    own: list[list[bool]] | None = None,
    own_left: int = 9,
    unit_of: list[int] | None = None,
    unit_most: int = 9,
    kept: list[list[bool]] | None = None,
) -> Problem:
    items, people = len(demand), len(load)
    units = unit_of or list(range(people))
    none = np.zeros((items, people), dtype=bool)
    return Problem(
        fits=np.array(fits, dtype=np.int16).reshape(items, people),
        demand=np.array(demand, dtype=np.int64),
        load=np.array(load, dtype=np.int64),
        own=none if own is None else np.array(own, dtype=bool).reshape(items, people),
        own_left=np.full(items, own_left, dtype=np.int64),
        unit_of=np.array(units, dtype=np.int64),
        unit_left=np.full((items, max(units, default=0) + 1), unit_most, dtype=np.int16),
        kept=none if kept is None else np.array(kept, dtype=bool).reshape(items, people),
    )


def possible(one: Problem) -> Iterator[list[tuple[int, int]]]:
    """Every assignment that keeps the limits; items may be left short."""

    def choices(item: int) -> list[tuple[int, ...]]:
        free = [r for r in range(len(one.load)) if one.fits[item, r] >= 0]
        found = []
        for size in range(int(one.demand[item]) + 1):
            for panel in combinations(free, size):
                units = [int(one.unit_of[r]) for r in panel]
                in_units = all(units.count(unit) <= one.unit_left[item, unit] for unit in units)
                if in_units and sum(bool(one.own[item, r]) for r in panel) <= one.own_left[item]:
                    found.append(panel)
        return found

    def onward(item: int, left: list[int]) -> Iterator[list[tuple[int, int]]]:
        if item == len(one.demand):
            yield []
            return
        for panel in choices(item):
            if all(left[r] for r in panel):
                rest = [n - (r in panel) for r, n in enumerate(left)]
                for others in onward(item + 1, rest):
                    yield [*((item, r) for r in panel), *others]

    yield from onward(0, [int(n) for n in one.load])


Judge = Callable[[Problem, list[tuple[int, int]]], tuple[int, ...]]


def by_total(one: Problem, pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """As many places filled as can be, then the greatest worth."""
    worth = one.worth()
    return len(pairs), sum(int(worth[pair]) for pair in pairs)


def by_worst(one: Problem, pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """As many places filled as can be, then the best worst pair, then the greatest worth."""
    filled, total = by_total(one, pairs)
    return filled, min((int(one.fits[pair]) for pair in pairs), default=100), total


def keeps_the_limits(one: Problem, found: Solution) -> bool:
    return sorted(found.pairs) in [sorted(pairs) for pairs in possible(one)]


@st.composite
def small(draw: st.DrawFn) -> Problem:
    items, people = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    cells = st.lists(st.lists(st.booleans(), min_size=people, max_size=people), min_size=items, max_size=items)
    fit = st.sampled_from([-1, 0, 10, 40, 70, 100])
    return problem(
        draw(st.lists(st.lists(fit, min_size=people, max_size=people), min_size=items, max_size=items)),
        draw(st.lists(st.integers(0, 3), min_size=items, max_size=items)),
        draw(st.lists(st.integers(0, 3), min_size=people, max_size=people)),
        own=draw(cells),
        own_left=draw(st.integers(0, 2)),
        unit_of=[n // 2 for n in range(people)],  # people of one unit lie side by side, and on one side of the fence
        unit_most=draw(st.integers(1, 2)),
        kept=draw(cells),
    )


def laminar(one: Problem) -> Problem:
    """A unit is wholly on the applicant's side or not at all, as units in subtrees are."""
    for item in range(len(one.demand)):
        for unit in set(one.unit_of.tolist()):
            inside = one.unit_of == unit
            one.own[item, inside] = bool(one.own[item, inside][0])
    return one


@settings(max_examples=150, deadline=None)
@given(small().map(laminar))
def test_the_optimum_is_that_of_trying_everything(one: Problem) -> None:
    best = max(by_total(one, pairs) for pairs in possible(one))
    found = flow.solve(one)
    assert (by_total(one, found.pairs), keeps_the_limits(one, found), found.proven) == (best, True, True)
    assert int(found.short.sum()) == int(one.demand.sum()) - best[0]


@settings(max_examples=100, deadline=None)
@given(small().map(laminar))
def test_the_worst_pair_is_as_good_as_any_can_make_it(one: Problem) -> None:
    best = max(by_worst(one, pairs) for pairs in possible(one))
    found = flow.solve_worst_first(one)
    assert (by_worst(one, found.pairs), keeps_the_limits(one, found)) == (best, True)


@settings(max_examples=40, deadline=None)
@given(small().map(laminar), st.integers(1, 2))
def test_starting_from_fewer_pairs_comes_to_the_same(one: Problem, first: int) -> None:
    whole = flow.solve(one)
    before = flow.FIRST, flow.MORE
    flow.FIRST, flow.MORE = first, 1
    try:
        sparse = flow.solve(one)
    finally:
        flow.FIRST, flow.MORE = before
    assert (sparse.value, sparse.proven) == (whole.value, True)


def test_the_greatest_total_may_starve_an_item_and_the_other_aim_does_not() -> None:
    one = problem([[100, 60], [60, 10]], [1, 1], [1, 1])
    assert sorted(flow.solve(one).pairs) == [(0, 1), (1, 0)]
    two = problem([[100, 60], [50, 20]], [1, 1], [1, 1])
    assert sorted(flow.solve(two).pairs) == [(0, 0), (1, 1)]
    assert sorted(flow.solve_worst_first(two).pairs) == [(0, 1), (1, 0)]


def test_what_was_planned_before_stays_unless_places_would_be_left() -> None:
    kept = [[False, True], [False, False]]
    one = problem([[80, 70], [10, 20]], [1, 1], [1, 1], kept=kept)
    assert sorted(flow.solve(one).pairs) == [(0, 1), (1, 0)]
    two = problem([[80, 70], [-1, 20]], [1, 1], [1, 1], kept=kept)
    assert sorted(flow.solve(two).pairs) == [(0, 0), (1, 1)]


@pytest.mark.parametrize(("people", "items"), [(0, 2), (3, 0)])
def test_nobody_or_nothing_is_no_fault(people: int, items: int) -> None:
    one = problem([[] for _ in range(items)] if not people else [], [3] * items, [2] * people)
    found = flow.solve(one)
    assert (found.pairs, found.short.tolist(), found.proven) == ([], [3] * items, True)
