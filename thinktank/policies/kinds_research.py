# SPDX-License-Identifier: MIT
"""What a department sets about collecting topics and granting projects."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.kernel.numbers import Rule

_NUMBER = "可用 {年}、{年2}、{序号}、{序号2}、{序号3}，须有序号"


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How topics are collected, decided and numbered, and how a grant is announced (domain.md §1.2, steps 1 to 8)."""

    title = "选题和立项"
    label: Annotated[str, Meta(title="榜单上的计划名称", max_length=40)] = "“两个专业”重大课题研究"
    topic_number: Annotated[str, Meta(title="课题编号规则", description=_NUMBER, max_length=40)] = "{年}-{序号3}"
    project_number: Annotated[str, Meta(title="项目编号规则", description=_NUMBER, max_length=40)] = "QL{年2}-{序号2}"
    officers_decide: Annotated[bool, Meta(title="选题由经办人审定")] = False
    propose_any_time: Annotated[bool, Meta(title="不在征集期也可提选题")] = False
    similar_percent: Annotated[int, Meta(title="题目用词重合多少提示可能重复（百分数）", ge=20, le=100)] = 35
    notice_first: Annotated[bool, Meta(title="立项先列名单并公示（定向委托、成果后补除外）")] = False
    notice_workdays: Annotated[int, Meta(title="立项公示（工作日）", ge=1, le=30)] = 5
    answer_workdays: Annotated[int, Meta(title="异议多少个工作日内答复", ge=1, le=60)] = 5
    sign_days: Annotated[int, Meta(title="立项后签订任务书（天内）", ge=1, le=90)] = 15

    def __post_init__(self) -> None:
        """Refuse a rule that gives no number, or the same one twice."""
        for rule in (self.topic_number, self.project_number):
            Rule.parse(rule)
