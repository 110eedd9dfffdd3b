# SPDX-License-Identifier: MIT
"""What comes in and goes out of grants: lists, notices, objections."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from research.applications.schemas_review import review_line
from research.applications.states import ReviewWord
from research.grants.states import GRANT_LIST, Verdict
from research.topics.states import Level
from thinktank.kernel.i18n import _

MOST_ITEMS = 60
Version = int | None

# -- commands -------------------------------------------------------------------------------------------------


class ItemContent(msgspec.Struct, forbid_unknown_fields=True):
    """One application on a list."""

    application: Annotated[int, Meta(title="申报")]
    verdict: Annotated[Verdict, Meta(title="意见")] = Verdict.GRANT
    reason: Annotated[str, Meta(title="理由", max_length=300)] = ""
    mentors: Annotated[list[int], Meta(title="导师", max_length=5)] = []


class DraftList(msgspec.Struct, forbid_unknown_fields=True):
    """A list as the office drafts it."""

    title: Annotated[str, Meta(title="名称", min_length=4, max_length=80, description="如 2026年第一批拟立项名单")]
    items: Annotated[list[ItemContent], Meta(title="申报", min_length=1, max_length=MOST_ITEMS)]
    note: Annotated[str, Meta(title="说明", max_length=1000, description="评审情况、拟定依据")] = ""
    version: Version = None


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step of a list; to send it back owes a reason."""

    reason: Annotated[str, Meta(title="理由", max_length=300)] = ""
    version: Version = None


class Object(msgspec.Struct, forbid_unknown_fields=True):
    """An objection in one's own name; an officer may enter one that came by letter or call."""

    item: Annotated[int, Meta(title="对象")]
    text: Annotated[str, Meta(title="情况", min_length=1, max_length=1000, description="写明事实和依据")]
    contact: Annotated[str, Meta(title="联系方式", max_length=60)] = ""
    name: Annotated[str, Meta(title="反映人", max_length=40, description="经办人登记来信来电时填写")] = ""


class AnswerObjection(msgspec.Struct, forbid_unknown_fields=True):
    """The answer to an objection; upheld, its application is not granted."""

    answer: Annotated[str, Meta(title="核查答复", min_length=1, max_length=500)]
    upheld: Annotated[bool, Meta(title="异议成立，不予立项")] = False
    version: Version = None


# -- views ----------------------------------------------------------------------------------------------------


class ObjectionView(msgspec.Struct, kw_only=True):
    """An objection as the office and its author read it."""

    id: int
    version: int
    item: int
    title: str
    name: str
    contact: str
    text: str
    account: int | None
    at: datetime
    due_on: date
    answer: str
    upheld: bool
    answered_at: datetime | None
    answered_name: str | None = None
    late: bool = False


class OpenObjection(msgspec.Struct, kw_only=True):
    """An objection without an answer, among all that the office has to answer."""

    id: int
    of_list: int
    list_title: str
    title: str
    at: datetime
    due_on: date
    late: bool = False


class Candidate(msgspec.Struct, kw_only=True):
    """An application that may go on a list, with what its review came to; nothing where there was none."""

    id: int
    topic_number: str
    topic_title: str
    lead_name: str
    review_round: int | None = None
    review_title: str = ""
    review_decision: str = ""
    review_score: Decimal | None = None
    review_grade: str = ""
    review_note: str = ""

    @property
    def label(self) -> str:
        """The application as one picks it."""
        said = told(self)
        name = f"{self.topic_number}　{self.topic_title}　{self.lead_name}"
        return f"{name}　（{said}）" if said else name

    @property
    def proposed(self) -> ItemContent:
        """The line of a new list that follows from the review."""
        if self.review_decision != ReviewWord.REFUSED:
            return ItemContent(self.id)
        return ItemContent(self.id, Verdict.DECLINE, self.review_note or _("专家评审结论为不予立项"))


def told(of: Candidate | ItemView) -> str:
    """Return what a review came to in one line: the round, the score, the grade, the word. Blank without a review."""
    if not of.review_decision:
        return ""
    line = review_line(of.review_title, of.review_score, of.review_grade)
    return f"{line}　{_(ReviewWord(of.review_decision).label)}"


class ItemView(msgspec.Struct, kw_only=True):
    """An application on a list with what became of it."""

    id: int
    application: int
    verdict: Verdict
    reason: str
    mentors: str
    topic_number: str
    topic_title: str
    direction: str
    level: str
    lead_name: str
    unit: int
    unit_name: str
    state: str
    review_round: int | None = None
    review_title: str = ""
    review_decision: str = ""
    review_score: Decimal | None = None
    review_grade: str = ""
    held: bool = False  # an objection against it is open
    state_label: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing can come of it on this list: its team took it back, or was told no."""
        return self.state in {"withdrawn", "not_granted"}

    @property
    def review(self) -> str:
        """What its review came to, in one line."""
        return told(self)

    @property
    def level_label(self) -> str:
        """The level's name."""
        return Level(self.level).label

    @property
    def mentor_ids(self) -> list[int]:
        """The accounts of the mentors that are named."""
        return [int(one) for one in self.mentors.split(",") if one]


class ListRow(msgspec.Struct):
    """A list among others."""

    id: int
    title: str
    state: str
    state_since: datetime
    notice_from: date | None
    notice_until: date | None
    running: bool = False

    @property
    def state_label(self) -> str:
        """The state's name, finer while on notice."""
        if self.state == "notice":
            return _("公示中") if self.running else _("公示期满")
        return _(GRANT_LIST.label(self.state))


class ListView(msgspec.Struct, kw_only=True):
    """A list with its applications, its objections as far as the actor may read them, and what may be done."""

    id: int
    version: int
    title: str
    note: str
    reason: str
    state: str
    state_since: datetime
    drafted_by: int
    drafted_name: str
    signed_name: str | None
    signed_at: datetime | None
    notice_from: date | None
    notice_until: date | None
    items: list[ItemView] = []
    objections: list[ObjectionView] = []
    running: bool = False
    managed: bool = False
    holder: str = ""
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name, finer while on notice."""
        if self.state == "notice":
            return _("公示中") if self.running else _("公示期满")
        return _(GRANT_LIST.label(self.state))


class GrantNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a grant notice (立项通知书)."""

    department: str
    programme: str
    number: str
    title: str
    topic_number: str
    level: str
    direction: str
    lead: str
    unit: str
    members: list[str]
    starts_on: date
    due_on: date
    sign_by: date
    granted_on: date
    basis: str  # on what it rests, in words
