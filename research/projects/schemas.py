# SPDX-License-Identifier: MIT
"""What comes in and goes out of projects."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from research.applications.schemas import MOST_TARGET
from research.projects.states import MILESTONE, STAGE, STATUS, Category, Fault, Kind
from thinktank.files.schemas import FileView
from thinktank.kernel.i18n import _

Version = int | None
Reason = Annotated[str, Meta(title="理由", min_length=1, max_length=300)]


class Side(StrEnum):
    """Who confirms the task agreement."""

    LEAD = "lead"
    UNIT = "unit"
    OFFICE = "office"

    @property
    def label(self) -> str:
        """The side's name on screen."""
        return {"lead": "课题负责人", "unit": "责任单位", "office": "区委组织部"}[self]


# -- commands ------------------------------------------------------------------------------------------------


class Grant(msgspec.Struct, forbid_unknown_fields=True):
    """Make a project of an application."""

    mentors: Annotated[list[int], Meta(title="导师", max_length=5)] = []


class Confirm(msgspec.Struct, forbid_unknown_fields=True):
    """One side's confirmation of the task agreement; the office owes a reason when it stands in for the unit."""

    side: Annotated[Side, Meta(title="确认方")]
    reason: Annotated[str, Meta(title="代为确认的理由", max_length=300)] = ""
    version: Version = None


class HandIn(msgspec.Struct, forbid_unknown_fields=True):
    """Hand in a milestone."""

    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    note: Annotated[str, Meta(title="完成情况", max_length=1000, min_length=1, description="对照完成标志写结果")]
    version: Version = None


class Judge(msgspec.Struct, forbid_unknown_fields=True):
    """Accept a milestone of work, or send it back with a reason."""

    accept: Annotated[bool, Meta(title="确认完成")]
    reason: Annotated[str, Meta(title="意见", max_length=300, description="退回时必填")] = ""
    version: Version = None


class TeamMember(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody of the team besides its lead."""

    talent: Annotated[int, Meta(title="成员")]
    duty: Annotated[str, Meta(title="分工", max_length=120)] = ""


class ChangeTeam(msgspec.Struct, forbid_unknown_fields=True):
    """The team besides its lead, and the mentors, as they shall be."""

    reason: Reason
    members: Annotated[list[TeamMember], Meta(title="课题组成员", max_length=10)] = []
    mentors: Annotated[list[int], Meta(title="导师", max_length=5)] = []
    version: Version = None


class HandOver(msgspec.Struct, forbid_unknown_fields=True):
    """Make somebody else the lead."""

    talent: Annotated[int, Meta(title="新负责人")]
    reason: Reason
    stays: Annotated[bool, Meta(title="原负责人留在课题组")] = False
    version: Version = None


class RecordActual(msgspec.Struct, forbid_unknown_fields=True):
    """How far a target is, and by what that is known."""

    actual: Annotated[Decimal, Meta(title="完成值")]
    note: Annotated[str, Meta(title="依据", min_length=1, max_length=300, description="写明口径和出处，如 走访登记表")]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]

    def __post_init__(self) -> None:
        """Refuse a value that no target has."""
        if not 0 <= self.actual < MOST_TARGET:
            raise ValueError("完成值不能小于0，且不超过七位整数")


class ChangeStatus(msgspec.Struct, forbid_unknown_fields=True):
    """Suspend, resume, terminate or revoke a project; a revocation says on what ground and whom it keeps out."""

    move: Annotated[str, Meta(title="处理", pattern="^(suspend|resume|recover|terminate|revoke)$")]
    reason: Reason
    ground: Annotated[Fault | None, Meta(title="撤项情形")] = None
    banned_until: Annotated[date | None, Meta(title="不得申报至", description="只用于撤项，不填按设置的期限")] = None
    banned: Annotated[list[int], Meta(title="一并限制申报的成员", max_length=10)] = []
    version: Version = None


class MoveDueDate(msgspec.Struct, forbid_unknown_fields=True):
    """Give a milestone another due day; the first one stays on record."""

    due_on: Annotated[date, Meta(title="新的期限")]
    reason: Reason
    version: Version = None


class AddPaper(msgspec.Struct, forbid_unknown_fields=True):
    """Put documents into the project's file."""

    category: Annotated[Category, Meta(title="类别")]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]


# -- views ---------------------------------------------------------------------------------------------------


class MemberRow(msgspec.Struct):
    """Somebody of the team or a mentor."""

    id: int
    name: str
    unit_name: str
    role: str
    duty: str = ""
    account: int | None = None
    talent: int | None = None


class IndicatorRow(msgspec.Struct):
    """A target and where it stands."""

    id: int
    name: str
    unit: str
    target: Decimal
    actual: Decimal

    @property
    def percent(self) -> int:
        """How much of the target is reached, at most 100."""
        return min(100, round(self.actual * 100 / self.target)) if self.target else 0


class ValueRow(msgspec.Struct):
    """A value of a target at a time."""

    id: int
    value: Decimal
    note: str
    at: datetime
    by_name: str
    files: list[FileView] = []


class IndicatorView(msgspec.Struct, kw_only=True):
    """A target with its values, newest first."""

    id: int
    project: int
    number: str
    project_title: str
    name: str
    unit: str
    target: Decimal
    actual: Decimal
    values: list[ValueRow] = []


class TeamLine(msgspec.Struct):
    """Somebody who was or is on a project."""

    name: str
    role: str
    duty: str
    since: date
    until: date | None

    @property
    def role_label(self) -> str:
        """The role's name on screen."""
        return _({"lead": "负责人", "member": "成员", "mentor": "导师"}[self.role])


class MilestoneRow(msgspec.Struct):
    """A step of the plan."""

    id: int
    project: int
    kind: Kind
    title: str
    mark: str
    starts_on: date
    due_on: date
    baseline_due_on: date
    weight: int
    percent: int
    state: str
    state_since: datetime
    version: int
    note: str
    handed_in_at: datetime | None
    done_on: date | None
    result: str
    reason: str
    baseline_starts_on: date | None = None
    asked_on: date | None = None
    person: int | None = None  # who answers for it, a talent id; None: the lead
    person_name: str | None = None
    late: int = 0  # calendar days past due while not handed in
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(MILESTONE.label(self.state))

    @property
    def moved(self) -> bool:
        """Whether it no longer stands where the agreement first put it."""
        return (self.baseline_starts_on or self.starts_on, self.baseline_due_on) != (self.starts_on, self.due_on)

    @property
    def shown_percent(self) -> int:
        """How much of it is done, for the bar."""
        return 100 if self.state == "done" else self.percent


class AgreementView(msgspec.Struct):
    """The task agreement in force or waiting for confirmation."""

    id: int
    number: int
    content: str
    lead_signed_at: datetime | None
    unit_signed_at: datetime | None
    office_signed_at: datetime | None
    effective: bool
    lead_signer: str | None = None
    unit_signer: str | None = None
    office_signer: str | None = None
    lead_paper: bool = False
    unit_paper: bool = False
    office_paper: bool = False
    lead_signed_by: int | None = None
    unit_signed_by: int | None = None
    office_signed_by: int | None = None

    def signed_by(self, side: str) -> int | None:
        """The account that confirmed for a side or entered its paper; None where nobody did or a change did."""
        found: int | None = getattr(self, f"{side}_signed_by")
        return found

    def signer(self, side: str) -> str:
        """Who confirmed for a side or entered its paper, and in which way."""
        return (getattr(self, f"{side}_signer") or "") + (_("（纸质件）") if getattr(self, f"{side}_paper") else "")

    def signed_at(self, side: str) -> datetime | None:
        """When a side confirmed it, or None."""
        found: datetime | None = getattr(self, f"{side}_signed_at")
        return found


def is_over(stage: str, status: str) -> bool:
    """Whether a project is over: closed, or ended before."""
    return stage == "closed" or status in STATUS.final


class ProjectRow(msgspec.Struct):
    """A project in a list."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    stage: str
    status: str
    light: str
    light_reason: str
    starts_on: date
    due_on: date
    percent: int
    lead_name: str
    unit_name: str
    planned: int = 0

    @property
    def stage_label(self) -> str:
        """Where it stands, the status first when that is not normal."""
        return _(STAGE.label(self.stage)) if self.status == "normal" else _(STATUS.label(self.status))

    @property
    def shown_light(self) -> str:
        """Its light, none once it is over: nothing is due any more."""
        return "" if is_over(self.stage, self.status) else self.light


class ProjectView(msgspec.Struct, kw_only=True):
    """A project with its team, plan and targets, and what the actor may do."""

    id: int
    version: int
    number: str
    title: str
    topic: int
    application: int
    direction: str
    level: str
    lead: int
    lead_name: str
    lead_account: int | None
    unit: int
    unit_name: str
    stage: str
    stage_since: datetime
    status: str
    status_since: datetime
    starts_on: date
    due_on: date
    percent: int
    light: str
    light_reason: str
    light_since: datetime | None
    grade: str
    granted_at: datetime
    signed_at: datetime | None
    closed_at: datetime | None
    failed_closings: int = 0
    second_until: date | None = None
    planned: int = 0
    members: list[MemberRow] = []
    mentors: list[MemberRow] = []
    milestones: list[MilestoneRow] = []
    indicators: list[IndicatorRow] = []
    agreement: AgreementView | None = None
    stage_label: str = ""
    status_label: str = ""
    holder: str = ""
    holder_since: datetime | None = None
    holidays_known: bool = True
    unknown_years: list[int] = []
    relations: list[str] = []
    actions: list[str] = []

    @property
    def level_label(self) -> str:
        """The level's name on screen."""
        return {"major": "重大项目", "key": "重点项目", "general": "一般项目"}.get(self.level, self.level)

    @property
    def over(self) -> bool:
        """Whether it is over: closed, or ended before."""
        return is_over(self.stage, self.status)

    @property
    def mentor_names(self) -> str:
        """The mentors' names in a row."""
        return "、".join(mentor.name for mentor in self.mentors)


class ProjectList(msgspec.Struct):
    """A page of projects for the API."""

    items: list[ProjectRow]
    next: str | None
    prev: str | None
    total: int | None
