# SPDX-License-Identifier: MIT
"""Rounds, items and assignments going in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from reviews.rounds.phases import STEPS, Mode, Phase, Schedule
from reviews.rounds.states import SOURCES, ConflictKind
from reviews.rubrics.states import Kind

Reason = Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]


class NewRound(msgspec.Struct, forbid_unknown_fields=True):
    """A new round with what is to be judged in it."""

    kind: Annotated[Kind, msgspec.Meta(title="评审类别")]
    title: Annotated[str, msgspec.Meta(title="名称", min_length=2, max_length=120)]
    closes_on: Annotated[date, msgspec.Meta(title="评分截止", description="当日24:00截止")]
    rubric: Annotated[int | None, msgspec.Meta(title="评分表", description="不选则用该类别在用的一份")] = None
    size: Annotated[int, msgspec.Meta(title="评审专家人数", description="单数，至少3人", ge=3, le=15)] = 5
    blind: Annotated[bool, msgspec.Meta(title="匿名评审：隐去姓名、单位和职务")] = True
    opens_on: Annotated[date | None, msgspec.Meta(title="开始日期", description="不填即今天")] = None
    mode: Annotated[Mode, msgspec.Meta(title="评审方式")] = Mode.LETTER
    meets_at: Annotated[datetime | None, msgspec.Meta(title="会议时间")] = None
    place: Annotated[str, msgspec.Meta(title="会议地点", max_length=120)] = ""
    shares_from: Annotated[
        date | None, msgspec.Meta(title="互看意见自", description="不填则评分截止前只看得到自己的")
    ] = None
    discuss_until: Annotated[date | None, msgspec.Meta(title="讨论截止", description="不填则不设讨论")] = None
    milestones: Annotated[list[int], msgspec.Meta(title="已交的阶段材料")] = []
    outcomes: Annotated[list[int], msgspec.Meta(title="成果")] = []
    applications: Annotated[list[int], msgspec.Meta(title="申报书")] = []


class AddItems(msgspec.Struct, forbid_unknown_fields=True):
    """More things to judge in an open round."""

    milestones: Annotated[list[int], msgspec.Meta(title="已交的阶段材料")] = []
    outcomes: Annotated[list[int], msgspec.Meta(title="成果")] = []
    applications: Annotated[list[int], msgspec.Meta(title="申报书")] = []


class InviteReviewer(msgspec.Struct, forbid_unknown_fields=True):
    """A reviewer from outside, who gets an account for one round."""

    login: Annotated[
        str,
        msgspec.Meta(
            title="账号", min_length=3, max_length=60, pattern=r"^[A-Za-z0-9._-]+$", description="字母、数字，如 liming"
        ),
    ]
    name: Annotated[str, msgspec.Meta(title="姓名", min_length=1, max_length=60)]
    unit: Annotated[int, msgspec.Meta(title="单位")]
    post: Annotated[str, msgspec.Meta(title="职务职称", max_length=80)] = ""
    phone: Annotated[str, msgspec.Meta(title="手机号", max_length=20)] = ""
    email: Annotated[str, msgspec.Meta(title="邮箱", max_length=120)] = ""


class ExtendRound(msgspec.Struct, forbid_unknown_fields=True):
    """A later end of a round."""

    closes_on: Annotated[date, msgspec.Meta(title="新的截止日期", description="当日24:00截止")]
    reason: Annotated[str, msgspec.Meta(title="延长理由", min_length=2, max_length=300)]
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class SetPhases(msgspec.Struct, forbid_unknown_fields=True):
    """Other days, another mode, another place for a round that runs; its end moves by ``ExtendRound``."""

    opens_on: Annotated[date, msgspec.Meta(title="开始日期")]
    reason: Reason
    mode: Annotated[Mode, msgspec.Meta(title="评审方式")] = Mode.LETTER
    meets_at: Annotated[datetime | None, msgspec.Meta(title="会议时间")] = None
    place: Annotated[str, msgspec.Meta(title="会议地点", max_length=120)] = ""
    shares_from: Annotated[
        date | None, msgspec.Meta(title="互看意见自", description="不填则评分截止前只看得到自己的")
    ] = None
    discuss_until: Annotated[date | None, msgspec.Meta(title="讨论截止", description="不填则不设讨论")] = None
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class Guest(msgspec.Struct):
    """A reviewer of a round whose account ends on a day."""

    id: int
    name: str
    unit_name: str
    expires_on: date
    state: str


class Assign(msgspec.Struct, forbid_unknown_fields=True):
    """Reviewers to put on an item."""

    reviewers: Annotated[list[int], msgspec.Meta(title="评审专家", min_length=1, max_length=15)]


class Declare(msgspec.Struct, forbid_unknown_fields=True):
    """The declaration of no interest, made before anything is opened."""

    none: Annotated[bool, msgspec.Meta(title="本人与项目及其课题组没有上述情形", extra={"must": True})]
    version: int | None = None


class Decline(msgspec.Struct, forbid_unknown_fields=True):
    """A request to be excused."""

    reason: Annotated[str, msgspec.Meta(title="回避理由", min_length=2, max_length=300)]
    kind: Annotated[ConflictKind, msgspec.Meta(title="情形")] = ConflictKind.DECLARED
    version: int | None = None


class Pin(msgspec.Struct, forbid_unknown_fields=True):
    """A conflict that the office puts on record."""

    account: Annotated[int, msgspec.Meta(title="须回避的人")]
    kind: Annotated[ConflictKind, msgspec.Meta(title="情形")]
    evidence: Annotated[str, msgspec.Meta(title="依据", min_length=2, max_length=300)]


class Lift(msgspec.Struct, forbid_unknown_fields=True):
    """A conflict that does not hold."""

    account: int
    kind: ConflictKind
    reason: Reason


class Withdraw(msgspec.Struct, forbid_unknown_fields=True):
    """Taking a reviewer off."""

    reason: Reason


class CandidateItem(msgspec.Struct):
    """Something that can be put into a round."""

    id: int
    title: str
    number: str
    what: str
    unit_name: str
    since: datetime | None = None


class PhaseView(msgspec.Struct):
    """Where a round stands, and what changes when."""

    phase: Phase
    label: str
    about: str
    next_on: date | None = None
    next_label: str = ""
    next_about: str = ""

    @classmethod
    def of(cls, schedule: Schedule, today: date) -> PhaseView:
        """Say it of a day."""
        phase, turn = schedule.phase(today), schedule.next_turn(today)
        found = cls(phase, STEPS[phase].label, STEPS[phase].about)
        if turn is not None:
            found.next_on, found.next_label, found.next_about = turn[0], STEPS[turn[1]].label, STEPS[turn[1]].about
        return found


class RoundView(msgspec.Struct):
    """A round with the counts of those of its items that the actor may see."""

    id: int
    kind: Kind
    title: str
    rubric: int
    rubric_name: str
    size: int
    blind: bool
    opens_on: date
    closes_on: date
    state: str
    version: int
    mode: Mode = Mode.LETTER
    shares_from: date | None = None
    discuss_until: date | None = None
    meets_at: datetime | None = None
    place: str = ""
    phase: PhaseView | None = None
    state_label: str = ""
    kind_label: str = ""
    items: int = 0
    decided: int = 0
    assigned: int = 0
    submitted: int = 0
    actions: list[str] = []

    @property
    def schedule(self) -> Schedule:
        """Its days."""
        return Schedule(self.opens_on, self.closes_on, self.shares_from, self.discuss_until, self.state)


class ItemView(msgspec.Struct):
    """One thing under review, for the office."""

    id: int
    round: int
    round_title: str
    kind: Kind
    rubric: int
    size: int
    blind: bool
    closes_on: date
    title: str
    direction: str
    state: str
    state_since: datetime
    version: int
    assigned: int
    submitted: int
    extra: int
    decision: str
    grade: str
    decision_note: str
    turn: int = 0
    mode: Mode = Mode.LETTER
    meets_at: datetime | None = None
    place: str = ""
    application: int | None = None
    project: int | None = None
    milestone: int | None = None
    outcome: int | None = None
    mean: Decimal | None = None
    drafted_by: int | None = None
    drafted_at: datetime | None = None
    decided_at: datetime | None = None
    over_reason: str = ""
    conditions: str = ""
    conditions_due: date | None = None
    recheck: str = ""
    revision: str = "none"
    revision_since: datetime | None = None
    revision_note: str = ""
    notice_until: date | None = None
    number: str | None = None
    lead_name: str | None = None
    unit_name: str | None = None
    level: str | None = None
    state_label: str = ""
    holder: str = ""
    kind_label: str = ""
    decision_label: str = ""
    grade_label: str = ""
    revision_label: str = ""
    actions: list[str] = []


class TaskView(msgspec.Struct):
    """A reviewer's assignment: on the reviewer's own desk, and for the office on the progress board."""

    id: int
    item: int
    reviewer: int
    reviewer_name: str
    unit_name: str
    state: str
    state_since: datetime
    version: int
    answered: int
    round: int
    kind: Kind
    rubric: int
    blind: bool
    closes_on: date
    title: str
    direction: str
    item_state: str
    round_state: str
    opens_on: date
    shares_from: date | None = None
    discuss_until: date | None = None
    mode: Mode = Mode.LETTER
    meets_at: datetime | None = None
    place: str = ""
    extended_to: date | None = None
    ordinal: int | None = None
    stands_for: int | None = None
    reason: str = ""
    phase: PhaseView | None = None
    state_label: str = ""
    kind_label: str = ""
    criteria: int = 0
    actions: list[str] = []

    @property
    def schedule(self) -> Schedule:
        """The days of its round."""
        return Schedule(self.opens_on, self.closes_on, self.shares_from, self.discuss_until, self.round_state)

    @property
    def due_on(self) -> date:
        """When this reviewer's sheet is due."""
        return max(self.closes_on, self.extended_to or self.closes_on)


class InterestView(msgspec.Struct):
    """A conflict with its evidence."""

    account: int
    kind: ConflictKind
    evidence: str
    source: str = "system"
    lifted: bool = False
    name: str = ""
    note: str = ""
    actions: list[str] = []

    @property
    def source_label(self) -> str:
        """How it was found, in words."""
        return SOURCES.get(self.source, self.source)

    @property
    def text(self) -> str:
        """The conflict as one line."""
        return f"{self.kind.label}：{self.evidence}" if self.evidence else self.kind.label


class Candidate(msgspec.Struct):
    """A reviewer who could be assigned, or why not."""

    id: int
    name: str
    unit_name: str
    post: str
    own_side: bool
    taken: bool
    load: int
    conflicts: list[InterestView] = []

    @property
    def free(self) -> bool:
        """Whether nothing stands against assigning."""
        return not self.conflicts and not self.taken
