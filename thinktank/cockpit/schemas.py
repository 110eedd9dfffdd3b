# SPDX-License-Identifier: MIT
"""What the leader sees."""

from __future__ import annotations

from datetime import date

import msgspec


class Figure(msgspec.Struct):
    """One number, with the way to the rows behind it."""

    key: str
    label: str
    value: str
    unit: str
    note: str
    href: str


class LampRow(msgspec.Struct):
    """A project with its light."""

    id: int
    title: str
    direction: str
    level: str
    light: str
    light_reason: str
    percent: int
    lead_name: str
    due_on: date


class DirectionLights(msgspec.Struct):
    """How many projects of a direction have which light."""

    direction: str
    green: int = 0
    yellow: int = 0
    red: int = 0
    grey: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.green + self.yellow + self.red + self.grey


class FunnelStep(msgspec.Struct):
    """How many outcomes have reached a rung; ``share`` of the first rung and of the one before, in percent."""

    key: str
    label: str
    n: int
    share: int
    of_previous: int | None


class DueLine(msgspec.Struct):
    """Something due or late."""

    title: str
    detail: str
    due_on: date
    href: str
    light: str = ""


class Overview(msgspec.Struct):
    """The whole cockpit."""

    figures: list[Figure]
    matrix: list[LampRow]
    directions: list[DirectionLights]
    funnel: list[FunnelStep]
    due: list[DueLine]
    late: list[DueLine]


class Behind(msgspec.Struct):
    """A row behind a number."""

    id: int
    title: str
    detail: str = ""
    direction: str = ""
    light: str = ""
    state: str = ""


class BehindList(msgspec.Struct):
    """A page of rows behind a number, for the API."""

    items: list[Behind]
    next: str | None
    prev: str | None
    total: int | None
