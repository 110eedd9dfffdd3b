# SPDX-License-Identifier: MIT
"""The usual plan of a project, to start an application from (domain.md §1.2, steps 9 to 12)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from research.applications.schemas import MilestoneContent
from research.topics.states import StepKind
from thinktank.kernel.calendar import Calendar
from thinktank.policies.kinds import Research


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(today: date, closes_on: date | None, calendar: Calendar, times: Research) -> date:
    """Return the working day on which a project of this topic is likely to begin, after checks and signatures."""
    return calendar.next_workday(max(today, closes_on or today) + timedelta(days=times.lead_days))


def usual_steps(start: date, months: int, calendar: Calendar, times: Research) -> list[MilestoneContent]:
    """Lay out kick-off within the set days, mid-term at half time, closing at the end, with work in between.

    Every due day is a working day. Short projects (under three months) get the gates alone.
    """
    end = calendar.next_workday(add_months(start, months))
    middle = calendar.next_workday(start + (end - start) / 2)
    begun = calendar.next_workday(min(start + timedelta(days=times.kickoff_days), start + (middle - start) / 2))
    text = max(middle, calendar.next_workday(end - timedelta(days=times.draft_days)))
    gates = [
        MilestoneContent(StepKind.KICKOFF, "开题论证", "专家论证通过，任务分工到人", start, begun),
        MilestoneContent(StepKind.MIDTERM, "中期检查", "中期报告和佐证齐备", begun, middle),
        MilestoneContent(StepKind.CLOSING, "结题验收", "结题报告、研究报告、对策建议齐备", text, end),
    ]
    if months < 3:  # noqa: PLR2004 -- see above
        return gates
    work = [
        MilestoneContent(StepKind.WORK, "调研走访", "访谈记录和数据整理完成，形成问题清单", begun, middle),
        MilestoneContent(StepKind.WORK, "形成初稿", "研究报告初稿和对策建议征求意见", middle, text),
    ]
    return [gates[0], work[0], gates[1], work[1], gates[2]]
