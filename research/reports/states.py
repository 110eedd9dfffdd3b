# SPDX-License-Identifier: MIT
"""A report's life, and that of a matter to coordinate."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class ReportState(StrEnum):
    """Where a period's report stands; "read at" is a fact beside it (decisions.md)."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    MISSED = "missed"


TO_FILL = ("open", "draft", "returned", "missed")
FILLABLE = ("scheduled", "open", "draft", "returned", "missed")

REPORT = Machine(
    name="report",
    states=ReportState,
    labels={
        "scheduled": "未开始",
        "open": "待填报",
        "draft": "草稿",
        "submitted": "已提交",
        "returned": "退回修改",
        "accepted": "已通过",
        "waived": "免报",
        "missed": "逾期未报",
    },
    initial="scheduled",
    final=("accepted", "waived"),
    transitions=(
        Transition("open", ("scheduled",), "open", "开放填报", "系统"),
        Transition("save", ("scheduled", "open"), "draft", "保存草稿", "课题组"),
        Transition("submit", FILLABLE, "submitted", "提交", "课题负责人"),
        Transition("withdraw", ("submitted",), "draft", "撤回修改", "课题负责人"),
        Transition("return", ("submitted",), "returned", "退回", "导师或经办人"),
        Transition("accept", ("submitted",), "accepted", "通过", "导师或经办人"),
        Transition("waive", ("scheduled", "open", "draft", "missed"), "waived", "免报", "经办人"),
        Transition("miss", ("open", "draft"), "missed", "记为逾期", "系统"),
        Transition("lapse", ("scheduled",), "waived", "不再填报", "系统"),
        Transition("undo_accept", ("accepted",), "submitted", "撤销通过", "导师或经办人", undo=True),
        Transition("undo_lapse", ("waived",), "scheduled", "恢复填报", "系统", undo=True),
    ),
    holder={
        "scheduled": "",
        "open": "课题负责人",
        "draft": "课题负责人",
        "submitted": "导师或经办人",
        "returned": "课题负责人",
        "missed": "课题负责人",
        "accepted": "",
        "waived": "",
    },
)


class CoordinationState(StrEnum):
    """Where a matter to coordinate stands, from the report that names it to its close-out."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


COORDINATION = Machine(
    name="coordination",
    states=CoordinationState,
    labels={"open": "待受理", "assigned": "办理中", "answered": "已答复", "closed": "已办结"},
    initial="open",
    final=("closed",),
    transitions=(
        Transition("assign", ("open", "assigned"), "assigned", "交办", "经办人"),
        Transition("answer", ("open", "assigned"), "answered", "答复", "承办人或经办人"),
        Transition("close", ("answered",), "closed", "办结", "课题负责人或经办人"),
        Transition("reopen", ("answered",), "assigned", "继续办理", "课题负责人或经办人"),
    ),
    holder={"open": "经办人", "assigned": "承办人", "answered": "课题负责人", "closed": ""},
)


class ExtensionState(StrEnum):
    """What became of the wish to hand in a report later."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    DROPPED = "dropped"


EXTENSION = Machine(
    name="report_extension",
    states=ExtensionState,
    labels={"asked": "待审批", "granted": "已同意", "refused": "未同意", "dropped": "已撤回"},
    initial="asked",
    final=("granted", "refused", "dropped"),
    transitions=(
        Transition("grant", ("asked",), "granted", "同意延期", "经办人"),
        Transition("refuse", ("asked",), "refused", "不同意", "经办人"),
        Transition("drop", ("asked",), "dropped", "撤回申请", "课题负责人"),
    ),
    holder={"asked": "经办人"},
)


class RequestState(StrEnum):
    """Where something that was asked for beside the reports stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    DROPPED = "dropped"


REQUEST = Machine(
    name="report_request",
    states=RequestState,
    labels={"asked": "待报送", "answered": "已报送", "dropped": "已取消"},
    initial="asked",
    final=("answered", "dropped"),
    transitions=(
        Transition("answer", ("asked",), "answered", "报送", "课题负责人"),
        Transition("drop", ("asked",), "dropped", "取消", "经办人"),
    ),
    holder={"asked": "课题负责人"},
)
