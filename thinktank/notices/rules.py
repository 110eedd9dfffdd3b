# SPDX-License-Identifier: MIT
"""Who answers complaints and suggestions."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check

KEEPERS = (Role.OFFICER, Role.DEPT_LEADER, Role.SYS_ADMIN)  # who follows deliveries; none of them reads the words
MOST_TRIES = 8
STALE = timedelta(days=3)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def may_answer(actor: Actor) -> Decision:
    """Whether the actor reads and answers what people left: the department."""
    return check(actor.is_office, "投诉建议由区委组织部办理")


def may_send_again(actor: Actor, *, failed: bool) -> Decision:
    """Who looks after deliveries sends one again that was given up."""
    return check(actor.has(*KEEPERS), "由经办人或系统管理员重发") & check(failed, "只有未送达的可以重发")


def may_read_key(actor: Actor) -> Decision:
    """The officer who connects the office's gateway reads its key."""
    return check(actor.has(Role.OFFICER), "网关密钥由经办人查看")


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed deliveries: 1, 4, 16, 64 minutes …, at most 6 hours."""
    return min(_FIRST_WAIT * int(4 ** max(0, tries - 1)), _LONGEST_WAIT)


def after_quiet(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """Return when a mail may leave: now, or at the end of the quiet hours (in Shanghai) in which now lies."""
    here = clock.local(now)
    over_night = quiet_from > quiet_until
    inside = here.hour >= quiet_from or here.hour < quiet_until
    if not over_night:
        inside = quiet_from <= here.hour < quiet_until
    if not inside:
        return now
    day = here.date() + timedelta(days=1 if over_night and here.hour >= quiet_from else 0)
    return datetime.combine(day, time(quiet_until), here.tzinfo).astimezone(now.tzinfo)
