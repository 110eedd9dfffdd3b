# SPDX-License-Identifier: MIT
"""What comes in and goes out of topics and applications."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.topics.states import Level, StepKind, TopicState, Track
from thinktank.kernel.directions import Direction

MOST_TEXT = 2_000
MOST_MEMBERS = 29  # besides the leader: what a form carries; the limit of a team is a policy
MOST_INDICATORS = 12
MOST_STEPS = 20
MOST_TARGET = 10_000_000
Prose = Annotated[str, Meta(max_length=MOST_TEXT)]
Reason = Annotated[
    str, Meta(title="原因", min_length=1, max_length=300, description="写明哪里要改、怎么改，团队会看到")
]
Version = int | None

# -- topics -------------------------------------------------------------------------------------------------


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
    closes_on: Annotated[date | None, Meta(title="揭榜截止")] = None
    version: Version = None


class TopicRow(msgspec.Struct):
    """A topic in the list."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    state: str
    months: int
    closes_on: date | None
    requester_name: str | None
    problem: str
    state_label: str = ""
    level_label: str = ""
    open: bool = False  # may be claimed today
    claims: int = 0  # how many teams have handed in; 0 for who is not of the office


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
    created_unit: int
    state_label: str = ""
    level_label: str = ""
    track_label: str = ""
    holder: str = ""
    open: bool = False
    claims: int = 0  # applications handed in and under way; 0 for who is not of the office
    managed: bool = False  # lies in the actor's scope as an officer or leader
    mine: int | None = None  # the actor's own application, when there is one
    obstacle: str = ""  # why the actor cannot claim it, in words
    actions: list[str] = []


# -- applications: what comes in ------------------------------------------------------------------------------


class MemberContent(msgspec.Struct, forbid_unknown_fields=True):
    """A member of the team besides its leader."""

    talent: Annotated[int, Meta(title="成员")]
    duty: Annotated[str, Meta(title="分工", max_length=120)] = ""


class IndicatorContent(msgspec.Struct, forbid_unknown_fields=True):
    """A target that can be counted (考核指标)."""

    name: Annotated[str, Meta(title="指标", min_length=1, max_length=80)]
    unit: Annotated[str, Meta(title="单位", max_length=20)]
    target: Annotated[Decimal, Meta(title="目标值")]

    def __post_init__(self) -> None:
        """Refuse a target that is none."""
        if not 0 < self.target < MOST_TARGET:
            raise ValueError("目标值要大于0，且不超过七位整数")


class MilestoneContent(msgspec.Struct, forbid_unknown_fields=True):
    """A planned step with its mark of completion."""

    kind: Annotated[StepKind, Meta(title="类别")]
    title: Annotated[str, Meta(title="节点", min_length=1, max_length=80)]
    mark: Annotated[str, Meta(title="完成标志", max_length=200)]
    starts_on: Annotated[date, Meta(title="开始")]
    due_on: Annotated[date, Meta(title="完成期限")]


class ApplicationDraft(msgspec.Struct, forbid_unknown_fields=True):
    """An application as its team writes it; a draft may be incomplete, ``submit`` asks for the rest."""

    problem: Annotated[Prose, Meta(title="问题导向", description="要解决的问题和依据")] = ""
    goal: Annotated[Prose, Meta(title="目标导向", description="总目标，可以检验")] = ""
    effect: Annotated[Prose, Meta(title="效果导向", description="谁受益，怎样检验")] = ""
    approach: Annotated[Prose, Meta(title="研究方法和步骤", description="走访、问卷、座谈、案例等")] = ""
    basis: Annotated[Prose, Meta(title="基础和条件")] = ""
    members: Annotated[list[MemberContent], Meta(title="课题组成员", max_length=MOST_MEMBERS)] = []
    indicators: Annotated[list[IndicatorContent], Meta(title="考核指标", max_length=MOST_INDICATORS)] = []
    milestones: Annotated[list[MilestoneContent], Meta(title="里程碑", max_length=MOST_STEPS)] = []
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密")] = False
    version: Version = None


class UnitOpinion(msgspec.Struct, forbid_unknown_fields=True):
    """What the unit of the team's leader says."""

    opinion: Annotated[str, Meta(title="单位意见", min_length=1, max_length=300)]
    version: Version = None


class WithReason(msgspec.Struct, forbid_unknown_fields=True):
    """A decision that owes its reason."""

    reason: Reason
    version: Version = None


class Stamp(msgspec.Struct, forbid_unknown_fields=True):
    """A decision that needs no words; ``version`` is the one that the actor saw."""

    version: Version = None


# -- applications: what goes out ------------------------------------------------------------------------------


class ApplicationContent(msgspec.Struct):
    """The blocks of an application that the task agreement takes over (domain.md §1.4)."""

    id: int
    topic: int
    title: str
    direction: str
    level: str
    lead: int  # the leader, a talent id
    unit: int
    problem: str
    goal: str
    effect: str
    approach: str
    starts_on: date
    due_on: date
    members: list[MemberContent] = []
    indicators: list[IndicatorContent] = []
    milestones: list[MilestoneContent] = []


class ApplicationRow(msgspec.Struct):
    """An application in a list."""

    id: int
    topic: int
    topic_number: str
    topic_title: str
    direction: str
    lead_name: str
    unit_name: str
    state: str
    state_since: datetime
    submitted_at: datetime | None
    state_label: str = ""
    holder: str = ""


class MemberView(msgspec.Struct):
    """A member of the team with name and unit."""

    talent: int
    name: str
    unit_name: str
    duty: str = ""


class ApplicationView(msgspec.Struct, kw_only=True):
    """An application with all of its blocks, and what the actor may do."""

    id: int
    version: int
    topic: int
    topic_number: str
    topic_title: str
    topic_state: TopicState
    track: str
    months: int
    direction: str
    level: str
    lead: int
    lead_name: str
    lead_account: int | None
    unit: int
    unit_name: str
    state: str
    state_since: datetime
    problem: str
    goal: str
    effect: str
    approach: str
    basis: str
    starts_on: date | None
    due_on: date | None
    closes_on: date | None
    nonsecret: bool
    submitted_at: datetime | None
    unit_opinion: str
    reason: str
    returns: int
    returns_most: int = 2
    members: list[MemberView] = []
    indicators: list[IndicatorContent] = []
    milestones: list[MilestoneContent] = []
    state_label: str = ""
    holder: str = ""
    on_team: bool = False
    managed: bool = False  # lies in the actor's scope as an officer or leader
    liaised: bool = False  # lies in the actor's scope as a liaison
    actions: list[str] = []


class Standing(msgspec.Struct):
    """The actor as a person of the bank."""

    talent: int
    name: str
    unit: int
    unit_name: str
    active: bool
