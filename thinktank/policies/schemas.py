# SPDX-License-Identifier: MIT
"""What comes in and goes out of policies; the kinds of values themselves stand in ``kinds.py``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from thinktank.kernel.calendar import Calendar
from thinktank.policies.states import YearState


class Revoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Taking back a version that is not in force yet."""

    reason: Annotated[str, Meta(title="撤回理由", min_length=1, max_length=200)]


class SetDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which the department does otherwise than the national calendar."""

    day: Annotated[date, Meta(title="日期")]
    label: Annotated[str, Meta(title="说明", min_length=1, max_length=60)]
    working: Annotated[bool, Meta(title="当天上班")] = False


class DayView(msgspec.Struct):
    """An own day of the calendar."""

    id: int
    day: date
    working: bool
    label: str


class ManyDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A year's notice on holidays, as lines of text: ``2027-02-06至2027-02-12 放假 春节``."""

    text: Annotated[
        str,
        Meta(
            title="全年安排",
            min_length=1,
            max_length=4000,
            description="每行一项：日期或起止日期、放假或上班、名称，例如 2027-02-06至2027-02-12 放假 春节",
        ),
    ]


class Change(msgspec.Struct):
    """One value that a version changed."""

    title: str
    before: str
    after: str


class VersionView(msgspec.Struct):
    """One version of a policy: ``stands`` is future, current, past or revoked."""

    id: int
    name: str
    effective_from: date
    note: str
    at: datetime
    value: str = ""
    set_by_name: str | None = None
    revoked_at: datetime | None = None
    revoke_note: str = ""
    stands: str = "past"
    changes: list[Change] = []


class Setting(msgspec.Struct):
    """One value for the settings page: its name in words and how it stands."""

    title: str
    value: str


class PolicyView(msgspec.Struct):
    """A policy as the settings page shows it."""

    name: str
    title: str
    settings: list[Setting]
    versions: list[VersionView]
    actions: list[str]
    previewed: bool = False


class PreviewRow(msgspec.Struct):
    """One record that a change would move."""

    title: str
    href: str
    detail: str
    before: str
    after: str


class Preview(msgspec.Struct):
    """What a change would move, by today's data: counts in words and the first records."""

    count: int
    summary: str
    rows: list[PreviewRow] = []
    lights: bool = False


# -- programme years --------------------------------------------------------------------------------------------


class YearContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A programme year (批次、年度) to plan or correct."""

    name: Annotated[str, Meta(title="名称", min_length=1, max_length=40, extra={"example": "2027年度"})]
    starts_on: Annotated[date, Meta(title="起")]
    ends_on: Annotated[date, Meta(title="止")]
    version: Annotated[int | None, Meta(title="版本")] = None

    def __post_init__(self) -> None:
        """Refuse a year that ends before it begins."""
        if self.ends_on <= self.starts_on:
            raise ValueError("止日应晚于起日")


class YearView(msgspec.Struct):
    """A programme year; topics, projects and assessments belong to one."""

    id: int
    version: int
    name: str
    starts_on: date
    ends_on: date
    state: YearState
    state_label: str = ""
    actions: list[str] = []


class Book(msgspec.Struct, frozen=True):
    """Some policies in force today, by name, and the working-day calendar."""

    calendar: Calendar
    values: dict[str, Any]
