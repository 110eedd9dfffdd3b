# SPDX-License-Identifier: MIT
"""The task agreement as it is kept: what is promised, by whom, who owes what; its signatures, its versions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from research.applications.schemas import (
    MOST_INDICATORS,
    MOST_PRODUCTS,
    MOST_STEPS,
    ApplicationContent,
    IndicatorContent,
    MilestoneContent,
    ProductContent,
)
from research.projects.schemas import AgreementView, Side, Version

MOST_DUTIES = 20


class StepContent(MilestoneContent, forbid_unknown_fields=True):
    """A step of the plan with who answers for it; nobody named: the lead."""

    person: Annotated[int | None, Meta(title="责任人")] = None


class OutcomeContent(ProductContent, forbid_unknown_fields=True):
    """An outcome that is owed (成果清单): its form and name, what it has to be like, by when; no day: by the end."""

    mark: Annotated[str, Meta(title="要求", max_length=120)] = ""
    due_on: Annotated[date | None, Meta(title="完成时间")] = None


class DutyContent(msgspec.Struct, forbid_unknown_fields=True):
    """Something that one side owes (各方责任)."""

    side: Annotated[Side, Meta(title="责任方")]
    text: Annotated[str, Meta(title="责任", min_length=1, max_length=200)]


def as_printed() -> list[DutyContent]:
    """Return what every agreement said of duties before it kept them itself."""
    return [
        DutyContent(Side.LEAD, "按期完成研究任务，如实报送进展，对成果的真实性负责。"),
        DutyContent(Side.UNIT, "提供时间、数据和工作条件，督促课题组按计划推进。"),
        DutyContent(Side.OFFICE, "组织评审和检查，协调解决研究中需要协调的事项。"),
    ]


class AgreementContent(ApplicationContent):
    """The blocks of an agreement: those of the application, with who answers for what, and the duties."""

    milestones: list[StepContent] = []
    products: list[OutcomeContent] = []
    duties: list[DutyContent] = msgspec.field(default_factory=as_printed)

    def duties_of(self, side: str) -> list[str]:
        """Return what one side owes."""
        return [one.text for one in self.duties if one.side == side]


# -- commands ------------------------------------------------------------------------------------------------


class AgreementDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What of an agreement may be settled until it takes effect: targets, plan, outcomes, duties."""

    indicators: Annotated[list[IndicatorContent], Meta(title="考核指标", min_length=1, max_length=MOST_INDICATORS)]
    milestones: Annotated[list[StepContent], Meta(title="里程碑", min_length=1, max_length=MOST_STEPS)]
    products: Annotated[list[OutcomeContent], Meta(title="成果清单", min_length=1, max_length=MOST_PRODUCTS)]
    duties: Annotated[list[DutyContent], Meta(title="各方责任", min_length=3, max_length=MOST_DUTIES)]
    version: Version = None


class SignOnPaper(msgspec.Struct, forbid_unknown_fields=True):
    """The sides whose signatures and stamps are on the scan of the printed agreement."""

    sides: Annotated[list[Side], Meta(title="已签署的各方", min_length=1, max_length=3)]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    note: Annotated[str, Meta(title="说明", max_length=300, description="如 盖章日期、原件存放处")] = ""
    version: Version = None


class TakeSignatureBack(msgspec.Struct, forbid_unknown_fields=True):
    """Take one's signature back while the agreement is not in effect."""

    side: Annotated[Side, Meta(title="确认方")]
    reason: Annotated[str, Meta(title="撤回理由", min_length=1, max_length=300)]
    version: Version = None


# -- views ---------------------------------------------------------------------------------------------------


class Line(msgspec.Struct, frozen=True):
    """A part of the agreement in the older and in the newer version."""

    part: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.old != self.new


class AgreementSheet(msgspec.Struct, kw_only=True):
    """One version of an agreement to be read: its blocks, the names in it, what it changed from the one before.

    ``actions`` is what the actor may do with the present one: confirm_lead, confirm_unit, confirm_office, edit,
    paper, take_back_lead, take_back_unit, take_back_office, reopen.
    """

    project: int
    project_version: int
    relations: list[str]  # how the actor stands to the project
    present: bool  # the version in force, before there is one the newest
    before: int  # the number of the version before; 0 for the first
    version: AgreementView
    content: AgreementContent
    lead_name: str
    unit_name: str
    names: dict[int, str]  # of everybody named in it, by talent id
    lines: list[Line] = []  # against the version before
    actions: list[str] = []

    def person(self, step: StepContent) -> str:
        """Who answers for a step."""
        return self.names.get(step.person or 0, self.lead_name)


class Compared(msgspec.Struct):
    """Two versions of an agreement side by side, and all there are."""

    versions: list[AgreementView]
    old: int
    new: int
    lines: list[Line]
