# SPDX-License-Identifier: MIT
"""What the leader sees."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class Part(msgspec.Struct):
    """A number beside a figure, with the way to its rows."""

    label: str
    n: int
    href: str


class Figure(msgspec.Struct):
    """One number, with the way to the rows behind it."""

    key: str
    label: str
    value: str
    unit: str
    href: str
    parts: list[Part] = []


class LampRow(msgspec.Struct):
    """A project with its light now and at the ends of the last months, and the next day in its plan."""

    id: int
    title: str
    direction: str
    level: str
    light: str
    light_reason: str
    percent: int
    lead_name: str
    past: list[str] = []
    next_title: str = ""
    next_on: date | None = None


class Alert(msgspec.Struct):
    """A project in yellow or red with its reason and the open order that is due first."""

    id: int
    title: str
    light: str
    light_reason: str
    light_since: datetime | None
    order: int | None = None
    order_number: str = ""
    order_state: str = ""
    order_due_on: date | None = None


class MonthLights(msgspec.Struct):
    """How many projects stood in yellow and red at a month's end; ``at`` None is now."""

    month: int
    at: date | None
    yellow: int
    red: int


class ClosingLine(msgspec.Struct):
    """Of the orders issued in some days, of a kind, in a month or to a unit: how many, and how many are closed."""

    label: str
    issued: int
    closed: int
    href: str
    closed_href: str
    rate: int | None = None

    def __post_init__(self) -> None:
        """Work out the rate in percent; there is none where nothing was issued."""
        self.rate = round(100 * self.closed / self.issued) if self.issued else None


class ClosingView(msgspec.Struct):
    """The closing rates of orders by kind, by month and by unit."""

    kinds: list[ClosingLine]
    months: list[ClosingLine]
    units: list[ClosingLine]


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
    """Something due."""

    title: str
    detail: str
    due_on: date
    href: str
    light: str = ""


class Overview(msgspec.Struct):
    """The whole cockpit: its head, and the panels where they are filled in; ``closing`` is of the last six months."""

    figures: list[Figure]
    directions: list[DirectionLights]
    days: int
    matrix: list[LampRow] = []
    months: list[MonthLights] = []
    alerts: list[Alert] = []
    funnel: list[FunnelStep] = []
    closing: list[ClosingLine] = []
    due: list[DueLine] = []


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
