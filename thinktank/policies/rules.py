# SPDX-License-Identifier: MIT
"""Who sets policies: business settings belong to officers, never to administrators (decisions.md, 三员)."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check


def may_set(actor: Actor) -> Decision:
    """Whether the actor may change a policy or a day of the calendar."""
    whole = any(grant.whole and grant.direction is None for grant in actor.scopes(Role.OFFICER))
    return check(actor.is_system or whole, "业务设置由区委组织部经办人修改，请联系经办人")
