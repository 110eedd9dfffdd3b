# SPDX-License-Identifier: MIT
"""Who may ask that somebody does not judge, who decides on it, and when names mean the same person."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from reviews.recusals.states import REQUEST, DeclarationState, RequestState
from thinktank.kernel.policy import Decision, check

YEAR = timedelta(days=365)
_GAPS = re.compile(r"[\s·・]+")


class Ground(msgspec.Struct, frozen=True):
    """How somebody stands to an application or project, and how far its reviews are."""

    lead: bool = False
    office: bool = False  # handles it for the department, and is not of the team
    going: bool = True  # it is still on its way
    under_review: bool = False
    live: int = 0
    most: int = 3


def may_read(ground: Ground) -> Decision:
    """Requests are between the lead and the office; colleagues, mentors and the unit do not learn of them."""
    return check(ground.lead or ground.office, "回避申请只由课题负责人和经办人查看")


def may_ask(ground: Ground) -> Decision:
    """The lead asks, in writing, for so many (domain.md §2.1: three), before anybody has begun to judge."""
    return (
        check(ground.lead, "回避申请由课题负责人提出")
        & check(ground.going, "已办结，不再受理回避申请")
        & check(not ground.under_review, "评审已开始，不再受理；发现新情况请联系经办人")
        & check(ground.live < ground.most, f"最多可申请{ground.most}位，如须更换请先撤回一位")
    )


def may_withdraw(ground: Ground, state: str) -> Decision:
    """The lead takes a request back until the review begins: not to let a chosen reviewer in again afterwards."""
    return (
        check(ground.lead, "回避申请由课题负责人撤回")
        & check(REQUEST.allows("withdraw", state), "这项申请已办结")
        & check(not ground.under_review, "评审已开始，不能撤回")
    )


def may_decide(ground: Ground, state: str) -> Decision:
    """The office accepts or refuses, unless it is of the team itself."""
    return check(ground.office, "回避申请由经办人决定") & check(state == RequestState.ASKED, "这项申请已决定")


def may_reopen(ground: Ground, state: str) -> Decision:
    """The office takes its decision back, with the reason."""
    return check(ground.office, "由经办人撤销决定") & check(REQUEST.allows("reopen", state), "这项申请还没有决定")


def plain(name: str) -> str:
    """Return a name without gaps, as names are compared."""
    return _GAPS.sub("", name)


def same_unit(said: str, *names: str) -> bool:
    """Whether what was said of a unit fits one of its names; nothing said fits any."""
    known = plain(said)
    return not known or any(name and (known in name or name in known) for name in names)


def stale(state: str, confirmed_on: date, today: date) -> bool:
    """Whether a declaration is to be confirmed: once in a year."""
    return state == DeclarationState.VALID and confirmed_on <= today - YEAR
