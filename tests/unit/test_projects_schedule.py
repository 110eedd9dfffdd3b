# SPDX-License-Identifier: MIT
"""The plan's arithmetic on the calendars of 2024 to 2026 with their make-up workdays, and into 2027."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.projects.schedule import Link, Span, cycle, delayed, in_order, moved_to, settle, workdays_of
from thinktank.kernel.calendar import OFFICIAL, Calendar

# What the notices of the State Council say: a working Friday or Saturday, and the next working day after it.
WAITS = [
    # an earlier step is due …, lag, so the later one begins on …
    (date(2024, 2, 9), 0, date(2024, 2, 18)),  # 除夕 worked; 春节 to 17 February; Sunday the 18th is worked
    (date(2024, 4, 3), 0, date(2024, 4, 7)),  # 清明; Sunday the 7th is worked
    (date(2024, 4, 30), 0, date(2024, 5, 6)),
    (date(2024, 4, 30), 5, date(2024, 5, 11)),  # the 11th is a worked Saturday
    (date(2024, 9, 13), 0, date(2024, 9, 14)),  # a worked Saturday before 中秋
    (date(2024, 9, 14), 0, date(2024, 9, 18)),
    (date(2024, 9, 30), 0, date(2024, 10, 8)),
    (date(2024, 10, 11), 0, date(2024, 10, 12)),
    (date(2025, 1, 24), 0, date(2025, 1, 26)),  # a worked Sunday before 春节
    (date(2025, 1, 27), 0, date(2025, 2, 5)),
    (date(2025, 1, 27), 3, date(2025, 2, 8)),  # a worked Saturday
    (date(2025, 4, 25), 0, date(2025, 4, 27)),
    (date(2025, 9, 30), 0, date(2025, 10, 9)),
    (date(2025, 10, 10), 0, date(2025, 10, 11)),
    (date(2025, 12, 31), 0, date(2026, 1, 4)),  # 元旦 1 to 3 January; Sunday the 4th is worked
    (date(2026, 2, 13), 0, date(2026, 2, 14)),  # a worked Saturday before 春节
    (date(2026, 2, 14), 0, date(2026, 2, 24)),
    (date(2026, 2, 27), 0, date(2026, 2, 28)),
    (date(2026, 5, 8), 0, date(2026, 5, 9)),
    (date(2026, 9, 18), 0, date(2026, 9, 20)),
    (date(2026, 9, 30), 0, date(2026, 10, 8)),
    (date(2026, 10, 9), 0, date(2026, 10, 10)),
    (date(2026, 12, 31), 0, date(2027, 1, 1)),  # no notice of 2027 yet: weekends alone are free
    (date(2027, 1, 1), 0, date(2027, 1, 4)),
]


@pytest.mark.parametrize(("due_on", "lag", "begins"), WAITS)
def test_a_step_that_waits_begins_on_a_working_day(due_on: date, lag: int, begins: date) -> None:
    steps = [Span(1, due_on - timedelta(days=20), due_on), Span(2, due_on - timedelta(days=3), due_on)]
    assert settle(steps, [Link(1, 2, lag)], OFFICIAL)[2][0] == begins


def test_a_pushed_step_keeps_its_working_days_over_a_holiday() -> None:
    steps = [Span(1, date(2026, 9, 1), date(2026, 9, 29)), Span(2, date(2026, 9, 21), date(2026, 9, 25))]
    assert workdays_of(steps[1], OFFICIAL) == 4  # 中秋 falls on the 25th
    found = settle(steps, [Link(1, 2)], OFFICIAL)
    assert found[2] == (date(2026, 9, 30), date(2026, 10, 10))  # 30 September, 8, 9 and the worked Saturday


def test_nothing_is_pulled_forward_and_what_is_done_stays() -> None:
    steps = [
        Span(1, date(2026, 3, 2), date(2026, 3, 6)),
        Span(2, date(2026, 4, 1), date(2026, 4, 10)),
        Span(3, date(2026, 3, 3), date(2026, 3, 4), fixed=True),
    ]
    found = settle(steps, [Link(1, 2), Link(1, 3)], OFFICIAL)
    assert found == {step.id: (step.starts_on, step.due_on) for step in steps}


def test_a_due_day_on_a_holiday_moves_to_the_next_working_day() -> None:
    assert settle([Span(1, date(2026, 9, 1), date(2026, 10, 1))], [], OFFICIAL)[1][1] == date(2026, 10, 8)
    ours = Calendar({date(2026, 10, 8): False, date(2026, 10, 9): False})
    assert settle([Span(1, date(2026, 9, 1), date(2026, 10, 1))], [], ours)[1][1] == date(2026, 10, 10)


def test_moving_one_step_takes_the_later_ones_along_into_2027() -> None:
    steps = [
        Span(1, date(2026, 9, 1), date(2026, 10, 30), fixed=True),
        Span(2, date(2026, 10, 8), date(2026, 11, 30)),
        Span(3, date(2026, 12, 1), date(2026, 12, 15)),
        Span(4, date(2026, 12, 15), date(2026, 12, 31)),
    ]
    found = moved_to(steps, [], OFFICIAL, step=2, due_on=date(2026, 12, 12), along=True, today=date(2026, 11, 25))
    assert found[2] == (date(2026, 10, 8), date(2026, 12, 14))  # the 12th is a Saturday
    assert found[3] == (date(2026, 12, 15), date(2026, 12, 29))  # ten working days
    assert found[4] == (date(2026, 12, 29), date(2027, 1, 14))
    assert found[1] == (date(2026, 9, 1), date(2026, 10, 30))


def test_moving_one_step_alone_pushes_only_what_waits_for_it() -> None:
    steps = [
        Span(1, date(2026, 3, 2), date(2026, 3, 31)),
        Span(2, date(2026, 4, 1), date(2026, 4, 30)),
        Span(3, date(2026, 4, 1), date(2026, 4, 30)),
    ]
    found = moved_to(
        steps, [Link(1, 2)], OFFICIAL, step=1, due_on=date(2026, 4, 15), along=False, today=date(2026, 3, 18)
    )
    assert (found[2][0], found[3][0]) == (date(2026, 4, 16), date(2026, 4, 1))


def test_a_step_that_has_begun_keeps_its_first_day() -> None:
    steps = [Span(1, date(2026, 3, 2), date(2026, 3, 31)), Span(2, date(2026, 4, 1), date(2026, 4, 30))]
    found = delayed(steps, 5, OFFICIAL, since=date(2026, 3, 1), today=date(2026, 3, 18))
    assert [(one.starts_on, one.due_on) for one in found] == [
        (date(2026, 3, 2), date(2026, 4, 8)),
        (date(2026, 4, 9), date(2026, 5, 11)),  # five working days: 6 to 9 May, and the 11th
    ]


@pytest.mark.parametrize(
    ("pairs", "ring"),
    [
        ([(1, 2), (2, 3)], []),
        ([(1, 2), (1, 3), (2, 4), (3, 4)], []),
        ([(1, 2), (2, 1)], [1, 2, 1]),
        ([(1, 2), (2, 3), (3, 4), (4, 2)], [2, 3, 4, 2]),
    ],
)
def test_a_ring_is_found_and_named(pairs: list[tuple[int, int]], ring: list[int]) -> None:
    links = [Link(a, b) for a, b in pairs]
    assert cycle(links) == ring
    if ring:
        with pytest.raises(ValueError, match="wait for each other"):
            in_order([Span(n, date(2026, 3, 2), date(2026, 3, 2)) for n in range(1, 5)], links)


DAYS = st.integers(0, 400).map(lambda n: date(2026, 1, 5) + timedelta(days=n))


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 60)), min_size=2, max_size=7),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 10)), max_size=9),
)
def test_every_plan_that_has_no_ring_settles_once(
    days: list[tuple[date, int]], pairs: list[tuple[int, int, int]]
) -> None:
    steps = [Span(n, first, first + timedelta(days=long)) for n, (first, long) in enumerate(days)]
    links = [Link(a, b, lag) for a, b, lag in pairs if a < b < len(steps)]
    found = settle(steps, links, OFFICIAL)
    for link in links:
        gap = OFFICIAL.workdays_between(found[link.earlier][1], found[link.later][0])
        assert gap >= link.lag + 1 or found[link.later][0] >= OFFICIAL.add_workdays(
            found[link.earlier][1], link.lag + 1
        )
    assert all(OFFICIAL.is_workday(due) and start <= due for start, due in found.values())
    again = [Span(n, *found[n]) for n in found]
    assert settle(again, links, OFFICIAL) == found


def test_a_review_that_is_pushed_is_due_no_later_than_it_must() -> None:
    steps = [
        Span(1, date(2026, 3, 2), date(2026, 9, 30)),
        Span(2, date(2026, 6, 1), date(2026, 11, 30), point=True),
        Span(3, date(2026, 6, 1), date(2026, 6, 1), point=True),
    ]
    found = settle(steps, [Link(1, 2), Link(1, 3)], OFFICIAL)
    assert found[2] == (date(2026, 10, 8), date(2026, 11, 30))
    assert found[3] == (date(2026, 10, 8), date(2026, 10, 8))
