# SPDX-License-Identifier: MIT
"""The arithmetic of a plan: steps that wait for others, on the working-day calendar. No I/O.

A dependency is finish-to-start with a lag in working days: the later step begins at the earliest on the working day
after the earlier one is due, and as many working days later as the lag says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from thinktank.kernel.calendar import Calendar

_DAY = timedelta(days=1)


class Span(msgspec.Struct, frozen=True):
    """A step with its days; what is ``fixed`` is done or handed in and stays where it is.

    A ``point`` (a review) takes no time of its own: pushed, it is due no later than it must.
    """

    id: int
    starts_on: date
    due_on: date
    fixed: bool = False
    point: bool = False


class Link(msgspec.Struct, frozen=True):
    """The later step waits for the earlier one, and ``lag`` working days more."""

    earlier: int
    later: int
    lag: int = 0


Days = dict[int, tuple[date, date]]
"""First and due day by step."""


def cycle(links: Iterable[Link]) -> list[int]:
    """Return the steps that wait for each other in a ring, the first one again at the end; none where there is none."""
    after: dict[int, list[int]] = {}
    for link in links:
        after.setdefault(link.earlier, []).append(link.later)
    done: set[int] = set()
    for start in after:
        ring = _ring(start, after, [], done)
        if ring:
            return ring
    return []


def _ring(step: int, after: dict[int, list[int]], path: list[int], done: set[int]) -> list[int]:
    if step in path:
        return [*path[path.index(step) :], step]
    if step in done:
        return []
    for later in after.get(step, []):
        ring = _ring(later, after, [*path, step], done)
        if ring:
            return ring
    done.add(step)
    return []


def in_order(steps: Sequence[Span], links: Sequence[Link]) -> list[Span]:
    """Return the steps so that each comes after those it waits for; ValueError for a ring."""
    known = {step.id for step in steps}
    waits = {step.id: {link.earlier for link in links if link.later == step.id} & known for step in steps}
    ordered: list[Span] = []
    left = list(steps)
    while left:
        free = [step for step in left if not waits[step.id] & {one.id for one in left}]
        if not free:
            raise ValueError("steps wait for each other")
        ordered += free
        left = [step for step in left if step not in free]
    return ordered


def workdays_of(step: Span, calendar: Calendar) -> int:
    """How many working days a step takes, its first and its due day included; at least one."""
    return max(1, calendar.workdays_between(step.starts_on - _DAY, step.due_on))


def settle(steps: Sequence[Span], links: Sequence[Link], calendar: Calendar) -> Days:
    """Return the days of every step after pushing those that would begin too early; nothing is pulled forward.

    A step that is pushed keeps its length in working days. Due days fall on working days. ValueError for a ring.
    """
    found: Days = {}
    for step in in_order(steps, links):
        found[step.id] = (step.starts_on, step.due_on) if step.fixed else _placed(step, found, links, calendar)
    return found


def _placed(step: Span, found: Days, links: Sequence[Link], calendar: Calendar) -> tuple[date, date]:
    waits = [link for link in links if link.later == step.id and link.earlier in found]
    earliest = max((calendar.add_workdays(found[link.earlier][1], link.lag + 1) for link in waits), default=None)
    if earliest is None or step.starts_on >= earliest:
        return step.starts_on, calendar.next_workday(step.due_on)
    if step.point:
        return earliest, calendar.next_workday(max(step.due_on, earliest))
    length = workdays_of(step, calendar)
    return earliest, calendar.add_workdays(earliest, length - 1)


def delayed(steps: Sequence[Span], workdays: int, calendar: Calendar, *, since: date, today: date) -> list[Span]:
    """Return the steps with those due on or after a day moved by so many working days; what is fixed stays.

    A step that has begun keeps its first day and only ends later.
    """
    return [
        step if step.fixed or step.due_on < since else _later(step, workdays, calendar, today=today) for step in steps
    ]


def _later(step: Span, workdays: int, calendar: Calendar, *, today: date) -> Span:
    begun = step.starts_on <= today
    starts_on = step.starts_on if begun else calendar.add_workdays(step.starts_on, workdays)
    return msgspec.structs.replace(step, starts_on=starts_on, due_on=calendar.add_workdays(step.due_on, workdays))


def moved_to(
    steps: Sequence[Span],
    links: Sequence[Link],
    calendar: Calendar,
    *,
    step: int,
    due_on: date,
    along: bool,
    today: date,
) -> Days:
    """Return the plan's days when one step becomes due on another day, moved to a working day.

    ``along`` takes every unfinished step that is due on or after it along by as many working days; else only those
    move that wait for it. KeyError for a step that there is not.
    """
    chosen = {one.id: one for one in steps}[step]
    due_on = calendar.next_workday(due_on)
    workdays = calendar.workdays_between(chosen.due_on, due_on)
    if along and workdays > 0:
        steps = delayed(steps, workdays, calendar, since=chosen.due_on, today=today)
    placed = [
        msgspec.structs.replace(one, starts_on=min(chosen.starts_on, due_on), due_on=due_on) if one.id == step else one
        for one in steps
    ]
    return settle(placed, links, calendar)
