# SPDX-License-Identifier: MIT
"""A programme year's life."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.i18n import _
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


class Cadence(StrEnum):
    """How often a project reports (domain.md §3: twice-a-month ledgers and weekly minutes are seen as well)."""

    WEEKLY = "weekly"
    HALF_MONTHLY = "half_monthly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    CUSTOM = "custom"

    @property
    def label(self) -> str:
        """Its name on screen."""
        names = {"weekly": "每周", "half_monthly": "每半月", "monthly": "每月", "quarterly": "每季度", "custom": "自定"}
        return _(names[self.value])


_A_MONTH = {Cadence.WEEKLY: 5, Cadence.HALF_MONTHLY: 2, Cadence.MONTHLY: 1, Cadence.QUARTERLY: 1}
_LONGEST_MONTH = 31


def most_a_month(cadence: Cadence, every_days: int) -> int:
    """Return how many reports can fall due within one month."""
    return _A_MONTH.get(cadence) or -(-_LONGEST_MONTH // every_days)


class ReportForm(StrEnum):
    """How much a report asks for: the short form, the fuller one, or the fuller one at the end of a quarter."""

    SHORT = "short"
    FULL = "full"
    QUARTER_FULL = "quarter_full"

    @property
    def label(self) -> str:
        """Its name on screen."""
        return _({"short": "简表", "full": "详表", "quarter_full": "平时简表，季末详表"}[self.value])
