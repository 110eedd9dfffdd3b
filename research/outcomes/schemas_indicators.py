# SPDX-License-Identifier: MIT
"""What an outcome is measured by, and the values that were measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.outcomes.achievement import achieved, trend
from research.outcomes.states import MEASURE
from thinktank.files.schemas import FileView

Version = int | None
MOST_VALUE = 10**11
TOO_BIG = "数值太大，请换用更大的单位"


def fits(value: Decimal | None) -> bool:
    """Whether a number can be kept: no infinity, nothing beyond a hundred billion."""
    return value is None or (value.is_finite() and abs(value) <= MOST_VALUE)


class NewIndicator(msgspec.Struct, forbid_unknown_fields=True):
    """Something to measure an outcome by."""

    name: Annotated[str, Meta(title="指标", min_length=2, max_length=80, extra={"long": False})]
    baseline: Annotated[Decimal, Meta(title="基期值")]
    target: Annotated[Decimal, Meta(title="目标值")]
    unit: Annotated[str, Meta(title="单位", max_length=20, description="比例指标填 %")] = ""
    percentage: Annotated[bool, Meta(title="比例指标", description="填报时写分子和分母，百分比由系统计算")] = False
    ascending: Annotated[bool, Meta(title="数值越大越好")] = True
    baseline_on: Annotated[date | None, Meta(title="基期日期")] = None
    due_on: Annotated[date | None, Meta(title="目标日期")] = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be kept."""
        if not (fits(self.baseline) and fits(self.target)):
            raise ValueError(TOO_BIG)


class Measure(msgspec.Struct, forbid_unknown_fields=True):
    """A value on a day: a number, or for a share its numerator and denominator."""

    on: Annotated[date, Meta(title="测量日期")]
    value: Annotated[Decimal | None, Meta(title="数值")] = None
    numerator: Annotated[Decimal | None, Meta(title="分子")] = None
    denominator: Annotated[Decimal | None, Meta(title="分母")] = None
    note: Annotated[str, Meta(title="数据来源", max_length=300, description="写明谁统计、从哪里来")] = ""
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密", extra={"must": True})] = False
    version: Version = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be kept."""
        if not all(fits(value) for value in (self.value, self.numerator, self.denominator)):
            raise ValueError(TOO_BIG)


class DecideMeasure(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a value counts."""

    agree: Annotated[bool, Meta(title="认可")]
    reason: Annotated[str, Meta(title="退回理由", max_length=300)] = ""
    version: Version = None


class MeasurementView(msgspec.Struct):
    """A measured value."""

    id: int
    version: int
    state: str
    indicator: int
    on: date
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    by: int
    by_name: str
    reason: str
    files: list[FileView] = []
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name."""
        return MEASURE.label(self.state)


class IndicatorView(msgspec.Struct):
    """An indicator with its values, newest first; only approved ones count."""

    id: int
    outcome: int
    name: str
    unit: str
    percentage: bool
    ascending: bool
    baseline: Decimal
    baseline_on: date | None
    target: Decimal
    due_on: date | None
    values: list[MeasurementView] = []
    actual: Decimal | None = None
    percent: int | None = None  # how much of the way from the baseline to the target, below 0 when it went back
    trend: str = ""  # up, down or flat: better, worse or as before, against the value before

    def reckon(self) -> None:
        """Work out where the indicator stands from its approved values."""
        counted = [one for one in self.values if one.state == "approved"]
        if counted:
            self.actual = counted[0].value
            self.percent = achieved(self.baseline, self.target, self.actual)
            before = counted[1].value if len(counted) > 1 else self.baseline
            self.trend = trend(before, self.actual, ascending=self.ascending)


class IndicatorsView(msgspec.Struct):
    """What an outcome is measured by, and whether the reader may add to it."""

    outcome: int
    title: str
    number: str
    indicators: list[IndicatorView]
    may_add: bool = False
    may_measure: bool = False
