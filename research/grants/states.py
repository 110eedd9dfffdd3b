# SPDX-License-Identifier: MIT
"""The machine of a list of applications that are to be granted (拟立项名单)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class ListState(StrEnum):
    """Where a list stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NOTICE = "notice"
    DONE = "done"
    DROPPED = "dropped"


GRANT_LIST = Machine(
    name="grant_list",
    states=ListState,
    labels={"draft": "拟定", "submitted": "待签批", "notice": "公示", "done": "已办结", "dropped": "已作废"},
    initial=ListState.DRAFT,
    final=(ListState.DONE, ListState.DROPPED),
    transitions=(
        Transition(name="submit", from_=("draft",), to="submitted", label="报签", who="officer"),
        Transition(name="send_back", from_=("submitted",), to="draft", label="退回修改", who="dept_leader"),
        Transition(name="sign", from_=("submitted",), to="notice", label="签批并公示", who="dept_leader"),
        Transition(name="finish", from_=("notice",), to="done", label="办结", who="officer"),
        Transition(name="drop", from_=("draft",), to="dropped", label="作废", who="officer"),
        Transition("undo_sign", ("notice",), "submitted", "撤销签批", "dept_leader", undo=True),
    ),
    holder={"draft": "经办人", "submitted": "部领导", "notice": "经办人"},
)


class Verdict(StrEnum):
    """What a list says about an application."""

    GRANT = "grant"
    DECLINE = "decline"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"grant": "拟立项", "decline": "不予立项"}[self.value]
