# SPDX-License-Identifier: MIT
"""Who answers complaints and suggestions."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import Decision, check

MOST_TRIES = 8
STALE = timedelta(days=3)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def may_answer(actor: Actor) -> Decision:
    """Whether the actor reads and answers what people left: the department."""
    return check(actor.is_office, "投诉建议由区委组织部办理")


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed deliveries: 1, 4, 16, 64 minutes …, at most 6 hours."""
    return min(_FIRST_WAIT * int(4 ** max(0, tries - 1)), _LONGEST_WAIT)
