# SPDX-License-Identifier: MIT
"""The machines of a pairing and of a suggestion (domain.md §4: 理论导师, 实践导师; 意见建议)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

_OFFICER, _MENTOR, _OWNER = "经办人", "导师", "承办人"


class Kind(StrEnum):
    """What a mentor is there for."""

    THEORY = "theory"
    PRACTICE = "practice"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {"theory": "理论导师", "practice": "实践导师"}[self]


class PairState(StrEnum):
    """Where a pairing stands."""

    OFFERED = "offered"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


PAIR = Machine(
    name="mentorship",
    states=PairState,
    labels={"offered": "待导师确认", "active": "指导中", "declined": "未接受", "ended": "已结束"},
    initial="offered",
    final=("declined", "ended"),
    transitions=(
        Transition("accept", ("offered",), "active", "接受指导", _MENTOR),
        Transition("decline", ("offered",), "declined", "不接受", _MENTOR),
        Transition("end", ("offered", "active"), "ended", "结束指导", _OFFICER),
    ),
    holder={"offered": _MENTOR},
)


class SuggestionState(StrEnum):
    """Where a suggestion stands."""

    RAISED = "raised"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


SUGGESTION = Machine(
    name="suggestion",
    states=SuggestionState,
    labels={
        "raised": "待交办",
        "assigned": "办理中",
        "answered": "已答复",
        "closed": "已办结",
        "withdrawn": "已撤回",
    },
    initial="raised",
    final=("closed", "withdrawn"),
    transitions=(
        Transition("assign", ("raised", "assigned"), "assigned", "交办", _OFFICER),
        Transition("answer", ("assigned",), "answered", "答复", _OWNER),
        Transition("again", ("answered",), "assigned", "重新办理", "提出人、经办人"),
        Transition("close", ("answered",), "closed", "办结", "提出人、经办人"),
        Transition("withdraw", ("raised",), "withdrawn", "撤回", "提出人"),
    ),
    holder={"raised": _OFFICER, "assigned": _OWNER, "answered": "提出人、经办人"},
)
