# SPDX-License-Identifier: MIT
"""Who may lead or join one more project (domain.md §1.2, team limits; the numbers are the programme's)."""

from __future__ import annotations

from datetime import date

from research.participation.schemas import Finding, Load
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


YEAR = "年度方案"


def findings(name: str, load: Load, limits: Programme, today: date, *, lead: bool) -> list[Finding]:
    """Hold every rule on one person's part against what the ledger knows (domain.md §1.2)."""
    running = sum(part.kind == "project" for part in load.parts)
    free = not_banned(load, today)
    found = [Finding(name, "不在申报限制期", bool(free), free.reason or "没有限制", "课题办理：撤项后不得申报")]
    if lead:
        most = limits.leads_at_once
        value = f"现牵头{load.leads}项，最多{most}项"
        found.append(Finding(name, "牵头数", load.leads < most, value, f"{YEAR}：同时主持课题"))
        led = sum(part.kind == "project" and part.role == "lead" for part in load.parts)
        met = led < most
        found.append(Finding(name, "没有未结题的牵头课题", met, f"未结题{led}项", f"{YEAR}：结题后再牵头"))
        return found
    most = limits.joins_at_once
    value = f"现参加{load.joins}项（在研课题{running}项），最多{most}项"
    return [*found, Finding(name, "参与数", load.joins < most, value, f"{YEAR}：同时参与课题")]


def apart(name: str, load: Load, *, lead: bool, allowed: bool) -> Finding:
    """Whether somebody may lead one thing and join another at a time (a setting; allowed by default)."""
    both = load.joins if lead else load.leads
    other = "参与" if lead else "牵头"
    return Finding(name, "牵头与参与兼任", allowed or not both, f"现{other}{both}项", "课题办理：牵头人参与其他课题")


def size_finding(size: int, limits: Programme) -> Finding:
    """The team's size, its leader included."""
    value = f"{size}人，最多{limits.team_most}人"
    return Finding("课题组", "人数", bool(team_fits(size, limits)), value, f"{YEAR}：课题组人数")
