# SPDX-License-Identifier: MIT
"""What comes in and goes out of placement."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.kernel.directions import Direction
from thinktank.placement.matching import Evidence
from thinktank.talents.schemas import TalentRow


class ConfirmProposals(msgspec.Struct, forbid_unknown_fields=True):
    """Take the proposed direction for the people named, or for all that a list's conditions find."""

    ids: Annotated[list[int], Meta(title="人员")] = []
    all: Annotated[bool, Meta(title="符合条件、有建议方向的全部人员")] = False
    q: Annotated[str, Meta(title="查找", max_length=60)] = ""
    state: Annotated[str, Meta(title="状态", max_length=20)] = ""
    unit: Annotated[int | None, Meta(title="单位")] = None


class Place(msgspec.Struct, forbid_unknown_fields=True):
    """Decide one person's direction; against the proposal, or anew, with a reason."""

    direction: Annotated[Direction, Meta(title="主方向")]
    secondary: Annotated[list[Direction], Meta(title="次方向", max_length=2)] = []
    reason: Annotated[str, Meta(title="理由", max_length=300)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class Decision(msgspec.Struct):
    """A decision on a direction, present or past."""

    id: int
    direction: str
    secondary: str
    proposed: str
    reason: str
    decided_by: int
    decided_by_name: str
    decided_at: datetime
    current: bool


class PlacementView(msgspec.Struct):
    """A person's direction: the proposal with its evidence, the decision, and what was decided before."""

    talent: int
    name: str
    version: int
    direction: str
    secondary: list[str]
    proposed: str
    proposed_secondary: list[str]
    confidence: str
    scores: dict[str, int]
    evidence: list[Evidence]
    proposed_at: datetime | None
    decisions: list[Decision]
    actions: list[str]

    @property
    def current(self) -> Decision | None:
        """The decision in force, None before the first."""
        return next((one for one in self.decisions if one.current), None)

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """The directions by score, highest first, the decided one on top."""
        return sorted(self.scores.items(), key=lambda pair: (pair[0] != self.direction, -pair[1]))


class Confirmed(msgspec.Struct):
    """How many were confirmed, and whether (at least how many) more wait for another press of the button."""

    confirmed: int
    left: int = 0


class DirectionBoard(msgspec.Struct):
    """One direction with how many people it has and the first of them."""

    direction: Direction
    count: str
    people: list[TalentRow]
