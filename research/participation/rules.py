# SPDX-License-Identifier: MIT
"""Who may lead or join one more project (domain.md §1.2, team limits; decisions.md)."""

from __future__ import annotations

from datetime import date

from research.participation.schemas import Load
from thinktank.kernel.policy import ALLOW, Decision, check

MOST_LEADS = 1
MOST_JOINS = 2
MOST_TEAM = 5


def not_banned(load: Load, today: date) -> Decision:
    """Nobody applies while a ban runs; the ban's last day still counts."""
    until = load.banned_until
    if until is None or until < today:
        return ALLOW
    return check(False, f"因“{load.ban_reason}”，{until.year}年{until.month}月{until.day}日前不能申报")  # noqa: FBT003


def may_lead(load: Load, today: date) -> Decision:
    """One project or application at a time as leader; an unfinished one has to be closed first."""
    free = check(load.leads < MOST_LEADS, "已在牵头一个未结题的课题，结题后才能再牵头")
    return not_banned(load, today) & free


def may_join(load: Load, today: date) -> Decision:
    """At most two at a time as a participant."""
    free = check(load.joins < MOST_JOINS, f"已参加{load.joins}个未结题的课题，最多{MOST_JOINS}个")
    return not_banned(load, today) & free


def team_fits(size: int) -> Decision:
    """A team has five people at most, its leader included."""
    return check(size <= MOST_TEAM, f"课题组连负责人最多{MOST_TEAM}人，现在{size}人，请减少成员")
