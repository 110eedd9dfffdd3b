# SPDX-License-Identifier: MIT
"""What the profile gathers of a person from all capabilities: figures, and the track of what happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from thinktank.kernel.actor import Actor
from thinktank.talents.schemas import TalentView

SORTS = {
    "project": ("项目", "target-arrow"),
    "report": ("汇报", "file-check"),
    "review": ("评审", "scale"),
    "posting": ("历练", "briefcase"),
    "outcome": ("成果", "award"),
    "honour": ("培训荣誉", "star-f"),
    "bank": ("在库", "user-plus"),
}
"""Of what sort an event is: its name on screen, its icon."""


class Figure(msgspec.Struct):
    """A number about a person; ``sort`` names the events of the track that are its rows."""

    label: str
    value: int
    sort: str
    note: str = ""


class Event(msgspec.Struct):
    """Something that happened to a person, on a day."""

    on: date
    sort: str
    title: str
    detail: str = ""
    href: str = ""

    @property
    def icon(self) -> str:
        """The icon of its sort."""
        return SORTS[self.sort][1]


class Figures(msgspec.Struct, frozen=True):
    """How figures are made: a query of what an actor may see of a person, its rows, and what they say."""

    select: Callable[[Actor, int], Any]
    into: type[Any]
    tell: Callable[[Sequence[Any]], list[Figure]]


Events = Callable[[Actor, TalentView], Awaitable[list[Event]]]
MOST = 100
"""How many events of one provider are shown at the most."""
