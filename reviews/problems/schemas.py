# SPDX-License-Identifier: MIT
"""What comes in and goes out of the ledger of problems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from reviews.problems.states import PROBLEM, ProblemKind, Source
from thinktank.kernel.i18n import _

Version = int | None
Reason = Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
NonSecret = Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
Measure = Annotated[str, Meta(title="整改措施", max_length=600, description="做什么、怎么做；可由责任人后补")]
HREFS = {
    Source.CHECKPOINT: "/supervision/checkpoints/{}",
    Source.REPORT: "/reports/{}",
    Source.MATTER: "/coordinations/{}",
}


# -- commands ------------------------------------------------------------------------------------------------


class RegisterProblem(msgspec.Struct, forbid_unknown_fields=True):
    """A problem of a project."""

    nonsecret: NonSecret
    project: Annotated[int, Meta(title="项目", ge=1)]
    text: Annotated[str, Meta(title="存在问题", min_length=1, max_length=300, description="一件事写一条")]
    kind: Annotated[ProblemKind, Meta(title="问题类别")] = ProblemKind.PROGRESS
    owner: Annotated[int | None, Meta(title="责任人", description="不选为课题负责人")] = None
    due_on: Annotated[date | None, Meta(title="完成时限", description="不填按设置的整改期限")] = None
    measure: Measure = ""


class PlanMeasure(msgspec.Struct, forbid_unknown_fields=True):
    """How a problem is mended, by whom and until when."""

    measure: Annotated[str, Meta(title="整改措施", min_length=1, max_length=600, description="做什么、怎么做")]
    due_on: Annotated[date | None, Meta(title="完成时限", description="责任人不能自行推后")] = None
    version: Version = None


class ReportFixed(msgspec.Struct, forbid_unknown_fields=True):
    """What was done about a problem."""

    nonsecret: NonSecret
    progress: Annotated[str, Meta(title="整改情况", min_length=1, max_length=600, description="对照问题写做到了什么")]
    version: Version = None


class JudgeFixed(msgspec.Struct, forbid_unknown_fields=True):
    """What a check of it found."""

    passed: Annotated[bool, Meta(title="予以销号")]
    note: Annotated[str, Meta(title="核查意见", min_length=1, max_length=300, description="怎么核的、看到什么")]
    version: Version = None


class DropProblem(msgspec.Struct, forbid_unknown_fields=True):
    """Why it is no problem after all."""

    reason: Reason
    version: Version = None


# -- views ---------------------------------------------------------------------------------------------------


class ProblemRow(msgspec.Struct, kw_only=True):
    """A problem in the ledger."""

    id: int
    project: int
    project_title: str
    direction: str
    light: str
    unit_name: str
    kind: ProblemKind
    text: str
    source: Source
    source_label: str
    found_on: date
    owner: int
    owner_name: str
    due_on: date | None
    measure: str
    progress: str
    order_id: int | None
    order_number: str
    state: str
    state_since: datetime
    closed_on: date | None
    closed_by_name: str | None
    late: bool = False
    days_open: int = 0

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(PROBLEM.label(self.state))

    @property
    def holder(self) -> str:
        """Whose turn it is."""
        who = PROBLEM.holder[self.state]
        return self.owner_name if who == "责任人" else _(who)

    @property
    def href(self) -> str:
        """Its page."""
        return f"/problems/{self.id}"


class Similar(msgspec.Struct, kw_only=True):
    """An earlier problem that reads alike, how much, and by which words."""

    id: int
    text: str
    project_title: str
    state_label: str
    percent: int
    words: list[str]

    @property
    def href(self) -> str:
        """Its page."""
        return f"/problems/{self.id}"


class ProblemView(ProblemRow, kw_only=True):
    """A problem with all its words, and what the actor may do."""

    version: int
    source_record: int | None
    found_by: int
    found_by_name: str
    close_note: str
    similar: list[Similar] = []
    actions: list[str] = []

    @property
    def source_href(self) -> str:
        """The page of what it was found in, or nothing."""
        pattern = HREFS.get(self.source, "")
        return pattern.format(self.source_record) if pattern and self.source_record else ""


class Recurring(msgspec.Struct, kw_only=True):
    """Problems that read alike, newest first, with the words that all of a pair share."""

    words: list[str]
    problems: list[ProblemRow]

    @property
    def projects(self) -> int:
        """How many projects have it."""
        return len({one.project for one in self.problems})


class ProblemPage(msgspec.Struct):
    """A page of problems for the API."""

    items: list[ProblemRow]
    next: str | None
    prev: str | None
    total: int | None
