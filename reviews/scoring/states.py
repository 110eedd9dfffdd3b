# SPDX-License-Identifier: MIT
"""The life of a score sheet."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class SheetState(StrEnum):
    """The states of a sheet."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


SHEET = Machine(
    name="score_sheet",
    states=SheetState,
    labels={SheetState.DRAFT: "评分中", SheetState.SUBMITTED: "已提交"},
    initial=SheetState.DRAFT,
    final=(SheetState.SUBMITTED,),
    transitions=(
        Transition("submit", (SheetState.DRAFT,), SheetState.SUBMITTED, "提交评分", "reviewer"),
        Transition("reopen", (SheetState.SUBMITTED,), SheetState.DRAFT, "退回修改", "officer", undo=True),
    ),
    holder={SheetState.DRAFT: "评审专家"},
)


class Confidence(StrEnum):
    """How sure a reviewer is of the field."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """The confidence in words."""
        return {"high": "熟悉", "medium": "比较熟悉", "low": "不太熟悉"}[self]


class Event(StrEnum):
    """What happened to a sheet that is worth keeping it as it was then."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    REVISED = "revised"

    @property
    def label(self) -> str:
        """The event in words."""
        return {"submitted": "提交", "taken_back": "退回修改", "revised": "修改"}[self]
