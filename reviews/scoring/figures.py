# SPDX-License-Identifier: MIT
"""A round's figures from its sheets alone, so that anybody can work them out again from an export; pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from reviews.rubrics.schemas import CriterionView
from reviews.scoring import aggregate, calibration
from reviews.scoring.aggregate import Answer
from reviews.scoring.calibration import Past

FORMAT = 1


class Cuts(msgspec.Struct, frozen=True):
    """The settings that the figures depend on."""

    trim_from: int
    outlier_gap: int
    split_range: int
    excellent: int
    good: int
    passed: int


class Mark(msgspec.Struct, frozen=True):
    """A criterion's score on a sheet; no value where it does not apply or was left out."""

    criterion: int
    value: Decimal | None = None


class Sheet(msgspec.Struct, frozen=True):
    """A sheet that counts; reviewers by number."""

    reviewer: int
    marks: list[Mark]
    vetoes: list[int] = []


class Item(msgspec.Struct, frozen=True):
    """A thing under review with the sheets that count."""

    id: int
    title: str
    sheets: list[Sheet]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a round's figures are made from, and the figures themselves."""

    format: int = FORMAT
    round: int
    title: str
    cuts: Cuts
    criteria: list[CriterionView]
    items: list[Item]
    history: list[Past]
    figures: Figures


class ItemFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What an item's sheets come to."""

    id: int
    count: int
    totals: list[Decimal]
    decided: Decimal
    mean: Decimal
    median: Decimal
    spread: Decimal | None
    range: Decimal
    grade: str
    means: dict[int, Decimal]
    alpha: Decimal | None
    alpha_interval: tuple[Decimal, Decimal] | None
    calibrated: Decimal | None
    mildness: dict[int, Decimal]
    outliers: list[int]
    split: bool


class Agreement(msgspec.Struct, frozen=True):
    """How far reviewers agree, over the items of a round."""

    alpha: Decimal | None
    interval: tuple[Decimal, Decimal] | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A round's figures: its items in the order of domain.md §2.1 (ties: plain mean, then the heaviest criterion)."""

    items: list[ItemFigures]
    agreement: Agreement
    by_criterion: dict[int, Agreement]


def work_out(items: Sequence[Item], criteria: Sequence[CriterionView], cuts: Cuts, history: Sequence[Past]) -> Figures:
    """Return a round's figures; items without a complete sheet are left out."""
    found = [_item(one, criteria, cuts, history) for one in items if one.sheets]
    first = heaviest(criteria)
    found.sort(key=lambda one: (-one.decided, -one.mean, -one.means.get(first, Decimal(0)), one.id))
    totals = [[total_of(sheet, criteria) for sheet in one.sheets] for one in items]
    by = {one.id: _agreement([[_scaled(sheet, one) for sheet in item.sheets] for item in items]) for one in criteria}
    return Figures(items=found, agreement=_agreement(totals), by_criterion=by)


def heaviest(criteria: Sequence[CriterionView]) -> int:
    """Return the criterion of the highest weight in the whole, the first of equals; 0 where there is none."""
    return max(criteria, key=lambda one: one.weight * one.part_weight).id if criteria else 0


def vetoed(sheets: Sequence[Sheet]) -> bool:
    """Whether a majority finds the same veto item to hold."""
    held = [place for sheet in sheets for place in set(sheet.vetoes)]
    return any(2 * held.count(place) > len(sheets) for place in set(held))


def total_of(sheet: Sheet, criteria: Sequence[CriterionView]) -> Decimal | None:
    """Return a sheet's total on 0 to 100."""
    return aggregate.weighted_total(
        [Answer(one.weight, _scaled(sheet, one), one.part, one.part_weight) for one in criteria]
    )


def _scaled(sheet: Sheet, criterion: CriterionView) -> Decimal | None:
    value = next((mark.value for mark in sheet.marks if mark.criterion == criterion.id), None)
    return None if value is None else criterion.scaled(value)


def _raw(sheet: Sheet, criteria: Sequence[CriterionView]) -> dict[int, Decimal | None]:
    marks = {mark.criterion: mark.value for mark in sheet.marks}
    return {one.id: marks.get(one.id) for one in criteria}


def _agreement(units: Sequence[Sequence[Decimal | None]]) -> Agreement:
    """How far reviewers agree over items; one item alone says nothing, its chance is itself."""
    if sum(len([value for value in unit if value is not None]) > 1 for unit in units) <= 1:
        return Agreement(None, None)
    return Agreement(aggregate.alpha(units), aggregate.alpha_interval(units))


def _item(item: Item, criteria: Sequence[CriterionView], cuts: Cuts, history: Sequence[Past]) -> ItemFigures:
    totals = [total for sheet in item.sheets if (total := total_of(sheet, criteria)) is not None]
    summary = aggregate.summarise(totals, trim_from=cuts.trim_from)
    panel = [sheet.reviewer for sheet in item.sheets]
    mild = calibration.fit(calibration.relevant(history, set(panel)))
    known = {reviewer: mild[reviewer] for reviewer in panel if reviewer in mild}
    even = [calibration.calibrated(total, known.get(who)) for who, total in zip(panel, totals, strict=True)]
    units = [[_scaled(sheet, one) for sheet in item.sheets] for one in criteria]
    width = aggregate.reach(totals)
    return ItemFigures(
        id=item.id,
        count=summary.count,
        totals=totals,
        decided=summary.decided,
        mean=summary.mean,
        median=summary.median,
        spread=summary.spread,
        range=width,
        grade=_grade(item, summary.decided, cuts),
        means=aggregate.criterion_means([_raw(sheet, criteria) for sheet in item.sheets]),
        alpha=aggregate.alpha(units),
        alpha_interval=aggregate.alpha_interval(units),
        calibrated=aggregate.rounded(aggregate.mean(even)) if known else None,
        mildness={reviewer: one.value for reviewer, one in known.items()},
        outliers=[panel[place] for place in aggregate.outliers(totals, gap=cuts.outlier_gap)],
        split=width > cuts.split_range,
    )


def _grade(item: Item, decided: Decimal, cuts: Cuts) -> str:
    """The grade that the score suggests; the lowest when a majority finds the same veto item to hold."""
    if vetoed(item.sheets):
        return "unqualified"
    return aggregate.grade_of(decided, excellent=cuts.excellent, good=cuts.good, passed=cuts.passed)


def differences(export: Export) -> list[str]:
    """Work an export's figures out again and return every place where they differ; none when all agree."""
    again = work_out(export.items, export.criteria, export.cuts, export.history)
    return list(_differences(msgspec.to_builtins(export.figures), msgspec.to_builtins(again), ""))


def _differences(one: Any, other: Any, at: str) -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [text for key in one for text in _differences(one[key], other[key], f"{at}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [text for n, (left, right) in pairs for text in _differences(left, right, f"{at}/{n}")]
    return [] if one == other else [f"{at}：导出为{one}，重算为{other}"]
