# SPDX-License-Identifier: MIT
"""The plan as a drawing: places in percent of the whole, for SVG attributes (no inline style, decisions.md CSP)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from research.projects.schemas import MilestoneRow
from thinktank.kernel.i18n import _

MOST_LABELS = 12


class Bar(msgspec.Struct, frozen=True):
    """One piece of work: where it lies, how it stands, and where the first plan had it if that was elsewhere."""

    step: MilestoneRow
    x: float
    width: float
    cls: str
    was: tuple[float, float] | None = None


class Mark(msgspec.Struct, frozen=True):
    """A gate on the line of gates; ``end`` puts its word to the left."""

    label: str
    x: float
    cls: str
    end: bool


class Month(msgspec.Struct, frozen=True):
    """A month's beginning and name; the name is empty where there is no room."""

    x: float
    label: str
    now: bool


class Gantt(msgspec.Struct, frozen=True):
    """The whole drawing; ``today`` is None outside of it."""

    bars: list[Bar]
    marks: list[Mark]
    months: list[Month]
    today: float | None


def draw(steps: Iterable[MilestoneRow], first: date, last: date, today: date) -> Gantt:
    """Lay out a plan between two days, widened to what its steps need."""
    listed = list(steps)
    first = min([first, *(s.baseline_starts_on or s.starts_on for s in listed), *(s.starts_on for s in listed)])
    first = first.replace(day=1)
    last = max([last, *(max(s.due_on, s.baseline_due_on) for s in listed)])
    days = (last - first).days + 1

    def at(day: date) -> float:
        return round(100 * (day - first).days / days, 2)

    def long(start: date, due: date) -> float:
        return max(1.0, round(100 * ((due - start).days + 1) / days, 2))

    def base(s: MilestoneRow) -> tuple[float, float] | None:
        start = s.baseline_starts_on or s.starts_on
        return (at(start), long(start, s.baseline_due_on)) if s.moved else None

    bars = [
        Bar(s, at(s.starts_on), long(s.starts_on, s.due_on), _class(s), base(s)) for s in listed if not s.kind.is_gate
    ]
    marks = [
        Mark(_(s.kind.label), at(s.due_on), "ok" if s.state == "done" else "cur" if s.late else "", at(s.due_on) > 50)  # noqa: PLR2004
        for s in listed
        if s.kind.is_gate
    ]
    inside = first <= today <= last
    return Gantt(bars, marks, _months(first, last, today, at), at(today) if inside else None)


def _class(step: MilestoneRow) -> str:
    if step.state == "done":
        return "done"
    return "late" if step.late else ""


def _months(first: date, last: date, today: date, at: Callable[[date], float]) -> list[Month]:
    days: list[date] = []
    day = first
    while day <= last:
        days.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    every = -(-len(days) // MOST_LABELS)
    found = []
    for n, day in enumerate(days):
        text = _("%(n)d月") % {"n": day.month} if day.month > 1 or n == 0 else str(day.year)
        now = (day.year, day.month) == (today.year, today.month)
        found.append(Month(at(day), text if n % every == 0 else "", now))
    return found
