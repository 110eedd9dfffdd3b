# SPDX-License-Identifier: MIT
"""The course of a round going in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from reviews.conduct.states import WishState
from reviews.rounds.schemas import ItemView, RoundView, TaskView

Reason = Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]
Tasks = Annotated[list[int], msgspec.Meta(title="评审任务", min_length=1, max_length=500)]


class NameSubstitutes(msgspec.Struct, forbid_unknown_fields=True):
    """Who stands by for a round, the first to be asked first; it replaces who was named before."""

    accounts: Annotated[list[int], msgspec.Meta(title="候补专家", max_length=30)] = []


class HandOver(msgspec.Struct, forbid_unknown_fields=True):
    """Let substitutes take over what some reviewers owe."""

    tasks: Tasks
    reason: Reason


class RemindNow(msgspec.Struct, forbid_unknown_fields=True):
    """Remind those who owe, now."""

    tasks: Tasks


class GiveTime(msgspec.Struct, forbid_unknown_fields=True):
    """Give more time to the reviewers of some assignments, for all that they owe in the round."""

    tasks: Tasks
    until: Annotated[date, msgspec.Meta(title="延至", description="当日24:00截止")]
    reason: Reason


class AskTime(msgspec.Struct, forbid_unknown_fields=True):
    """A reviewer's wish for more time, for all that is owed in the round."""

    until: Annotated[date, msgspec.Meta(title="申请延至", description="当日24:00截止")]
    reason: Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]


class AnswerTime(msgspec.Struct, forbid_unknown_fields=True):
    """What the office says to a wish."""

    given: Annotated[bool, msgspec.Meta(title="同意")] = False
    until: Annotated[date | None, msgspec.Meta(title="延至", description="不填即按所申请的")] = None
    note: Annotated[str, msgspec.Meta(title="说明", max_length=300)] = ""
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class Turn(msgspec.Struct, forbid_unknown_fields=True):
    """An item's place on the agenda."""

    item: Annotated[int, msgspec.Meta(title="材料")]
    turn: Annotated[int, msgspec.Meta(title="次序", ge=1, le=999)]


class SetAgenda(msgspec.Struct, forbid_unknown_fields=True):
    """The order in which a meeting hears the items."""

    turns: Annotated[list[Turn], msgspec.Meta(title="上会次序", max_length=200)] = []
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class Hold(msgspec.Struct, forbid_unknown_fields=True):
    """Who was at the meeting, and its minutes; written again it replaces what was written."""

    minutes: Annotated[str, msgspec.Meta(title="会议纪要", min_length=2, max_length=4000)]
    present: Annotated[list[int], msgspec.Meta(title="到会人员", max_length=100)] = []
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class SubstituteView(msgspec.Struct):
    """Somebody who stands by, with how much they took over in the round."""

    account: int
    name: str
    unit_name: str
    sort: int
    taken: int = 0


class WishView(msgspec.Struct):
    """A wish for more time, or time that was given unasked."""

    id: int
    round: int
    round_title: str
    reviewer: int
    reviewer_name: str
    asked_until: date
    reason: str
    asked_at: datetime
    state: WishState
    version: int
    note: str
    until: date | None = None
    decided_at: datetime | None = None
    decided_by_name: str | None = None
    state_label: str = ""


class Told(msgspec.Struct):
    """How often somebody was reminded of something, and when last."""

    times: int = 0
    last: datetime | None = None


class Line(msgspec.Struct):
    """One assignment on the board: who owes what since when, and what was done about it."""

    task: TaskView
    due_on: date
    days_late: int
    owes: bool  # the reviewer still has to hand in
    vacant: bool  # ended without a sheet, and nobody has taken its place
    told: Told
    wish: WishView | None = None
    stands_for: str = ""  # whose place it takes
    taken_by: str = ""  # who has taken its place


class Board(msgspec.Struct):
    """Who owes what in a round, of the items that the actor may see."""

    round: RoundView
    items: list[ItemView]
    lines: list[Line]
    substitutes: list[SubstituteView]
    wishes: list[WishView]
    actions: list[str]


class Taken(msgspec.Struct):
    """What became of one assignment that was to be taken over."""

    task: int
    substitute: int | None
    text: str


class Attendee(msgspec.Struct):
    """Somebody whom a meeting expects, or who was there."""

    account: int
    name: str
    unit_name: str
    part: str
    present: bool | None = None


class MeetingView(msgspec.Struct):
    """A round's meeting: where and when, what is heard in which order, who is expected or was there, the minutes."""

    id: int  # the round's
    round: RoundView
    agenda: list[ItemView]
    people: list[Attendee]
    actions: list[str]
    minutes: str = ""
    held_at: datetime | None = None
