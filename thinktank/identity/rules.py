# SPDX-License-Identifier: MIT
"""Who looks after accounts and gives roles (decisions.md, 三员)."""

from __future__ import annotations

from thinktank.kernel.actor import ADMINS, Actor, Role
from thinktank.kernel.policy import ALLOW, Decision, check, deny

_REASON = "账号和角色由经办人或三员管理，请联系区委组织部经办人"


def may_manage(actor: Actor) -> Decision:
    """Whether the actor looks after units and accounts: officers, and the system administrator."""
    return check(actor.is_system or actor.has(Role.OFFICER, Role.SYS_ADMIN), _REASON)


RESET_BY_UNIT = frozenset({Role.MEMBER})
NOT_BY_OFFICERS = ADMINS | {Role.OFFICER, Role.DEPT_LEADER}


def may_reset(actor: Actor, held: frozenset[Role], *, in_unit: bool = False) -> Decision:
    """Whether the actor may send somebody a new activation link: who can do that can become them.

    So nobody reaches a role by it that they could not give: officers reset those below them, a liaison the plain
    members of the own unit, the system administrator all but the other two, the security administrator everybody.
    """
    if actor.is_system or actor.has(Role.SEC_ADMIN):
        return ALLOW
    if actor.has(Role.SYS_ADMIN) and not held & {Role.SEC_ADMIN, Role.AUDIT_ADMIN}:
        return ALLOW
    if actor.has(Role.OFFICER) and not held & NOT_BY_OFFICERS:
        return ALLOW
    if actor.has(Role.LIAISON) and in_unit and held <= RESET_BY_UNIT:
        return ALLOW
    return deny("这个账号的链接由上一级管理人员重发，请联系经办人或系统管理员")


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
