# SPDX-License-Identifier: MIT
"""Who decides on a direction: the program proposes, the office decides (domain.md §4)."""

from __future__ import annotations

from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check
from thinktank.placement.matching import Proposal
from thinktank.talents.states import IN_BANK


def may_decide(actor: Actor) -> Decision:
    """Whether the actor decides on directions at all."""
    return check(actor.is_system or actor.has(*OFFICE), "方向由区委组织部确认")


def may_place(actor: Actor, *, office: bool, state: str) -> Decision:
    """Whether the actor may decide on the direction of a person in this state."""
    covered = check(office, "方向由区委组织部确认")
    return may_decide(actor) & covered & check(state in IN_BANK, "这个人不在库，不能确认方向")


def may_see(*, own: bool, office: bool, unit: bool) -> Decision:
    """Whether the evidence is shown: it rests on fields of class P2."""
    return check(own or office or unit, "归向依据由本人、本单位和组织部查看")


def needs_reason(*, proposed: str, present: str, direction: str) -> bool:
    """Whether a decision needs a reason: it departs from the proposal, or changes an earlier decision."""
    return direction != proposed or bool(present and present != direction)


def waits(*, proposed: str, present: str, settled: str) -> str:
    """Why a person is in the queue: ``new`` before the first decision, ``moved`` when the evidence left it since.

    ``settled`` is what was proposed when the decision in force was made: an officer who decided against the same
    proposal is not asked again.
    """
    if not present:
        return "new"
    return "moved" if proposed and proposed not in {present, settled} else ""


def rank(found: Proposal) -> str:
    """Where a proposal stands in the queue: the unclear first, then the closest race."""
    order = {"unclear": 0, "close": 1, "clear": 2}[found.confidence]
    best, second, *_rest = sorted(found.scores.values(), reverse=True)
    return f"{order}-{best - second:03d}"
