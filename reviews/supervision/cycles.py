# SPDX-License-Identifier: MIT
"""The cycles of regular inspections: calendar months, quarters, half-years or years. No I/O."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

MONTHS = 12
_DAY = timedelta(days=1)
_NUMERALS = "一二三四五六七八九十"
_QUARTER, _HALF = 3, 6


class Cycle(msgspec.Struct, frozen=True):
    """One cycle: a key that never changes, its name on screen, its first and last day."""

    key: str
    label: str
    starts_on: date
    ends_on: date


def cycle_of(day: date, months: int) -> Cycle:
    """Return the cycle in which a day falls; ``months`` divides a year. ValueError for another number."""
    if months < 1 or MONTHS % months:
        raise ValueError(f"{months} months do not fit into a year")
    place = (day.month - 1) // months
    first = date(day.year, place * months + 1, 1)
    after = place + 1
    end = date(day.year + after * months // MONTHS, after * months % MONTHS + 1, 1) - _DAY
    return Cycle(f"{day.year}-{months}-{after}", _label(day.year, months, after), first, end)


def _label(year: int, months: int, number: int) -> str:
    if months == MONTHS:
        return f"{year}年度"
    if months == _HALF:
        return f"{year}年{'上下'[number - 1]}半年"
    if months == _QUARTER:
        return f"{year}年第{_NUMERALS[number - 1]}季度"
    if months == 1:
        return f"{year}年{number}月"
    first = (number - 1) * months + 1
    return f"{year}年{first}—{first + months - 1}月"
