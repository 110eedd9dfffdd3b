# SPDX-License-Identifier: MIT
"""The life of an invitation, and the parts that an application has."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class InvitationState(StrEnum):
    """Where an invitation stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ENDED = "ended"


INVITATION = Machine(
    name="invitation",
    states=InvitationState,
    labels={
        "invited": "待答复",
        "accepted": "已接受",
        "declined": "已谢绝",
        "cancelled": "已取消",
        "expired": "逾期未答复",
        "ended": "已退出",
    },
    initial=InvitationState.INVITED,
    final=(InvitationState.DECLINED, InvitationState.CANCELLED, InvitationState.EXPIRED, InvitationState.ENDED),
    transitions=(
        Transition("accept", ("invited",), "accepted", "接受", "member"),
        Transition("decline", ("invited",), "declined", "谢绝", "member"),
        Transition("cancel", ("invited",), "cancelled", "取消邀请", "lead"),
        Transition("expire", ("invited",), "expired", "逾期", "system"),
        Transition("end", ("accepted",), "ended", "退出课题组", "member"),
    ),
    holder={"invited": "被邀请人"},
)


class ReviewWord(StrEnum):
    """What a review says to an application."""

    GRANTED = "granted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"granted": "立项", "refused": "不予立项"}[self.value]


class ProductForm(StrEnum):
    """The form of an expected outcome."""

    REPORT = "report"
    BRIEF = "brief"
    PLAN = "plan"
    CASE = "case"
    PAPER = "paper"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The form's name on screen."""
        names = {"report": "调研报告", "brief": "对策建议", "plan": "实施方案", "case": "典型案例", "paper": "论文"}
        return names.get(self.value, "其他")


TEXTS = ("problem", "goal", "effect", "content", "approach", "basis")
ROWS = ("indicators", "milestones", "products", "costs")
PARTS = (*TEXTS, *ROWS)
"""What several people write together, part by part."""
TEAM = "team"
PART_LABELS = {
    "problem": "问题导向",
    "goal": "目标导向",
    "effect": "效果导向",
    "content": "研究内容",
    "approach": "研究方法和步骤",
    "basis": "基础和条件",
    "indicators": "考核指标",
    "milestones": "里程碑",
    "products": "预期成果",
    "costs": "经费",
    TEAM: "课题组",
}
RETURNABLE = (*PARTS, TEAM)
"""What the office can ask to have mended."""
