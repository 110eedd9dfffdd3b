# SPDX-License-Identifier: MIT
"""Who may lead or join one more project (domain.md §1.2, team limits; the numbers are the programme's)."""

from __future__ import annotations

from datetime import date

from research.participation.schemas import Load
from thinktank.kernel.policy import Decision, check
from thinktank.policies.kinds import Programme


def not_banned(load: Load, today: date) -> Decision:
    """Nobody applies while a ban runs; the ban's last day still counts."""
    until = load.banned_until
    reason = f"因“{load.ban_reason}”，{until.year}年{until.month}月{until.day}日前不能申报" if until else ""
    return check(until is None or until < today, reason)


def may_lead(load: Load, limits: Programme, today: date) -> Decision:
    """One project or application at a time as leader (by default); an unfinished one has to be closed first."""
    free = check(load.leads < limits.leads_at_once, f"已在牵头{load.leads}个未结题的课题，结题后才能再牵头")
    return not_banned(load, today) & free


def may_join(load: Load, limits: Programme, today: date) -> Decision:
    """At most two at a time as a participant (by default)."""
    most = limits.joins_at_once
    free = check(load.joins < most, f"已参加{load.joins}个未结题的课题，最多{most}个")
    return not_banned(load, today) & free


def team_fits(size: int, limits: Programme) -> Decision:
    """A team has five people at most (by default), its leader included."""
    most = limits.team_most
    return check(size <= most, f"课题组连负责人最多{most}人，现在{size}人，请减少成员")
