# SPDX-License-Identifier: MIT
"""When who is reminded of something due: the rungs of a ladder on the working-day calendar. No I/O."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from thinktank.kernel.calendar import Calendar

LOOK_BACK = 5  # working days after which a rung that nobody climbed is left out: its word would be stale


class Audience(StrEnum):
    """Who is told on a rung: who owes it, then who guides them, then the office."""

    OWNER = "owner"
    MENTOR = "mentor"
    OFFICER = "officer"


class Ladder(msgspec.Struct, frozen=True):
    """Working days before and after the due day on which who owes is told, and when it is passed up (0: never)."""

    before: tuple[int, ...]
    after: tuple[int, ...] = ()
    mentor: int = 0
    officer: int = 0


class Rung(msgspec.Struct, frozen=True):
    """One step: how many working days before (negative) or after the due day, for whom, on which day."""

    steps: int
    audience: Audience
    on: date

    @property
    def name(self) -> str:
        """The rung's name among those of one due day: told once per recipient."""
        return f"{self.audience}{self.steps:+d}"


class Owed(msgspec.Struct):
    """Something that somebody owes by a day; ``account`` is who owes it.

    ``project`` is what mentors and officers look after, ``up`` their page of it where that is another one.
    """

    id: int
    project: int
    number: str
    what: str
    due_on: date
    account: int | None
    up: str = ""


def rungs(due_on: date, ladder: Ladder, calendar: Calendar) -> list[Rung]:
    """Return every rung of something due on a working day, the earliest first."""
    steps = [(-n, Audience.OWNER) for n in ladder.before] + [(n, Audience.OWNER) for n in ladder.after]
    steps += [(ladder.mentor, Audience.MENTOR)] if ladder.mentor else []
    steps += [(ladder.officer, Audience.OFFICER)] if ladder.officer else []
    found = [Rung(n, who, calendar.add_workdays(due_on, n) if n else due_on) for n, who in steps]
    return sorted(found, key=lambda rung: (rung.on, rung.steps))


def standing_on(due_on: date, ladder: Ladder, calendar: Calendar, today: date) -> list[Rung]:
    """Return the rungs on which something stands today: for each audience the latest whose day has come.

    So that a day on which nothing ran is made up for on the next, and nobody gets two words at once. Nothing on a
    free day, nothing for a rung that is past by more than ``LOOK_BACK`` working days.
    """
    if not calendar.is_workday(today):
        return []
    earliest = calendar.add_workdays(today, -LOOK_BACK)
    latest = {rung.audience: rung for rung in rungs(due_on, ladder, calendar) if rung.on <= today}
    return [rung for rung in latest.values() if rung.on >= earliest]


def due_days(ladder: Ladder, calendar: Calendar, today: date) -> dict[date, list[Rung]]:
    """Return the due days that have a rung today, the earliest first: what a job has to look at, and nothing else."""
    first = calendar.add_workdays(today, -LOOK_BACK - max((*ladder.after, ladder.mentor, ladder.officer)))
    last = calendar.add_workdays(today, max((*ladder.before, 0)))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = {day: standing_on(day, ladder, calendar, today) for day in days}
    return {day: there for day, there in found.items() if there}


def day_of(one: Owed) -> str:
    """The due day as a notice says it."""
    return f"{one.due_on.month}月{one.due_on.day}日"
