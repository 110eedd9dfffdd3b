# SPDX-License-Identifier: MIT
"""A meeting's life, that of what it agreed on, and the kinds of meetings and events."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class MeetingState(StrEnum):
    """Whether a meeting is ahead, was held, or was called off."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


MEETING = Machine(
    name="meeting",
    states=MeetingState,
    labels={"planned": "待召开", "held": "已召开", "cancelled": "已取消"},
    initial="planned",
    final=("held", "cancelled"),
    transitions=(
        Transition("hold", ("planned",), "held", "登记纪要", "召集人"),
        Transition("cancel", ("planned",), "cancelled", "取消", "召集人"),
        Transition("undo_hold", ("held",), "planned", "撤销纪要", "召集人", undo=True),
        Transition("undo_cancel", ("cancelled",), "planned", "撤销取消", "召集人", undo=True),
    ),
    holder={"planned": "召集人"},
)


class FollowState(StrEnum):
    """Whether what was agreed is done."""

    OPEN = "open"
    DONE = "done"


FOLLOW_UP = Machine(
    name="follow_up",
    states=FollowState,
    labels={"open": "待办", "done": "已办"},
    initial="open",
    final=(),
    transitions=(
        Transition("finish", ("open",), "done", "办结", "责任人"),
        Transition("reopen", ("done",), "open", "重新办理", "召集人"),
    ),
    holder={"open": "责任人"},
)


class MeetingKind(StrEnum):
    """What is held."""

    KICKOFF = "kickoff"
    REPORT = "report"
    SEMINAR = "seminar"
    VISIT = "visit"
    AWARD = "award"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return KIND_LABELS[self.value]


KIND_LABELS = {
    "kickoff": "开题会",
    "report": "汇报会",
    "seminar": "研讨会",
    "visit": "现场会",
    "award": "颁奖",
    "other": "其他活动",
}
