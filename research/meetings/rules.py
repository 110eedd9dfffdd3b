# SPDX-License-Identifier: MIT
"""Who may do what with meetings. Pure."""

from __future__ import annotations

from research.meetings.states import FOLLOW_UP, MEETING
from research.projects.rules import Ties
from thinktank.kernel.policy import Decision, check


def may_plan(ties: Ties, *, stage: str) -> Decision:
    """The lead and the office invite, before closing and after: an award comes late."""
    return check(ties.lead or ties.office, "由课题负责人或经办人召集") & check(
        stage != "contracting", "任务书生效后再召集会议"
    )


def may_convene(ties: Ties, *, state: str, mine: bool) -> Decision:
    """Who called a meeting changes it, writes its minutes or calls it off; the office may as well."""
    return check(mine or ties.office, "由召集人或经办人办理") & check(
        state == "planned", f"会议{MEETING.label(state)}，不能再改"
    )


def may_finish(*, owner: bool, office: bool, state: str) -> Decision:
    """Whoever it was given to says that it is done; the office may as well."""
    return check(owner or office, "由责任人办结") & check(
        FOLLOW_UP.allows("finish", state), f"这件事{FOLLOW_UP.label(state)}"
    )


def may_reopen(ties: Ties, *, state: str, mine: bool) -> Decision:
    """Who called the meeting, or the office, says that it is not done."""
    return check(mine or ties.office, "由召集人或经办人重新交办") & check(
        FOLLOW_UP.allows("reopen", state), f"这件事{FOLLOW_UP.label(state)}"
    )


def may_take_back(ties: Ties, *, state: str, mine: bool) -> Decision:
    """Who may write the minutes, or call a meeting off, takes that back."""
    return check(mine or ties.office, "由召集人或经办人撤销") & check(
        state in {"held", "cancelled"}, "没有可以撤销的办理"
    )
