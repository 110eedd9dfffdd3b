# SPDX-License-Identifier: MIT
"""Who may change rubrics."""

from __future__ import annotations

from itertools import pairwise

from reviews.rubrics.states import RubricState
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check


def may_write(actor: Actor) -> Decision:
    """Rubrics belong to the department (decisions.md: business settings belong to officers)."""
    return check(actor.has(*OFFICE) or actor.is_system, "评分表由区委组织部经办人维护")


def bands_fit(lows: list[int]) -> Decision:
    """The bands stand from high to low and leave no score of the scale out (domain.md §2.2)."""
    falling = all(upper > lower for upper, lower in pairwise(lows))
    return check(falling and bool(lows) and lows[-1] == 0, "档位最低分要从高到低，最后一档从0分起")


def may_edit(actor: Actor, state: str) -> Decision:
    """A version is frozen from the day it is in use: rounds under way point at it."""
    return may_write(actor) & check(state == RubricState.DRAFT, "只能修改草稿。使用过的评分表请复制后修改")
