# SPDX-License-Identifier: MIT
"""The life of a department's template: uploaded, tried, put in force."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class TemplateState(StrEnum):
    """Where a template stands."""

    DRAFT = "draft"
    TRIED = "tried"
    IN_FORCE = "in_force"
    DROPPED = "dropped"


TEMPLATE = Machine(
    name="paper_template",
    states=TemplateState,
    labels={"draft": "待试生成", "tried": "已试生成", "in_force": "已启用", "dropped": "已作废"},
    initial="draft",
    final=("dropped",),
    transitions=(
        Transition("try", ("draft",), "tried", "试生成", "经办人"),
        Transition("put", ("tried",), "in_force", "启用", "经办人"),
        Transition("drop", ("draft", "tried"), "dropped", "作废", "经办人"),
        Transition("revoke", ("in_force",), "dropped", "撤回", "经办人"),
    ),
    holder={"draft": "经办人", "tried": "经办人", "in_force": "", "dropped": ""},
)
