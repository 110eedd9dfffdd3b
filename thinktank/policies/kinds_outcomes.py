# SPDX-License-Identifier: MIT
"""What a department sets about outcomes and their way into practice."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

_Months = tuple[Annotated[int, Meta(title="月", ge=1, le=60)], ...]


class Outcomes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an outcome stands too long, what a level needs, and when adopting units are asked (domain.md §6)."""

    title = "成果转化"
    stale_days: Annotated[int, Meta(title="停留超过多少天标黄", ge=5, le=365)] = 30
    alike_percent: Annotated[int, Meta(title="与已登记成果相似到百分之几须说明区别", ge=20, le=100)] = 60
    level_needs_evidence: Annotated[bool, Meta(title="A至D级须有相应类型的佐证")] = True
    adoption_workdays: Annotated[int, Meta(title="采纳单位多少个工作日内确认", ge=1, le=60)] = 10
    effect_months: Annotated[
        _Months, Meta(title="采纳后第几个月回访应用效果", description="可写多个", min_length=1, max_length=4)
    ] = (6, 12)
    effect_workdays: Annotated[int, Meta(title="应用效果多少个工作日内填写", ge=1, le=60)] = 15
    review_months: Annotated[int, Meta(title="试点认定后多少个月复查一次", ge=1, le=36)] = 12
