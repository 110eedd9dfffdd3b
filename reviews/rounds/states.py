# SPDX-License-Identifier: MIT
"""The lives of rounds, of what is under review, and of assignments; the words a review may end with."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from reviews.rubrics.states import Kind
from thinktank.kernel.states import Machine, Transition


class RoundState(StrEnum):
    """The states of a round."""

    OPEN = "open"
    CLOSED = "closed"


ROUND = Machine(
    name="round",
    states=RoundState,
    labels={RoundState.OPEN: "进行中", RoundState.CLOSED: "已结束"},
    initial=RoundState.OPEN,
    final=(),
    transitions=(
        Transition("close", (RoundState.OPEN,), RoundState.CLOSED, "结束本轮", "officer"),
        Transition("reopen", (RoundState.CLOSED,), RoundState.OPEN, "重新开启", "officer"),
    ),
    holder={RoundState.OPEN: "经办人"},
)


class ItemState(StrEnum):
    """The states of one thing under review."""

    ASSIGNING = "assigning"
    SCORING = "scoring"
    EXPLAINING = "explaining"
    SCORED = "scored"
    DRAFTED = "drafted"
    DECIDED = "decided"


OPEN_TO_REVIEWERS = (ItemState.ASSIGNING, ItemState.SCORING)
ITEM = Machine(
    name="round_item",
    states=ItemState,
    labels={
        ItemState.ASSIGNING: "待指派评审专家",
        ItemState.SCORING: "评分中",
        ItemState.EXPLAINING: "待说明评分理由",
        ItemState.SCORED: "待审定",
        ItemState.DRAFTED: "待签批",
        ItemState.DECIDED: "已审定",
    },
    initial=ItemState.ASSIGNING,
    final=(ItemState.DECIDED,),
    transitions=(
        Transition("fill", (ItemState.ASSIGNING,), ItemState.SCORING, "派齐评审专家", "officer"),
        Transition("lack", (ItemState.SCORING,), ItemState.ASSIGNING, "补派评审专家", "officer"),
        Transition("ask", (ItemState.ASSIGNING, ItemState.SCORING), ItemState.EXPLAINING, "请说明评分理由", "system"),
        Transition(
            "settle",
            (ItemState.ASSIGNING, ItemState.SCORING, ItemState.EXPLAINING),
            ItemState.SCORED,
            "汇总评分",
            "officer",
        ),
        Transition(
            "rescore",
            (ItemState.EXPLAINING, ItemState.SCORED, ItemState.DRAFTED),
            ItemState.ASSIGNING,
            "重新评分",
            "officer",
        ),
        Transition("draft", (ItemState.SCORED, ItemState.DRAFTED), ItemState.DRAFTED, "提交签批", "officer"),
        Transition("send_back", (ItemState.DRAFTED,), ItemState.SCORED, "退回拟定", "dept_leader"),
        Transition("decide", (ItemState.SCORED, ItemState.DRAFTED), ItemState.DECIDED, "审定", "dept_leader"),
        Transition("reverse", (ItemState.DECIDED,), ItemState.SCORED, "撤销审定", "dept_leader", undo=True),
        Transition("reverse_signed", (ItemState.DECIDED,), ItemState.DRAFTED, "撤销签批", "dept_leader", undo=True),
    ),
    public={
        ItemState.ASSIGNING: "评审中",
        ItemState.SCORING: "评审中",
        ItemState.EXPLAINING: "评审中",
        ItemState.SCORED: "审定中",
        ItemState.DRAFTED: "审定中",
    },
    holder={
        ItemState.ASSIGNING: "经办人",
        ItemState.SCORING: "评审专家",
        ItemState.EXPLAINING: "评审专家",
        ItemState.SCORED: "经办人",
        ItemState.DRAFTED: "部领导",
    },
)


class Revision(StrEnum):
    """What became of the conditions of a decision."""

    NONE = "none"
    DUE = "due"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class RecheckBy(StrEnum):
    """Who looks at mended material a second time."""

    OFFICE = "office"
    PANEL = "panel"

    @property
    def label(self) -> str:
        """Who, in words."""
        return {"office": "经办人核对", "panel": "原评审专家复核"}[self]


MENDING = (Revision.DUE, Revision.HANDED_IN)
REVISION = Machine(
    name="item_revision",
    column="revision",
    states=Revision,
    labels={
        Revision.NONE: "无修改要求",
        Revision.DUE: "待修改",
        Revision.HANDED_IN: "待核对",
        Revision.ACCEPTED: "修改已认可",
        Revision.REFUSED: "修改未认可",
    },
    initial=Revision.NONE,
    final=(Revision.ACCEPTED, Revision.REFUSED),
    transitions=(
        Transition("require", (Revision.NONE,), Revision.DUE, "提出修改要求", "dept_leader"),
        Transition("hand_in", (Revision.DUE,), Revision.HANDED_IN, "提交修改稿", "课题负责人"),
        Transition("accept", (Revision.HANDED_IN,), Revision.ACCEPTED, "认可修改", "officer"),
        Transition("refuse", (Revision.HANDED_IN,), Revision.REFUSED, "不认可修改", "dept_leader"),
        Transition("undo_require", (Revision.DUE,), Revision.NONE, "撤销修改要求", "dept_leader", undo=True),
        Transition("undo_accept", (Revision.ACCEPTED,), Revision.HANDED_IN, "撤销认可", "dept_leader", undo=True),
        Transition("undo_refuse", (Revision.REFUSED,), Revision.HANDED_IN, "撤销不认可", "dept_leader", undo=True),
    ),
    holder={Revision.DUE: "课题负责人", Revision.HANDED_IN: "经办人"},
)


class AssignmentState(StrEnum):
    """The states of a reviewer's task."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    REMOVED = "removed"
    EXCLUDED = "excluded"


ACTIVE = (AssignmentState.ASSIGNED, AssignmentState.DECLARED, AssignmentState.SUBMITTED)
ASSIGNMENT = Machine(
    name="assignment",
    states=AssignmentState,
    labels={
        AssignmentState.ASSIGNED: "待声明",
        AssignmentState.DECLARED: "评分中",
        AssignmentState.SUBMITTED: "已提交",
        AssignmentState.DECLINED: "已申请回避",
        AssignmentState.REMOVED: "已撤回",
        AssignmentState.EXCLUDED: "须回避，已停评",
    },
    initial=AssignmentState.ASSIGNED,
    final=(AssignmentState.DECLINED, AssignmentState.EXCLUDED),
    transitions=(
        Transition("declare", (AssignmentState.ASSIGNED,), AssignmentState.DECLARED, "声明无利害关系", "reviewer"),
        Transition("submit", (AssignmentState.DECLARED,), AssignmentState.SUBMITTED, "提交评分", "reviewer"),
        Transition(
            "decline",
            (AssignmentState.ASSIGNED, AssignmentState.DECLARED),
            AssignmentState.DECLINED,
            "申请回避",
            "reviewer",
        ),
        Transition(
            "remove",
            (AssignmentState.ASSIGNED, AssignmentState.DECLARED),
            AssignmentState.REMOVED,
            "撤回指派",
            "officer",
        ),
        Transition("again", (AssignmentState.REMOVED,), AssignmentState.ASSIGNED, "重新指派", "officer"),
        Transition("reopen", (AssignmentState.SUBMITTED,), AssignmentState.DECLARED, "退回修改", "officer", undo=True),
        Transition("void", (AssignmentState.SUBMITTED,), AssignmentState.REMOVED, "撤回指派和评分", "officer"),
        Transition("exclude", ACTIVE, AssignmentState.EXCLUDED, "停评", "system"),
    ),
    holder={AssignmentState.ASSIGNED: "评审专家", AssignmentState.DECLARED: "评审专家"},
)


class Word(msgspec.Struct, frozen=True):
    """One way in which a review may end."""

    code: str
    label: str
    meaning: str = ""


# decisions.md, "Decision words per kind of round, as data".
WORDS: dict[Kind, tuple[Word, ...]] = {
    Kind.GRANT: (Word("granted", "立项"), Word("refused", "不予立项")),
    Kind.KICKOFF: (
        Word("passed", "通过"),
        Word("passed_after_revision", "修改后通过", "按要求修改，核对认可后生效"),
        Word("redo", "重新开题"),
    ),
    Kind.MIDTERM: (
        Word("on_track", "进度正常"),
        Word("mostly_on_track", "基本正常"),
        Word("rectify", "限期整改", "按要求整改，核对认可后恢复正常"),
        Word("suggest_termination", "建议终止", "由部里另行研究，不直接终止"),
    ),
    Kind.CLOSING: (
        Word("passed", "通过"),
        Word("passed_after_revision", "修改后通过", "按要求修改，核对认可后生效"),
        Word("failed", "不通过"),
    ),
    Kind.OUTCOME: tuple(Word(level, f"{level}级") for level in "ABCDE"),
}
CONDITIONAL = frozenset({"passed_after_revision", "rectify"})
"""The words that come with conditions and a day, and take effect with a second acceptance."""
GRADES = {"excellent": "优秀", "good": "良好", "qualified": "合格", "unqualified": "不合格"}
GRADED = frozenset({Kind.CLOSING})


def word_label(kind: str, code: str) -> str:
    """Return a decision's word, or an empty text while there is none."""
    return next((word.label for word in WORDS[Kind(kind)] if word.code == code), "")


class ConflictKind(StrEnum):
    """Why somebody may not judge something."""

    TEAM = "team"
    UNIT = "unit"
    SUPERIOR = "superior"
    MENTOR = "mentor"
    TEACHER = "teacher"
    KIN = "kin"
    COAUTHOR = "coauthor"
    JOINT = "joint"
    INTEREST = "interest"
    REQUESTED = "requested"
    RECIPROCITY = "reciprocity"
    DECLARED = "declared"

    @property
    def label(self) -> str:
        """The conflict in words."""
        return CONFLICT_LABELS[self]


CONFLICT_LABELS = {
    ConflictKind.TEAM: "课题组成员",
    ConflictKind.UNIT: "与负责人同一单位",
    ConflictKind.SUPERIOR: "上下级单位",
    ConflictKind.MENTOR: "项目导师",
    ConflictKind.TEACHER: "师生关系",
    ConflictKind.KIN: "近亲属",
    ConflictKind.COAUTHOR: "近年合作发表",
    ConflictKind.JOINT: "近年合作课题",
    ConflictKind.INTEREST: "经济利益关系",
    ConflictKind.REQUESTED: "申报人申请回避",
    ConflictKind.RECIPROCITY: "互为评审",
    ConflictKind.DECLARED: "本人申请回避",
}
# These only bar from scoring; all others hide the whole matter, from office accounts too. Units do not, since
# otherwise nobody of the department could handle a project of the department's own people; whom an applicant would
# not have, and who was judged by the team, has no stake in the matter.
BARRING = (ConflictKind.UNIT, ConflictKind.SUPERIOR, ConflictKind.REQUESTED, ConflictKind.RECIPROCITY)
HIDING = tuple(kind for kind in ConflictKind if kind not in BARRING)
# What a reviewer may name when asking to be excused, and what the office may put on record by itself.
DECLARABLE = (
    ConflictKind.DECLARED,
    ConflictKind.KIN,
    ConflictKind.TEACHER,
    ConflictKind.COAUTHOR,
    ConflictKind.JOINT,
    ConflictKind.INTEREST,
)
PINNABLE = (*DECLARABLE[1:], ConflictKind.SUPERIOR, ConflictKind.REQUESTED, ConflictKind.RECIPROCITY)
# decisions.md, Conflict of interest: these block, and nobody may say that they do not hold.
FIRM = (ConflictKind.TEAM, ConflictKind.UNIT, ConflictKind.MENTOR)
SOURCES = {
    "system": "系统发现",
    "applicant": "申报人申请，经办人同意",
    "standing": "本人长期申报",
    "reviewer": "本人申报",
    "pinned": "经办人认定",
}
# Detection writes these and takes them back where the fact is gone; the others stay as somebody put them.
DERIVED = ("system", "applicant", "standing")
# The named never learn of these: not on the item's page, not from a refusal, not from the trail.
UNTOLD = (ConflictKind.REQUESTED, ConflictKind.RECIPROCITY)
