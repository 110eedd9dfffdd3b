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
    notice_first: Annotated[bool, Meta(title="立项先列名单并公示（定向委托、成果后补除外）")] = True
    notice_workdays: Annotated[int, Meta(title="立项公示（工作日）", ge=1, le=30)] = 5
    answer_workdays: Annotated[int, Meta(title="异议多少个工作日内答复", ge=1, le=60)] = 5
    sign_days: Annotated[int, Meta(title="立项后签订任务书（天内）", ge=1, le=90)] = 15

    def __post_init__(self) -> None:
        """Refuse a rule that gives no number, or the same one twice."""
        for rule in (self.topic_number, self.project_number):
            Rule.parse(rule)


Duties = tuple[Annotated[str, Meta(title="责任", min_length=2, max_length=200)], ...]


class AgreementTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a new task agreement says of the duties of its three sides (domain.md §1.4); each may change its own."""

    title = "任务书"
    lead_duties: Annotated[Duties, Meta(title="课题负责人的责任", min_length=1, max_length=6)] = (
        "按期完成研究任务和考核指标，对成果和数据的真实性负责。",
        "如实报送进展，需要变更的在到期前提出。",
        "遵守保密规定，成果标注项目编号。",
    )
    unit_duties: Annotated[Duties, Meta(title="责任单位的责任", min_length=1, max_length=6)] = (
        "为课题组提供必要的时间、数据和工作条件。",
        "督促课题组按计划推进，核实佐证材料。",
    )
    office_duties: Annotated[Duties, Meta(title="组织部门的责任", min_length=1, max_length=6)] = (
        "组织开题、中期检查和结题评审。",
        "协调解决研究中需要协调的事项，推动成果报送和转化。",
    )
