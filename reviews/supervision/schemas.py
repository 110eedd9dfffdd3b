# SPDX-License-Identifier: MIT
"""What comes in and goes out of supervision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from reviews.problems.states import ProblemKind
from reviews.supervision.forecast import Forecast
from reviews.supervision.states import CHECKPOINT, MORE_TIME, ORDER, CheckpointKind, Colour, OrderKind, Seen
from thinktank.files.schemas import FileView
from thinktank.kernel.i18n import _

Version = int | None
Reason = Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
NonSecret = Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]


# -- commands ------------------------------------------------------------------------------------------------


class PlanCheckpoint(msgspec.Struct, forbid_unknown_fields=True):
    """Plan an inspection of a project."""

    project: Annotated[int, Meta(title="项目", ge=1)]
    title: Annotated[str, Meta(title="督查事项", min_length=1, max_length=80)]
    due_on: Annotated[date, Meta(title="计划日期")]
    kind: Annotated[CheckpointKind, Meta(title="督查方式")] = CheckpointKind.VISIT
    inspector: Annotated[int | None, Meta(title="督查员", description="不选为本人")] = None


class ItemSeen(msgspec.Struct, forbid_unknown_fields=True):
    """What was seen of one line of the checklist."""

    key: Annotated[str, Meta(title="核对项", max_length=20)]
    result: Annotated[Seen, Meta(title="核对结果")] = Seen.UNSEEN
    note: Annotated[str, Meta(title="说明", max_length=200)] = ""


class ProblemFound(msgspec.Struct, forbid_unknown_fields=True):
    """A problem found on the spot; it goes into the ledger with the record."""

    text: Annotated[str, Meta(title="存在问题", min_length=1, max_length=300, description="一件事写一条")]
    kind: Annotated[ProblemKind, Meta(title="问题类别")] = ProblemKind.PROGRESS


class RecordCheckpoint(msgspec.Struct, forbid_unknown_fields=True):
    """What an inspection found."""

    nonsecret: NonSecret
    finding: Annotated[str, Meta(title="督查发现", min_length=1, max_length=1000, description="写看到的情况和依据")]
    advice: Annotated[str, Meta(title="督查建议", max_length=600)] = ""
    items: Annotated[list[ItemSeen], Meta(title="对照任务书", max_length=60)] = []
    problems: Annotated[list[ProblemFound], Meta(title="发现的问题", max_length=20)] = []
    version: Version = None


class DraftOrder(msgspec.Struct, forbid_unknown_fields=True):
    """One matter, one order."""

    nonsecret: NonSecret
    project: Annotated[int, Meta(title="项目", ge=1)]
    kind: Annotated[OrderKind, Meta(title="类型")]
    matter: Annotated[str, Meta(title="督办事项", min_length=1, max_length=120, description="一事一单")]
    problem: Annotated[str, Meta(title="存在问题", min_length=1, max_length=1000)]
    requirement: Annotated[str, Meta(title="整改要求", min_length=1, max_length=1000)]
    due_on: Annotated[date, Meta(title="整改期限")]
    basis: Annotated[str, Meta(title="督查依据", max_length=300)] = ""
    receive_by: Annotated[date | None, Meta(title="签收期限")] = None
    checkpoint: Annotated[int | None, Meta(title="督查检查点")] = None
    entry: Annotated[int | None, Meta(title="问题台账")] = None
    handler: Annotated[int | None, Meta(title="承办人", description="课题负责人，或责任单位联络员代表单位承办")] = None
    units: Annotated[list[int], Meta(title="协办单位", max_length=5, description="由该单位联络员办理")] = []
    helpers: Annotated[list[int], Meta(title="协办人", max_length=10)] = []


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no further words: sign, receive, start."""

    version: Version = None


class ReplyOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What was done about the matter."""

    nonsecret: NonSecret
    reply: Annotated[str, Meta(title="整改情况", min_length=1, max_length=1000, description="逐条对照整改要求")]
    version: Version = None


class HelpOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody beside the handler did about the matter."""

    nonsecret: NonSecret
    text: Annotated[str, Meta(title="协办情况", min_length=1, max_length=600, description="供承办人反馈时一并采用")]
    version: Version = None


class VerifyOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What the check of a reply found."""

    passed: Annotated[bool, Meta(title="核查通过，予以销号")]
    note: Annotated[str, Meta(title="核查意见", max_length=600, description="退回时必填")] = ""
    version: Version = None


class ExtendOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A later due day."""

    due_on: Annotated[date, Meta(title="延期至")]
    reason: Reason
    version: Version = None


class AskMoreTime(msgspec.Struct, forbid_unknown_fields=True):
    """More time that a handler asks for, before the due day."""

    due_on: Annotated[date, Meta(title="申请延期至")]
    reason: Reason
    version: Version = None


class AnswerMoreTime(msgspec.Struct, forbid_unknown_fields=True):
    """The answer to it."""

    given: Annotated[bool, Meta(title="同意延期")]
    due_on: Annotated[date | None, Meta(title="同意延期至", description="不填为申请的日期")] = None
    note: Annotated[str, Meta(title="批复意见", max_length=300, description="不同意时必填")] = ""
    version: Version = None


class GiveReason(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs its reason: withdraw, escalate."""

    reason: Reason
    version: Version = None


class OverrideLight(msgspec.Struct, forbid_unknown_fields=True):
    """A light set by a person, with its reason and its end."""

    light: Annotated[Colour, Meta(title="亮灯")]
    reason: Reason
    until: Annotated[date, Meta(title="有效期至", description="到期后恢复按规则计算")]


class EndOverride(msgspec.Struct, forbid_unknown_fields=True):
    """Why a light that was set by hand is given back to the rules before its end."""

    reason: Reason


# -- views ---------------------------------------------------------------------------------------------------


class OrderRow(msgspec.Struct, kw_only=True):
    """An order in a list."""

    id: int
    number: str
    kind: OrderKind
    project: int
    project_title: str
    direction: str
    light: str
    lead_name: str
    matter: str
    handler: int
    handler_name: str
    receive_by: date | None
    due_on: date
    state: str
    state_since: datetime
    issued_at: datetime | None
    sees_project: bool = True  # not so for who handles or helps without a tie to the project

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(ORDER.label(self.state))

    @property
    def title(self) -> str:
        """Its number, or its kind while it has none."""
        return self.number or _("%(kind)s（未编号）") % {"kind": _(self.kind.label)}

    @property
    def due_now(self) -> date | None:
        """The day that counts now: to receive, then to settle; None once it is with the checker or over."""
        if self.state == "issued":
            return self.receive_by or self.due_on
        return self.due_on if self.state in {"received", "handling", "returned"} else None

    @property
    def holder(self) -> str:
        """Whose turn it is."""
        who = ORDER.holder[self.state]
        return self.handler_name if who == "承办人" else _(who)

    @property
    def href(self) -> str:
        """Its page."""
        return f"/supervision/orders/{self.id}"


class OrderLine(OrderRow, kw_only=True):
    """An order as the Excel ledger holds it."""

    helpers: str = ""
    unit_name: str
    problem: str
    requirement: str
    received_at: datetime | None
    reply: str
    verified_by_name: str | None
    closed_on: date | None


class MoreTimeView(msgspec.Struct, kw_only=True):
    """More time that was asked for, and what became of it."""

    id: int
    version: int
    due_on: date
    reason: str
    asked_by_name: str
    asked_at: datetime
    state: str
    decided_by_name: str | None
    decided_at: datetime | None
    note: str

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(MORE_TIME.label(self.state))


class HelperView(msgspec.Struct, kw_only=True):
    """A unit or person beside the handler, and what was done."""

    id: int
    version: int
    unit: int | None
    account: int | None
    unit_name: str | None
    name: str | None
    text: str
    said_by_name: str | None
    said_at: datetime | None

    @property
    def label(self) -> str:
        """The name that lists and papers give."""
        return self.name or self.unit_name or ""


class OrderView(OrderRow, kw_only=True):
    """An order with all its words, and what the actor may do."""

    version: int
    project_number: str
    unit: int
    unit_name: str
    checkpoint: int | None
    entry: int | None
    escalated_from: int | None
    basis: str
    problem: str
    requirement: str
    drafted_by: int
    drafted_by_name: str
    drafted_at: datetime
    signed_by_name: str | None
    signed_at: datetime | None
    received_at: datetime | None
    reply: str
    replied_at: datetime | None
    verified_by_name: str | None
    verified_at: datetime | None
    verify_note: str
    closed_on: date | None
    actions: list[str] = []
    asked: list[MoreTimeView] = []
    helpers: list[HelperView] = []
    mine: int | None = None  # the line among the helpers that is the actor's
    files: list[FileView] = []

    def filed(self, *categories: str) -> list[FileView]:
        """The files of some kinds: those that the order came with, those of the replies, those of the check."""
        return [one for one in self.files if one.category in categories]


class Expected(msgspec.Struct, frozen=True):
    """One line of a checklist: what the task agreement asks for, and how far it is."""

    key: str
    text: str
    expected: str


class ItemView(msgspec.Struct):
    """One line of a checklist as it was seen."""

    text: str
    expected: str
    result: Seen
    note: str


class CheckpointView(msgspec.Struct, kw_only=True):
    """An inspection, and what the actor may do."""

    id: int
    version: int
    project: int
    project_title: str
    direction: str
    project_light: str
    lead_name: str
    unit: int
    unit_name: str
    kind: CheckpointKind
    title: str
    due_on: date
    inspector: int
    inspector_name: str
    done_on: date | None
    finding: str
    advice: str
    light: str
    cycle: str
    covers_from: date | None
    covers_to: date | None
    state: str
    state_since: datetime
    actions: list[str] = []
    items: list[ItemView] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(CHECKPOINT.label(self.state))

    @property
    def href(self) -> str:
        """Its page."""
        return f"/supervision/checkpoints/{self.id}"


class Stop(msgspec.Struct, frozen=True):
    """A unit to visit, with what is to be seen there on one way."""

    unit_name: str
    checkpoints: list[CheckpointView]


class LightLine(msgspec.Struct):
    """A light that a project had, and when."""

    light: str
    reason: str
    overridden: bool
    since: datetime
    until: datetime | None


class LightView(msgspec.Struct):
    """A project's light with its history."""

    project: int
    light: str
    reason: str
    soon: bool
    overridden_until: date | None
    history: list[LightLine]
    forecast: Forecast | None = None


class OrderPage(msgspec.Struct):
    """A page of orders for the API."""

    items: list[OrderRow]
    next: str | None
    prev: str | None
    total: int | None


class CheckpointPage(msgspec.Struct):
    """A page of inspections for the API."""

    items: list[CheckpointView]
    next: str | None
    prev: str | None
    total: int | None
