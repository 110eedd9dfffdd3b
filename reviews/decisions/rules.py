# SPDX-License-Identifier: MIT
"""Who stages, signs, mends, looks again and appeals. Pure."""

from __future__ import annotations

from reviews.rounds.schemas import ItemView
from reviews.rounds.states import ITEM, ItemState
from reviews.scoring import rules as scoring
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check

PROPOSABLE = (ItemState.SCORED, ItemState.DRAFTED)


def may_stage(actor: Actor, item: ItemView) -> Decision:
    """An officer drafts, and may draft again until it is signed."""
    return scoring.may_draft(actor, item)


def may_sign(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """What is drafted is signed by the leader, or by an officer where the setting says so."""
    who = scoring.may_decide(actor, item, officers_sign_general=officers_sign_general)
    return who & check(item.state == ItemState.DRAFTED, "还没有拟定，请先由经办人提交签批")


def may_send_back(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """Who signs may send a draft back."""
    return may_sign(actor, item, officers_sign_general=officers_sign_general) & check(
        ITEM.allows("send_back", item.state), "没有待签批的拟定"
    )


def may_vote(actor: Actor) -> Decision:
    """An officer puts a vote of the panel on record."""
    return check(actor.has(Role.OFFICER), "由经办人登记评审组表决")
