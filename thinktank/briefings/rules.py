# SPDX-License-Identifier: MIT
"""Who draws, edits and settles briefings. Pure."""

from __future__ import annotations

from thinktank.briefings.states import BRIEFING, BriefingState
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import Decision, check

STEPS = {"draw": "draft", "edit": "draft", "settle": "draft", "drop": "draft", "reopen": "settled"}
"""In which state each step is taken."""


def may_make(actor: Actor) -> Decision:
    """Whether the actor draws briefings: the department."""
    return check(actor.is_office, "简报由组织部编写")


def may(step: str, actor: Actor, *, state: BriefingState) -> Decision:
    """Whether the actor may take a step with a briefing that they may read."""
    word = BRIEFING.label(state)
    return may_make(actor) & check(STEPS[step] == state, f"简报{word}，不能再这样办理")


def actions(actor: Actor, *, state: BriefingState) -> list[str]:
    """Return the steps that the actor may take."""
    return [step for step in STEPS if may(step, actor, state=state)]
