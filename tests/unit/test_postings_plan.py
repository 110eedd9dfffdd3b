# SPDX-License-Identifier: MIT
"""The best assignment against brute force, and turns that are shared evenly."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from thinktank.kernel.calendar import OFFICIAL
from thinktank.placement.balancing import PLACES, Person, balance
from thinktank.postings import rota
from thinktank.postings.assignment import Pair, Solution, solve
from thinktank.postings.rota import OnPost

PEOPLE, NEEDS = range(1, 5), range(11, 14)
FITS = st.dictionaries(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(NEEDS)), st.integers(0, 100), max_size=12)
SEATS = st.dictionaries(st.sampled_from(NEEDS), st.integers(0, 2))


def brute(fits: dict[Pair, int], seats: dict[int, int], forced: Pair | None = None) -> tuple[int, int]:
    """The most seats and, of those, the greatest fit, by trying everything."""
    best = (-1, -1)
    for choice in product((None, *NEEDS), repeat=len(PEOPLE)):
        pairs = [(person, need) for person, need in zip(PEOPLE, choice, strict=True) if need is not None]
        if any(pair not in fits for pair in pairs) or (forced is not None and forced not in pairs):
            continue
        used = Counter(need for _person, need in pairs)
        if all(used[need] <= seats.get(need, 0) for need in used):
            best = max(best, (len(pairs), sum(fits[pair] for pair in pairs)))
    return best


@settings(max_examples=150, deadline=None)
@given(FITS, SEATS)
def test_assignment_is_as_good_as_brute_force(fits: dict[Pair, int], seats: dict[int, int]) -> None:
    found = solve(fits, seats)
    assert (len(found.chosen), found.total) == brute(fits, seats)
    assert len({person for person, _need in found.chosen}) == len(found.chosen)
    used = Counter(need for _person, need in found.chosen)
    assert all(used[need] <= seats[need] for need in used)
    for pair, price in found.forced.items():
        assert pair not in found.chosen
        assert price == brute(fits, seats, pair)


def test_a_lesser_fit_is_taken_for_the_good_of_the_whole() -> None:
    found = solve({(1, 11): 90, (2, 11): 80, (1, 12): 70}, {11: 1, 12: 1})
    assert sorted(found.chosen) == [(1, 12), (2, 11)]
    assert (found.total, found.forced) == (150, {(1, 11): (1, 90)})


def test_nothing_to_assign() -> None:
    assert solve({}, {}) == Solution([], 0)
    assert solve({(1, 11): 90}, {11: 0}) == Solution([], 0)


START = date(2026, 3, 2)
TURNS = st.lists(
    st.tuples(st.integers(0, 120), st.integers(0, 200)).map(
        lambda pair: (START + timedelta(days=pair[0]), START + timedelta(days=pair[0] + pair[1]))
    ),
    max_size=6,
)


@settings(max_examples=100, deadline=None)
@given(TURNS, st.integers(1, 10), st.integers(0, 150))
def test_turns_are_on_working_days_of_people_who_are_there(
    terms: list[tuple[date, date]], size: int, length: int
) -> None:
    people = [OnPost(n, first, last) for n, (first, last) in enumerate(terms, start=1)]
    by_id = {one.posting: one for one in people}
    turns = rota.lay_out(people, START, START + timedelta(days=length), size, OFFICIAL)
    for before, after in pairwise(turns):
        assert before.ends_on < after.starts_on
    for turn in turns:
        one = by_id[turn.posting]
        assert one.starts_on <= turn.starts_on <= turn.ends_on <= one.ends_on
        assert OFFICIAL.is_workday(turn.starts_on)
        assert OFFICIAL.is_workday(turn.ends_on)
        assert 1 <= OFFICIAL.workdays_between(turn.starts_on - timedelta(days=1), turn.ends_on) <= size


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 10), st.integers(10, 300))
def test_turns_are_shared_evenly(count: int, size: int, length: int) -> None:
    last = START + timedelta(days=length)
    people = [OnPost(n, START, last) for n in range(1, count + 1)]
    turns = rota.lay_out(people, START, last, size, OFFICIAL)
    had = Counter(turn.posting for turn in turns)
    shares = [had[one.posting] for one in people]
    assert max(shares) - min(shares) <= 1
    covered = sum(OFFICIAL.workdays_between(t.starts_on - timedelta(days=1), t.ends_on) for t in turns)
    assert covered == OFFICIAL.workdays_between(START - timedelta(days=1), last)


def test_both_uses_of_the_solver_share_a_process() -> None:
    place = PLACES[0]
    balance([Person(1, {one.value: 50 for one in PLACES}, place, fixed=False)], {place: 1})
    assert solve({(1, 11): 60, (1, 12): 70}, {11: 1, 12: 1}).chosen == [(1, 12)]
    balance([Person(1, {one.value: 50 for one in PLACES}, place, fixed=False)], {place: 1})
