# SPDX-License-Identifier: MIT
"""What kinds of problems there are, where they were found, and the life of one (domain.md §3, 问题台账)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class ProblemKind(StrEnum):
    """What a problem is about."""

    PROGRESS = "progress"
    QUALITY = "quality"
    DATA = "data"
    COORDINATION = "coordination"
    TEAM = "team"
    FUNDS = "funds"
    RULES = "rules"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {
            "progress": "进度滞后",
            "quality": "研究质量",
            "data": "数据资料",
            "coordination": "协调保障",
            "team": "人员投入",
            "funds": "经费使用",
            "rules": "程序规范",
            "other": "其他",
        }[self]


class Source(StrEnum):
    """Where a problem was found."""

    CHECKPOINT = "checkpoint"
    REPORT = "report"
    MATTER = "matter"
    OFFICE = "office"

    @property
    def label(self) -> str:
        """The source's name on screen."""
        return {"checkpoint": "督查发现", "report": "进展报告", "matter": "需协调事项", "office": "日常发现"}[self]


class ProblemState(StrEnum):
    """Where a problem stands."""

    OPEN = "open"
    FIXING = "fixing"
    FIXED = "fixed"
    CLOSED = "closed"
    DROPPED = "dropped"


UNDER_WAY = ("open", "fixing")
LIVE = (*UNDER_WAY, "fixed")

PROBLEM = Machine(
    name="problem",
    states=ProblemState,
    labels={"open": "待整改", "fixing": "整改中", "fixed": "待销号", "closed": "已销号", "dropped": "已撤销"},
    initial="open",
    final=("closed", "dropped"),
    transitions=(
        Transition("plan", ("open",), "fixing", "定措施", "责任人、督查员或经办人"),
        Transition("fix", UNDER_WAY, "fixed", "报完成", "责任人"),
        Transition("return", ("fixed",), "fixing", "退回", "督查员或经办人"),
        Transition("close", ("fixed",), "closed", "销号", "督查员或经办人"),
        Transition("drop", LIVE, "dropped", "撤销", "督查员或经办人"),
        Transition("undo_close", ("closed",), "fixed", "撤销销号", "督查员或经办人", undo=True),
    ),
    holder={"open": "责任人", "fixing": "责任人", "fixed": "督查员或经办人", "closed": "", "dropped": ""},
)
