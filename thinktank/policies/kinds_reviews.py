# SPDX-License-Identifier: MIT
"""What a department sets about deciding on reviews."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

REASON, REFUSED = "写明理由", "不得超出"


class Verdicts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many may be excellent, how long is mended, appealed and answered (domain.md §2.1, §2.2)."""

    title = "评审审定"
    excellent_percent: Annotated[
        int, Meta(title="优秀不超过本轮件数（百分数）", description="不足1件的按1件计", ge=0, le=100)
    ] = 30
    over_quota: Annotated[Literal["写明理由", "不得超出"], Meta(title="超出优秀名额时")] = "写明理由"
    revise_days: Annotated[int, Meta(title="修改后通过：修改期限（天）", ge=1, le=180)] = 15
    rectify_days: Annotated[int, Meta(title="限期整改：整改期限（天）", ge=1, le=180)] = 30
    revise_months_most: Annotated[int, Meta(title="修改、整改最长（月）", ge=1, le=12)] = 3
    appeal_workdays: Annotated[int, Meta(title="公布后多少个工作日内可申请复核", ge=1, le=30)] = 5
    answer_workdays: Annotated[int, Meta(title="复核申请多少个工作日内答复", ge=1, le=60)] = 10
