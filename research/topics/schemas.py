# SPDX-License-Identifier: MIT
"""What comes in and goes out of topics and applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from research.topics.states import Level, Track
from thinktank.kernel.directions import Direction

MOST_TEXT = 2_000
MOST_MEMBERS = 29  # besides the leader: what a form carries; the limit of a team is a policy
MOST_INDICATORS = 12
MOST_STEPS = 20
MOST_TARGET = 10_000_000
Prose = Annotated[str, Meta(max_length=MOST_TEXT)]
Reason = Annotated[
    str, Meta(title="原因", min_length=1, max_length=300, description="写明哪里要改、怎么改，团队会看到")
]
Version = int | None

# -- topics -------------------------------------------------------------------------------------------------


class TopicDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What an officer writes down of a topic; only the title and the direction are needed to keep a draft."""

    title: Annotated[str, Meta(title="题目", min_length=4, max_length=120, description="切口小、问题实")]
    direction: Annotated[Direction, Meta(title="方向")]
    level: Annotated[Level, Meta(title="级别")] = Level.GENERAL
    track: Annotated[Track, Meta(title="立项方式")] = Track.JIEBANG
    background: Annotated[Prose, Meta(title="背景")] = ""
    problem: Annotated[Prose, Meta(title="要解决的问题", description="一条一行，写清现状和依据")] = ""
    goal: Annotated[Prose, Meta(title="目标")] = ""
    effect: Annotated[Prose, Meta(title="预期效果", description="谁受益，怎样检验")] = ""
    deliverable: Annotated[str, Meta(title="成果形式", max_length=120, description="如 调研报告、实施方案")] = ""
    conditions: Annotated[Prose, Meta(title="揭榜条件和支持")] = ""
    requester: Annotated[int | None, Meta(title="需求单位")] = None
    contact: Annotated[str, Meta(title="对接人", max_length=80, description="姓名和职务，不写手机号")] = ""
    months: Annotated[int, Meta(title="周期（月）", ge=1, le=24)] = 8
    closes_on: Annotated[date | None, Meta(title="揭榜截止")] = None
    version: Version = None


class TopicRow(msgspec.Struct):
    """A topic in the list."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    state: str
    months: int
    closes_on: date | None
    requester_name: str | None
    problem: str
    state_label: str = ""
    level_label: str = ""
    open: bool = False  # may be claimed today
    claims: int = 0  # how many teams have handed in; 0 for who is not of the office


class TopicView(msgspec.Struct, kw_only=True):
    """A topic with all it says, and what the actor may do."""

    id: int
    version: int
    number: str
    title: str
    direction: str
    level: str
    track: str
    state: str
    state_since: datetime
    background: str
    problem: str
    goal: str
    effect: str
    deliverable: str
    conditions: str
    requester: int | None
    requester_name: str | None
    contact: str
    months: int
    closes_on: date | None
    published_at: datetime | None
    created_by: int
    created_unit: int
    state_label: str = ""
    level_label: str = ""
    track_label: str = ""
    holder: str = ""
    open: bool = False
    claims: int = 0  # applications handed in and under way; 0 for who is not of the office
    managed: bool = False  # lies in the actor's scope as an officer or leader
    mine: int | None = None  # the actor's own application, when there is one
    obstacle: str = ""  # why the actor cannot claim it, in words
    actions: list[str] = []


class Stamp(msgspec.Struct, forbid_unknown_fields=True):
    """A decision that needs no words; ``version`` is the one that the actor saw."""

    version: Version = None


class Standing(msgspec.Struct):
    """The actor as a person of the bank."""

    talent: int
    name: str
    unit: int
    unit_name: str
    active: bool
