# SPDX-License-Identifier: MIT
"""What comes in and goes out of change requests, and how capabilities say what one would move."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from research.changes.states import CHANGE, ChangeKind, Ground, Word
from research.projects.schedule import Days
from research.projects.schemas import ProjectView, TeamMember
from research.projects.schemas_plan import LinkRow
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies.schemas import Book
from thinktank.talents.schemas import InBank

Version = int | None
Note = Annotated[str, Meta(title="意见", max_length=500)]

# -- commands ------------------------------------------------------------------------------------------------


class ChangeDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked: the kind, why, and the fields of that kind."""

    kind: Annotated[ChangeKind, Meta(title="变更事项")]
    reason: Annotated[str, Meta(title="理由", min_length=4, max_length=1000, description="写清原因和影响")]
    milestone: Annotated[int | None, Meta(title="从哪个节点起顺延")] = None
    due_on: Annotated[date | None, Meta(title="新的期限")] = None
    lead: Annotated[int | None, Meta(title="新负责人")] = None
    stays: Annotated[bool, Meta(title="原负责人留在课题组")] = False
    members: Annotated[list[TeamMember], Meta(title="变更后的课题组成员（不含负责人）", max_length=10)] = []
    title: Annotated[str, Meta(title="新的题目", max_length=120)] = ""
    approach: Annotated[str, Meta(title="新的研究内容", max_length=2000)] = ""
    deliverable: Annotated[str, Meta(title="新的成果形式", max_length=120, description="如 调研报告、实施方案")] = ""
    budget: Annotated[str, Meta(title="经费安排", max_length=500, description="科目和金额，写到万元；只作记录")] = ""
    ground: Annotated[Ground | None, Meta(title="终止原因")] = None
    version: Version = None


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no words."""

    version: Version = None


class Back(msgspec.Struct, forbid_unknown_fields=True):
    """Send a request back, or take it back, saying why."""

    reason: Annotated[str, Meta(title="原因", min_length=2, max_length=300)]
    version: Version = None


class Opine(msgspec.Struct, forbid_unknown_fields=True):
    """The opinion of the project's unit; the office owes a reason when it writes down a stamped paper for the unit."""

    word: Annotated[Word, Meta(title="单位意见")]
    note: Note = ""
    behalf: Annotated[str, Meta(title="代为登记的依据", max_length=200, description="如 盖章件已收，附后")] = ""
    version: Version = None


class HearExperts(msgspec.Struct, forbid_unknown_fields=True):
    """What experts said, as the office writes it down."""

    experts: Annotated[str, Meta(title="专家", min_length=2, max_length=200, description="姓名，几位用顿号隔开")]
    word: Annotated[Word, Meta(title="专家意见")]
    note: Annotated[str, Meta(title="意见要点", min_length=2, max_length=1000)]
    version: Version = None


class Propose(msgspec.Struct, forbid_unknown_fields=True):
    """What the office proposes to the leader."""

    word: Annotated[Word, Meta(title="拟办意见")]
    note: Note = ""
    version: Version = None


class Decide(msgspec.Struct, forbid_unknown_fields=True):
    """The decision, and from when it holds."""

    approve: Annotated[bool, Meta(title="批准")]
    note: Note = ""
    effective_on: Annotated[date | None, Meta(title="生效日期", description="不填为当日生效")] = None
    version: Version = None


# -- what a change would move ----------------------------------------------------------------------------------


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """What a change does to a project, for those who say what hangs on it.

    ``days`` holds the first and due day of every step as they would be where the plan moves, ``ends`` tells
    that the project would end, ``agreement`` is the number of the version in force, ``book`` holds today's policies.
    """

    project: ProjectView
    kind: ChangeKind
    days: Days = {}
    due_on: date
    ends: bool = False
    lead: int | None = None
    lead_name: str = ""
    agreement: int = 0
    book: Book | None = None

    @property
    def moves_term(self) -> bool:
        """Whether the project's last day moves."""
        return self.due_on != self.project.due_on


def day_words(day: date) -> str:
    """Return a day as people write it, with its year: what moves may lie in another."""
    return _("%(y)d年%(m)d月%(d)d日") % {"y": day.year, "m": day.month, "d": day.day}


class Standing(msgspec.Struct, frozen=True):
    """What a request is measured by: the agreement's version in force, how many extensions the project has had."""

    agreement: int | None
    extensions: int


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A request with all that it is judged by: the project with team and plan, the people whom it names.

    ``book`` and ``links`` (what waits for what in the plan) are there where it moves days.
    """

    project: ProjectView
    draft: ChangeDraft
    standing: Standing
    people: list[InBank] = []
    book: Book | None = None
    links: list[LinkRow] = []

    @property
    def names(self) -> dict[int, str]:
        """The names of the people whom it names."""
        return {one.id: one.name for one in self.people}


class Move(msgspec.Struct, frozen=True):
    """One thing that a change would move: what it is, how it stands, how it would stand."""

    group: str
    what: str
    before: str
    after: str
    href: str = ""


Mover = Callable[[Actor, Shift], Awaitable[list[Move]]]

# -- views ---------------------------------------------------------------------------------------------------


class ChangeRow(msgspec.Struct):
    """A request in a list."""

    id: int
    number: str
    project: int
    project_number: str
    project_title: str
    kind: ChangeKind
    state: str
    state_since: datetime
    reason: str
    made_by_name: str
    proposed_at: datetime | None
    answer_by: date | None

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(CHANGE.label(self.state))

    @property
    def holder(self) -> str:
        """Who has to act: the leader once the office has proposed."""
        if self.state in {"office_review", "expert_opinion"} and self.proposed_at:
            return _("部领导")
        return _(CHANGE.holder[self.state]) if self.state in CHANGE.holder else ""


class ChangeView(ChangeRow, kw_only=True):
    """A request with what every side said, what it would move, and what the actor may do."""

    version: int
    terms: str
    made_by: int
    made_at: datetime
    sent_at: datetime | None
    due_was: date | None
    returned: str
    unit_word: str
    unit_note: str
    unit_by_name: str | None
    unit_at: datetime | None
    on_behalf: bool
    proposal: str
    proposal_note: str
    proposed_by: int | None
    proposed_by_name: str | None
    experts: str
    expert_word: str
    expert_note: str
    expert_at: datetime | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_note: str
    effective_on: date | None
    effective_at: datetime | None
    agreement: int | None
    before: str
    moves: str
    asked: list[Move] = []
    would_move: list[Move] = []
    wrong: list[str] = []
    actions: list[str] = []

    @property
    def draft(self) -> ChangeDraft:
        """What is asked."""
        return msgspec.json.decode(self.terms, type=ChangeDraft)


class ChangeList(msgspec.Struct):
    """A page of requests for the API."""

    items: list[ChangeRow]
    next: str | None
    prev: str | None
    total: int | None


class Moves(msgspec.Struct):
    """What a change that is not sent yet would do, and what stands against it."""

    asked: list[Move]
    would_move: list[Move]
    wrong: dict[str, str] = {}
