# SPDX-License-Identifier: MIT
"""What comes in and goes out of reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from research.reports.states import COORDINATION, EXTENSION, REPORT, REQUEST
from thinktank.kernel.i18n import _
from thinktank.policies.states import Cadence, ReportForm

MOST_TEXT = 2000  # of any form; what one report may hold is a setting (policies: programme, reporting)
NO_CHANGE = "本期无变化"
Version = int | None
Percent = Annotated[int, Meta(title="完成度", ge=0, le=100, description="导师或经办人确认后计入进度")]
Block = Annotated[str, Meta(max_length=MOST_TEXT)]


class Draft(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A report as it is being written: nothing is asked for yet."""

    progress: Annotated[Block, Meta(title="本期进展", description="写结果和数量，附件可作佐证")] = ""
    achievements: Annotated[Block, Meta(title="阶段成果", description="已形成的材料、数据和已用在哪里")] = ""
    problems: Annotated[Block, Meta(title="存在问题", description="没有写“无”即可")] = ""
    next_steps: Annotated[Block, Meta(title="下步打算", description="写明时间和要完成的事")] = ""
    coordination: Annotated[Block, Meta(title="需协调事项", description="需要哪个单位、在什么时间前、解决什么")] = ""
    percent: Percent = 0
    on_schedule: Annotated[bool, Meta(title="能否按期")] = True
    version: Version = None


class Submission(Draft, forbid_unknown_fields=True, kw_only=True):
    """A report as it is handed in (decisions.md, Report form: four blocks, no minimum)."""

    progress: Annotated[Block, Meta(title="本期进展", description="写结果和数量，附件可作佐证", min_length=1)]
    problems: Annotated[Block, Meta(title="存在问题", description="没有写“无”即可", min_length=1)]
    next_steps: Annotated[
        Block,
        Meta(title="下步打算", description="写明时间和要完成的事，例如 8月18日前召开会商，形成纪要", min_length=1),
    ]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    milestone: Annotated[int | None, Meta(title="附件佐证的节点")] = None
    indicator: Annotated[int | None, Meta(title="附件佐证的指标")] = None


class Return(msgspec.Struct, forbid_unknown_fields=True):
    """Send a report back; who gets it back is told why."""

    reason: Annotated[str, Meta(title="退回原因", min_length=1, max_length=300, description="写明哪里要补、怎么补")]
    version: Version = None


class Accept(msgspec.Struct, forbid_unknown_fields=True):
    """Accept a report; the percentage confirmed here counts for the project's progress."""

    percent: Annotated[int, Meta(title="确认完成度", ge=0, le=100)]
    note: Annotated[str, Meta(title="意见", max_length=300)] = ""
    version: Version = None


class Waive(msgspec.Struct, forbid_unknown_fields=True):
    """Let a period go without a report."""

    reason: Annotated[str, Meta(title="免报理由", min_length=1, max_length=300)]
    version: Version = None


class NoChange(msgspec.Struct, forbid_unknown_fields=True):
    """Say that nothing has changed; the plan of the last report stands."""

    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    version: Version = None


class AssignMatter(msgspec.Struct, forbid_unknown_fields=True):
    """Who sees to a matter to coordinate, and until when."""

    owner: Annotated[int, Meta(title="承办人")]
    due_on: Annotated[date, Meta(title="答复期限")]
    version: Version = None


class AnswerMatter(msgspec.Struct, forbid_unknown_fields=True):
    """Answer a matter to coordinate."""

    answer: Annotated[str, Meta(title="答复", min_length=1, max_length=300, description="谁来办、什么时间前办成")]
    version: Version = None


class CloseMatter(msgspec.Struct, forbid_unknown_fields=True):
    """Whether an answered matter is settled."""

    settled: Annotated[bool, Meta(title="已解决")] = True
    note: Annotated[str, Meta(title="说明", max_length=300, description="未解决的写明还差什么")] = ""
    version: Version = None


class SetPlan(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How one project reports."""

    cadence: Annotated[Cadence, Meta(title="多久一报")]
    every_days: Annotated[int, Meta(title="自定周期（天）", description="只用于“自定”", ge=7, le=180)] = 30
    form: Annotated[ReportForm, Meta(title="报告格式")]
    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=200)]
    version: Version = None


class AskExtension(msgspec.Struct, forbid_unknown_fields=True):
    """Ask to hand a period's report in later."""

    until: Annotated[date, Meta(title="延期至")]
    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
    version: Version = None


class DecideExtension(msgspec.Struct, forbid_unknown_fields=True):
    """Grant or refuse it."""

    grant: Annotated[bool, Meta(title="同意延期")]
    note: Annotated[str, Meta(title="意见", max_length=300)] = ""
    version: Version = None


class Take(msgspec.Struct, forbid_unknown_fields=True):
    """Take something back under the version that was read."""

    version: Version = None


class ReportRow(msgspec.Struct):
    """A report in a list."""

    id: int
    project: int
    number: str
    project_title: str
    direction: str
    lead_name: str
    seq: int
    label: str
    starts_on: date
    opens_on: date
    due_on: date
    grace_on: date | None
    hard_on: date | None
    extended: bool
    form: str
    no_change: bool
    state: str
    state_since: datetime
    percent: int
    on_schedule: bool
    progress: str
    problems: str
    next_steps: str
    coordination: str
    submitted_at: datetime | None
    late: bool = False
    holidays_known: bool = True

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(REPORT.label(self.state))


class ReportView(msgspec.Struct, kw_only=True):
    """A report with all it says, and what the actor may do."""

    id: int
    version: int
    project: int
    number: str
    project_title: str
    seq: int
    label: str
    starts_on: date
    ends_on: date
    opens_on: date
    due_on: date
    grace_on: date | None
    hard_on: date | None
    extended: bool
    form: str
    no_change: bool
    progress: str
    achievements: str
    problems: str
    next_steps: str
    coordination: str
    percent: int
    on_schedule: bool
    state: str
    state_since: datetime
    saved_at: datetime | None
    submitted_at: datetime | None
    submitted_by_name: str | None
    read_at: datetime | None
    decided_by_name: str | None
    decided_at: datetime | None
    reason: str
    project_percent: int
    project_status: str
    late: bool = False  # handed in after the due day, or not yet handed in and past it
    holidays_known: bool = True
    state_label: str = ""
    holder: str = ""
    actions: list[str] = []


class CoordinationView(msgspec.Struct, kw_only=True):
    """A matter to coordinate: who sees to it until when, its answer, its close-out."""

    id: int
    version: int
    report: int
    report_label: str
    project: int
    number: str
    project_title: str
    lead_account: int | None
    text: str
    answer: str
    state: str
    created_at: datetime
    due_on: date | None
    owner: str
    owner_account: int | None
    answered_at: datetime | None
    answered_by_name: str | None
    closed_at: datetime | None
    closed_by_name: str | None
    note: str
    late: bool = False
    project_open: bool = True
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(COORDINATION.label(self.state))


class ExtensionView(msgspec.Struct, kw_only=True):
    """A wish to hand in a report later, and what became of it."""

    id: int
    version: int
    report: int
    report_label: str
    project: int
    number: str
    project_title: str
    was_due_on: date
    until: date
    reason: str
    asked_by_name: str | None
    asked_at: datetime
    state: str
    state_since: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    note: str
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(EXTENSION.label(self.state))


class PlanView(msgspec.Struct, kw_only=True):
    """How a project reports: by its own plan, or by the policy in force."""

    project: int
    number: str
    project_title: str
    cadence: Cadence
    every_days: int
    form: ReportForm
    own: bool
    version: int
    reason: str
    set_by_name: str | None
    at: datetime | None
    grace_workdays: int
    hard_workdays: int
    actions: list[str]


class AskMore(msgspec.Struct, forbid_unknown_fields=True):
    """Ask something of a project beside its reports."""

    title: Annotated[str, Meta(title="事项", min_length=1, max_length=80)]
    text: Annotated[str, Meta(title="要求", min_length=1, max_length=300, description="报什么、报到什么程度")]
    due_on: Annotated[date, Meta(title="报送期限")]


class AnswerRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Answer it."""

    answer: Annotated[str, Meta(title="报送内容", min_length=1, max_length=1000)]
    version: Version = None


class DropRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Take it back."""

    reason: Annotated[str, Meta(title="取消理由", min_length=1, max_length=200)]
    version: Version = None


class LeaveComment(msgspec.Struct, forbid_unknown_fields=True):
    """A word on a report."""

    text: Annotated[str, Meta(title="留言", min_length=1, max_length=500)]


class RequestView(msgspec.Struct, kw_only=True):
    """Something asked of a project beside its reports, and its answer."""

    id: int
    version: int
    project: int
    number: str
    project_title: str
    title: str
    text: str
    due_on: date
    asked_by_name: str | None
    asked_at: datetime
    answer: str
    answered_by_name: str | None
    answered_at: datetime | None
    reason: str
    state: str
    late: bool = False
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(REQUEST.label(self.state))


class MonthLoad(msgspec.Struct):
    """How much is asked of a project in a month, and how much may be."""

    reports: int
    requests: int
    most: int

    @property
    def full(self) -> bool:
        """Whether nothing more may be asked for."""
        return self.reports + self.requests >= self.most


class CommentView(msgspec.Struct):
    """A word on a report."""

    id: int
    text: str
    at: datetime
    author_name: str


class EvidenceView(msgspec.Struct):
    """What a file proves."""

    file: int
    milestone_title: str | None
    indicator_name: str | None


class ReportList(msgspec.Struct):
    """A page of reports for the API."""

    items: list[ReportRow]
    next: str | None
    prev: str | None
    total: int | None
