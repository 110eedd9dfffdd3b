# SPDX-License-Identifier: MIT
"""Who looks after accounts and gives roles (decisions.md, 三员)."""

from __future__ import annotations

from thinktank.kernel.actor import ADMINS, Actor, Role
from thinktank.kernel.policy import ALLOW, Decision, check

_REASON = "账号和角色由经办人或三员管理，请联系区委组织部经办人"


def may_manage(actor: Actor) -> Decision:
    """Whether the actor looks after units and accounts: officers, and the system administrator."""
    return check(actor.is_system or actor.has(Role.OFFICER, Role.SYS_ADMIN), _REASON)


def may_grant(actor: Actor, role: Role) -> Decision:
    """Whether the actor may give or end this role.

    Officers give business roles below their own; their own role, the leader's and the administrators' are
    given by the security administrator (or by first set-up).
    """
    if actor.is_system or actor.has(Role.SEC_ADMIN):
        return ALLOW
    if role in ADMINS or role in {Role.OFFICER, Role.DEPT_LEADER}:
        return check(ok=False, reason="这个角色只能由安全管理员授予")
    return may_manage(actor)
