# SPDX-License-Identifier: MIT
"""From sheets to a result: pure arithmetic in decimals, rounded half up at the end (decisions.md, Score)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import msgspec

CENT = Decimal("0.01")
LEAST_UNITS, DRAWS, TAIL = 3, 2_000, 0.025
HUNDRED = Decimal(100)


class Summary(msgspec.Struct, frozen=True):
    """What a panel's totals come to. ``decided`` is the basis of the decision; the rest stands beside it."""

    count: int
    decided: Decimal
    mean: Decimal
    median: Decimal
    spread: Decimal | None
    trimmed: bool
    lowest: int | None = None  # places of the two sheets left out
    highest: int | None = None


class Answer(msgspec.Struct, frozen=True):
    """One criterion on a sheet: its weight inside its sub-form, the score on 0 to 100, how much the sub-form weighs."""

    weight: int
    value: Decimal | None
    part: int = 0
    part_weight: int = 100


def rounded(value: Decimal) -> Decimal:
    """Return a number with two decimals, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def weighted_total(answers: Sequence[Answer]) -> Decimal | None:
    """Return the mean of scores by weight in each sub-form, of sub-forms by theirs; None when nothing is scored.

    What is not scored is left out, never 0; a sub-form keeps its share while anything in it is scored.
    """
    total, whole = Decimal(0), 0
    for inside in _parts(answers):
        given = [(one.weight, one.value) for one in inside if one.value is not None]
        weight = sum(weight for weight, _value in given)
        if weight:
            share = inside[0].part_weight
            total += share * sum((weight * value for weight, value in given), Decimal(0)) / weight
            whole += share
    return rounded(total / whole) if whole else None


def coverage(answers: Sequence[Answer]) -> Decimal:
    """Return how much of the weight is scored, in percent."""
    found, whole = Decimal(0), 0
    for inside in _parts(answers):
        full = sum(one.weight for one in inside)
        if full:
            scored = sum(one.weight for one in inside if one.value is not None)
            found += Decimal(inside[0].part_weight * scored) / full
            whole += inside[0].part_weight
    return rounded(HUNDRED * found / whole) if whole else Decimal(0)


def _parts(answers: Sequence[Answer]) -> list[list[Answer]]:
    """The answers by sub-form."""
    return [[one for one in answers if one.part == part] for part in sorted({one.part for one in answers})]


def mean(values: Sequence[Decimal]) -> Decimal:
    """Return the plain mean, unrounded; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return sum(values, Decimal(0)) / len(values)


def median(values: Sequence[Decimal]) -> Decimal:
    """Return the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else mean(ordered[half - 1 : half + 1])


def spread(values: Sequence[Decimal]) -> Decimal | None:
    """Return the sample standard deviation; None for fewer than two values."""
    if len(values) <= 1:
        return None
    centre = mean(values)
    squares = sum(((value - centre) ** 2 for value in values), Decimal(0))
    return (squares / (len(values) - 1)).sqrt()


def summarise(totals: Sequence[Decimal], *, trim_from: int = 5) -> Summary:
    """Return a panel's result: without one highest and one lowest from ``trim_from`` sheets on, else the mean.

    Of equal extremes the first counts as the one left out. ValueError for no sheets.
    """
    raw = mean(totals)
    lowest = highest = None
    decided = raw
    if len(totals) >= max(trim_from, 3):
        places = sorted(range(len(totals)), key=lambda place: (totals[place], place))
        lowest, highest = places[0], next(place for place in places if totals[place] == totals[places[-1]])
        if highest == lowest:  # all are equal: any two go
            highest = places[-1]
        decided = mean([value for place, value in enumerate(totals) if place not in {lowest, highest}])
    deviation = spread(totals)
    return Summary(
        count=len(totals),
        decided=rounded(decided),
        mean=rounded(raw),
        median=rounded(median(totals)),
        spread=None if deviation is None else rounded(deviation),
        trimmed=lowest is not None,
        lowest=lowest,
        highest=highest,
    )


def outliers(totals: Sequence[Decimal], *, gap: int = 20) -> list[int]:
    """Return the places of totals that are more than ``gap`` from the mean of the others."""
    found = []
    for place, value in enumerate(totals):
        others = [*totals[:place], *totals[place + 1 :]]
        if others and abs(value - mean(others)) > gap:
            found.append(place)
    return found


def alpha(units: Sequence[Sequence[Decimal | None]]) -> Decimal | None:
    """Return Krippendorff's alpha for interval data over units (criteria), each with one value per rater.

    1 is full agreement, 0 what chance would give. None where it is not defined: no unit has two values, or
    every value is the same. Krippendorff, Content Analysis, 2013, ch. 12: 1 - observed / expected disagreement.
    """
    pairable = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in pairable if len(unit) > 1]
    everything = [value for unit in pairable for value in unit]
    expected = _squared_pairs(everything)
    if not expected:
        return None
    observed = sum((_squared_pairs(unit) / (len(unit) - 1) for unit in pairable), Decimal(0))
    return rounded(1 - (len(everything) - 1) * observed / expected)


def alpha_interval(units: Sequence[Sequence[Decimal | None]]) -> tuple[Decimal, Decimal] | None:
    """Return the 95 % bootstrap interval of alpha over resampled units; the same units give the same interval.

    None where alpha is not defined or there are too few units to resample. Units are drawn, since raters are few
    and fixed (Hayes and Krippendorff, Communication Methods and Measures 1, 2007).
    """
    pairable = [[float(value) for value in unit if value is not None] for unit in units]
    facts = [(len(unit), sum(unit), sum(value * value for value in unit)) for unit in pairable if len(unit) > 1]
    if len(facts) < LEAST_UNITS or alpha(units) is None:
        return None
    draw = Random(len(facts))  # noqa: S311 -- a bootstrap that anybody can repeat, no secret
    found = sorted(value for _ in range(DRAWS) if (value := _alpha_of(draw.choices(facts, k=len(facts)))) is not None)
    if not found:
        return None
    tail = round(len(found) * TAIL)
    return rounded(Decimal(found[tail])), rounded(Decimal(found[-1 - tail]))


def _alpha_of(facts: Sequence[tuple[int, float, float]]) -> float | None:
    """Return alpha from each unit's count, sum and sum of squares."""
    count, total, squares = (sum(fact[place] for fact in facts) for place in range(3))
    expected = count * squares - total * total
    if expected <= 0:
        return None
    observed = sum((n * square - one * one) / (n - 1) for n, one, square in facts)
    return 1 - (count - 1) * observed / expected


def reach(values: Sequence[Decimal]) -> Decimal:
    """Return how far the highest is from the lowest; 0 for none."""
    return max(values) - min(values) if values else Decimal(0)


def _squared_pairs(values: Sequence[Decimal]) -> Decimal:
    """Return the sum of squared differences over all ordered pairs."""
    total = sum(values, Decimal(0))
    squares = sum((value * value for value in values), Decimal(0))
    return 2 * (len(values) * squares - total * total)


def criterion_means(sheets: Sequence[Mapping[int, Decimal | None]]) -> dict[int, Decimal]:
    """Return each criterion's mean over the sheets that score it, with one decimal."""
    keys = {key for sheet in sheets for key in sheet}
    found = {}
    for key in sorted(keys):
        values = [value for sheet in sheets if (value := sheet.get(key)) is not None]
        if values:
            found[key] = mean(values).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return found


def grade_of(score: Decimal, *, excellent: int = 90, good: int = 80, passed: int = 60) -> str:
    """Return the grade that a score suggests; the office decides."""
    for limit, grade in ((excellent, "excellent"), (good, "good"), (passed, "qualified")):
        if score >= limit:
            return grade
    return "unqualified"
