# SPDX-License-Identifier: MIT
"""How dates and numbers are written on screen (ui/README §9)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from thinktank.kernel import clock
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _

NOTHING = "—"
Number = int | float | Decimal
_KB = 1024


def _as_day(value: date | datetime) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """Write a day: 今天, 明天, 8月14日, and with the year where it is not this one."""
    if value is None:
        return NOTHING
    when, today = _as_day(value), clock.today()
    near = {0: _("今天"), 1: _("明天")}.get((when - today).days)
    return near or full_day(when, with_year=when.year != today.year)


def full_day(value: date | datetime | None, *, with_year: bool = True) -> str:
    """Write a day without 今天 or 明天, for documents and for dates that are facts of the past."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    pattern = _("%(y)d年%(m)d月%(d)d日") if with_year else _("%(m)d月%(d)d日")
    return pattern % {"y": when.year, "m": when.month, "d": when.day}


def moment(value: datetime | None) -> str:
    """Write an instant as Shanghai wall-clock time: 今天 09:41, 8月14日 09:41."""
    if value is None:
        return NOTHING
    return f"{day(value)} {clock.local(value):%H:%M}"


def iso(value: date | datetime | None) -> str:
    """Write a day or instant for the ``datetime`` attribute of ``<time>``."""
    if value is None:
        return ""
    return clock.local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def due(value: date | datetime | None) -> str:
    """Write a due day and what remains: 8月20日，还有7天 or 8月10日，已逾期3天."""
    if value is None:
        return NOTHING
    left = (_as_day(value) - clock.today()).days
    if left < 0:
        return _("%(day)s，已逾期%(n)d天") % {"day": day(value), "n": -left}
    if left <= 1:
        return _("%(day)s到期") % {"day": day(value)}
    return _("%(day)s，还有%(n)d天") % {"day": day(value), "n": left}


def days_left(value: date | datetime) -> int:
    """Return the days until a day; negative when it is past."""
    return (_as_day(value) - clock.today()).days


def month(value: date | datetime | None) -> str:
    """Write a month: 2024年9月."""
    if value is None:
        return NOTHING
    when = _as_day(value)
    return _("%(y)d年%(m)d月") % {"y": when.year, "m": when.month}


def percent(value: Number | None) -> str:
    """Write a percentage (55.0 is 55%) with one decimal where it has one."""
    return NOTHING if value is None else f"{trim(value, 1)}%"


def score(value: Number | None) -> str:
    """Write a score with two decimals."""
    return NOTHING if value is None else f"{value:.2f}"


def trim(value: Number | None, places: int = 2) -> str:
    """Write a number with at most this many decimals and no trailing zeros."""
    if value is None:
        return NOTHING
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short


def dash(value: object) -> object:
    """Write — where there is nothing."""
    return NOTHING if value is None or value == "" else value


def filesize(value: int | None) -> str:
    """Write a size in bytes as KB or MB."""
    if value is None:
        return NOTHING
    if value < _KB * _KB:
        return f"{max(1, round(value / _KB))}KB"
    return f"{trim(value / _KB / _KB, 1)}MB"


def direction(value: Direction | str | None) -> Direction | None:
    """Return the direction of a stored value."""
    return None if value is None or value == "" else Direction(value)


FILTERS = {
    "day": day,
    "full_day": full_day,
    "moment": moment,
    "iso": iso,
    "due": due,
    "days_left": days_left,
    "month": month,
    "percent": percent,
    "score": score,
    "trim_number": trim,
    "dash": dash,
    "filesize": filesize,
}
