# SPDX-License-Identifier: MIT
"""What comes in and goes out of applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.applications.states import ProductForm
from research.topics.schemas import Prose, Version
from research.topics.states import StepKind, TopicState

MOST_MEMBERS = 29  # besides the leader: what a form carries; the limit of a team is a policy
MOST_INDICATORS = 12
MOST_STEPS = 20
MOST_PRODUCTS = 10
MOST_COSTS = 20
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


class ProductContent(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome that the team promises (预期成果)."""

    form: Annotated[ProductForm, Meta(title="形式")]
    title: Annotated[str, Meta(title="成果名称", min_length=1, max_length=80)]


class CostContent(msgspec.Struct, forbid_unknown_fields=True):
    """A line of the budget, in yuan."""

    item: Annotated[str, Meta(title="支出项目", min_length=1, max_length=40)]
    amount: Annotated[Decimal, Meta(title="金额（元）")]
    basis: Annotated[str, Meta(title="测算依据", max_length=120)] = ""

    def __post_init__(self) -> None:
        """Refuse an amount that is none."""
        if not 0 < self.amount < MOST_TARGET:
            raise ValueError("金额要大于0，且不超过七位整数")


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    """Which text of each part the writer began from: the digests that came with the form."""

    problem: str = ""
    goal: str = ""
    effect: str = ""
    content: str = ""
    approach: str = ""
    basis: str = ""
    indicators: str = ""
    milestones: str = ""
    products: str = ""
    costs: str = ""


class ApplicationDraft(msgspec.Struct, forbid_unknown_fields=True):
    """An application as its team writes it; a draft may be incomplete, ``submit`` asks for the rest."""

    problem: Annotated[Prose, Meta(title="问题导向", description="要解决的问题和依据")] = ""
    goal: Annotated[Prose, Meta(title="目标导向", description="总目标，可以检验")] = ""
    effect: Annotated[Prose, Meta(title="效果导向", description="谁受益，怎样检验")] = ""
    content: Annotated[Prose, Meta(title="研究内容", description="分几个方面，各研究什么")] = ""
    approach: Annotated[Prose, Meta(title="研究方法和步骤", description="走访、问卷、座谈、案例等")] = ""
    basis: Annotated[Prose, Meta(title="基础和条件")] = ""
    indicators: Annotated[list[IndicatorContent], Meta(title="考核指标", max_length=MOST_INDICATORS)] = []
    milestones: Annotated[list[MilestoneContent], Meta(title="里程碑", max_length=MOST_STEPS)] = []
    products: Annotated[list[ProductContent], Meta(title="预期成果", max_length=MOST_PRODUCTS)] = []
    costs: Annotated[list[CostContent], Meta(title="经费", max_length=MOST_COSTS)] = []
    nonsecret: Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密")] = False
    pledge: Annotated[bool, Meta(title="内容真实，数据可核，没有抄袭和重复申报")] = False
    take: Annotated[list[str], Meta(title="采用他人的内容", max_length=10)] = []
    seen: Seen | None = None
    version: Version = None


class UnitOpinion(msgspec.Struct, forbid_unknown_fields=True):
    """What the unit of the team's leader says."""

    opinion: Annotated[str, Meta(title="单位意见", min_length=1, max_length=300)]
    agrees: Annotated[bool, Meta(title="同意申报")] = True
    version: Version = None


class WithReason(msgspec.Struct, forbid_unknown_fields=True):
    """A decision that owes its reason."""

    reason: Reason
    version: Version = None


class PointContent(msgspec.Struct, forbid_unknown_fields=True):
    """One part that has to be mended, and how."""

    field: Annotated[str, Meta(title="需修改的部分")]
    reason: Annotated[str, Meta(title="怎么改", min_length=1, max_length=200)]


class SendBack(msgspec.Struct, forbid_unknown_fields=True):
    """A return for revision: in general, and part by part. Without parts everything may be changed."""

    reason: Reason
    points: Annotated[list[PointContent], Meta(title="逐项意见", max_length=20)] = []
    version: Version = None


class CheckItem(msgspec.Struct, forbid_unknown_fields=True):
    """What the office found for one item of the formal check."""

    item: Annotated[str, Meta(title="审查项目", min_length=1, max_length=120)]
    met: Annotated[bool, Meta(title="符合")] = False
    note: Annotated[str, Meta(title="说明", max_length=200)] = ""


class FormalCheck(msgspec.Struct, forbid_unknown_fields=True):
    """The formal check, item by item; ``outcome`` is accept or none for keeping it."""

    items: Annotated[list[CheckItem], Meta(title="审查项目", max_length=30)] = []
    version: Version = None


class Invite(msgspec.Struct, forbid_unknown_fields=True):
    """Asking somebody to join the team."""

    talent: Annotated[int, Meta(title="成员")]
    duty: Annotated[str, Meta(title="分工", min_length=1, max_length=120)]


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the invited says."""

    accept: Annotated[bool, Meta(title="接受")]
    reason: Annotated[str, Meta(title="说明", max_length=200)] = ""
    version: Version = None


class Duty(msgspec.Struct, forbid_unknown_fields=True):
    """What a member of the team does."""

    duty: Annotated[str, Meta(title="分工", min_length=1, max_length=120)]


class CoverWords(msgspec.Struct, forbid_unknown_fields=True):
    """A word to cover on the anonymous sheet."""

    text: Annotated[str, Meta(title="补充遮盖的词", min_length=2, max_length=60)]


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
    content: str
    starts_on: date
    due_on: date
    track: str = ""
    members: list[MemberContent] = []
    indicators: list[IndicatorContent] = []
    milestones: Sequence[MilestoneContent] = []  # the agreement says more of each (research/projects)
    deliverable: str = ""  # set by a change; before that, the topic's
    budget: str = ""
    products: Sequence[ProductContent] = []


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
    account: int | None = None
    state: str = "active"


class EditView(msgspec.Struct):
    """Who last wrote a part, and when."""

    field: str
    who: str
    account: int
    at: datetime
    label: str = ""


class PointView(msgspec.Struct):
    """A part that was to be mended in the last return."""

    field: str
    reason: str
    label: str = ""


class CheckView(msgspec.Struct):
    """An item of the formal check as it was found."""

    item: str
    met: bool
    note: str


class InvitationView(msgspec.Struct, kw_only=True):
    """An invitation with what the actor may do."""

    id: int
    version: int
    application: int
    topic: int
    topic_title: str
    topic_number: str
    talent: int
    talent_name: str
    talent_account: int | None
    talent_state: str
    unit_name: str
    lead_name: str
    lead_account: int | None
    application_state: str
    duty: str
    state: str
    answer_by: date
    reason: str
    state_label: str = ""
    managed: bool = False
    actions: list[str] = []


class Saved(msgspec.Struct):
    """A draft after a save: what stayed as a colleague left it, and what waits for a choice."""

    view: ApplicationView
    kept: list[str] = []
    clashes: list[str] = []


class VersionView(msgspec.Struct):
    """An application as it was handed in once."""

    number: int
    who: str
    at: datetime
    body: dict[str, str] = {}


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
    lead_state: str
    unit: int
    unit_name: str
    state: str
    state_since: datetime
    problem: str
    goal: str
    effect: str
    approach: str
    basis: str
    content: str
    starts_on: date | None
    due_on: date | None
    closes_on: date | None
    nonsecret: bool
    pledge: bool
    sealed: bool
    opened_at: datetime | None
    submitted_at: datetime | None
    unit_opinion: str
    unit_agrees: bool | None
    reason: str
    returns: int
    decided_by: int | None = None
    review_round: int | None = None  # what the review came to; blank for who is not of the office
    review_title: str = ""
    review_decision: str = ""
    review_score: Decimal | None = None
    review_grade: str = ""
    review_note: str = ""
    returns_most: int = 2
    members: list[MemberView] = []
    indicators: list[IndicatorContent] = []
    milestones: list[MilestoneContent] = []
    products: list[ProductContent] = []
    costs: list[CostContent] = []
    edits: list[EditView] = []
    points: list[PointView] = []
    checks: list[CheckView] = []
    state_label: str = ""
    holder: str = ""
    on_team: bool = False
    managed: bool = False  # lies in the actor's scope as an officer or leader
    liaised: bool = False  # lies in the actor's scope as a liaison
    listed: bool = False  # stands on a list to be granted that is under way; read for the office alone
    actions: list[str] = []
