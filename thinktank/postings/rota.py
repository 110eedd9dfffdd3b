# SPDX-License-Identifier: MIT
"""Turns of a rota: working days in blocks, people one after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from thinktank.kernel.calendar import Calendar

MOST_DAYS = 366


class OnPost(msgspec.Struct, frozen=True):
    """Somebody who can take turns, and until when."""

    posting: int
    starts_on: date
    ends_on: date


class Slot(msgspec.Struct, frozen=True):
    """A turn: who, from one working day to another."""

    posting: int
    starts_on: date
    ends_on: date


def lay_out(people: Sequence[OnPost], starts_on: date, ends_on: date, size: int, calendar: Calendar) -> list[Slot]:
    """Return turns of ``size`` working days each, given to whoever has had the fewest; none for days nobody is there.

    A turn goes only to somebody who is at the post on all of its days; the last may be shorter.
    """
    days = [
        day for n in range((ends_on - starts_on).days + 1) if calendar.is_workday(day := starts_on + timedelta(days=n))
    ]
    blocks = [days[n : n + size] for n in range(0, len(days), size)]
    had = dict.fromkeys((one.posting for one in people), 0)
    turns: list[Slot] = []
    for block in blocks:
        able = [one for one in people if one.starts_on <= block[0] and one.ends_on >= block[-1]]
        if not able:
            continue
        last = turns[-1].posting if turns else 0
        chosen = min(able, key=lambda one: (had[one.posting], one.posting == last, one.posting))
        had[chosen.posting] += 1
        turns.append(Slot(chosen.posting, block[0], block[-1]))
    return turns
