# SPDX-License-Identifier: MIT
"""What a department sets about changes to a project under way, its end before its time, and a second acceptance."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Changes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a project may be changed, and what an early end costs (domain.md §1.3)."""

    title = "变更与终止"
    extensions_most: Annotated[int, Meta(title="一个项目延期不超过（次）", ge=0, le=9)] = 1
    extension_months: Annotated[int, Meta(title="每次延期不超过（月）", ge=1, le=24)] = 3
    ahead_days: Annotated[
        int, Meta(title="延期须在到期前几天提出（天）", description="0为到期当日也可", ge=0, le=90)
    ] = 15
    answer_workdays: Annotated[int, Meta(title="单位意见、审核、签批各在多少个工作日内办理", ge=1, le=30)] = 5
    second_months: Annotated[int, Meta(title="结题不通过后几个月内可再验收一次（月）", ge=1, le=12)] = 3
    resume_shifts: Annotated[bool, Meta(title="恢复时未完成节点按暂停的工作日顺延")] = True
