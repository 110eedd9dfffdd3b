# SPDX-License-Identifier: MIT
"""The one source of time. Instants are aware UTC; days are those of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from typing_extensions import override

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    """The system's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC, to the microsecond."""
        return datetime.now(UTC)  # noqa: TID251 -- the one permitted place


class FrozenClock(Clock):
    """A clock that moves only when told: for tests and for laying out demo data."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @override
    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at

    def advance(self, **delta: float) -> None:
        """Move forward by ``timedelta(**delta)``."""
        self.at += timedelta(**delta)


_C = TypeVar("_C", bound=Clock)
_clock: list[Clock] = [Clock()]


def now() -> datetime:
    """Return the present instant (aware UTC)."""
    return _clock[0].now()


def today() -> date:
    """Return the present day in Asia/Shanghai, where the offices are."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """Return an instant as wall-clock time in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def day_of(instant: datetime) -> date:
    """Return the Shanghai day on which an instant falls."""
    return local(instant).date()


def end_of(day: date) -> datetime:
    """Return 24:00 Asia/Shanghai of a day, in UTC: what "due on that day" means (decisions.md, Days)."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def noon_of(day: date, *, hour: int = 12) -> datetime:
    """Return an hour of a Shanghai day as an instant in UTC."""
    return datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)


@contextmanager
def using(clock: _C) -> Iterator[_C]:
    """Let a clock rule inside the block."""
    _clock.insert(0, clock)
    try:
        yield clock
    finally:
        _clock.remove(clock)
