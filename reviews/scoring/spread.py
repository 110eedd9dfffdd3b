# SPDX-License-Identifier: MIT
"""How the sheets lie on each criterion, as a drawing: places in percent, for SVG attributes (decisions.md, CSP)."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor

import msgspec

from reviews.scoring.schemas import Result

STEP, WIDE, LEAST = 5, 50, 10  # points between ticks, from where they are doubled, the shortest axis


class Dot(msgspec.Struct, frozen=True):
    """One sheet's score; ``out`` when the sheet was left out as highest or lowest."""

    x: float
    out: bool


class Line(msgspec.Struct, frozen=True):
    """One criterion: its dots, its mean, and the ends in figures."""

    name: str
    dots: list[Dot]
    mean: float
    values: list[Decimal]
    mean_value: Decimal

    @property
    def gap(self) -> Decimal:
        """How far the highest is from the lowest."""
        return self.values[-1] - self.values[0]


class Picture(msgspec.Struct, frozen=True):
    """The lines with the ticks of their common axis; no lines when there is nothing to draw."""

    lines: list[Line]
    ticks: list[int]


def draw(found: Result) -> Picture:
    """Lay out a result on an axis that just holds every score."""
    scores = [value for row in found.rows for value in row.scaled.values() if value is not None]
    if not scores or not found.means:
        return Picture([], [])
    step = STEP if max(scores) - min(scores) <= WIDE else 2 * STEP
    low, high = floor(min(scores) / step) * step, ceil(max(scores) / step) * step
    while high - low < LEAST:
        low, high = max(0, low - step), min(100, high + step)

    def at(value: Decimal) -> float:
        return round(float(100 * (value - low) / (high - low)), 1)

    lines = []
    for one in found.criteria:
        given = [(value, bool(row.dropped)) for row in found.rows if (value := row.scaled[one.id]) is not None]
        if given:
            dots = [Dot(at(value), out) for value, out in sorted(given)]
            values = sorted(value for value, _out in given)
            lines.append(
                Line(one.name, dots, at(one.scaled(found.means[one.id])), values, one.scaled(found.means[one.id]))
            )
    return Picture(lines, list(range(low, high + 1, step)))
