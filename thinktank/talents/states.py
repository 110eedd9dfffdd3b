# SPDX-License-Identifier: MIT
"""Membership of the bank (domain.md §4)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class MemberState(StrEnum):
    """From a draft application to a member, and what can become of a member."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNIT_OPINION = "unit_opinion"
    QUALIFICATION = "qualification"
    CONSULT = "consult"
    DECIDED = "decided"
    NOTICE = "notice"
    ACTIVE = "active"
    PAUSED = "paused"
    OBSERVING = "observing"
    EXITED = "exited"
    DECLINED = "declined"


CANDIDATES = ("submitted", "unit_opinion", "qualification", "consult", "decided", "notice")
IN_BANK = (*CANDIDATES, "active", "paused", "observing")
_OFFICER, _LIAISON, _LEADER = "经办人", "单位联络员", "部领导"

MEMBERSHIP = Machine(
    name="membership",
    states=MemberState,
    labels={
        "draft": "草稿",
        "submitted": "候选人",
        "unit_opinion": "待单位意见",
        "qualification": "资格审查",
        "consult": "征求意见",
        "decided": "待审定",
        "notice": "公示",
        "active": "在库",
        "paused": "暂停",
        "observing": "观察",
        "exited": "已退出",
        "declined": "未入库",
    },
    public={"qualification": "审核中", "consult": "审核中", "decided": "审核中", "observing": "在库"},
    initial="draft",
    final=("exited", "declined"),
    transitions=(
        Transition("submit", ("draft",), "submitted", "提交", _OFFICER),
        Transition("give_back", ("submitted",), "draft", "退回修改", _OFFICER),
        Transition("ask_unit", ("submitted",), "unit_opinion", "征求单位意见", _OFFICER),
        Transition("unit_agrees", ("unit_opinion",), "qualification", "单位同意推荐", _LIAISON),
        Transition("qualify", ("qualification",), "consult", "资格审查通过", _OFFICER),
        Transition("cleared", ("consult",), "decided", "征求意见无异议", _OFFICER),
        Transition("publish", ("decided",), "notice", "公示", _OFFICER),
        Transition("admit", CANDIDATES, "active", "准予入库", _LEADER),
        Transition("decline", CANDIDATES, "declined", "不予入库", _LEADER),
        Transition("pause", ("active",), "paused", "暂停", _OFFICER),
        Transition("resume", ("paused",), "active", "恢复", _OFFICER),
        Transition("observe", ("active",), "observing", "列入观察", _LEADER),
        Transition("restore", ("observing",), "active", "结束观察", _LEADER),
        Transition("leave", ("active", "paused", "observing"), "exited", "退出智库", _LEADER),
    ),
    holder={
        "draft": "本人",
        "submitted": _OFFICER,
        "unit_opinion": _LIAISON,
        "qualification": _OFFICER,
        "consult": _OFFICER,
        "decided": _LEADER,
        "notice": _OFFICER,
        "active": "本人",
        "paused": _OFFICER,
        "observing": _OFFICER,
    },
)
NEEDS_REASON = frozenset({"give_back", "decline", "pause", "observe", "leave"})
"""Steps that are not taken without a word of why (domain.md §4, grounds of exit)."""
