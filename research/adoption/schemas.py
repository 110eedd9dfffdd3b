# SPDX-License-Identifier: MIT
"""What comes in and goes out of adoption."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.adoption.states import ADOPTION, BRIEF, EFFECT
from research.outcomes.schemas_indicators import TOO_BIG, IndicatorView, fits
from research.outcomes.states import Grounds
from thinktank.files.schemas import FileView

Version = int | None
_Prose = Annotated[str, Meta(max_length=1_000)]
NonSecret = Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密", extra={"must": True})]
Waiver = Annotated[str, Meta(title="越级理由", max_length=300, extra={"long": True})]


# -- commands -------------------------------------------------------------------------------------------------------


class BriefContent(msgspec.Struct, forbid_unknown_fields=True):
    """What a brief says; pre-filled from the outcome."""

    title: Annotated[str, Meta(title="专报题目", min_length=2, max_length=120, extra={"long": False})]
    addressees: Annotated[str, Meta(title="报送对象", min_length=2, max_length=200, extra={"long": False})]
    problem: Annotated[_Prose, Meta(title="主要问题", min_length=1)]
    advice: Annotated[_Prose, Meta(title="对策建议", min_length=1)]
    effect: Annotated[_Prose, Meta(title="预期成效")] = ""
    nonsecret: NonSecret = False
    version: Version = None


class SendBrief(msgspec.Struct, forbid_unknown_fields=True):
    """That a brief went out: formally it is issued in the office's own system."""

    on: Annotated[date, Meta(title="报送日期")]
    signer: Annotated[str, Meta(title="签发人", min_length=1, max_length=60)]
    waiver: Waiver = ""
    version: Version = None


class TaskContent(msgspec.Struct, forbid_unknown_fields=True):
    """A task for the project's team, carried as an order (督办)."""

    matter: Annotated[str, Meta(title="任务事项", min_length=2, max_length=120, extra={"long": False})]
    requirement: Annotated[str, Meta(title="办理要求", min_length=2, max_length=1000)]
    due_on: Annotated[date, Meta(title="办结期限")]
    nonsecret: NonSecret = False


class AskAdoption(msgspec.Struct, forbid_unknown_fields=True):
    """Ask a unit whether it adopted the outcome."""

    unit: Annotated[int, Meta(title="采纳单位")]
    ask: Annotated[str, Meta(title="请确认的内容", min_length=2, max_length=500)]


class ConfirmAdoption(msgspec.Struct, forbid_unknown_fields=True):
    """What the unit adopted: the fields of a proof (采纳证明)."""

    content: Annotated[str, Meta(title="采纳内容", min_length=2, max_length=500)]
    measures: Annotated[str, Meta(title="用在什么文件或措施", min_length=2, max_length=300)]
    document: Annotated[str, Meta(title="文号", min_length=1, max_length=80, description="如 盐城管〔2026〕12号")]
    grounds: Annotated[Grounds, Meta(title="文件层级")]
    adopted_on: Annotated[date, Meta(title="采纳日期")]
    effect: Annotated[str, Meta(title="已有效果", max_length=500, description="有数据的写数据，没有可以不填")] = ""
    nonsecret: NonSecret = False
    version: Version = None


class Reasoned(msgspec.Struct, forbid_unknown_fields=True):
    """A step that takes a reason."""

    reason: Annotated[str, Meta(title="理由", min_length=2, max_length=300)]
    version: Version = None


class Plain(msgspec.Struct, forbid_unknown_fields=True):
    """A step that takes no words."""

    version: Version = None


class IndicatorValue(msgspec.Struct, forbid_unknown_fields=True):
    """A value of one of the outcome's indicators; an empty one is left out."""

    indicator: Annotated[int, Meta(title="指标")]
    value: Annotated[Decimal | None, Meta(title="数值")] = None
    numerator: Annotated[Decimal | None, Meta(title="分子")] = None
    denominator: Annotated[Decimal | None, Meta(title="分母")] = None

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be kept."""
        if not all(fits(value) for value in (self.value, self.numerator, self.denominator)):
            raise ValueError(TOO_BIG)


class AnswerEffect(msgspec.Struct, forbid_unknown_fields=True):
    """What came of it so far."""

    effect: Annotated[str, Meta(title="应用效果", min_length=2, max_length=500, description="尽量用数据，写清统计时间")]
    on: Annotated[date, Meta(title="统计日期")]
    figures: Annotated[list[IndicatorValue], Meta(title="指标数据", max_length=30)] = []
    nonsecret: NonSecret = False
    version: Version = None


# -- views ----------------------------------------------------------------------------------------------------------


class BriefView(msgspec.Struct, kw_only=True):
    """A brief."""

    id: int
    version: int
    state: str
    outcome: int
    outcome_number: str
    outcome_title: str
    outcome_unit: int
    number: str
    title: str
    addressees: str
    problem: str
    advice: str
    effect: str
    signer: str
    sent_on: date | None
    drafted_by_name: str
    drafted_at: datetime
    authors: str = ""
    early: bool = False  # the outcome has not been evaluated: sending takes a waiver
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name."""
        return BRIEF.label(self.state)


class TaskView(msgspec.Struct):
    """A task given for an outcome, and the order that carries it."""

    id: int
    matter: str
    basis: str
    due_on: date
    order_id: int | None


class EffectView(msgspec.Struct, kw_only=True):
    """A question about the effect, and its answer."""

    id: int
    version: int
    state: str
    adoption: int
    months: int
    due_on: date
    asked_of: int
    effect: str
    answered_at: datetime | None
    reason: str
    unit: int
    unit_name: str
    outcome: int
    outcome_title: str
    outcome_number: str
    indicators: list[IndicatorView] = []
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name."""
        return EFFECT.label(self.state)


class AdoptionRow(msgspec.Struct):
    """An adoption in a list."""

    id: int
    version: int
    state: str
    outcome: int
    outcome_number: str
    outcome_title: str
    unit: int
    unit_name: str
    due_on: date
    adopted_on: date | None
    document: str
    asked_at: datetime

    @property
    def state_label(self) -> str:
        """The state's name."""
        return ADOPTION.label(self.state)


class AdoptionView(msgspec.Struct, kw_only=True):
    """A confirmation of adoption: what the unit reads of the outcome, and what it answered."""

    id: int
    version: int
    state: str
    outcome: int
    outcome_number: str
    outcome_title: str
    outcome_kind: str
    outcome_direction: str
    outcome_unit: int
    summary: str
    unit: int
    unit_name: str
    ask: str
    due_on: date
    asked_by: int
    asked_by_name: str
    asked_of: int
    asked_at: datetime
    content: str
    measures: str
    document: str
    grounds: str
    adopted_on: date | None
    effect: str
    confirmer: str
    reason: str
    answered_at: datetime | None
    kind_label: str = ""
    grounds_label: str = ""
    authors: str = ""
    managed: bool = False  # the reader is the outcome's office
    asked_me: bool = False  # the reader is a liaison of the unit
    is_author: bool = False
    effects: list[EffectView] = []
    files: list[FileView] = []
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name."""
        return ADOPTION.label(self.state)


class WayView(msgspec.Struct, kw_only=True):
    """All that was done to bring an outcome into practice, for its page."""

    outcome: int
    title: str
    number: str
    briefs: list[BriefView]
    tasks: list[TaskView]
    adoptions: list[AdoptionRow]
    effects: list[EffectView]
    actions: list[str] = []
