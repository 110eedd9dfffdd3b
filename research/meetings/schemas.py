# SPDX-License-Identifier: MIT
"""What comes in and goes out of meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from research.meetings.states import FOLLOW_UP, MEETING, MeetingKind
from thinktank.kernel.i18n import _

Version = int | None


class PlanMeeting(msgspec.Struct, forbid_unknown_fields=True):
    """Invite to a meeting or an event."""

    kind: Annotated[MeetingKind, Meta(title="类别")]
    title: Annotated[str, Meta(title="名称", min_length=2, max_length=80)]
    on: Annotated[date, Meta(title="日期")]
    at: Annotated[str, Meta(title="时间", pattern="^([01]?[0-9]|2[0-3]):[0-5][0-9]$", description="如 9:30")]
    place: Annotated[str, Meta(title="地点", min_length=1, max_length=120)]
    invited: Annotated[list[int], Meta(title="邀请", max_length=60)] = []
    guests: Annotated[str, Meta(title="其他参加人", max_length=300, description="没有账号的人，姓名和单位")] = ""
    agenda: Annotated[str, Meta(title="议程", max_length=1000)] = ""
    version: Version = None


class NewFollowUp(msgspec.Struct, forbid_unknown_fields=True):
    """Something that was agreed on."""

    text: Annotated[str, Meta(title="议定事项", min_length=2, max_length=200)]
    owner: Annotated[int, Meta(title="责任人")]
    due_on: Annotated[date, Meta(title="期限")]


class Minutes(msgspec.Struct, forbid_unknown_fields=True):
    """What was said and agreed."""

    minutes: Annotated[str, Meta(title="纪要", min_length=2, max_length=4000)]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    follow_ups: Annotated[list[NewFollowUp], Meta(title="议定事项", max_length=20)] = []
    version: Version = None


class CallOff(msgspec.Struct, forbid_unknown_fields=True):
    """Call a meeting off."""

    reason: Annotated[str, Meta(title="原因", min_length=2, max_length=300)]
    version: Version = None


class Finish(msgspec.Struct, forbid_unknown_fields=True):
    """Say what came of it."""

    result: Annotated[str, Meta(title="办理结果", min_length=2, max_length=300)]
    version: Version = None


class Again(msgspec.Struct, forbid_unknown_fields=True):
    """Open something that was done again."""

    reason: Annotated[str, Meta(title="原因", min_length=2, max_length=300)]
    version: Version = None


class Person(msgspec.Struct):
    """Somebody with an account."""

    account: int
    name: str
    unit_name: str | None = None


class FollowUpRow(msgspec.Struct):
    """Something that was agreed on, with where it stands."""

    id: int
    meeting: int
    text: str
    owner: int
    owner_name: str
    due_on: date
    state: str
    version: int
    result: str
    project: int
    project_number: str
    late: bool = False
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(FOLLOW_UP.label(self.state))


class MeetingRow(msgspec.Struct):
    """A meeting in a list."""

    id: int
    version: int
    project: int
    project_number: str
    project_title: str
    kind: MeetingKind
    title: str
    starts_at: datetime
    place: str
    state: str
    state_since: datetime
    created_by: int
    created_by_name: str

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(MEETING.label(self.state))


class MeetingView(MeetingRow, kw_only=True):
    """A meeting with those invited, its minutes, what was agreed, and what the actor may do."""

    agenda: str
    guests: str
    minutes: str
    held_at: datetime | None
    reason: str
    invited: list[Person] = []
    follow_ups: list[FollowUpRow] = []
    actions: list[str] = []
