# SPDX-License-Identifier: MIT
"""What comes in and goes out of topics: calls, proposals, decisions, the list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from research.topics.schemas import MOST_INDICATORS, MOST_TARGET, Prose, Version
from research.topics.states import Audience, CallState, Channel, Level, Track
from thinktank.kernel.directions import Direction

MOST_AT_ONCE = 100
Note = Annotated[str, Meta(title="意见", max_length=300)]

# -- topics: what comes in --------------------------------------------------------------------------------------


class ProposeTopic(msgspec.Struct, forbid_unknown_fields=True):
    """A topic as a unit, a company or a member proposes it (domain.md §1.2, row 1)."""

    title: Annotated[str, Meta(title="题目", min_length=4, max_length=120, description="切口小、问题实")]
    direction: Annotated[Direction, Meta(title="方向")]
    background: Annotated[Prose, Meta(title="背景")] = ""
    problem: Annotated[Prose, Meta(title="要解决的问题", description="一条一行，写清现状和依据")] = ""
    effect: Annotated[Prose, Meta(title="期望效果", description="谁受益，怎样检验")] = ""
    requester: Annotated[int | None, Meta(title="需求单位")] = None
    contact: Annotated[str, Meta(title="联系人", max_length=80, description="姓名和职务，不写手机号")] = ""
    channel: Annotated[Channel | None, Meta(title="来源")] = None
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密")] = False
    version: Version = None


class Advise(msgspec.Struct, forbid_unknown_fields=True):
    """What the office advises the department's leader to decide."""

    approve: Annotated[bool, Meta(title="拟采用")]
    note: Annotated[Note, Meta(title="拟办意见", description="不采用时写明理由，提出人会看到")] = ""
    version: Version = None


class DecideTopics(msgspec.Struct, forbid_unknown_fields=True):
    """The decision about topics: one, or all that the office advises alike."""

    ids: Annotated[list[int], Meta(title="选题", min_length=1, max_length=MOST_AT_ONCE)]
    approve: Annotated[bool, Meta(title="采用")]
    reason: Annotated[str, Meta(title="理由", max_length=300, description="不采用时必填，提出人会看到")] = ""


class DecideTopic(msgspec.Struct, forbid_unknown_fields=True):
    """The decision about one topic, as its page shows it."""

    approve: Annotated[bool, Meta(title="采用")]
    reason: Annotated[str, Meta(title="理由", max_length=300, description="不采用时必填，提出人会看到")] = ""
    version: Version = None


class Merge(msgspec.Struct, forbid_unknown_fields=True):
    """Merge a topic into another, which takes its need along."""

    into: Annotated[int, Meta(title="并入")]
    note: Annotated[str, Meta(title="说明", max_length=300, description="提出人会看到")] = ""
    version: Version = None


class Publish(msgspec.Struct, forbid_unknown_fields=True):
    """Put a topic on the list; a closing day given here stands for the one that the topic has."""

    closes_on: Annotated[date | None, Meta(title="揭榜截止", description="遇节假日顺延到工作日")] = None
    version: Version = None


class Commission(msgspec.Struct, forbid_unknown_fields=True):
    """Put a topic to one unit, or to one person as leader."""

    unit: Annotated[int | None, Meta(title="委托单位")] = None
    lead: Annotated[int | None, Meta(title="委托负责人")] = None
    closes_on: Annotated[date | None, Meta(title="申报截止", description="遇节假日顺延到工作日")] = None
    version: Version = None


class TargetContent(msgspec.Struct, forbid_unknown_fields=True):
    """A target that the list names: what is counted, from where, to where."""

    name: Annotated[str, Meta(title="指标", min_length=1, max_length=80)]
    unit: Annotated[str, Meta(title="单位", max_length=20)]
    target: Annotated[Decimal, Meta(title="目标值")]
    baseline: Annotated[Decimal | None, Meta(title="现状值")] = None

    def __post_init__(self) -> None:
        """Refuse a target that is none."""
        if not 0 < self.target < MOST_TARGET:
            raise ValueError("目标值要大于0，且不超过七位整数")
        if self.baseline is not None and not 0 <= self.baseline < MOST_TARGET:
            raise ValueError("现状值不能小于0，且不超过七位整数")


class Education(StrEnum):
    """What a leader has to have learned at least."""

    COLLEGE = "大专"
    BACHELOR = "本科"
    MASTER = "硕士"
    DOCTOR = "博士"

    @property
    def label(self) -> str:
        """The word on screen."""
        return self.value


class TopicDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What an officer writes down of a topic; only the title and the direction are needed to keep a draft."""

    title: Annotated[str, Meta(title="题目", min_length=4, max_length=120, description="切口小、问题实")]
    direction: Annotated[Direction, Meta(title="方向")]
    level: Annotated[Level, Meta(title="级别")] = Level.GENERAL
    track: Annotated[Track, Meta(title="立项方式")] = Track.JIEBANG
    background: Annotated[Prose, Meta(title="背景")] = ""
    problem: Annotated[Prose, Meta(title="要解决的问题", description="一条一行，写清现状和依据")] = ""
    goal: Annotated[Prose, Meta(title="目标")] = ""
    effect: Annotated[Prose, Meta(title="预期效果", description="谁受益，怎样检验")] = ""
    deliverable: Annotated[str, Meta(title="成果形式", max_length=120, description="如 调研报告、实施方案")] = ""
    conditions: Annotated[Prose, Meta(title="揭榜条件和支持")] = ""
    requester: Annotated[int | None, Meta(title="需求单位")] = None
    contact: Annotated[str, Meta(title="对接人", max_length=80, description="姓名和职务，不写手机号")] = ""
    months: Annotated[int, Meta(title="周期（月）", ge=1, le=24)] = 8
    closes_on: Annotated[date | None, Meta(title="揭榜截止", description="遇节假日顺延到工作日")] = None
    indicators: Annotated[list[TargetContent], Meta(title="考核指标", max_length=MOST_INDICATORS)] = []
    lead_direction: Annotated[bool, Meta(title="负责人须归属本方向")] = False
    lead_education: Annotated[Education | None, Meta(title="负责人学历不低于")] = None
    lead_age: Annotated[int, Meta(title="负责人年龄不超过（周岁）", ge=18, le=70)] | None = None
    lead_unit: Annotated[int | None, Meta(title="负责人来自（单位及下属）")] = None
    sealed: Annotated[bool, Meta(title="截止前封存申报书，截止后由经办人开启")] = False
    version: Version = None


class TopicRow(msgspec.Struct):
    """A topic in the list."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    track: str
    state: str
    months: int
    closes_on: date | None
    requester_name: str | None
    problem: str
    sealed: bool = False
    opened_at: datetime | None = None
    state_label: str = ""
    level_label: str = ""
    open: bool = False  # may be claimed today
    claims: int = 0  # how many teams have handed in; 0 for who is not of the office, and while they are sealed

    @property
    def closed(self) -> bool:
        """Whether what was handed in is still sealed."""
        return self.sealed and self.opened_at is None


class ListingView(msgspec.Struct):
    """One time that a topic was on the list."""

    number: int
    track: str
    published_at: datetime
    closes_on: date | None
    ended_at: datetime | None
    result: str

    @property
    def track_label(self) -> str:
        """The way by which it was put out."""
        return Track(self.track).label if self.track in set(Track) else self.track

    @property
    def result_label(self) -> str:
        """How it ended, in a word."""
        return {"awarded": "已立项", "unclaimed": "流榜", "taken_back": "已撤销"}.get(self.result, "在榜")


class TopicSource(msgspec.Struct):
    """A topic that was merged into another."""

    id: int
    title: str
    channel: str
    unit_name: str
    proposer: str

    @property
    def channel_label(self) -> str:
        """By which way it came."""
        return Channel(self.channel).label


class TopicView(msgspec.Struct, kw_only=True):
    """A topic with all it says, and what the actor may do."""

    id: int
    version: int
    number: str
    title: str
    direction: str
    level: str
    track: str
    state: str
    state_since: datetime
    programme: str
    background: str
    problem: str
    goal: str
    effect: str
    deliverable: str
    conditions: str
    requester: int | None
    requester_name: str | None
    contact: str
    months: int
    closes_on: date | None
    published_at: datetime | None
    created_by: int
    created_name: str
    created_unit: int
    created_unit_name: str
    channel: str
    of_call: int | None
    call_title: str | None
    submitted_at: datetime | None
    advice: str
    advice_note: str
    merged_into: int | None
    merged_title: str | None
    reason: str
    decided_at: datetime | None
    commissioned_unit: int | None
    commissioned_unit_name: str | None
    commissioned_lead: int | None
    commissioned_lead_name: str | None
    lead_direction: bool
    lead_education: str
    lead_age: int | None
    lead_unit: int | None
    lead_unit_name: str | None
    sealed: bool = False
    opened_at: datetime | None = None
    indicators: list[TargetContent] = []
    listings: list[ListingView] = []
    sources: list[TopicSource] = []
    state_label: str = ""
    level_label: str = ""
    track_label: str = ""
    way: str = ""  # what is different on this track
    channel_label: str = ""
    holder: str = ""
    open: bool = False
    claims: int = 0  # applications handed in and under way; 0 for who is not of the office
    managed: bool = False  # lies in the actor's scope as an officer or leader
    mine: int | None = None  # the actor's own application, when there is one
    proposer: bool = False  # the actor proposed it
    obstacle: str = ""  # why the actor cannot claim it, in words
    actions: list[str] = []

    @property
    def closed(self) -> bool:
        """Whether what was handed in is still sealed."""
        return self.sealed and self.opened_at is None


# -- proposals ------------------------------------------------------------------------------------------------


class SimilarTopic(msgspec.Struct):
    """A topic whose title shares words with another, and which."""

    id: int
    number: str
    title: str
    state: str
    percent: int  # of the shorter title's pairs of characters that the other has too
    words: list[str]  # what both say
    state_label: str = ""


class ProposalRow(msgspec.Struct):
    """A proposed topic in the office's table, or in the proposer's own."""

    id: int
    version: int
    title: str
    direction: str
    channel: str
    state: str
    state_since: datetime
    submitted_at: datetime | None
    proposer: str
    unit_name: str
    requester_name: str | None
    problem: str
    advice: str
    advice_note: str
    reason: str
    state_label: str = ""
    holder: str = ""
    may_decide: bool = False

    @property
    def channel_label(self) -> str:
        """By which way it came."""
        return Channel(self.channel).label


# -- calls ----------------------------------------------------------------------------------------------------


class CallDraft(msgspec.Struct, forbid_unknown_fields=True):
    """A call for topics as the office writes it."""

    title: Annotated[str, Meta(title="名称", min_length=4, max_length=80, description="如 2026年度重大课题选题征集")]
    opens_on: Annotated[date, Meta(title="开始")]
    closes_on: Annotated[date, Meta(title="截止", description="遇节假日顺延到工作日")]
    audiences: Annotated[list[Audience], Meta(title="征集对象", min_length=1)]
    unit: Annotated[int | None, Meta(title="只面向某单位及下属")] = None
    text: Annotated[Prose, Meta(title="征集要求", description="方向、要写明什么、怎么选用")] = ""
    version: Version = None

    def __post_init__(self) -> None:
        """Refuse a window that closes before it opens."""
        if self.closes_on < self.opens_on:
            raise ValueError("截止日期不能早于开始日期")


class CallView(msgspec.Struct, kw_only=True):
    """A call with what came in, and what the actor may do."""

    id: int
    version: int
    title: str
    text: str
    opens_on: date
    closes_on: date
    audiences: str
    unit: int | None
    unit_name: str | None
    state: CallState
    state_since: datetime
    running: bool = False
    state_label: str = ""
    proposals: int = 0  # handed in; 0 for who is not of the office
    addressed: bool = False  # the actor may propose by it
    actions: list[str] = []

    @property
    def audience_list(self) -> list[Audience]:
        """Whom it addresses."""
        return [Audience(code) for code in self.audiences.split(",") if code]

    @property
    def audience_labels(self) -> str:
        """Whom it addresses, in words."""
        return "、".join(one.label for one in self.audience_list)
