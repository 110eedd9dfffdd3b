# SPDX-License-Identifier: MIT
"""The life of an appeal, and of what it may complain."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    HANDLING = "handling"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


OPEN = (AppealState.FILED, AppealState.HANDLING)
APPEAL = Machine(
    name="review_appeal",
    states=AppealState,
    labels={
        AppealState.FILED: "待受理",
        AppealState.HANDLING: "核查中",
        AppealState.UPHELD: "成立",
        AppealState.DISMISSED: "不成立",
        AppealState.WITHDRAWN: "已撤回",
    },
    initial=AppealState.FILED,
    final=(AppealState.UPHELD, AppealState.DISMISSED, AppealState.WITHDRAWN),
    transitions=(
        Transition("take", (AppealState.FILED,), AppealState.HANDLING, "受理", "officer"),
        Transition("uphold", (AppealState.HANDLING,), AppealState.UPHELD, "认定成立", "dept_leader"),
        Transition("dismiss", (AppealState.HANDLING,), AppealState.DISMISSED, "答复不成立", "officer"),
        Transition("withdraw", OPEN, AppealState.WITHDRAWN, "撤回申请", "project_lead"),
    ),
    holder={AppealState.FILED: "经办人", AppealState.HANDLING: "经办人"},
)


class Fault(StrEnum):
    """A fault of procedure; what reviewers think of the work is none (domain.md §2.1)."""

    RECUSAL = "recusal"
    PANEL = "panel"
    MATERIAL = "material"
    ARITHMETIC = "arithmetic"
    STEPS = "steps"
    INTEGRITY = "integrity"

    @property
    def label(self) -> str:
        """The fault in words."""
        return FAULTS[self]


FAULTS = {
    Fault.RECUSAL: "应当回避的人没有回避",
    Fault.PANEL: "评审组人数或组成不合规定",
    Fault.MATERIAL: "评审用的材料不全或不是提交的版本",
    Fault.ARITHMETIC: "分数汇总或等次有误",
    Fault.STEPS: "没有按规定的步骤、期限办理",
    Fault.INTEGRITY: "评审中有违反纪律的情形",
}
