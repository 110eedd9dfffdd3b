# SPDX-License-Identifier: MIT
"""The balanced proposal: as good as trying everything, and worded where nothing does it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid
from thinktank.placement.balancing import PLACES, Balance, Person, balance

A, B, C, D, E = PLACES
SCORES = st.fixed_dictionaries({direction.value: st.integers(0, 100) for direction in PLACES})
PEOPLE = st.lists(st.tuples(SCORES, st.none() | st.sampled_from(PLACES), st.booleans()), max_size=5)
WANTED = st.dictionaries(st.sampled_from(PLACES), st.integers(0, 5), max_size=5)


def person(id_: int, now: Direction | None = None, *, fixed: bool = False, **scores: int) -> Person:
    return Person(id_, {d.value: scores.get(d.value, 0) for d in PLACES}, now, fixed)


def tried(people: list[Person], wanted: dict[Direction, int]) -> int | None:
    """The least cost over every way to place everybody, None where no way has the wanted sizes."""
    best = None
    for way in product(PLACES, repeat=len(people)):
        if any(way.count(d) != n for d, n in wanted.items()):
            continue
        if any(one.fixed and one.now is not to for one, to in zip(people, way, strict=True)):
            continue
        cost = sum(max(one.scores.values()) - one.fit(to) for one, to in zip(people, way, strict=True))
        best = cost if best is None else min(best, cost)
    return best


@settings(max_examples=60, deadline=None)
@given(PEOPLE, WANTED)
def test_balance_equals_trying_everything(
    drawn: list[tuple[dict[str, int], Direction | None, bool]], wanted: dict[Direction, int]
) -> None:
    people = [Person(n, scores, now, fixed and now is not None) for n, (scores, now, fixed) in enumerate(drawn)]
    best = tried(people, wanted)
    if best is None:
        with pytest.raises(Invalid):
            balance(people, wanted)
        return
    found = balance(people, wanted)
    assert found.cost == best
    assert sorted(found.placed) == [one.id for one in people]
    sizes = list(found.placed.values())
    assert {d: sizes.count(d) for d in wanted} == wanted
    assert sum(move.cost for move in found.moves) == found.cost


def test_moves_name_where_from_where_to_and_what_it_costs() -> None:
    people = [
        person(1, A, industry=60, urban=50),
        person(2, A, industry=60, urban=20),
        person(3, None, industry=40, rural=40),
    ]
    found = balance(people, {A: 1, D: 1})
    assert [(m.person, m.from_, m.to, m.cost) for m in found.moves] == [(3, None, C, 0), (1, A, D, 10)]
    assert found.cost == 10


def test_confirmed_direction_is_worth_the_best_score() -> None:
    """An officer's decision against the evidence is not undone for nothing."""
    overridden = person(1, C, industry=70, rural=5)
    assert balance([overridden], {}) == Balance(placed={1: C}, moves=[], cost=0)
    assert balance([overridden], {A: 1}).cost == 0
    assert balance([overridden, person(2, C, industry=20, rural=20)], {A: 1}).cost == 0


def test_nobody_to_place_is_balanced() -> None:
    assert balance([], {}) == Balance(placed={}, moves=[], cost=0)


@pytest.mark.parametrize(
    ("people", "wanted", "said"),
    [
        ([person(1)], {A: 2}, "合计2人，超过参与调配的1人"),
        ([person(1), person(2)], dict.fromkeys(PLACES, 0), "合计0人，少于参与调配的2人"),
        ([person(1, A, fixed=True), person(2)], {A: 0}, "产业发展已确认且不参与调整的有1人，多于要求的0人"),
        ([person(1, A, fixed=True), person(2)], {B: 2}, "可以调整的只有1人，要凑足各方向人数还需2人"),
    ],
)
def test_impossible_sizes_are_worded(people: list[Person], wanted: dict[Direction, int], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        balance(people, wanted)


def test_ten_thousand_people_are_placed() -> None:
    people = [
        person(n, PLACES[n % 5], industry=n * 7 % 101, innovation=n * 13 % 97, rural=n * 29 % 89, urban=n * 31 % 83)
        for n in range(10_000)
    ]
    found = balance(people, dict.fromkeys(PLACES, 2000))
    sizes = list(found.placed.values())
    assert {d: sizes.count(d) for d in PLACES} == dict.fromkeys(PLACES, 2000)
