# SPDX-License-Identifier: MIT
"""The kinds of briefings, and the life of one: drawn and edited, settled, perhaps opened again."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class BriefingKind(StrEnum):
    """For what a briefing is: a month, a quarter, a year, or the visit of a leader."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"
    VISIT = "visit"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return KIND_LABELS[self.value]

    @property
    def word(self) -> str:
        """What stands behind the period in a title: 2026年10月简报."""
        return {"annual": "工作总结", "visit": "汇报材料"}.get(self.value, "简报")


KIND_LABELS = {"monthly": "月度简报", "quarterly": "季度简报", "annual": "年度总结", "visit": "汇报材料"}


class BriefingState(StrEnum):
    """Whether a briefing is worked on, stands, or was given up."""

    DRAFT = "draft"
    SETTLED = "settled"
    DROPPED = "dropped"


BRIEFING = Machine(
    name="briefing",
    states=BriefingState,
    labels={"draft": "起草中", "settled": "已定稿", "dropped": "已作废"},
    initial="draft",
    final=("dropped",),
    transitions=(
        Transition("settle", ("draft",), "settled", "定稿", "组织部"),
        Transition("reopen", ("settled",), "draft", "退回修改", "组织部"),
        Transition("drop", ("draft",), "dropped", "作废", "组织部"),
    ),
    holder={"draft": "起草人"},
)
