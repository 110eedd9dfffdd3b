# SPDX-License-Identifier: MIT
"""Who may change rubrics."""

from __future__ import annotations

from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check

FULL = 100


def may_write(actor: Actor) -> Decision:
    """Rubrics belong to the department (decisions.md: business settings belong to officers)."""
    return check(actor.has(*OFFICE) or actor.is_system, "评分表由区委组织部经办人维护")


def weights_fit(weights: list[int]) -> Decision:
    """A rubric is a scale of 100 points (domain.md §2.2)."""
    return check(sum(weights) == FULL, f"各指标权重合计应为100，现在是{sum(weights)}")
