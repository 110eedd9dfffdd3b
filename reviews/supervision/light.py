# SPDX-License-Identifier: MIT
"""A project's light: one pure function of facts and rules (decisions.md, Light)."""

from __future__ import annotations

import msgspec

from reviews.supervision.states import Colour
from thinktank.policies.kinds import LightRules


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a light depends on, on one day. Days late are calendar days."""

    planned: int = 0
    percent: int = 0
    late_days: int = 0  # of the milestone that is latest
    late_title: str = ""
    missed_in_a_row: int = 0
    open_orders: int = 0  # without reminders (提醒函)
    overdue_rectification: bool = False
    suspended: bool = False
    next_due_in: int | None = None  # days to the next milestone or order

    @property
    def behind(self) -> int:
        """Percentage points behind the plan."""
        return max(0, self.planned - self.percent)


class Light(msgspec.Struct, frozen=True):
    """A colour, why in words, and whether something is due soon (临期: a mark beside the light)."""

    colour: Colour
    reason: str
    soon: bool = False


def compute(facts: Facts, rules: LightRules) -> Light:
    """Return the light of a project: grey while suspended, else the worst colour that a fact asks for."""
    soon = facts.next_due_in is not None and 0 <= facts.next_due_in <= rules.due_soon_days
    if facts.suspended:
        return Light(Colour.GREY, "项目已暂停", soon)
    for colour, reasons in ((Colour.RED, _red(facts, rules)), (Colour.YELLOW, _yellow(facts, rules))):
        if reasons:
            return Light(colour, "；".join(reasons), soon)
    return Light(Colour.GREEN, "进度符合计划，没有逾期事项", soon)


def _late(facts: Facts) -> str:
    return f"“{facts.late_title or '节点'}”逾期{facts.late_days}天"


def _red(facts: Facts, rules: LightRules) -> list[str]:
    found = {
        "整改通知逾期未办结": facts.overdue_rectification,
        f"进度落后计划{facts.behind}个百分点": facts.behind > rules.red_behind,
        _late(facts): facts.late_days >= rules.red_late_days,
        f"连续{facts.missed_in_a_row}期报告逾期未报": facts.missed_in_a_row >= rules.red_missed,
    }
    return [reason for reason, holds in found.items() if holds]


def _yellow(facts: Facts, rules: LightRules) -> list[str]:
    found = {
        f"进度落后计划{facts.behind}个百分点": facts.behind >= rules.yellow_behind,
        _late(facts): facts.late_days >= rules.yellow_late_days,
        f"{facts.missed_in_a_row}期报告逾期未报": facts.missed_in_a_row >= rules.yellow_missed,
        f"有{facts.open_orders}件督办单未销号": facts.open_orders > 0,
    }
    return [reason for reason, holds in found.items() if holds]
