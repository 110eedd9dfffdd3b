# SPDX-License-Identifier: MIT
"""What comes in and goes out of mentoring."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.mentoring.states import PAIR, SUGGESTION, Kind

Version = int | None
NotSecret = Annotated[bool, Meta(title="所填内容不涉及国家秘密和工作秘密", extra={"must": True})]


# -- commands -------------------------------------------------------------------------------------------------


class Offer(msgspec.Struct, forbid_unknown_fields=True):
    """Ask somebody to mentor a member."""

    mentor: Annotated[int, Meta(title="导师")]
    kind: Annotated[Kind, Meta(title="类别")] = Kind.THEORY
    ends_on: Annotated[date | None, Meta(title="指导到")] = None
    project: Annotated[int | None, Meta(title="只指导这个课题")] = None


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The mentor's answer."""

    accept: Annotated[bool, Meta(title="接受")]
    reason: Annotated[str, Meta(title="说明", max_length=300, description="不接受时必填")] = ""
    version: Version = None


class EndPair(msgspec.Struct, forbid_unknown_fields=True):
    """End a pairing."""

    reason: Annotated[str, Meta(title="结束原因", min_length=1, max_length=300)]
    version: Version = None


class KeepTalk(msgspec.Struct, forbid_unknown_fields=True):
    """A talk, and the suggestions that came out of it, one a line."""

    talent: Annotated[int, Meta(title="谈话对象")]
    on: Annotated[date, Meta(title="谈话日期")]
    text: Annotated[str, Meta(title="谈了什么", min_length=1, max_length=600)]
    nonsecret: NotSecret
    topic: Annotated[str, Meta(title="主题", max_length=60)] = ""
    suggestions: Annotated[
        str, Meta(title="提出的意见建议", max_length=600, description="每行一条，会逐条交办；没有就不填")
    ] = ""


class Raise(msgspec.Struct, forbid_unknown_fields=True):
    """A suggestion that a member raises."""

    text: Annotated[str, Meta(title="意见建议", min_length=1, max_length=300, extra={"long": True})]
    nonsecret: NotSecret


class Assign(msgspec.Struct, forbid_unknown_fields=True):
    """Who sees to a suggestion, and until when."""

    owner: Annotated[int, Meta(title="承办人")]
    due_on: Annotated[date, Meta(title="办理期限")]
    version: Version = None


class Reply(msgspec.Struct, forbid_unknown_fields=True):
    """What came of a suggestion."""

    answer: Annotated[str, Meta(title="答复", min_length=1, max_length=600)]
    version: Version = None


class StepSuggestion(msgspec.Struct, forbid_unknown_fields=True):
    """Close a suggestion, send it back, or withdraw it."""

    step: Annotated[Literal["close", "again", "withdraw"], Meta(title="办理")]
    note: Annotated[str, Meta(title="说明", max_length=300, description="重新办理时必填")] = ""
    version: Version = None


# -- views ----------------------------------------------------------------------------------------------------


class PairRow(msgspec.Struct):
    """A pairing as a list shows it."""

    id: int
    version: int
    talent: int
    name: str
    unit_name: str
    post: str
    direction: str
    mentor: int
    mentor_name: str
    mentor_post: str
    kind: Kind
    project: int
    project_title: str
    since: date
    ends_on: date | None
    until: date | None
    state: str
    reason: str
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return PAIR.label(self.state)


class TalkRow(msgspec.Struct):
    """A talk in a list."""

    id: int
    talent: int
    name: str
    held_by: int
    held_by_name: str
    on: date
    topic: str
    text: str


class SuggestionRow(msgspec.Struct):
    """A suggestion, with what the actor may do."""

    id: int
    version: int
    talent: int
    name: str
    raised_by: int
    raised_by_name: str
    text: str
    owner: int | None
    owner_name: str | None
    due_on: date | None
    answer: str
    answered_at: datetime | None
    note: str
    state: str
    state_since: datetime
    created_at: datetime
    account: int | None = None
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return SUGGESTION.label(self.state)
