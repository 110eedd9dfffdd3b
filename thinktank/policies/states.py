# SPDX-License-Identifier: MIT
"""A programme year's life."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class YearState(StrEnum):
    """Planned ahead, open for new topics, closed when all of it is done."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


YEAR = Machine(
    name="programme_year",
    states=YearState,
    labels={"planned": "筹备中", "open": "进行中", "closed": "已结束"},
    initial="planned",
    final=(),
    transitions=(
        Transition("open", ("planned",), "open", "启用", "经办人"),
        Transition("close", ("open",), "closed", "结束", "经办人"),
        Transition("reopen", ("closed",), "open", "重新启用", "经办人"),
    ),
    holder={"planned": "经办人", "open": "经办人"},
)
