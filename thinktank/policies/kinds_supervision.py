# SPDX-License-Identifier: MIT
"""What a department sets about regular inspections, problems and orders."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Supervision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often projects are inspected, and which days problems and orders are given (domain.md §3)."""

    title = "督查督办"
    every_months: Annotated[
        int, Meta(title="多久督查一次（月）", description="按自然月、季度、半年安排；0为不自动安排", ge=0, le=12)
    ] = 3
    within_workdays: Annotated[
        int, Meta(title="周期结束后多少个工作日内完成督查", description="与当期进展报告合并，不另要材料", ge=1, le=40)
    ] = 10
    receive_workdays: Annotated[int, Meta(title="督办单签收期限（工作日）", ge=1, le=20)] = 3
    fix_workdays: Annotated[int, Meta(title="问题整改期限（工作日）", ge=1, le=120)] = 15
    matter_late_workdays: Annotated[
        int, Meta(title="需协调事项逾期多少个工作日列入问题台账", description="0为不自动列入", ge=0, le=60)
    ] = 3
    alike_percent: Annotated[int, Meta(title="问题文字相似到百分之几视为反复出现", ge=20, le=100)] = 40
    alike_months: Annotated[int, Meta(title="反复出现：比对最近几个月", ge=1, le=60)] = 12

    def __post_init__(self) -> None:
        """Refuse cycles that do not fit into a year."""
        if self.every_months and 12 % self.every_months:
            raise ValueError("督查周期应能整除12个月：1、2、3、4、6或12")
