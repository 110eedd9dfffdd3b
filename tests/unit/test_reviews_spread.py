# SPDX-License-Identifier: MIT
"""The interval of alpha, how mild a reviewer was, and where the dots of the panel's picture lie."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from reviews.rubrics.schemas import CriterionView
from reviews.scoring import aggregate, spread


def units(*rows: Sequence[int | None]) -> list[list[Decimal | None]]:
    return [[None if value is None else Decimal(value) for value in row] for row in rows]


SIX = units(
    (86, 91, 84, 88, 80), (88, 92, 82, 86, 82), (83, 88, 80, 84, 72), (87, 91, 83, 90, 78), (84, 86, 80, 85, 74),
    (90, 90, 88, 87, 84),
)  # fmt: skip


def test_an_interval_holds_alpha_and_is_the_same_each_time() -> None:
    found = aggregate.alpha_interval(SIX)
    assert found is not None
    low, high = found
    alpha = aggregate.alpha(SIX)
    assert alpha is not None
    assert low <= alpha <= high
    assert aggregate.alpha_interval(SIX) == found


def test_full_agreement_has_no_width() -> None:
    same = units((80, 80, 80), (90, 90, 90), (70, 70, 70), (85, 85, 85))
    assert aggregate.alpha_interval(same) == (Decimal("1.00"), Decimal("1.00"))


@pytest.mark.parametrize(
    "few",
    [
        units((80, 90), (70, 75)),
        units((80, 80), (80, 80), (80, 80)),
        units((80, None), (70, None), (60, 65), (70, 71)),
        [],
    ],
)
def test_no_interval_where_there_is_nothing_to_draw_from(few: list[list[Decimal | None]]) -> None:
    assert aggregate.alpha_interval(few) is None


class Thing:
    """What a drawing needs of a result."""

    scaled: dict[int, Decimal | None]

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def result(*sheets: tuple[dict[int, int | None], str]) -> Any:
    rows = [
        Thing(scaled={key: None if v is None else Decimal(v) for key, v in sheet.items()}, dropped=dropped)
        for sheet, dropped in sheets
    ]
    means = aggregate.criterion_means([row.scaled for row in rows])
    plain: dict[str, Any] = {"rubric": 1, "hint": "", "weight": 50, "required": True, "sort": 0}
    criteria = [CriterionView(id=1, name="任务完成", **plain), CriterionView(id=2, name="创新性", **plain)]
    return Thing(rows=rows, means=means, criteria=criteria)


def test_dots_lie_on_an_axis_that_just_holds_them() -> None:
    found = spread.draw(result(({1: 80, 2: 72}, "lowest"), ({1: 84, 2: 83}, ""), ({1: 91, 2: 88}, "highest")))
    assert found.ticks == [70, 75, 80, 85, 90, 95]
    first, second = found.lines
    assert [(dot.x, dot.out) for dot in first.dots] == [(40.0, True), (56.0, False), (84.0, True)]
    assert (first.mean_value, first.mean, first.gap) == (Decimal("85.0"), 60.0, Decimal(11))
    assert [dot.x for dot in second.dots] == [8.0, 52.0, 72.0]


def test_a_wide_panel_has_fewer_ticks_and_a_narrow_one_still_an_axis() -> None:
    wide = spread.draw(result(({1: 20, 2: 30}, ""), ({1: 95, 2: 90}, "")))
    assert wide.ticks == [20, 30, 40, 50, 60, 70, 80, 90, 100]
    narrow = spread.draw(result(({1: 100, 2: 100}, ""), ({1: 100, 2: None}, "")))
    assert narrow.ticks == [90, 95, 100]
    assert [dot.x for dot in narrow.lines[1].dots] == [100.0]


def test_a_criterion_that_nobody_scored_has_no_line() -> None:
    found = spread.draw(result(({1: 80, 2: None}, ""), ({1: 90, 2: None}, "")))
    assert [line.name for line in found.lines] == ["任务完成"]
    assert spread.draw(result()).lines == []
