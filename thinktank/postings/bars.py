# SPDX-License-Identifier: MIT
"""Where a term lies in a month, as percentages for a bar."""

from __future__ import annotations

from datetime import date

import msgspec

from thinktank.postings.rules import last_day


class Bar(msgspec.Struct, frozen=True):
    """Where a bar begins and how wide it is, in percent of the month; whether it goes on beyond either end."""

    x: float
    width: float
    before: bool
    after: bool


def bar_of(starts_on: date, ends_on: date, month: date) -> Bar:
    """Return the bar of a term in the month that begins on ``month``; the term touches it."""
    last = last_day(month, 1)
    days = last.day
    first_day, end_day = max(starts_on, month).day, min(ends_on, last).day
    return Bar(
        x=round((first_day - 1) * 100 / days, 2),
        width=round((end_day - first_day + 1) * 100 / days, 2),
        before=starts_on < month,
        after=ends_on > last,
    )
