# SPDX-License-Identifier: MIT
"""What comes in and goes out of admission and of what becomes of a member."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.files.schemas import FileView
from thinktank.kernel.directions import Direction
from thinktank.talents.eligibility import Condition
from thinktank.talents.states import CHANNELS, EXITS, FLAGS, MEMBERSHIP, PAUSES

CandidateStep = Literal[
    "submit", "withdraw", "give_back", "ask_unit", "accept", "unit_agrees", "unit_disagrees", "qualify", "cleared",
    "objected", "approve", "publish", "admit", "take_over", "decline", "reapply", "undo_approve", "undo_publish",
    "undo_decline",
]  # fmt: skip
MemberStep = Literal[
    "pause", "resume", "observe", "restore", "leave", "renew", "undo_admit", "undo_take_over", "undo_leave",
]  # fmt: skip
Step = Literal[CandidateStep, MemberStep]
BATCH_STEPS = ("ask_unit", "accept", "qualify", "cleared", "approve", "publish", "admit", "take_over", "decline")
LABELS = {t.name: t.label for t in MEMBERSHIP.transitions} | {
    "cleared": "登记征求意见：无异议",
    "objected": "登记征求意见：有异议",
    "renew": "续聘",
}


# -- commands -------------------------------------------------------------------------------------------------


class TakeStep(msgspec.Struct, forbid_unknown_fields=True):
    """One step of a person's membership, with what it needs: a word of why, a day, a kind or ground."""

    step: Annotated[Step, Meta(title="办理")]
    version: Annotated[int | None, Meta(title="版本")] = None
    note: Annotated[str, Meta(title="说明", max_length=300)] = ""
    on: Annotated[date | None, Meta(title="日期")] = None
    until: Annotated[date | None, Meta(title="至")] = None
    ground: Annotated[str, Meta(title="类别", max_length=30)] = ""


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """One step for many: those named, or all that a list's conditions find. All of them, or nobody."""

    step: Annotated[Step, Meta(title="办理")]
    ids: Annotated[list[int], Meta(title="人员")] = []
    all: Annotated[bool, Meta(title="符合条件的全部")] = False
    q: Annotated[str, Meta(title="查找", max_length=60)] = ""
    direction: Annotated[Direction | None, Meta(title="方向")] = None
    unit: Annotated[int | None, Meta(title="单位")] = None
    state: Annotated[str, Meta(title="环节", max_length=20)] = ""
    note: Annotated[str, Meta(title="说明", max_length=300)] = ""
    on: Annotated[date | None, Meta(title="日期")] = None
    title: Annotated[str, Meta(title="公示标题", max_length=100)] = ""


class UnitOpinion(msgspec.Struct, forbid_unknown_fields=True):
    """What the unit says: agree, or disagree with a reason; on paper too, with the scan beside it."""

    agree: Annotated[bool, Meta(title="同意推荐")]
    note: Annotated[str, Meta(title="意见", max_length=300)] = ""
    paper: Annotated[bool, Meta(title="纸质盖章件已上传")] = False
    unclassified: Annotated[bool, Meta(title="已核对在编在岗，材料不涉密", extra={"must": True})] = False
    version: Annotated[int | None, Meta(title="版本")] = None


class PersonFacts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is kept of a person (P1-P3); nothing of class P4 is collected."""

    name: Annotated[str, Meta(title="姓名", min_length=2, max_length=60)]
    gender: Annotated[Literal["男", "女"] | None, Meta(title="性别")] = None
    birth_month: Annotated[date | None, Meta(title="出生年月", description="日填1号即可")] = None
    phone: Annotated[str, Meta(title="联系电话", max_length=20, pattern=r"^$|^[0-9+ -]{7,20}$")] = ""
    unit: Annotated[int, Meta(title="单位")]
    post: Annotated[str, Meta(title="职务", max_length=120)] = ""
    cadre: Annotated[Literal["是", "否"] | None, Meta(title="是否干部", description="干部的年龄条件不同")] = None
    local_since: Annotated[date | None, Meta(title="本地工作起始")] = None
    education: Annotated[str, Meta(title="学历", max_length=40, description="如：硕士研究生、大学")] = ""
    degree: Annotated[str, Meta(title="学位", max_length=40)] = ""
    school: Annotated[str, Meta(title="毕业院校", max_length=120, extra={"long": False})] = ""
    major: Annotated[str, Meta(title="所学专业", max_length=120, extra={"long": False})] = ""
    pro_title: Annotated[str, Meta(title="职称", max_length=60)] = ""
    strengths: Annotated[str, Meta(title="专业特长", max_length=200, description="用顿号隔开")] = ""
    research_interest: Annotated[str, Meta(title="研究方向", max_length=200)] = ""
    political_status: Annotated[str, Meta(title="政治面貌", max_length=40)] = ""
    email: Annotated[str, Meta(title="邮箱", max_length=120, extra={"long": False})] = ""


class AddPerson(PersonFacts, forbid_unknown_fields=True, kw_only=True):
    """Enter one person by hand: a candidate, or somebody who is a member already (with the day)."""

    standing: Annotated[Literal["candidate", "member"], Meta(title="现在的身份")] = "candidate"
    admitted_on: Annotated[date | None, Meta(title="入库日期", description="已是成员时填写")] = None
    statement: Annotated[str, Meta(title="推荐理由", max_length=500)] = ""
    same_ok: Annotated[bool, Meta(title="已核对，不是同一个人")] = False
    unclassified: Annotated[bool, Meta(title="以上内容不涉密", extra={"must": True})] = False


class EditPerson(PersonFacts, forbid_unknown_fields=True, kw_only=True):
    """Change a person's facts; a phone may come back masked, as it was shown."""

    phone: Annotated[
        str, Meta(title="联系电话", max_length=20, pattern=r"^$|^[0-9+ -]{7,20}$|^([0-9+]{3})?\*{4}([0-9]{4})?$")
    ] = ""
    reason: Annotated[str, Meta(title="修改依据", max_length=200)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class NominateSelf(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody says of themselves; name and unit are those of the account."""

    gender: Annotated[Literal["男", "女"] | None, Meta(title="性别")] = None
    birth_month: Annotated[date | None, Meta(title="出生年月", description="日填1号即可")] = None
    phone: Annotated[str, Meta(title="联系电话", min_length=7, max_length=20, pattern=r"^[0-9+ -]{7,20}$")]
    post: Annotated[str, Meta(title="职务", max_length=120)] = ""
    cadre: Annotated[Literal["是", "否"] | None, Meta(title="是否干部")] = None
    local_since: Annotated[date | None, Meta(title="本地工作起始")] = None
    education: Annotated[str, Meta(title="学历", max_length=40)] = ""
    degree: Annotated[str, Meta(title="学位", max_length=40)] = ""
    school: Annotated[str, Meta(title="毕业院校", max_length=120, extra={"long": False})] = ""
    major: Annotated[str, Meta(title="所学专业", max_length=120, extra={"long": False})] = ""
    strengths: Annotated[str, Meta(title="专业特长", max_length=200)] = ""
    research_interest: Annotated[str, Meta(title="研究方向", max_length=200)] = ""
    statement: Annotated[str, Meta(title="自荐理由", min_length=1, max_length=500)]
    unclassified: Annotated[bool, Meta(title="以上内容不涉密", extra={"must": True})] = False


class Object(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody holds against an admission, in their own name."""

    talent: Annotated[int, Meta(title="对象")]
    text: Annotated[str, Meta(title="反映的情况", min_length=1, max_length=500)]
    name: Annotated[str, Meta(title="姓名", max_length=40, description="来信来访由经办人代录时填写")] = ""
    contact: Annotated[str, Meta(title="联系方式", max_length=60)] = ""


class AnswerObjection(msgspec.Struct, forbid_unknown_fields=True):
    """What the department found."""

    answer: Annotated[str, Meta(title="核查答复", min_length=1, max_length=500)]
    upheld: Annotated[bool, Meta(title="异议成立，不予入库")] = False
    version: Annotated[int | None, Meta(title="版本")] = None


class SettleFlag(msgspec.Struct, forbid_unknown_fields=True):
    """What is done about a flag: keep the person as they are with a word of why, renew, or let them go."""

    action: Annotated[Literal["keep", "renew", "leave", "resume"], Meta(title="办理")]
    note: Annotated[str, Meta(title="说明", max_length=300)] = ""


# -- views ----------------------------------------------------------------------------------------------------


class CaseRow(msgspec.Struct):
    """A person on the way in, in a list."""

    id: int
    version: int
    name: str
    name_key: str
    unit: int
    unit_name: str
    post: str
    direction: str
    proposed: str
    state: str
    state_since: datetime
    channel: str
    account: int | None
    birth_month: date | None
    cadre: str
    education: str
    degree: str
    local_since: date | None
    term_to: date | None = None
    ground: str = ""
    hold_until: date | None = None
    case: int | None = None
    nominated_by: int | None = None
    unit_opinion: str | None = None
    consult_result: str | None = None
    consulted_on: date | None = None
    decided_on: date | None = None
    unit_due: date | None = None
    notice: int | None = None
    notice_ends: date | None = None
    conditions: list[Condition] = []
    open_objections: int = 0
    upheld: int = 0

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return MEMBERSHIP.label(self.state)

    @property
    def channel_label(self) -> str:
        """How the person came."""
        return CHANNELS.get(self.channel, "")

    @property
    def unmet(self) -> list[Condition]:
        """The conditions that are not met, or of which nothing is known."""
        return [one for one in self.conditions if one.verdict != "met"]


class CaseView(CaseRow):
    """A person's admission as its panel shows it; opinions and results are left out for who may not read them."""

    statement: str = ""
    unit_note: str = ""
    unit_paper: bool = False
    unit_at: datetime | None = None
    check_note: str = ""
    decision_note: str = ""
    notice_starts: date | None = None
    papers: list[FileView] = []
    actions: list[str] = []
    inside: bool = False  # may read opinions and results

    @property
    def ground_label(self) -> str:
        """The kind of the pause or the ground of the exit, in words."""
        return PAUSES.get(self.ground) or EXITS.get(self.ground, "")


class NoticePerson(msgspec.Struct):
    """Somebody on a public notice: P1 fields only."""

    talent: int
    name: str
    unit_name: str
    post: str
    direction: str
    state: str


class ObjectionView(msgspec.Struct):
    """An objection, for the department and who raised it."""

    id: int
    version: int
    notice: int
    talent: int
    talent_name: str
    name: str
    contact: str
    text: str
    account: int | None
    at: datetime
    answer: str
    upheld: bool
    answered_at: datetime | None


class NoticeView(msgspec.Struct):
    """A public notice with its people."""

    id: int
    title: str
    starts_on: date
    ends_on: date
    published_at: datetime
    people: list[NoticePerson] = []
    objections: list[ObjectionView] = []
    running: bool = False
    actions: list[str] = []


class FlagView(msgspec.Struct):
    """Something about a member that asks for a decision."""

    id: int
    talent: int
    name: str
    unit_name: str
    post: str
    state: str
    rule: str
    occasion: str
    found_on: date
    term_to: date | None
    birth_month: date | None
    hold_until: date | None

    @property
    def label(self) -> str:
        """What it is, in words."""
        return FLAGS.get(self.rule, self.rule)


class Twin(msgspec.Struct):
    """Somebody of the bank who may be the same person."""

    id: int
    name: str
    unit_name: str
    post: str
    why: str
