# SPDX-License-Identifier: MIT
"""Who may fill in, hand in, accept and return a report, and when it is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from research.projects.rules import GOING, Ties
from research.reports.states import FILLABLE, REPORT
from thinktank.kernel import clock
from thinktank.kernel.policy import Decision, check


def is_late(due_on: date, submitted_at: datetime | None, now: datetime) -> bool:
    """Whether a report came, or would come now, after 24:00 of its due day (decisions.md, Days)."""
    return (submitted_at or now) >= clock.end_of(due_on)


def may_fill(ties: Ties, *, state: str, starts_on: date, today: date, status: str) -> Decision:
    """The team writes the report once its period has begun, also after the deadline: late is better than never."""
    return (
        check(ties.lead or ties.member, "由课题组成员填报")
        & check(state in FILLABLE, f"报告{REPORT.label(state)}，不能修改")
        & check(status in GOING, "项目已暂停或结束，不用填报")
        & check(today >= starts_on, "这一期还没有开始")
    )


def may_submit(ties: Ties, *, state: str, starts_on: date, today: date, status: str) -> Decision:
    """The lead answers for the report (domain.md §1: members edit drafts)."""
    return check(ties.lead, "由课题负责人提交，课题组成员可以先写草稿") & may_fill(
        ties, state=state, starts_on=starts_on, today=today, status=status
    )


def may_withdraw(ties: Ties, *, state: str, read: bool, late: bool) -> Decision:
    """The lead may take it back until it is read or due."""
    return (
        check(ties.lead, "由课题负责人撤回")
        & check(REPORT.allows("withdraw", state), f"报告{REPORT.label(state)}，不能撤回")
        & check(not read, "导师或经办人已阅，请等待退回")
        & check(not late, "已过截止日期，不能撤回")
    )


def may_decide(ties: Ties, *, state: str) -> Decision:
    """A mentor of the project or the office returns and accepts; nobody decides on a report of an own project."""
    return (
        check(ties.mentor or ties.office, "由项目导师或经办人办理")
        & check(not (ties.lead or ties.member), "不能办理自己课题组的报告")
        & check(REPORT.allows("accept", state), f"报告{REPORT.label(state)}，不能办理")
    )


def may_take_back(ties: Ties, *, state: str) -> Decision:
    """Who may accept a report takes the acceptance back (decisions.md, Correction)."""
    return (
        check(ties.mentor or ties.office, "由项目导师或经办人撤销")
        & check(not (ties.lead or ties.member), "不能办理自己课题组的报告")
        & check(state == "accepted", f"报告{REPORT.label(state)}，没有可以撤销的结论")
    )


def may_waive(ties: Ties, *, state: str) -> Decision:
    """The office lets a period go without a report."""
    return check(ties.office, "由经办人办理") & check(
        REPORT.allows("waive", state), f"报告{REPORT.label(state)}，不能免报"
    )


def may_answer(ties: Ties, *, state: str) -> Decision:
    """The office answers a matter to coordinate."""
    return check(ties.office, "由区委组织部经办人答复") & check(state == "open", "这件事已答复")


def missed_in_a_row(states: Iterable[str]) -> int:
    """How many reports were missed one after the other, from the newest back; waived periods do not count."""
    count = 0
    for state in states:
        if state == "missed":
            count += 1
        elif state != "waived":
            break
    return count
