# SPDX-License-Identifier: MIT
"""Who may plan who reviews what, and when a plan may still be used."""

from __future__ import annotations

from reviews.staffing.states import PLAN
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check


def may_plan(actor: Actor, *, open_: bool) -> Decision:
    """The department staffs rounds, while they run."""
    return check(actor.has(*OFFICE), "评审由区委组织部经办人组织") & check(open_, "本轮评审已结束，请先重新开启")


def may_step(actor: Actor, step: str, *, state: str, open_: bool) -> Decision:
    """A plan is used or given up while it is proposed, and taken back once it was used."""
    return may_plan(actor, open_=open_) & check(PLAN.allows(step, state), f"方案{PLAN.label(state)}，不能再办这一步")


def may_profile(actor: Actor, account: int) -> Decision:
    """A reviewer says what they know and can take on; the department may write it for them."""
    own = actor.account == account and actor.has(Role.REVIEWER)
    return check(own or actor.has(Role.OFFICER), "由专家本人或经办人填写")
