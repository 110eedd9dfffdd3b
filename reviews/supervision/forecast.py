# SPDX-License-Identifier: MIT
"""When a project will be done at its own pace: a date with a range, always labelled as a forecast. No I/O.

The pace is the confirmed percent per day, once over the whole way and once over the last three reports; the two give
the range, their mean the likely day. A forecast never sets a light (decisions.md, Report form).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

WHOLE = 100
RECENT = 3
FEWEST = 3  # points, the start included: with less there is no pace
MOST_DAYS = 1_826  # beyond five years a pace is as good as none


class Point(msgspec.Struct, frozen=True):
    """How much was done at the end of a day, in percent."""

    day: date
    percent: int


class Forecast(msgspec.Struct, frozen=True):
    """The likely day, the range around it, and days late against the plan (negative: early)."""

    likely: date
    early: date
    late: date
    slip: int


def forecast(points: Sequence[Point], due_on: date) -> Forecast | None:
    """Return when a project will be done, from what was reported so far in order of days.

    None with fewer than three points (the start counts as one), once all is done, and where nothing moves: there is
    no pace then.
    """
    if len(points) < FEWEST or points[-1].percent >= WHOLE:
        return None
    last = points[-1]
    paces = [_pace(points[0], last), _pace(points[-min(RECENT + 1, len(points))], last)]
    if min(paces) <= 0:
        return None
    left = WHOLE - last.percent
    days = sorted(left / pace for pace in paces)
    if days[-1] > MOST_DAYS:
        return None
    early, late = (last.day + timedelta(days=round(one)) for one in days)
    likely = last.day + timedelta(days=round(sum(days) / len(days)))
    return Forecast(likely=likely, early=early, late=late, slip=(likely - due_on).days)


def _pace(first: Point, last: Point) -> float:
    days = (last.day - first.day).days
    return (last.percent - first.percent) / days if days > 0 else 0.0
