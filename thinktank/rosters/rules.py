# SPDX-License-Identifier: MIT
"""Who takes rosters into the bank."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check


def may_import(actor: Actor) -> Decision:
    """Whether the actor takes rosters into the bank."""
    return check(actor.is_system or actor.has(Role.OFFICER), "名册由区委组织部经办人导入")
