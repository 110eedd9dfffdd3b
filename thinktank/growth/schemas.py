# SPDX-License-Identifier: MIT
"""What comes in and goes out of the growth record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.files.schemas import FileView
from thinktank.growth.states import ASSESSMENT, CLAIM, Category, Grade

BY_HAND = (Category.TRAINING.value, Category.HONOUR.value)
LINKS = {
    "project": "/projects/{}",
    "outcome": "/outcomes/{}",
    "posting": "/postings/{}",
    "assessment": "/assessments/{}",
    "review": "/reviews/{}",
}
"""Where the record stands that a line was written from, by its kind; a kind without a page has no link."""


# -- commands -------------------------------------------------------------------------------------------------


class AddGrowth(msgspec.Struct, forbid_unknown_fields=True):
    """A line for the growth record that no other record of the system says; its proof travels beside it."""

    category: Annotated[Literal["培训", "荣誉"], Meta(title="类别")]
    on: Annotated[date, Meta(title="日期")]
    text: Annotated[str, Meta(title="内容", min_length=1, max_length=200)]
    unclassified: Annotated[bool, Meta(title="以上内容不涉密", extra={"must": True})] = False


class DecideClaim(msgspec.Struct, forbid_unknown_fields=True):
    """Whether what a member proposed is put on the record."""

    agree: Annotated[bool, Meta(title="记入成长档案")]
    note: Annotated[str, Meta(title="说明", max_length=200)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class CorrectEntry(msgspec.Struct, forbid_unknown_fields=True):
    """Why a line of the record does not hold."""

    reason: Annotated[str, Meta(title="更正理由", min_length=1, max_length=200)]


class DraftAssessment(msgspec.Struct, forbid_unknown_fields=True):
    """An opinion and a level, given by a person who has read the evidence."""

    level: Annotated[Grade, Meta(title="等次")]
    opinion: Annotated[str, Meta(title="评价意见", min_length=1, max_length=500)]
    version: Annotated[int | None, Meta(title="版本")] = None


class JudgeAssessment(msgspec.Struct, forbid_unknown_fields=True):
    """A leader's word on a drafted assessment, or on one that has to be corrected."""

    note: Annotated[str, Meta(title="说明", max_length=300)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class SignMany(msgspec.Struct, forbid_unknown_fields=True):
    """Sign several drafted assessments: those named, all or none."""

    ids: Annotated[list[int], Meta(title="评价")] = []


class OpenYear(msgspec.Struct, forbid_unknown_fields=True):
    """Open the assessment of a year for every member of the bank."""

    year: Annotated[int, Meta(title="方案年度")]


# -- views ----------------------------------------------------------------------------------------------------


class GrowthLine(msgspec.Struct):
    """A line of the growth record; ``corrected`` when a later line takes it back.

    ``linked``: the reader opens what the line was written from. A unit reads the lines of its people, not the projects.
    """

    id: int
    on: date
    category: str
    text: str
    kind: str
    record: int
    corrects: int = 0
    field_class: str = "P2"
    corrected: bool = False
    linked: bool = True
    files: list[FileView] = []

    @property
    def href(self) -> str:
        """Where the record stands that this line was written from."""
        link = LINKS.get(self.kind, "")
        return link.format(self.record) if link and self.record and self.linked else ""


class ClaimView(msgspec.Struct):
    """Something proposed for the record."""

    id: int
    version: int
    talent: int
    name: str
    unit_name: str
    category: str
    on: date
    text: str
    state: str
    proposed_at: datetime
    proposed_by: int
    note: str
    files: list[FileView] = []
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return CLAIM.label(self.state)


class Evidence(msgspec.Struct):
    """One fact for an assessment: what it is about, in words, and where it stands."""

    topic: str
    text: str
    href: str = ""


class AssessmentRow(msgspec.Struct):
    """An assessment in the list of a year."""

    id: int
    version: int
    talent: int
    name: str
    unit_name: str
    post: str
    direction: str
    year: int
    state: str
    level: str
    account: int | None = None

    @property
    def state_label(self) -> str:
        """The state's name for staff."""
        return ASSESSMENT.label(self.state)

    @property
    def failed(self) -> bool:
        """Whether the level is the lowest."""
        return self.level == Grade.FAILED.value


class AssessmentView(AssessmentRow):
    """One assessment with its evidence; the opinion and the note are for the department alone."""

    year_name: str = ""
    opinion: str = ""
    note: str = ""
    signed_at: datetime | None = None
    evidence: list[Evidence] = []
    past: list[str] = []
    inside: bool = False  # the reader is the person's office
    actions: list[str] = []
