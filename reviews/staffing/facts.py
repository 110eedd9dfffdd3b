# SPDX-License-Identifier: MIT
"""What a plan is made from, and the problem that it poses; pure. How well a reviewer fits an item, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import ceil

import msgspec
import numpy as np

from reviews.staffing.flow import FORBIDDEN, Problem, shortage
from reviews.staffing.schemas import Limits

WORDS = re.compile(r"[\s、，,；;]+")
ENOUGH = 3  # matching words that make full points for expertise
HALF = 2
MOST_STEPS = 10


class Weights(msgspec.Struct, frozen=True):
    """How many points each part of the fit can give; a hundred in all."""

    direction: int = 60
    expertise: int = 30
    wish: int = 10


class Seat(msgspec.Struct, frozen=True):
    """An item that lacks reviewers, with who is on it: ``fixed`` began or may not be moved, ``soft`` may."""

    id: int
    title: str
    direction: str
    text: str
    size: int
    lead_units: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()
    own_units: frozenset[int] = frozenset()
    fixed: frozenset[int] = frozenset()
    soft: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()


class Judge(msgspec.Struct, frozen=True):
    """A reviewer with what they know and can still take on (``spent`` counts this year's reviews elsewhere)."""

    id: int
    name: str
    unit: int
    unit_name: str
    directions: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    load_most: int | None = None
    spent: int = 0
    away: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Everything that a plan is made from."""

    seats: list[Seat]
    judges: list[Judge]
    weights: Weights = Weights()


def words_of(text: str) -> tuple[str, ...]:
    """Return a reviewer's keywords; single characters say too little."""
    return tuple(dict.fromkeys(word for word in WORDS.split(text) if len(word) > 1))


def fit(judge: Judge, seat: Seat, weights: Weights) -> int:
    """Return how well a reviewer fits an item, 0 to 100: direction, matching keywords, wish; half where not said."""
    parts = (
        (weights.direction, _said(seat.direction, judge.directions)),
        (weights.expertise, min(1.0, len(_matching(judge, seat)) / ENOUGH)),
        (weights.wish, _said(seat.direction, judge.wishes)),
    )
    return round(sum(weight * share for weight, share in parts))


def why(judge: Judge, seat: Seat) -> str:
    """Return what a fit is made of, in words."""
    found = ["方向对口"] if seat.direction in judge.directions else []
    matching = _matching(judge, seat)
    found += [f"专长相符：{'、'.join(matching[:ENOUGH])}"] if matching else []
    found += ["本人愿评"] if seat.direction in judge.wishes else []
    return "，".join(found) or ("方向未填" if not judge.directions else "方向不同")


def _said(direction: str, named: frozenset[str]) -> float:
    return (1.0 if direction in named else 0.0) if named else 1 / HALF


def _matching(judge: Judge, seat: Seat) -> list[str]:
    return [word for word in judge.words if word in seat.text]


def free(judge: Judge, seat: Seat) -> bool:
    """Whether nothing stands against a reviewer's judging an item (decisions.md, Conflict of interest)."""
    near = seat.lead_units | seat.lines
    return not judge.away and judge.unit not in near and judge.id not in seat.barred | seat.fixed


def caps(facts: Facts, limits: Limits) -> list[int]:
    """Return how many more items of the round each reviewer can take, what is fixed counted."""
    fixed = [sum(judge.id in seat.fixed for seat in facts.seats) for judge in facts.judges]
    return [max(0, most_of(judge, limits) - n) for judge, n in zip(facts.judges, fixed, strict=True)]


def limit_of(judge: Judge, limits: Limits) -> int:
    """Return how many items a reviewer may have in a year: the lesser of the own and the common limit."""
    return limits.load if judge.load_most is None else min(judge.load_most, limits.load)


def most_of(judge: Judge, limits: Limits) -> int:
    """Return how many items of the round a reviewer may have: what the year's limit leaves."""
    return max(0, limit_of(judge, limits) - judge.spent)


def fits_of(facts: Facts) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Return the matrix of fits, -1 where a pair is forbidden."""
    found = np.full((len(facts.seats), len(facts.judges)), FORBIDDEN, dtype=np.int16)
    for i, seat in enumerate(facts.seats):
        for r, judge in enumerate(facts.judges):
            if free(judge, seat):
                found[i, r] = fit(judge, seat, facts.weights)
    return found


def pose(
    facts: Facts, limits: Limits, fits: np.ndarray[tuple[int, int], np.dtype[np.int16]], *, size: int | None = None
) -> Problem:
    """Lay out the problem: demand, loads, sides and units, what is kept; ``size`` tries panels of another size."""
    seats, judges = facts.seats, facts.judges
    units = {unit: n for n, unit in enumerate(dict.fromkeys(judge.unit for judge in judges))}
    unit_of = {judge.id: units[judge.unit] for judge in judges}
    own = np.array([[judge.unit in seat.own_units for judge in judges] for seat in seats], dtype=bool)
    unit_left = np.full((len(seats), max(1, len(units))), limits.unit, dtype=np.int16)
    own_left = np.full(len(seats), limits.own, dtype=np.int64)
    by_id = {judge.id: judge for judge in judges}
    for i, seat in enumerate(seats):
        for judge in seat.fixed & by_id.keys():
            unit_left[i, unit_of[judge]] = max(0, unit_left[i, unit_of[judge]] - 1)
            own_left[i] = max(0, own_left[i] - (by_id[judge].unit in seat.own_units))
    kept = np.array([[limits.keep and judge.id in seat.soft for judge in judges] for seat in seats], dtype=bool)
    return Problem(
        fits=fits,
        demand=np.array([max(0, (size or seat.size) - len(seat.fixed)) for seat in seats], dtype=np.int64),
        load=np.array(caps(facts, limits), dtype=np.int64),
        own=own.reshape(fits.shape),
        own_left=own_left,
        unit_of=np.array([unit_of[judge.id] for judge in judges], dtype=np.int64),
        unit_left=unit_left,
        kept=kept.reshape(fits.shape),
    )


# -- what would mend it -----------------------------------------------------------------------------------------


def remedies(
    facts: Facts, limits: Limits, fits: np.ndarray[tuple[int, int], np.dtype[np.int16]], lacking: int
) -> list[str]:
    """Return which single settings would let every place be filled, each with the least change that does."""

    def mends(changed: Limits, tried: Facts = facts, size: int | None = None) -> bool:
        matrix = fits if tried is facts else fits_of(tried)
        return not int(shortage(pose(tried, changed, matrix, size=size)).sum())

    change = msgspec.structs.replace
    found = []
    trials = (
        ("load", limits.load, "每位专家全年最多评审由{}件调到{}件"),
        ("own", limits.own, "同一主管单位的专家由最多{}位放宽到{}位"),
        ("unit", limits.unit, "同一单位的专家由最多{}位放宽到{}位"),
    )
    for name, now, words in trials:
        steps = range(now + 1, now + 1 + MOST_STEPS)
        enough = next((n for n in steps if mends(change(limits, **{name: n}))), None)
        found += [words.format(now, enough)] if enough is not None else []
    guests = _guests(facts, limits, lacking, mends)
    found += [f"再请{guests}位与这些件没有回避关系的外单位专家"] if guests else []
    sizes = sorted({size for seat in facts.seats for size in range(3, seat.size, 2)}, reverse=True)
    smaller = next((size for size in sizes if mends(limits, size=size)), None)
    found += [f"每件评审专家减到{smaller}位"] if smaller else []
    return found


def _guests(facts: Facts, limits: Limits, lacking: int, mends: object) -> int | None:
    """How many reviewers from outside, free of any interest, would fill what lacks."""
    least = ceil(lacking / max(1, limits.load))
    for n in range(least, least + MOST_STEPS):
        more = [Judge(-1 - k, "", -1 - k, "") for k in range(n)]
        if mends(limits, msgspec.structs.replace(facts, judges=[*facts.judges, *more])):  # type: ignore[operator]
            return n
    return None


def reasons(facts: Facts) -> Callable[[int, int], str]:
    """Return what says in words why a reviewer fits an item, by their ids."""
    seats, judges = {seat.id: seat for seat in facts.seats}, {judge.id: judge for judge in facts.judges}
    return lambda item, reviewer: why(judges[reviewer], seats[item])[:200]
