# SPDX-License-Identifier: MIT
"""What comes in and goes out of applications."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.topics.schemas import Prose, Version
from research.topics.states import StepKind, TopicState

MOST_MEMBERS = 29  # besides the leader: what a form carries; the limit of a team is a policy
MOST_INDICATORS = 12
MOST_STEPS = 20
MOST_TARGET = 10_000_000
Reason = Annotated[
    str, Meta(title="原因", min_length=1, max_length=300, description="写明哪里要改、怎么改，团队会看到")
]

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
    track: str = ""
    members: list[MemberContent] = []
    indicators: list[IndicatorContent] = []
    milestones: list[MilestoneContent] = []
    deliverable: str = ""  # set by a change; before that, the topic's
    budget: str = ""


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
