# SPDX-License-Identifier: MIT
"""An account's life."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

CONSENT_VERSION = "2026-01"


class AccountState(StrEnum):
    """Invited until its person has set a password; closed accounts stay for the trail."""

    INVITED = "invited"
    ACTIVE = "active"
    CLOSED = "closed"


ACCOUNT = Machine(
    name="account",
    states=AccountState,
    labels={"invited": "待激活", "active": "可用", "closed": "已停用"},
    initial="invited",
    final=(),
    transitions=(
        Transition("activate", ("invited", "active"), "active", "激活", "本人"),
        Transition("close", ("invited", "active"), "closed", "停用", "经办人"),
        Transition("reopen", ("closed",), "invited", "重新启用", "经办人"),
    ),
    holder={"invited": "本人", "active": "本人"},
)
