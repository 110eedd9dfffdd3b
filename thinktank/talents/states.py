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
    MERGED = "merged"


CANDIDATES = ("submitted", "unit_opinion", "qualification", "consult", "decided", "notice")
MEMBERS = ("active", "paused", "observing")
IN_BANK = (*CANDIDATES, *MEMBERS)
SELF, OFFICER, LIAISON, LEADER = "本人或推荐单位", "经办人", "单位联络员", "部领导"

MEMBERSHIP = Machine(
    name="membership",
    states=MemberState,
    labels={
        "draft": "草稿",
        "submitted": "候选人",
        "unit_opinion": "待单位意见",
        "qualification": "资格审查",
        "consult": "征求意见",
        "decided": "已审定",
        "notice": "公示",
        "active": "在库",
        "paused": "暂停",
        "observing": "观察",
        "exited": "已退出",
        "declined": "未入库",
        "merged": "已并入",
    },
    public={"qualification": "审核中", "consult": "审核中", "decided": "审核中", "observing": "在库"},
    initial="draft",
    final=("exited", "declined", "merged"),
    transitions=(
        Transition("submit", ("draft",), "submitted", "提交", SELF),
        Transition("withdraw", ("submitted", "unit_opinion"), "draft", "撤回修改", SELF),
        Transition("give_back", ("submitted", "qualification"), "draft", "退回修改", OFFICER),
        Transition("ask_unit", ("submitted",), "unit_opinion", "征求单位意见", OFFICER),
        Transition("accept", ("submitted",), "qualification", "受理", OFFICER),
        Transition("unit_agrees", ("unit_opinion",), "qualification", "单位同意推荐", LIAISON),
        Transition("unit_disagrees", ("unit_opinion",), "qualification", "单位不同意", LIAISON),
        Transition("qualify", ("qualification",), "consult", "资格审查通过", OFFICER),
        Transition("approve", ("consult",), "decided", "审定通过", LEADER),
        Transition("publish", ("decided",), "notice", "公示", OFFICER),
        Transition("admit", ("notice",), "active", "准予入库", OFFICER),
        Transition("take_over", ("submitted",), "active", "确认已是成员", OFFICER),
        Transition("decline", CANDIDATES, "declined", "不予入库", LEADER),
        Transition("pause", ("active",), "paused", "暂停", OFFICER),
        Transition("resume", ("paused",), "active", "恢复", OFFICER),
        Transition("observe", ("active",), "observing", "列入观察", LEADER),
        Transition("restore", ("observing",), "active", "结束观察", LEADER),
        Transition("leave", MEMBERS, "exited", "退出智库", LEADER),
        Transition(
            "merge", ("draft", *CANDIDATES, *MEMBERS, "exited", "declined"), "merged", "并入另一份资料", OFFICER
        ),
        Transition("reapply", ("exited", "declined"), "submitted", "重新申报", OFFICER),
        Transition("undo_approve", ("decided",), "consult", "撤销审定", LEADER, undo=True),
        Transition("undo_publish", ("notice",), "decided", "撤销公示", OFFICER, undo=True),
        Transition("undo_admit", ("active",), "notice", "撤销入库", LEADER, undo=True),
        Transition("undo_take_over", ("active",), "submitted", "撤销确认", LEADER, undo=True),
        Transition("undo_decline", ("declined",), "submitted", "撤销不予入库", LEADER, undo=True),
        Transition("undo_leave", ("exited",), "active", "撤销退出", LEADER, undo=True),
    ),
    holder={
        "draft": "本人",
        "submitted": OFFICER,
        "unit_opinion": LIAISON,
        "qualification": OFFICER,
        "consult": OFFICER,
        "decided": OFFICER,
        "notice": OFFICER,
        "active": "本人",
        "paused": OFFICER,
        "observing": OFFICER,
    },
)
UNDO = {
    "decided": "undo_approve",
    "notice": "undo_publish",
    "declined": "undo_decline",
    "exited": "undo_leave",
}
"""The correction that takes back how a person came to stand in a state; a member's depends on how they came in."""
NEEDS_REASON = frozenset(
    {"give_back", "unit_disagrees", "decline", "pause", "observe", "leave", "reapply"}
    | {t.name for t in MEMBERSHIP.transitions if t.undo}
)
"""Steps that are not taken without a word of why (domain.md §4, grounds of exit)."""

CHANNELS = {"nominated": "单位推荐", "self_nominated": "本人自荐", "appointed": "组织点将", "roster": "名册导入"}
PAUSES = {"seconded": "外派", "maternity": "产假", "illness": "长期病休", "study": "脱产学习", "other": "其他"}
"""Kinds of pause (domain.md §4)."""
EXITS = {
    "own_request": "本人申请",
    "over_age": "超龄",
    "moved_away": "调离本区",
    "misconduct": "失信违纪",
    "two_fails": "两次年度评价不合格",
    "not_renewed": "期满未续",
}
"""Grounds of exit (domain.md §4)."""


class FlagRule(StrEnum):
    """What a job notices of a member, for somebody to decide."""

    TERM_ENDS = "term_ends"
    OVER_AGE = "over_age"
    HOLD_ENDS = "hold_ends"
    NOTICE_ENDS = "notice_ends"
    TWO_FAILS = "two_fails"


FLAGS = {
    "term_ends": "任期届满",
    "over_age": "超过年龄",
    "hold_ends": "暂停或观察到期",
    "notice_ends": "公示期满",
    "two_fails": "连续两年评价不合格",
}
EXIT_FOR = {"term_ends": "not_renewed", "over_age": "over_age", "two_fails": "two_fails"}
"""The ground of exit that a flag proposes."""
