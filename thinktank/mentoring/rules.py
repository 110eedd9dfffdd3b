# SPDX-License-Identifier: MIT
"""Who pairs, talks, suggests and answers. Source: domain.md §4; visible to the people concerned only."""

from __future__ import annotations

import msgspec

from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.mentoring.states import PAIR, SUGGESTION


class Ties(msgspec.Struct, frozen=True):
    """How an actor stands to a suggestion."""

    raiser: bool = False  # who raised it, or the member whom it is from
    owner: bool = False
    officer: bool = False


def may_offer(actor: Actor, *, office: bool) -> Decision:
    """Mentors are asked by the member's officer."""
    return check(actor.is_system or (office and actor.has(*OFFICE)), "导师由区委组织部确定")


def may_answer(actor: Actor, *, mentor: int, state: str) -> Decision:
    """Only the mentor accepts or declines, while it is open."""
    return check(actor.account == mentor, "由导师本人答复") & check(
        state == "offered", f"现在是「{PAIR.label(state)}」，不再需要答复"
    )


def may_end(actor: Actor, *, office: bool, state: str) -> Decision:
    """The office ends a pairing that has not ended."""
    return may_offer(actor, office=office) & check(
        PAIR.allows("end", state), f"现在是「{PAIR.label(state)}」，不能再结束"
    )


def may_certify(*, office: bool, state: str) -> Decision:
    """The office makes out the certificate of a mentor who has accepted."""
    return check(office, "聘书由区委组织部制作") & check(
        state in ("active", "ended"), f"现在是「{PAIR.label(state)}」，导师接受后再制作聘书"
    )


def may_talk(actor: Actor, *, office: bool, mentor: bool) -> Decision:
    """The department and the member's present mentors keep talks."""
    return check((office and actor.has(*OFFICE)) or mentor, "谈心谈话由导师或区委组织部记录")


def may_raise(actor: Actor, *, talent: int | None) -> Decision:
    """A member raises suggestions for themselves."""
    return check(talent is not None and actor.has(Role.MEMBER), "意见建议由智库成员提出")


def may_step(ties: Ties, step: str, *, state: str) -> Decision:
    """Officers assign, the owner answers, who raised it and officers close or send back, who raised it withdraws."""
    who = {
        "assign": (ties.officer, "由区委组织部经办人交办"),
        "answer": (ties.owner, "由承办人答复"),
        "again": (ties.raiser or ties.officer, "由提出人或经办人决定"),
        "close": (ties.raiser or ties.officer, "由提出人或经办人办结"),
        "withdraw": (ties.raiser, "由提出人撤回"),
    }
    able, reason = who[step]
    label = SUGGESTION.transition(step).label
    return check(able, reason) & check(
        SUGGESTION.allows(step, state), f"现在是「{SUGGESTION.label(state)}」，不能{label}"
    )
