# SPDX-License-Identifier: MIT
"""The phases of a round: which day begins which, what a reviewer sees of the others in each, who may write. No I/O.

A reviewer sees nothing of the others' before the own sheet is in, whatever the phase (peers' bias); figures of others
are shown in none. A due day is no expiry: a sheet that is late is taken until the office goes on without it.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from reviews.rubrics.states import Kind


class Mode(StrEnum):
    """How a panel works."""

    LETTER = "letter"
    MEETING = "meeting"

    @property
    def label(self) -> str:
        """The mode in words."""
        return {"letter": "通讯评审", "meeting": "会议评审"}[self]


class Phase(StrEnum):
    """Where a round stands on a day."""

    WAITING = "waiting"
    ALONE = "alone"
    SHARING = "sharing"
    DISCUSSION = "discussion"
    OVER = "over"
    CLOSED = "closed"


class Step(msgspec.Struct, frozen=True):
    """What holds in a phase: whether the material is open, sheets are taken and may be revised, and what it says."""

    label: str
    about: str
    opens: bool = True
    writes: bool = True
    revises: bool = False
    shares: bool = False


STEPS: dict[Phase, Step] = {
    Phase.WAITING: Step("未开始", "可以先作利害关系声明，开始后才能看材料", opens=False, writes=False),
    Phase.ALONE: Step("独立评分", "只看得到自己的评分"),
    Phase.SHARING: Step("互看意见", "提交后可以看其他专家的意见，不显示分数", shares=True),
    Phase.DISCUSSION: Step(
        "讨论", "已提交的专家互看意见、留言，可以修改自己的评分，修改前后都留存", revises=True, shares=True
    ),
    Phase.OVER: Step("评分截止", "等待汇总和审定，未提交的请尽快提交"),
    Phase.CLOSED: Step("已结束", "不再评分", writes=False),
}  # fmt: skip


class Schedule(msgspec.Struct, frozen=True):
    """The days of a round. ``closes_on`` is when sheets are due, with the whole of that day."""

    opens_on: date
    closes_on: date
    shares_from: date | None = None
    discuss_until: date | None = None
    state: str = "open"

    def phase(self, today: date) -> Phase:
        """Return the phase of a day."""
        if self.state != "open":
            return Phase.CLOSED
        if today < self.opens_on:
            return Phase.WAITING
        if today <= self.closes_on:
            return Phase.SHARING if self.shares_from is not None and today >= self.shares_from else Phase.ALONE
        return Phase.DISCUSSION if self.discuss_until is not None and today <= self.discuss_until else Phase.OVER

    def step(self, today: date) -> Step:
        """Return what holds on a day."""
        return STEPS[self.phase(today)]

    def shares(self, today: date) -> bool:
        """Whether who has handed in sees the others' comments; what was once shared stays so until the end."""
        phase = self.phase(today)
        shared = self.shares_from is not None or self.discuss_until is not None
        return STEPS[phase].shares or (phase in (Phase.OVER, Phase.CLOSED) and shared)

    def discusses(self, today: date) -> bool:
        """Whether a discussion is on or ahead: results wait for its end."""
        return self.state == "open" and self.discuss_until is not None and today <= self.discuss_until

    def turns(self) -> list[tuple[date, Phase]]:
        """Return every phase that the round goes through with the day on which it begins, in order."""
        found = [(self.opens_on, Phase.ALONE)]
        if self.shares_from is not None:
            found = [one for one in found if self.shares_from > self.opens_on]
            found.append((max(self.shares_from, self.opens_on), Phase.SHARING))
        if self.discuss_until is not None:
            found.append((self.closes_on + timedelta(days=1), Phase.DISCUSSION))
        found.append(((self.discuss_until or self.closes_on) + timedelta(days=1), Phase.OVER))
        return found

    def next_turn(self, today: date) -> tuple[date, Phase] | None:
        """Return the day and phase that come next; None at the end."""
        if self.state != "open":
            return None
        return next(((day, phase) for day, phase in self.turns() if day > today), None)

    def faults(self) -> dict[str, str]:
        """Return what is wrong with the order of the days, by field."""
        faults = {}
        if self.shares_from is not None and not self.opens_on <= self.shares_from <= self.closes_on:
            faults["shares_from"] = "互看意见须在开始日期与截止日期之间"
        if self.discuss_until is not None and self.discuss_until <= self.closes_on:
            faults["discuss_until"] = "讨论截止须晚于评分截止"
        return faults


class Habit(msgspec.Struct, frozen=True):
    """What a round of a kind begins with."""

    mode: Mode = Mode.LETTER
    discussed: bool = False


# Projects are defended in a meeting at both ends (domain.md §2.1, 现场答辩); what is granted or closed is discussed.
HABITS: dict[Kind, Habit] = {
    Kind.GRANT: Habit(discussed=True),
    Kind.KICKOFF: Habit(Mode.MEETING),
    Kind.MIDTERM: Habit(),
    Kind.CLOSING: Habit(Mode.MEETING, discussed=True),
    Kind.OUTCOME: Habit(),
}
