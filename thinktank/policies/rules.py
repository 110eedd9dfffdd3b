# SPDX-License-Identifier: MIT
"""Who sets policies: business settings belong to officers, never to administrators (decisions.md, 三员)."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.policies.kinds import SECURITY


def may_set(actor: Actor, name: str = "") -> Decision:
    """Whether the actor may change a policy, a programme year or a day of the calendar.

    What guards accounts is set by the security administrator, everything else by officers of the whole district.
    """
    if name in SECURITY:
        return check(actor.is_system or actor.has(Role.SEC_ADMIN), "账号与安全设置由安全管理员修改，请联系安全管理员")
    whole = any(grant.whole and grant.direction is None for grant in actor.scopes(Role.OFFICER))
    return check(actor.is_system or whole, "业务设置由区委组织部经办人修改，请联系经办人")


def may_try(actor: Actor, name: str) -> Decision:
    """Whether the actor may see what other values would move: who sets them, and a leader of the whole district."""
    leads = any(grant.whole and grant.direction is None for grant in actor.scopes(Role.DEPT_LEADER))
    return may_set(actor, name) | check(leads and name not in SECURITY, "由经办人或部领导试算")


def may_read(actor: Actor, name: str) -> Decision:
    """Whether the actor reads a policy: the office all of them, the security administrator what guards accounts."""
    mine = actor.is_office or actor.is_system or (name in SECURITY and actor.has(Role.SEC_ADMIN))
    return check(mine, "业务设置由组织部查看，请联系经办人")
