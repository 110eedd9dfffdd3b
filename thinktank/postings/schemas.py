# SPDX-License-Identifier: MIT
"""What comes in and goes out of postings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.kernel.directions import Direction
from thinktank.postings.states import NEED, POSTING, Change, Grade, Kind, Side

MOST_SUMMARY = 1500
Version = int | None
Reason = Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
NotSecret = Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]


# -- commands -------------------------------------------------------------------------------------------------


class SaveNeed(msgspec.Struct, forbid_unknown_fields=True):
    """A unit's need for somebody at a post."""

    unit: Annotated[int, Meta(title="需求单位")]
    kind: Annotated[Kind, Meta(title="历练方式")]
    post: Annotated[str, Meta(title="岗位", min_length=1, max_length=80, extra={"example": "人才科科长助理"})]
    duties: Annotated[str, Meta(title="岗位职责", min_length=1, max_length=500)]
    direction: Annotated[Direction, Meta(title="对口方向")]
    starts_on: Annotated[date, Meta(title="起始日期")]
    months: Annotated[int, Meta(title="期限（月）", ge=1, le=36)]
    number: Annotated[int, Meta(title="人数", ge=1, le=20)] = 1
    full_time: Annotated[bool, Meta(title="全日制（脱产）")] = False
    skills: Annotated[
        str,
        Meta(
            title="需要的专长", max_length=200, description="用顿号隔开，例如 招商研判、数据分析", extra={"long": False}
        ),
    ] = ""
    conditions: Annotated[str, Meta(title="其他条件", max_length=300)] = ""
    mentor_name: Annotated[str, Meta(title="可提供的业务帮带人", max_length=60)] = ""
    project: Annotated[int | None, Meta(title="关联课题")] = None
    version: Version = None


class StepNeed(msgspec.Struct, forbid_unknown_fields=True):
    """One step of a need."""

    step: Annotated[Literal["accept", "decline", "close", "reopen"], Meta(title="办理")]
    reason: Annotated[str, Meta(title="理由", max_length=300, description="不采用时必填")] = ""
    version: Version = None


class Propose(msgspec.Struct, forbid_unknown_fields=True):
    """Put somebody forward for a need; without days those of the need hold."""

    talent: Annotated[int, Meta(title="人选")]
    starts_on: Annotated[date | None, Meta(title="起始日期")] = None
    ends_on: Annotated[date | None, Meta(title="期满日期")] = None
    basis: Annotated[
        str, Meta(title="派出依据", max_length=120, extra={"long": False, "example": "区委组〔2026〕31号"})
    ] = ""
    reason: Annotated[str, Meta(title="推荐理由", max_length=300, description="不填则用系统给出的依据")] = ""


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that carries no more than a word of why."""

    reason: Annotated[str, Meta(title="理由", max_length=300)] = ""
    version: Version = None


class Consent(msgspec.Struct, forbid_unknown_fields=True):
    """One side's answer to a proposed posting."""

    agrees: Annotated[bool, Meta(title="同意")]
    side: Annotated[Side | None, Meta(title="意见方")] = None
    reason: Annotated[str, Meta(title="意见", max_length=300, description="不同意时必填")] = ""
    on_paper: Annotated[bool, Meta(title="凭盖章纸质件代为登记")] = False
    version: Version = None


class Approve(msgspec.Struct, forbid_unknown_fields=True):
    """The leader's approval; ``seen`` says that the warnings were read."""

    seen: Annotated[bool, Meta(title="已看过提醒，仍按此派出")] = False
    reason: Annotated[str, Meta(title="说明", max_length=300)] = ""
    version: Version = None


class Arrive(msgspec.Struct, forbid_unknown_fields=True):
    """The person has come."""

    on: Annotated[date, Meta(title="报到日期")]
    version: Version = None


class Start(msgspec.Struct, forbid_unknown_fields=True):
    """What the host lays down: whom to turn to, who coaches, what is to be learnt and done."""

    contact: Annotated[str, Meta(title="联系领导", min_length=1, max_length=60)]
    mentor_name: Annotated[str, Meta(title="业务帮带人", min_length=1, max_length=60)]
    plan: Annotated[str, Meta(title="学习锻炼计划", min_length=1, max_length=1000)]
    version: Version = None


class Half(msgspec.Struct, forbid_unknown_fields=True):
    """The person's half-way summary."""

    text: Annotated[
        str, Meta(title="半程小结", min_length=1, max_length=500, description="写做了什么、学到什么、还缺什么")
    ]
    nonsecret: NotSecret
    version: Version = None


class CommentHalf(msgspec.Struct, forbid_unknown_fields=True):
    """The host's word on the first half; the person reads it."""

    text: Annotated[str, Meta(title="半程意见", min_length=1, max_length=300, description="本人可以看到")]
    version: Version = None


class SumUp(msgspec.Struct, forbid_unknown_fields=True):
    """The person's own summary for the final appraisal."""

    text: Annotated[str, Meta(title="个人总结", min_length=1, max_length=MOST_SUMMARY)]
    nonsecret: NotSecret
    version: Version = None


class Opine(msgspec.Struct, forbid_unknown_fields=True):
    """One unit's opinion in the final appraisal."""

    text: Annotated[str, Meta(title="鉴定意见", min_length=1, max_length=500, description="德能勤绩廉表现和主要实绩")]
    nonsecret: NotSecret
    side: Annotated[Side | None, Meta(title="意见方")] = None
    on_paper: Annotated[bool, Meta(title="凭盖章纸质件代为登记")] = False
    version: Version = None


class End(msgspec.Struct, forbid_unknown_fields=True):
    """The department's opinion and the grade."""

    grade: Annotated[Grade, Meta(title="鉴定等次")]
    text: Annotated[str, Meta(title="组织部意见", min_length=1, max_length=500)]
    version: Version = None


class AskChange(msgspec.Struct, forbid_unknown_fields=True):
    """Ask for a longer term or for an early end."""

    kind: Annotated[Change, Meta(title="申请")]
    to_on: Annotated[date, Meta(title="新的结束日期")]
    reason: Reason


class DecideChange(msgspec.Struct, forbid_unknown_fields=True):
    """The leader's answer to such a request."""

    approve: Annotated[bool, Meta(title="批准")]
    note: Annotated[str, Meta(title="批复意见", max_length=300, description="不批准时必填")] = ""
    version: Version = None


class LayOut(msgspec.Struct, forbid_unknown_fields=True):
    """Lay out turns among the people at a post, evenly, on working days."""

    starts_on: Annotated[date, Meta(title="从")]
    ends_on: Annotated[date, Meta(title="到")]
    days: Annotated[int, Meta(title="每班工作日数", ge=1, le=30)] = 5


class Swap(msgspec.Struct, forbid_unknown_fields=True):
    """Let two turns change places."""

    one: Annotated[int, Meta(title="一个班次")]
    other: Annotated[int, Meta(title="另一个班次")]


# -- conditions of a list --------------------------------------------------------------------------------------


class Filter(msgspec.Struct, frozen=True):
    """What the ledger is narrowed to; ``state`` is a state's name, or going, waiting, done, or empty for all."""

    q: str = ""
    state: str = ""
    kind: str = ""
    direction: str = ""


# -- views ----------------------------------------------------------------------------------------------------


class Caution(msgspec.Struct, frozen=True):
    """Something that the person who decides should know; it blocks nothing."""

    code: str
    text: str


class NeedRow(msgspec.Struct):
    """A need in a list."""

    id: int
    unit: int
    unit_name: str
    kind: Kind
    post: str
    direction: str
    project: int
    project_title: str
    full_time: bool
    number: int
    taken: int
    months: int
    starts_on: date
    state: str
    state_since: datetime

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return NEED.label(self.state)

    @property
    def vacant(self) -> int:
        """How many seats nobody has been put forward for."""
        return max(0, self.number - self.taken)


class NeedView(NeedRow, kw_only=True):
    """A need with its text and what may be done."""

    version: int
    duties: str
    skills: str
    conditions: str
    mentor_name: str
    reason: str
    created_by: int
    created_by_name: str
    actions: list[str] = []


class PostingRow(msgspec.Struct):
    """A posting in a list."""

    id: int
    need: int
    talent: int
    name: str
    sender: int
    sender_name: str
    receiver: int
    receiver_name: str
    kind: Kind
    direction: str
    post: str
    full_time: bool
    starts_on: date
    ends_on: date
    state: str
    state_since: datetime
    grade: str

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return POSTING.label(self.state)

    @property
    def grade_label(self) -> str:
        """The grade's name on screen, empty without one."""
        return Grade(self.grade).label if self.grade else ""


class OpinionView(msgspec.Struct):
    """What one side said."""

    step: str
    side: str
    agrees: bool
    text: str
    on_paper: bool
    by_name: str
    at: datetime

    @property
    def side_label(self) -> str:
        """The side's name on screen."""
        return "组织部" if self.side == "office" else Side(self.side).label


class ChangeView(msgspec.Struct):
    """A request for change and what was decided."""

    id: int
    kind: Change
    to_on: date
    reason: str
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    decision: str
    note: str
    decided_at: datetime | None
    mine: bool = False


class PostingView(PostingRow, kw_only=True):
    """A posting as far as the actor may see it, with what may be done."""

    version: int
    account: int | None
    first_ends_on: date
    basis: str
    fit: int
    reason: str
    asked_at: datetime | None
    approved_at: datetime | None
    arrived_on: date | None
    contact: str
    mentor_name: str
    plan: str
    half_on: date
    half_text: str
    half_at: datetime | None
    half_comment: str
    summary: str
    summary_at: datetime | None
    ended_on: date | None
    end_reason: str
    duties: str
    project: int
    project_title: str
    frozen: str = ""  # the warnings as they were when it was approved
    warnings: list[Caution] = []
    opinions: list[OpinionView] = []
    changes: list[ChangeView] = []
    sides: list[str] = []
    actions: list[str] = []
    holder: str = ""


class TurnRow(msgspec.Struct):
    """A turn of the rota."""

    id: int
    posting: int
    name: str
    starts_on: date
    ends_on: date


class Whereabouts(msgspec.Struct):
    """Who is where in a month, at one unit."""

    unit: int
    unit_name: str
    people: list[PostingRow]


class Counts(msgspec.Struct):
    """How many stand where, among those whom the actor may see."""

    going: int
    waiting: int
    needs: int
