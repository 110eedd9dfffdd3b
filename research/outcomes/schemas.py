# SPDX-License-Identifier: MIT
"""What comes in and goes out of outcomes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from research.outcomes.states import EvaluationLevel, Grounds, Kind, Rung
from thinktank.kernel.directions import Direction

Version = int | None
_Prose = Annotated[str, Meta(max_length=2_000)]
_Body = Annotated[str, Meta(title="机关或单位", max_length=120)]
_Document = Annotated[str, Meta(title="文号或期号", max_length=80)]
Waiver = Annotated[
    str, Meta(title="越级理由", max_length=300, description="跳过前面的环节，或暂缺佐证时填写", extra={"long": True})
]
WHOLE = 100


Distinct = Annotated[
    str, Meta(title="与相似成果的区别", max_length=300, description="系统提示相似时填写", extra={"long": True})
]


class AuthorContent(msgspec.Struct, forbid_unknown_fields=True):
    """An author with the share of the work."""

    talent: Annotated[int, Meta(title="完成人")]
    share: Annotated[int, Meta(title="贡献（%）", ge=1, le=100)]


class Registration(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome to register."""

    title: Annotated[str, Meta(title="成果名称", min_length=2, max_length=120, extra={"long": False})]
    kind: Annotated[Kind, Meta(title="类型")]
    project: Annotated[int | None, Meta(title="所属项目", description="不属于项目的已有成果由经办人登记，不选项目")]
    authors: Annotated[list[AuthorContent], Meta(title="完成人", min_length=1, max_length=10)]
    summary: Annotated[_Prose, Meta(title="内容摘要", min_length=1)]
    direction: Annotated[Direction | None, Meta(title="方向", description="不属于项目时选择")] = None
    origin: Annotated[
        str,
        Meta(title="来源", max_length=200, description="不属于项目时填写，如 单位年度调研成果", extra={"long": False}),
    ] = ""
    problem: Annotated[_Prose, Meta(title="解决的问题")] = ""
    practice: Annotated[_Prose, Meta(title="做法")] = ""
    effect: Annotated[_Prose, Meta(title="成效")] = ""
    distinct: Distinct = ""
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密", extra={"must": True})] = False


class Revision(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome's content written anew; the version before is kept."""

    title: Annotated[str, Meta(title="成果名称", min_length=2, max_length=120, extra={"long": False})]
    kind: Annotated[Kind, Meta(title="类型")]
    authors: Annotated[list[AuthorContent], Meta(title="完成人", min_length=1, max_length=10)]
    summary: Annotated[_Prose, Meta(title="内容摘要", min_length=1)]
    problem: Annotated[_Prose, Meta(title="解决的问题")] = ""
    practice: Annotated[_Prose, Meta(title="做法")] = ""
    effect: Annotated[_Prose, Meta(title="成效")] = ""
    reason: Annotated[str, Meta(title="修改说明", max_length=300, description="改了什么、为什么改")] = ""
    distinct: Distinct = ""
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密", extra={"must": True})] = False
    version: Version = None


class SendBack(msgspec.Struct, forbid_unknown_fields=True):
    """What the team has to add before the outcome goes on (退回补充)."""

    reason: Annotated[str, Meta(title="需补充的内容", min_length=2, max_length=300)]
    version: Version = None


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """Something that proves an effect of the outcome; its copy travels beside it."""

    grounds: Annotated[Grounds, Meta(title="佐证类型")]
    body: Annotated[str, Meta(title="机关或单位", min_length=1, max_length=120)]
    on: Annotated[date, Meta(title="日期")]
    document: _Document = ""
    note: Annotated[str, Meta(title="说明", max_length=300)] = ""


class Checked(msgspec.Struct, forbid_unknown_fields=True):
    """The originals of a proof were looked at, and it holds."""

    checked: Annotated[bool, Meta(title="已核对原件", extra={"must": True})] = False


class Material(msgspec.Struct, forbid_unknown_fields=True):
    """What others need to take an outcome over (经验材料)."""

    practice: Annotated[_Prose, Meta(title="做法")] = ""
    effect: Annotated[_Prose, Meta(title="成效")] = ""
    conditions: Annotated[_Prose, Meta(title="适用条件", description="推广前必填，防止照搬")] = ""
    takeaways: Annotated[_Prose, Meta(title="可复制要点")] = ""
    cautions: Annotated[_Prose, Meta(title="注意事项")] = ""
    version: Version = None


class Climb(msgspec.Struct, forbid_unknown_fields=True):
    """A rung reached, with what proves it; each rung asks only for what it needs."""

    rung: Annotated[Rung, Meta(title="转入环节")]
    body: _Body = ""
    document: _Document = ""
    on: Annotated[date | None, Meta(title="日期")] = None
    note: Annotated[str, Meta(title="内容或原因", max_length=500)] = ""
    grounds: Annotated[Grounds | None, Meta(title="层级")] = None
    approver: Annotated[str, Meta(title="审批人", max_length=60)] = ""
    waiver: Waiver = ""
    version: Version = None


class Evaluation(msgspec.Struct, forbid_unknown_fields=True):
    """An evaluation of an outcome."""

    level: Annotated[EvaluationLevel, Meta(title="等级")]
    note: Annotated[str, Meta(title="评价意见", max_length=500)] = ""
    grounds: Annotated[Grounds | None, Meta(title="佐证类型", description="A至D级须有相应佐证；已登记的不必再填")] = (
        None
    )
    body: _Body = ""
    document: _Document = ""
    on: Annotated[date | None, Meta(title="佐证日期")] = None
    approver: Annotated[str, Meta(title="审定人", max_length=60)] = ""
    waiver: Waiver = ""
    version: Version = None


class Regrade(msgspec.Struct, forbid_unknown_fields=True):
    """Another level than before, on evidence that has come since (复评)."""

    level: Annotated[EvaluationLevel, Meta(title="等级")]
    note: Annotated[str, Meta(title="复评意见", min_length=2, max_length=500)]
    version: Version = None


class Screening(msgspec.Struct, forbid_unknown_fields=True):
    """The outcome of the secrecy screening (保密审查): passed, with a remark."""

    checked: Annotated[bool, Meta(title="已逐项核对，不含国家秘密、工作秘密和敏感个人信息", extra={"must": True})] = (
        False
    )
    note: Annotated[str, Meta(title="审查意见", max_length=300)] = ""
    version: Version = None


class PilotPlan(msgspec.Struct, forbid_unknown_fields=True):
    """A pilot (试点培育) at a unit."""

    unit: Annotated[int, Meta(title="试点单位")]
    plan: Annotated[str, Meta(title="试点安排", min_length=1, max_length=500)]
    starts_on: Annotated[date, Meta(title="开始")]
    ends_on: Annotated[date, Meta(title="结束")]
    basis_body: Annotated[str, Meta(title="批准机关", max_length=120, description="称示范点或授牌时必填")] = ""
    basis_document: Annotated[str, Meta(title="批准文号", max_length=80)] = ""
    waiver: Waiver = ""
    version: Version = None


class PilotResult(msgspec.Struct, forbid_unknown_fields=True):
    """What a pilot came to."""

    result: Annotated[str, Meta(title="评估结论", min_length=1, max_length=500)]
    basis_body: Annotated[str, Meta(title="批准机关", max_length=120)] = ""
    basis_document: Annotated[str, Meta(title="批准文号", max_length=80)] = ""
    version: Version = None


class PilotStop(msgspec.Struct, forbid_unknown_fields=True):
    """Why a pilot ends early."""

    reason: Annotated[str, Meta(title="停止理由", min_length=2, max_length=300)]
    version: Version = None


class Takeover(msgspec.Struct, forbid_unknown_fields=True):
    """A unit that takes an outcome over."""

    unit: Annotated[int, Meta(title="推广单位")]
    channel: Annotated[str, Meta(title="推广方式", max_length=40, description="现场会、培训、专报、案例汇编等")] = ""
    adaptation: Annotated[str, Meta(title="本地化调整", max_length=500)] = ""
    effect: Annotated[str, Meta(title="应用效果", max_length=500)] = ""
    on: Annotated[date | None, Meta(title="日期")] = None
    waiver: Waiver = ""
    version: Version = None


class AuthorView(msgspec.Struct):
    """An author with name and share."""

    talent: int
    account: int | None
    name: str
    unit_name: str
    share: int


class StepView(msgspec.Struct):
    """A rung reached, or (``rung`` is ``evidence``) a proof beside the ladder."""

    id: int
    rung: str
    body: str
    document: str
    on: date
    note: str
    waiver: str
    grounds: str
    approver: str
    by_name: str | None
    file: int | None
    checked_at: datetime | None
    label: str = ""
    grounds_label: str = ""


class PilotView(msgspec.Struct):
    """A pilot; ``word`` is 示范点 only where its approval basis is recorded, else 试点."""

    id: int
    version: int
    state: str
    unit_name: str
    plan: str
    starts_on: date
    ends_on: date
    basis_body: str
    basis_document: str
    result: str
    state_label: str = ""
    word: str = ""
    stoppable: bool = False  # by this actor, now


class ReplicationView(msgspec.Struct):
    """A unit that took the outcome over."""

    id: int
    unit_name: str
    channel: str
    adaptation: str
    effect: str
    on: date | None


class OutcomeView(msgspec.Struct, kw_only=True):
    """An outcome with everything around it, and what the actor may do."""

    id: int
    version: int
    number: str
    title: str
    kind: str
    direction: str
    level: str
    state: str
    state_since: datetime
    project: int | None
    project_number: str | None
    project_title: str | None
    unit: int
    unit_name: str
    summary: str
    problem: str
    practice: str
    effect: str
    conditions: str
    takeaways: str
    cautions: str
    origin: str
    returned_at: datetime | None
    returned_reason: str
    returned_by: int | None
    secrecy_checked_at: datetime | None
    registered_at: datetime
    kind_label: str = ""
    state_label: str = ""
    holder: str = ""
    managed: bool = False
    is_author: bool = False
    authors: list[AuthorView] = []
    steps: list[StepView] = []
    evidence: list[StepView] = []
    pilots: list[PilotView] = []
    replications: list[ReplicationView] = []
    actions: list[str] = []
    rungs: list[str] = []  # to where it may be moved with the general form
