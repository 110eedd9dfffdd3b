# SPDX-License-Identifier: MIT
"""Who opens access for many at once."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check


def may_onboard(actor: Actor) -> Decision:
    """Whether the actor opens access: officers; liaisons renew the links of their own unit's members."""
    ok = actor.is_system or actor.has(Role.OFFICER, Role.LIAISON)
    return check(ok, "账号由经办人开通，单位联络员可为本单位成员重发链接")


def may_hand_over(actor: Actor) -> Decision:
    """Whether the actor passes somebody's desk on: officers, and jobs at the keyboard of the server."""
    return check(actor.is_system or actor.has(Role.OFFICER), "工作交接由经办人办理，请联系经办人")


def may_open(actor: Actor, account: int | None) -> Decision:
    """Whether the actor may give this person a card: a first account comes from an officer, a renewal from both."""
    first = check(actor.is_system or actor.has(Role.OFFICER), "还没有账号，请联系经办人开通")
    return may_onboard(actor) & (first if account is None else check(ok=True, reason=""))
