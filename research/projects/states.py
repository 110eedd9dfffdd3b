# SPDX-License-Identifier: MIT
"""A project's two machines (stage, status), a milestone's, and what a review may decide about a milestone."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class Stage(StrEnum):
    """How far a project has come."""

    CONTRACTING = "contracting"
    KICKOFF = "kickoff"
    RUNNING = "running"
    MIDTERM = "midterm"
    RUNNING2 = "running2"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The stage's name on screen."""
        return STAGE.label(self)


STAGE = Machine(
    name="project_stage",
    column="stage",
    states=Stage,
    labels={
        "contracting": "签订任务书",
        "kickoff": "开题",
        "running": "实施",
        "midterm": "中期评审",
        "running2": "中期后实施",
        "closing": "结题评审",
        "closed": "已结题",
    },
    initial="contracting",
    final=("closed",),
    transitions=(
        Transition("sign", ("contracting",), "kickoff", "生效任务书", "三方"),
        # Finished work (成果后补) was done before it was granted: no kick-off, no midterm, straight to acceptance.
        Transition("sign_finished", ("contracting",), "closing", "生效任务书", "三方"),
        Transition("start", ("kickoff",), "running", "通过开题", "评审"),
        Transition("reach_midterm", ("running",), "midterm", "进入中期", "课题负责人"),
        Transition("pass_midterm", ("midterm",), "running2", "通过中期", "评审"),
        Transition("reach_closing", ("running", "running2"), "closing", "进入结题", "课题负责人"),
        Transition("close", ("closing",), "closed", "结题", "评审"),
        Transition("undo_sign", ("kickoff",), "contracting", "撤销任务书生效", "经办人", undo=True),
        Transition("undo_sign_finished", ("closing",), "contracting", "撤销任务书生效", "经办人", undo=True),
        Transition("undo_start", ("running",), "kickoff", "撤销开题结论", "部领导", undo=True),
        Transition("undo_midterm", ("running2",), "midterm", "撤销中期结论", "部领导", undo=True),
        Transition("undo_close", ("closed",), "closing", "撤销结题", "部领导", undo=True),
    ),
    holder={
        "contracting": "课题负责人、单位联络员、经办人",
        "kickoff": "课题负责人",
        "running": "课题组",
        "midterm": "经办人",
        "running2": "课题组",
        "closing": "经办人",
        "closed": "",
    },
)


class Status(StrEnum):
    """Whether a project runs as it should."""

    NORMAL = "normal"
    RECTIFYING = "rectifying"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The status's name on screen."""
        return STATUS.label(self)


STATUS = Machine(
    name="project_status",
    column="status",
    states=Status,
    labels={
        "normal": "正常",
        "rectifying": "限期整改",
        "suspended": "暂停",
        "terminated": "已终止",
        "revoked": "已撤项",
    },
    initial="normal",
    final=("terminated", "revoked"),
    transitions=(
        Transition("rectify", ("normal",), "rectifying", "要求限期整改", "评审"),
        Transition("recover", ("rectifying",), "normal", "恢复正常", "评审"),
        Transition("suspend", ("normal", "rectifying"), "suspended", "暂停", "经办人"),
        Transition("resume", ("suspended",), "normal", "恢复", "经办人"),
        Transition("terminate", ("normal", "rectifying", "suspended"), "terminated", "终止", "部领导"),
        Transition("revoke", ("normal", "rectifying", "suspended"), "revoked", "撤项", "部领导"),
        Transition("undo_suspend", ("suspended",), "normal", "撤销暂停", "经办人", undo=True),
        Transition("undo_suspend_rectifying", ("suspended",), "rectifying", "撤销暂停", "经办人", undo=True),
        Transition("undo_resume", ("normal",), "suspended", "撤销恢复", "经办人", undo=True),
        Transition("undo_terminate", ("terminated",), "normal", "撤销终止", "部领导", undo=True),
        Transition("undo_terminate_rectifying", ("terminated",), "rectifying", "撤销终止", "部领导", undo=True),
        Transition("undo_terminate_suspended", ("terminated",), "suspended", "撤销终止", "部领导", undo=True),
        Transition("undo_revoke", ("revoked",), "normal", "撤销撤项", "部领导", undo=True),
        Transition("undo_revoke_rectifying", ("revoked",), "rectifying", "撤销撤项", "部领导", undo=True),
        Transition("undo_revoke_suspended", ("revoked",), "suspended", "撤销撤项", "部领导", undo=True),
        Transition("undo_rectify", ("rectifying",), "normal", "撤销限期整改", "部领导", undo=True),
        Transition("undo_recover", ("normal",), "rectifying", "撤销恢复正常", "部领导", undo=True),
    ),
    holder={"normal": "课题组", "rectifying": "课题负责人", "suspended": "经办人", "terminated": "", "revoked": ""},
)


class Category(StrEnum):
    """What a document of a project's file is (research/projects/dossier.py says when each is wanted)."""

    AGREEMENT = "agreement"
    KICKOFF = "kickoff"
    MIDTERM = "midterm"
    CLOSING = "closing"
    BRIEF = "brief"
    SURVEY = "survey"
    MEETING = "meeting"
    OTHER = "other"


class Fault(StrEnum):
    """On what ground a project is revoked (domain.md §1.3)."""

    NO_WORK = "no_work"
    FALSE_DATA = "false_data"
    PLAGIARISM = "plagiarism"
    NOT_ACCEPTED = "not_accepted"
    SECRECY = "secrecy"

    @property
    def label(self) -> str:
        """The ground's name on screen."""
        return {
            "no_work": "未开展研究",
            "false_data": "数据或材料不实",
            "plagiarism": "抄袭剽窃",
            "not_accepted": "两次验收不通过",
            "secrecy": "违反政治或保密纪律",
        }[self.value]


class MilestoneState(StrEnum):
    """Whether a step of the plan is done."""

    PLANNED = "planned"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    DONE = "done"


MILESTONE = Machine(
    name="milestone",
    states=MilestoneState,
    labels={"planned": "未提交", "handed_in": "已提交", "returned": "退回修改", "done": "已完成"},
    initial="planned",
    final=("done",),
    transitions=(
        Transition("hand_in", ("planned", "returned"), "handed_in", "提交", "课题负责人"),
        Transition("return", ("handed_in",), "returned", "退回", "经办人"),
        Transition("accept", ("handed_in",), "done", "确认完成", "经办人"),
        Transition("undo_accept", ("done",), "handed_in", "撤销完成", "经办人", undo=True),
        Transition("undo_return", ("returned",), "handed_in", "撤销退回", "经办人", undo=True),
    ),
    holder={"planned": "课题负责人", "handed_in": "经办人", "returned": "课题负责人", "done": ""},
)


class Kind(StrEnum):
    """What a milestone is: a review gate, or a piece of work."""

    KICKOFF = "kickoff"
    MIDTERM = "midterm"
    CLOSING = "closing"
    WORK = "work"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {"kickoff": "开题", "midterm": "中期", "closing": "结题", "work": "任务"}[self]

    @property
    def is_gate(self) -> bool:
        """Whether a review decides about it."""
        return self is not Kind.WORK


class Outcome(StrEnum):
    """What a decision word does to the milestone and the project."""

    PASS = "pass"  # noqa: S105 -- a word, not a secret
    REVISE = "revise"
    AGAIN = "again"
    RECTIFY = "rectify"
    STOP = "stop"


# Decision words per gate (decisions.md), by code, with what each does.
DECISIONS: dict[Kind, dict[str, tuple[str, Outcome]]] = {
    Kind.KICKOFF: {
        "passed": ("通过", Outcome.PASS),
        "passed_after_revision": ("修改后通过", Outcome.REVISE),
        "redo": ("重新开题", Outcome.AGAIN),
    },
    Kind.MIDTERM: {
        "on_track": ("进度正常", Outcome.PASS),
        "mostly_on_track": ("基本正常", Outcome.PASS),
        "rectify": ("限期整改", Outcome.RECTIFY),
        "suggest_termination": ("建议终止", Outcome.STOP),
    },
    Kind.CLOSING: {
        "passed": ("通过", Outcome.PASS),
        "passed_after_revision": ("修改后通过", Outcome.REVISE),
        "failed": ("不通过", Outcome.AGAIN),
    },
}
GRADES = {"excellent": "优秀", "good": "良好", "qualified": "合格", "unqualified": "不合格"}


def decided(kind: Kind, decision: str) -> tuple[str, str, Outcome] | None:
    """Return code, word and effect of a decision given as code or as its Chinese word; None for an unknown one."""
    for code, (word, outcome) in DECISIONS.get(kind, {}).items():
        if decision in {code, word}:
            return code, word, outcome
    return None
