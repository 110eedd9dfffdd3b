# SPDX-License-Identifier: MIT
"""A change request's life, and what can be changed."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class ChangeState(StrEnum):
    """Where a request to change a project stands (domain.md §1.3)."""

    DRAFT = "draft"
    UNIT_OPINION = "unit_opinion"
    OFFICE_REVIEW = "office_review"
    EXPERT_OPINION = "expert_opinion"
    APPROVED = "approved"
    REJECTED = "rejected"
    EFFECTIVE = "effective"
    WITHDRAWN = "withdrawn"


OPEN = ("draft", "unit_opinion", "office_review", "expert_opinion", "approved")
SENT = ("unit_opinion", "office_review", "expert_opinion")
AT_OFFICE = ("office_review", "expert_opinion")

CHANGE = Machine(
    name="change",
    states=ChangeState,
    labels={
        "draft": "草稿",
        "unit_opinion": "待单位意见",
        "office_review": "待审核",
        "expert_opinion": "听取专家意见",
        "approved": "已批准，待生效",
        "rejected": "未批准",
        "effective": "已生效",
        "withdrawn": "已撤回",
    },
    initial="draft",
    final=("rejected", "effective", "withdrawn"),
    transitions=(
        Transition("send", ("draft",), "unit_opinion", "提交", "课题负责人"),
        Transition("opine", ("unit_opinion",), "office_review", "出具单位意见", "单位联络员"),
        Transition("return", SENT, "draft", "退回修改", "单位联络员、经办人"),
        Transition("consult", ("office_review",), "expert_opinion", "听取专家意见", "经办人"),
        Transition("approve", AT_OFFICE, "approved", "批准", "部领导"),
        Transition("reject", AT_OFFICE, "rejected", "不批准", "部领导"),
        Transition("take_effect", ("approved",), "effective", "生效", "系统"),
        Transition("withdraw", ("draft", *SENT), "withdrawn", "撤回", "课题负责人"),
        Transition("undo_approve", ("approved",), "office_review", "撤销批准", "部领导", undo=True),
        Transition("undo_approve_heard", ("approved",), "expert_opinion", "撤销批准", "部领导", undo=True),
        Transition("undo_reject", ("rejected",), "office_review", "撤销不批准", "部领导", undo=True),
        Transition("undo_reject_heard", ("rejected",), "expert_opinion", "撤销不批准", "部领导", undo=True),
        Transition("undo_effect", ("effective",), "approved", "撤销生效", "部领导", undo=True),
    ),
    holder={
        "draft": "课题负责人",
        "unit_opinion": "单位联络员",
        "office_review": "经办人",
        "expert_opinion": "经办人",
        "approved": "经办人",
    },
)


class ChangeKind(StrEnum):
    """What is to be changed."""

    SCHEDULE = "schedule"
    LEADER = "leader"
    MEMBER = "member"
    TITLE_CONTENT = "title_content"
    OUTPUT_FORM = "output_form"
    BUDGET = "budget"
    TERMINATE = "terminate"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return KIND_LABELS[self.value]

    @property
    def needs_experts(self) -> bool:
        """Whether experts are heard before it is decided (domain.md §1.3: leader and content)."""
        return self in {ChangeKind.LEADER, ChangeKind.TITLE_CONTENT}


KIND_LABELS = {
    "schedule": "延期",
    "leader": "变更负责人",
    "member": "变更成员",
    "title_content": "变更题目和内容",
    "output_form": "变更成果形式",
    "budget": "调整经费",
    "terminate": "终止",
}


class Ground(StrEnum):
    """Why a project ends before its time, without blame (domain.md §1.3)."""

    AGREED = "agreed"
    FORCE_MAJEURE = "force_majeure"
    POLICY_MOVED = "policy_moved"

    @property
    def label(self) -> str:
        """The ground's name on screen."""
        return {"agreed": "各方商定", "force_majeure": "不可抗力", "policy_moved": "政策变化"}[self.value]


class Word(StrEnum):
    """Yes or no, of the unit, the experts, the office's proposal, the decision."""

    AGREE = "agree"
    OBJECT = "object"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"agree": "同意", "object": "不同意"}[self.value]
