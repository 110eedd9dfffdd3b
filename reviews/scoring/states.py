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
    transitions=(Transition("submit", (SheetState.DRAFT,), SheetState.SUBMITTED, "提交评分", "reviewer"),),
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
