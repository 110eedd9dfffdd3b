# SPDX-License-Identifier: MIT
"""Who may fill in, hand in, accept and return a report, and when it is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from research.projects.rules import GOING, Ties
from research.reports.states import COORDINATION, EXTENSION, FILLABLE, REPORT, REQUEST
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


def may_report_no_change(before: bool | None) -> Decision:  # noqa: FBT001 -- whether the last report said so
    """本期无变化 once in a row: after one, a report in words has to come (domain.md §3)."""
    return check(before is not None, "第一期请写明进展") & check(
        before is not True, "上一期已报“无变化”，这一期请写明进展"
    )


def may_set_plan(ties: Ties, *, stage: str) -> Decision:
    """The office sets how a project reports while it runs."""
    return check(ties.office, "汇报安排由经办人设置") & check(stage != "closed", "项目已结题，不再安排汇报")


def may_ask_extension(ties: Ties, *, state: str, past_due: bool, extended: bool) -> Decision:
    """The lead asks before the day, once a period: afterwards it is assessed by the old day (domain.md §1.3)."""
    return (
        check(ties.lead, "由课题负责人申请")
        & check(state in {"open", "draft"}, f"报告{REPORT.label(state)}，不能申请延期")
        & check(not past_due, "截止时间已过，延期须在截止前申请")
        & check(not extended, "这一期已延期过一次")
    )


def may_decide_extension(ties: Ties, *, state: str) -> Decision:
    """The office decides, nobody on an own project."""
    return (
        check(ties.office, "由经办人办理")
        & check(not (ties.lead or ties.member), "不能办理自己课题组的申请")
        & check(EXTENSION.allows("grant", state), f"延期申请{EXTENSION.label(state)}")
    )


def may_drop_extension(ties: Ties, *, state: str) -> Decision:
    """The lead takes the wish back until it is decided."""
    return check(ties.lead, "由课题负责人撤回") & check(
        EXTENSION.allows("drop", state), f"延期申请{EXTENSION.label(state)}"
    )


def may_ask_more(ties: Ties, *, status: str, stage: str) -> Decision:
    """The office asks something of a project under way beside its reports, within the cap of a month."""
    return (
        check(ties.office, "由经办人提出")
        & check(not (ties.lead or ties.member), "不能向自己的课题组提出")
        & check(status in GOING and stage not in {"contracting", "closed"}, "项目没有在实施，不能要求报送")
    )


def may_answer_request(ties: Ties, *, state: str) -> Decision:
    """The lead answers."""
    return check(ties.lead, "由课题负责人报送") & check(
        REQUEST.allows("answer", state), f"这项要求{REQUEST.label(state)}"
    )


def may_drop_request(ties: Ties, *, state: str) -> Decision:
    """The office takes back what it asked for."""
    return check(ties.office, "由经办人取消") & check(REQUEST.allows("drop", state), f"这项要求{REQUEST.label(state)}")


def may_comment(ties: Ties, *, state: str) -> Decision:
    """Team, mentors and the office talk about a report once it has been handed in."""
    return check(ties.lead or ties.member or ties.mentor or ties.office, "由课题组、导师和经办人留言") & check(
        state in {"submitted", "returned", "accepted"}, "报告提交后可以留言"
    )


def may_assign(ties: Ties, *, state: str) -> Decision:
    """The office says who sees to a matter to coordinate."""
    return check(ties.office, "由区委组织部经办人交办") & check(COORDINATION.allows("assign", state), "这件事已答复")


def may_answer(ties: Ties, *, state: str, owner: bool = False) -> Decision:
    """The office, or who was given it, answers a matter to coordinate."""
    return check(ties.office or owner, "由承办人或区委组织部经办人答复") & check(
        COORDINATION.allows("answer", state), "这件事已答复"
    )


def may_close(ties: Ties, *, state: str) -> Decision:
    """Who asked says whether it is settled; the office may as well."""
    return check(ties.lead or ties.office, "由课题负责人或经办人办结") & check(
        COORDINATION.allows("close", state), f"这件事{COORDINATION.label(state)}"
    )


def missed_in_a_row(states: Iterable[str]) -> int:
    """How many reports were missed one after the other, from the newest back.

    Waived periods do not count, nor those that are past due and not missed yet.
    """
    count = 0
    for state in states:
        if state == "missed":
            count += 1
        elif state not in {"waived", "open", "draft"}:
            break
    return count
