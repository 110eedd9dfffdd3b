# SPDX-License-Identifier: MIT
"""What the parts of the bulk district share: sizes, who acts, and writing rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from thinktank.kernel.actor import Role

ACTORS = {role: n for n, role in enumerate(Role, start=1)}
"""The account of each role; the member's is also person 1, who leads what is ``own``."""


class Sizes(msgspec.Struct, frozen=True):
    """How much there is; ``own`` is what each role has of its own, ``steps`` what one record has under it."""

    people: int = 100
    projects: int = 20
    reports: int = 50  # of one project
    own: int = 5
    steps: int = 3
    rounds: int = 0  # as many as the projects bring along, unless it says more
    scores: int = 0


class Writer:
    """Writes rows, children after their parents; ids count from 1 in every table."""

    def __init__(self, connection: sqlite3.Connection, sizes: Sizes, today: date) -> None:
        self.connection = connection
        self.sizes = sizes
        self.today = today

    def put(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows; ``columns`` are names divided by blanks."""
        names = columns.split()
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
        self.connection.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)

    def day(self, shift: int) -> str:
        """A day so many days from today."""
        return (self.today + timedelta(days=shift)).isoformat()

    def at(self, shift: int) -> str:
        """An instant so many days from today."""
        return datetime.combine(self.today + timedelta(days=shift), time(2)).isoformat(" ") + "+00:00"

    def last_account(self) -> int:
        """The account with the highest id: one per role, one per person beyond the first."""
        return len(ACTORS) + self.sizes.people - 1

    def account_of(self, person: int) -> int:
        """The account of a person."""
        return ACTORS[Role.MEMBER] if person == 1 else len(ACTORS) + person - 1

    def lead(self, project: int) -> int:
        """Who leads a project: person 1 what is their own, the others in turn."""
        people = self.sizes.people
        return 1 if project <= self.sizes.own or people == 1 else 2 + project % (people - 1)

    def own(self, number: int, role: Role, other: int) -> int:
        """The role's account for the first records, another one for the rest."""
        return ACTORS[role] if number <= self.sizes.own else other
