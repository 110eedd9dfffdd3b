# SPDX-License-Identifier: MIT
"""What the proposals look like: candidates with their evidence, and the best assignment with what it costs."""

from __future__ import annotations

import msgspec

from thinktank.postings.schemas import Caution


class Evidence(msgspec.Struct, frozen=True):
    """One piece of evidence for a fit: what it says, and how much it counts out of 100."""

    text: str
    points: int


class Candidate(msgspec.Struct):
    """Somebody for a need: how well they fit, why, and what to mind."""

    talent: int
    name: str
    unit_name: str
    post: str
    direction: str
    fit: int
    reasons: list[Evidence]
    warnings: list[Caution] = []
    busy: str = ""


class Shortlist(msgspec.Struct):
    """The best of those who were looked at; ``cut`` where there were more people than that."""

    people: list[Candidate]
    looked_at: int
    cut: bool = False


class Instead(msgspec.Struct):
    """Somebody else for the same need, and what the whole would lose."""

    talent: int
    name: str
    fit: int
    loses: int
    seats: int = 0


class Move(msgspec.Struct):
    """One person for one need in the proposed whole, and what it costs."""

    need: int
    post: str
    unit_name: str
    talent: int
    name: str
    from_unit: str
    fit: int
    best: int
    reasons: list[Evidence]
    others: list[Instead] = []

    @property
    def costs(self) -> int:
        """How many points this need gives up for the good of the whole."""
        return self.best - self.fit


class Gap(msgspec.Struct):
    """Seats that the proposal leaves open, and why."""

    need: int
    post: str
    unit_name: str
    seats: int
    why: str


class Plan(msgspec.Struct):
    """The best assignment over all open needs."""

    moves: list[Move]
    gaps: list[Gap]
    total: int
    people: int
    seats: int
    cut: bool = False  # there were more people than were looked at
