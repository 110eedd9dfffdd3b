# SPDX-License-Identifier: MIT
"""How mild or strict reviewers are: an additive model over earlier sheets, shrunk towards nothing; pure, in decimals.

A total is what the matter deserves plus how mild its reviewer is: total = item + mildness. Fitted by least squares
with a penalty on the mildness, so that few sheets say little (Paul, Empirical Bayes methods for reader variation,
1981, in its simplest form; k as in the tables of reviewers' panels). It stands beside the raw figure, never for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal, localcontext

import msgspec

from reviews.scoring.aggregate import rounded

SHRINK = 5  # sheets of no mildness that everybody is given beside the own
LEAST = 3  # with fewer earlier sheets a reviewer is left alone
ROUNDS = 3  # how many of a reviewer's earlier rounds count
PRECISION, CLOSE, TURNS = 28, Decimal("1e-9"), 500


class Past(msgspec.Struct, frozen=True):
    """A sheet of an earlier round."""

    round: int
    item: int
    reviewer: int
    total: Decimal


class Mildness(msgspec.Struct, frozen=True):
    """How far above (or below) what the matter deserves a reviewer scores, from how many sheets."""

    value: Decimal
    sheets: int


def relevant(history: Iterable[Past], panel: Collection[int]) -> list[Past]:
    """Return the sheets that a panel is calibrated by: all of the items of each one's last rounds."""
    rows = list(history)
    last: dict[int, set[int]] = defaultdict(set)
    for one in rows:
        if one.reviewer in panel:
            last[one.reviewer].add(one.round)
    lately = {reviewer: set(sorted(rounds, reverse=True)[:ROUNDS]) for reviewer, rounds in last.items()}
    items = {one.item for one in rows if one.reviewer in panel and one.round in lately[one.reviewer]}
    return sorted((one for one in rows if one.item in items), key=lambda one: (one.item, one.reviewer))


def fit(sheets: Sequence[Past], *, shrink: int = SHRINK, least: int = LEAST) -> dict[int, Mildness]:
    """Return each reviewer's mildness; who has fewer than ``least`` sheets is not in it and counts as neither.

    Items and reviewers are settled in turn until nothing moves; the order of the sheets changes nothing.
    """
    ordered = sorted(sheets, key=lambda one: (one.item, one.reviewer))
    by_item, by_reviewer = _grouped(ordered)
    judged = {reviewer: own for reviewer, own in by_reviewer.items() if len(own) >= least}
    with localcontext() as context:
        context.prec = PRECISION
        mild = dict.fromkeys(sorted(judged), Decimal(0))
        for _turn in range(TURNS):
            level = {
                item: sum((one.total - mild.get(one.reviewer, Decimal(0)) for one in own), Decimal(0)) / len(own)
                for item, own in by_item.items()
            }
            moved = Decimal(0)
            for reviewer, own in judged.items():
                value = sum((one.total - level[one.item] for one in own), Decimal(0)) / (len(own) + shrink)
                moved = max(moved, abs(value - mild[reviewer]))
                mild[reviewer] = value
            if moved < CLOSE:
                break
        return {reviewer: Mildness(rounded(value), len(judged[reviewer])) for reviewer, value in mild.items()}


def _grouped(sheets: Sequence[Past]) -> tuple[dict[int, list[Past]], dict[int, list[Past]]]:
    """Sheets by item, and by reviewer where somebody else judged the same: alone there is nothing to compare with."""
    by_item: dict[int, list[Past]] = defaultdict(list)
    for one in sheets:
        by_item[one.item].append(one)
    by_item = {item: own for item, own in by_item.items() if len(own) > 1}
    by_reviewer: dict[int, list[Past]] = defaultdict(list)
    for own in by_item.values():
        for one in own:
            by_reviewer[one.reviewer].append(one)
    return by_item, dict(sorted(by_reviewer.items()))


def calibrated(total: Decimal, mildness: Mildness | None) -> Decimal:
    """Return a total without its reviewer's mildness, inside the scale; as it is where nothing is known."""
    if mildness is None:
        return total
    return min(Decimal(100), max(Decimal(0), total - mildness.value))
