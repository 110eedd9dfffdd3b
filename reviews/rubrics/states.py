# SPDX-License-Identifier: MIT
"""What kinds of review there are, and the life of a rubric."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class Kind(StrEnum):
    """What a rubric judges; all but PAPER are kinds of a round too."""

    GRANT = "grant"
    KICKOFF = "kickoff"
    MIDTERM = "midterm"
    CLOSING = "closing"
    PAPER = "paper"
    OUTCOME = "outcome"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return KIND_LABELS[self]


KIND_LABELS = {
    Kind.GRANT: "立项评审",
    Kind.KICKOFF: "开题评审",
    Kind.MIDTERM: "中期评审",
    Kind.CLOSING: "结题评审",
    Kind.PAPER: "调研报告评审",
    Kind.OUTCOME: "成果评价",
}
# A round of one kind may use rubrics of these kinds: an outcome that is a report is judged as one.
FITTING = {kind: (kind, Kind.PAPER) if kind is Kind.OUTCOME else (kind,) for kind in Kind}


class RubricState(StrEnum):
    """The states of a rubric's version."""

    DRAFT = "draft"
    IN_USE = "in_use"
    RETIRED = "retired"


RUBRIC = Machine(
    name="rubric",
    states=RubricState,
    labels={RubricState.DRAFT: "草稿", RubricState.IN_USE: "使用中", RubricState.RETIRED: "已停用"},
    initial=RubricState.DRAFT,
    final=(RubricState.RETIRED,),
    transitions=(
        Transition("use", (RubricState.DRAFT,), RubricState.IN_USE, "启用", "officer"),
        Transition("retire", (RubricState.DRAFT, RubricState.IN_USE), RubricState.RETIRED, "停用", "officer"),
    ),
    holder={RubricState.DRAFT: "经办人"},
)
