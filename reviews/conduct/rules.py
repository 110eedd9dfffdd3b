# SPDX-License-Identifier: MIT
"""What may be done about a round that runs: hand over, give time, remind, hold its meeting."""

from __future__ import annotations

from datetime import date, datetime

from reviews.rounds import rules as rounds
from reviews.rounds.phases import Mode
from reviews.rounds.schemas import RoundView, TaskView
from reviews.rounds.states import ACTIVE, OPEN_TO_REVIEWERS, AssignmentState, RoundState
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check

ENDED = (AssignmentState.DECLINED, AssignmentState.EXCLUDED, AssignmentState.REMOVED)


def owes(task: TaskView) -> bool:
    """Whether a reviewer still has to hand something in."""
    return task.state in ACTIVE[:2] and task.item_state in OPEN_TO_REVIEWERS


def vacant(task: TaskView) -> bool:
    """Whether an assignment ended without a sheet while its item still lacks one; others may have been put on since."""
    return task.state in ENDED and task.item_state in OPEN_TO_REVIEWERS


def may_conduct(actor: Actor, round_: RoundView) -> Decision:
    """The department acts on a round that runs."""
    running = check(round_.state == RoundState.OPEN, "本轮评审已结束，请先重新开启")
    return rounds.may_run(actor) & running


def may_hand_over(task: TaskView) -> Decision:
    """What is owed, or has ended without a sheet, can be taken over."""
    return check(owes(task) or vacant(task), "评分已提交或已汇总，不需要接替")


def may_ask_time(actor: Actor, task: TaskView, *, today: date, waiting: bool) -> Decision:
    """A reviewer asks before the day has passed, and not twice at once (domain.md §1.3: ask before the due date)."""
    own = check(actor.account == task.reviewer and owes(task), "评分已提交，或本件已不需要评分")
    asked = check(not waiting, "已申请过，请等经办人答复")
    return own & asked & check(today <= task.due_on, "已过截止日，请联系经办人")


def time_fits(until: date, *, closes_on: date, discuss_until: date | None, today: date) -> Decision:
    """More time ends after the round's own day, not in the past, and with its discussion at the latest."""
    later = check(until > closes_on and until >= today, "须晚于本轮评分截止，且不早于今天")
    return later & check(discuss_until is None or until <= discuss_until, "不能晚于讨论截止，请先调整评审安排")


def may_hold(actor: Actor, round_: RoundView, now: datetime, *, whole: bool = True) -> Decision:
    """The minutes of a meeting are written once it has begun, by somebody who may hear all of it."""
    who = check(actor.has(*OFFICE) and whole, "由本轮其他经办人登记")
    meets = check(round_.mode is Mode.MEETING and round_.meets_at is not None, "本轮是通讯评审，没有会议")
    return who & meets & check(round_.meets_at is None or round_.meets_at <= now, "会议还没有到时间，召开后再登记纪要")
