# SPDX-License-Identifier: MIT
"""The days that a briefing tells of, those before it to compare with, and how they are written. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from thinktank.briefings.states import BriefingKind
from thinktank.kernel.i18n import _

MONTHS = {BriefingKind.MONTHLY: 1, BriefingKind.QUARTERLY: 3, BriefingKind.ANNUAL: 12}
_QUARTERS = "一二三四"


class Period(msgspec.Struct, frozen=True):
    """The days from first to last, both inclusive."""

    first: date
    last: date


def _back(day: date, months: int) -> date:
    """The first day of the month so many months before a day's; negative for after."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def of(kind: BriefingKind, day: date) -> Period:
    """Return the month, quarter or year that a day lies in; for a visit, from the year's first day to that day."""
    if kind is BriefingKind.VISIT:
        return Period(day.replace(month=1, day=1), day)
    months = MONTHS[kind]
    first = _back(day, (day.month - 1) % months)
    return Period(first, _back(first, -months) - timedelta(days=1))


def before(kind: BriefingKind, period: Period) -> Period:
    """Return what a period is compared with: the one before it; for a visit, the same days of the year before."""
    if kind is BriefingKind.VISIT:
        return Period(period.first.replace(year=period.first.year - 1), _year_before(period.last))
    return of(kind, period.first - timedelta(days=1))


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return (day - timedelta(days=1) if leap else day).replace(year=day.year - 1)


def after(kind: BriefingKind, period: Period) -> Period:
    """Return the days that come next: the period after, or thirty days after a visit."""
    if kind is BriefingKind.VISIT:
        return Period(period.last + timedelta(days=1), period.last + timedelta(days=30))
    return of(kind, period.last + timedelta(days=1))


def latest(kind: BriefingKind, today: date) -> Period:
    """Return the last period that is over, or, for a visit, this year until today."""
    return of(kind, today) if kind is BriefingKind.VISIT else before(kind, of(kind, today))


def words(kind: BriefingKind, period: Period) -> str:
    """Write a period as a document does: 2026年10月, 2026年第三季度, 2026年, 2026年1月1日至11月25日."""
    first, last = period.first, period.last
    if kind is BriefingKind.MONTHLY:
        return f"{first.year}年{first.month}月"
    if kind is BriefingKind.QUARTERLY:
        return f"{first.year}年第{_QUARTERS[(first.month - 1) // 3]}季度"
    if kind is BriefingKind.ANNUAL:
        return f"{first.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"


def this(kind: BriefingKind) -> str:
    """How a text calls the period itself."""
    return {"monthly": _("本月"), "quarterly": _("本季度"), "annual": _("全年")}.get(kind, _("今年以来"))


def compared(kind: BriefingKind) -> str:
    """How a text calls the period before."""
    return {"monthly": _("上月"), "quarterly": _("上季度"), "annual": _("上年")}.get(kind, _("上年同期"))
