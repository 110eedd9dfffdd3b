# SPDX-License-Identifier: MIT
"""What the board, the ladder and the earlier versions of outcomes look like from outside."""

from __future__ import annotations

from datetime import datetime

import msgspec

from research.projects.schemas import ProjectRow


class Move(msgspec.Struct, frozen=True):
    """A way up from where an outcome stands."""

    rung: str
    label: str
    href: str


class OutcomeCard(msgspec.Struct):
    """An outcome on the board or in the table."""

    id: int
    version: int
    number: str
    title: str
    kind: str
    direction: str
    level: str
    state: str
    state_since: datetime
    unit_name: str
    returned_at: datetime | None  # while it waits for the team to add something
    kind_label: str = ""
    state_label: str = ""
    authors: str = ""
    line: str = ""  # what the last rung was proven by
    days: int = 0  # how long it has stood here
    moves: list[Move] = []

    @property
    def targets(self) -> dict[str, str]:
        """The forms that take it on, by rung: where it may be dropped on the board."""
        return {move.rung: move.href for move in self.moves}


class Group(msgspec.Struct):
    """The outcomes on one rung: the newest of them, and how many there are (bounded: ``label``)."""

    rung: str
    label: str
    n: int
    cards: list[OutcomeCard] = []

    @property
    def more(self) -> int:
        """How many are not among the cards."""
        return max(0, self.n - len(self.cards))


class Column(msgspec.Struct):
    """A column of the board: its rungs, each with its newest outcomes."""

    title: str
    groups: list[Group]

    @property
    def n(self) -> int:
        """How many outcomes stand in the column."""
        return sum(group.n for group in self.groups)

    @property
    def cards(self) -> list[OutcomeCard]:
        """The cards of all its rungs."""
        return [card for group in self.groups for card in group.cards]


class Alike(msgspec.Struct):
    """An outcome that reads like one that is being registered; ``words`` stand in both."""

    id: int
    number: str
    title: str
    percent: int
    words: list[str]
    elsewhere: bool = False  # it counts for another project


class VersionView(msgspec.Struct):
    """What an outcome said before it was written anew."""

    id: int
    nth: int
    reason: str
    by_name: str | None
    at: datetime
    content: str = ""
    changes: list[tuple[str, str, str]] = []  # label, before, after


class AskView(msgspec.Struct):
    """A field that a rung asks for."""

    field: str
    label: str
    required: bool
    choices: list[str] = []


class RungView(msgspec.Struct):
    """A rung of the ladder: from where one comes, what it asks for, and whether a proof goes with it."""

    rung: str
    label: str
    before: list[str]
    asks: list[AskView]
    proof: str
    form: str


class ProjectOutcome(OutcomeCard, kw_only=True):
    """An outcome beside others of several projects."""

    project: int


class TopicProject(msgspec.Struct):
    """A project that a topic became, with the outcomes that came of it."""

    project: ProjectRow
    outcomes: list[ProjectOutcome]
