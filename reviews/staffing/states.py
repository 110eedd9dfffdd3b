# SPDX-License-Identifier: MIT
"""The life of a plan, and what it aims at."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class Aim(StrEnum):
    """What the best plan is."""

    TOTAL = "total"
    WORST = "worst"
    SHEET = "sheet"

    @property
    def label(self) -> str:
        """The aim in words."""
        return {"total": "总体最匹配", "worst": "先保最弱的一件", "sheet": "按表格指派"}[self]


class PlanState(StrEnum):
    """Where a plan stands."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


PLAN = Machine(
    name="staffing_plan",
    states=PlanState,
    labels={"proposed": "待采用", "applied": "已采用", "undone": "已撤回", "dropped": "已放弃"},
    initial=PlanState.PROPOSED,
    final=(PlanState.UNDONE, PlanState.DROPPED),
    transitions=(
        Transition("apply", (PlanState.PROPOSED,), PlanState.APPLIED, "采用方案", "officer"),
        Transition("drop", (PlanState.PROPOSED,), PlanState.DROPPED, "放弃方案", "officer"),
        Transition("undo", (PlanState.APPLIED,), PlanState.UNDONE, "撤回方案", "officer"),
    ),
    holder={PlanState.PROPOSED: "经办人"},
)
