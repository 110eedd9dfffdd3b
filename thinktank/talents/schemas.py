# SPDX-License-Identifier: MIT
"""What comes in and goes out of the bank."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.kernel import clock
from thinktank.kernel.directions import Direction
from thinktank.talents.states import CANDIDATES, MEMBERSHIP, MemberState

GENDERS = {"male": "男", "female": "女"}

# -- commands -------------------------------------------------------------------------------------------------


class Admit(msgspec.Struct, forbid_unknown_fields=True):
    """Make candidates members: those named, or all that a list's conditions find."""

    ids: Annotated[list[int], Meta(title="人员")] = []
    all: Annotated[bool, Meta(title="符合条件的全部候选人")] = False
    q: Annotated[str, Meta(title="查找", max_length=60)] = ""
    direction: Annotated[Direction | None, Meta(title="方向")] = None
    unit: Annotated[int | None, Meta(title="单位")] = None
    admitted_on: Annotated[date | None, Meta(title="入库日期")] = None


class OpenAccount(msgspec.Struct, forbid_unknown_fields=True):
    """Let a person of the bank sign in."""

    login: Annotated[
        str,
        Meta(
            title="账号", min_length=3, max_length=60, pattern=r"^[A-Za-z0-9._-]+$", description="字母、数字，如 liming"
        ),
    ]


class KeepList(msgspec.Struct, forbid_unknown_fields=True):
    """Keep a list's conditions under a name."""

    name: Annotated[str, Meta(title="视图名称", min_length=1, max_length=20)]
    query: Annotated[str, Meta(title="条件", max_length=600)] = ""


class ChooseColumns(msgspec.Struct, forbid_unknown_fields=True):
    """Which columns the bank's list shows, and whether its rows stand close."""

    columns: Annotated[list[str], Meta(title="显示的列", max_length=30)] = []
    compact: Annotated[bool, Meta(title="紧凑行高")] = False
    query: Annotated[str, Meta(title="条件", max_length=600)] = ""


# -- conditions of a list --------------------------------------------------------------------------------------


class Filter(msgspec.Struct, frozen=True):
    """What a list of people is narrowed to, and how it is sorted; ``placed`` False = direction not yet confirmed.

    ``education`` is a level and all above it, ``age`` a band, ``term`` a span in which a term ends, ``tag`` one of the
    strengths: keys of the tables below.
    """

    q: str = ""
    direction: str = ""
    state: str = ""
    unit: int | None = None
    placed: bool | None = None
    sex: str = ""
    education: str = ""
    degree: str = ""
    age: str = ""
    political: str = ""
    tag: str = ""
    term: str = ""
    sort: str = ""

    @property
    def deep(self) -> bool:
        """Whether a condition is set that the list keeps behind 更多条件."""
        return any(getattr(self, name) for name in ("tag", *P2_CONDITIONS, *P3_CONDITIONS))


P2_CONDITIONS = {  # and the fields that each asks about
    "sex": ("gender",),
    "education": ("education", "degree"),
    "degree": ("degree",),
    "age": ("birth_month",),
    "term": ("term_to",),
}
P3_CONDITIONS = ("political",)
EDUCATION = {"bachelor": "本科及以上", "master": "硕士研究生及以上", "doctor": "博士研究生"}
DEGREES = {"学士": "学士", "硕士": "硕士", "博士": "博士"}
AGES = {"30": "30岁及以下", "35": "35岁及以下", "40": "40岁及以下", "40+": "40岁以上"}
POLITICAL = {"party": "中共党员（含预备）", "league": "共青团员", "democratic": "民主党派", "masses": "群众"}
TERMS = {"3": "3个月内任期届满", "12": "一年内任期届满", "over": "任期已届满"}
SORTS = {"name": "姓名", "admitted": "入库时间", "unit": "单位"}


# -- views ----------------------------------------------------------------------------------------------------


class SavedView(msgspec.Struct):
    """A list that a person keeps."""

    id: int
    name: str
    query: str


class Choice(msgspec.Struct):
    """What a person's list looks like."""

    columns: list[str]
    compact: bool


# Every column of the list that may be chosen: its label, and to whom it is offered.
LIST_COLUMNS: dict[str, tuple[str, str]] = {
    "direction": ("主方向", "all"),
    "fit": ("归向依据", "unit"),
    "unit": ("单位与职务", "all"),
    "education": ("学历专业", "unit"),
    "school": ("毕业院校", "unit"),
    "pro_title": ("职称", "all"),
    "strengths": ("专业特长", "all"),
    "political": ("政治面貌", "office"),
    "state": ("状态", "unit"),
    "admitted": ("入库时间", "all"),
    "term": ("任期至", "unit"),
}
DEFAULT_COLUMNS = ("direction", "fit", "unit", "education", "state", "admitted")


class TalentRow(msgspec.Struct):
    """A person in a list. Fields of class P2 are blank for who may not see them."""

    id: int
    name: str
    name_key: str
    gender: str
    birth_month: date | None
    degree: str
    education: str
    major: str
    unit: int
    unit_name: str
    post: str
    direction: str
    proposed: str
    proposed_score: int
    state: str
    state_since: datetime
    admitted_on: date | None
    account: int | None
    school: str
    pro_title: str
    strengths: str
    political_status: str
    term_to: date | None

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return MEMBERSHIP.label(self.state)

    @property
    def about(self) -> str:
        """Gender and age, as far as known."""
        return _about(self.gender, self.birth_month)


class TalentView(msgspec.Struct):
    """A person's profile: what the actor's classes of fields (P1-P3) leave visible, and what may be done."""

    id: int
    version: int
    account: int | None
    name: str
    name_key: str
    gender: str
    birth_month: date | None
    ethnicity: str
    political_status: str
    education: str
    degree: str
    school: str
    major: str
    unit: int
    unit_name: str
    post: str
    pro_title: str
    strengths: str
    research_interest: str
    phone: str
    email: str
    remark: str
    direction: str
    secondary: str
    proposed: str
    proposed_score: int
    wish: str
    state: str
    state_since: datetime
    admitted_on: date | None
    term_to: date | None
    created_at: datetime
    cadre: str = ""
    local_since: date | None = None
    merged_into: int | None = None
    actions: list[str] = []
    classes: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return MEMBERSHIP.label(self.state)

    @property
    def about(self) -> str:
        """Gender and age, as far as known."""
        return _about(self.gender, self.birth_month)

    @property
    def tags(self) -> list[str]:
        """The strengths one by one."""
        return [one for one in re.split(r"[、,，;；\s]+", self.strengths) if one]

    @property
    def holder(self) -> str:
        """Who has to act, and since when, while the person is not yet a member."""
        if self.state not in CANDIDATES:
            return ""
        since = clock.day_of(self.state_since)
        return f"待{MEMBERSHIP.holder[self.state]}办理，自{since.month}月{since.day}日"


class TalentOption(msgspec.Struct):
    """A member to pick, for a team or a post."""

    id: int
    name: str
    unit_name: str
    post: str
    direction: str


class InBank(msgspec.Struct):
    """How somebody stands in the bank, for the rules of other records."""

    id: int
    name: str
    account: int | None
    state: str

    @property
    def active(self) -> bool:
        """Whether this is an active member."""
        return self.state == "active"


class Counts(msgspec.Struct):
    """How many stand where, for a list's head; from the tally, so only for who sees the whole bank."""

    total: int
    active: int
    candidates: int
    unplaced: int
    by_direction: dict[str, int]


def masked_phone(phone: str) -> str:
    """Return a phone as it may be shown: 138****1234; anything shorter shows nothing."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= len("13800001234") else ("****" if phone else "")


def _about(gender: str, birth_month: date | None) -> str:
    words = [GENDERS.get(gender, "")]
    if birth_month is not None:
        today = clock.today()
        words.append(f"{today.year - birth_month.year - (today.month < birth_month.month)}岁")
    return "，".join(word for word in words if word)


STATES = tuple((state.value, MEMBERSHIP.label(state)) for state in MemberState if state is not MemberState.MERGED)
