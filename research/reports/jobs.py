# SPDX-License-Identifier: MIT
"""What time does to reports: they open, they are asked for, they are missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects.rules import GOING
from research.reports import operations_plan, operations_reminders, queries_plan
from research.reports.events import ReportChanged
from research.reports.states import REPORT
from research.reports.tables import Report
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

BATCH = 500


class Due(msgspec.Struct):
    """A report that time does something to."""

    id: int
    project: int
    label: str
    number: str
    lead_account: int | None


async def _found(where: Any) -> list[Due]:
    r = Report
    query = r.select(
        r.id,
        r.project,
        r.label,
        r.project._.number.as_alias("number"),
        r.project._.lead._.account.as_alias("lead_account"),
    )
    return await db.rows(query.where(where & r.project._.status.is_in(list(GOING))).order_by(r.id).limit(BATCH), Due)


async def open_due(actor: Actor) -> int:
    """Open the periods whose day has come and tell their teams. Returns how many were opened."""
    r = Report
    async with db.write_tx():
        due = await _found((r.state == "scheduled") & (r.opens_on <= clock.today()))
        for row in due:
            await move(Report, REPORT, "open", id=row.id)
            team = await projects.team_accounts(row.project)
            await _tell(row, team, "report.open", _("%(number)s 可以填报%(label)s进展报告了"))
            await events.announce(ReportChanged(actor=actor, project=row.project, report=row.id, state="open"))
        return len(due)


async def mark_missed(actor: Actor) -> int:
    """Write down which reports were not handed in by 24:00 of their last day. Returns how many.

    A period whose extension was asked for in time waits for the decision.
    """
    r = Report
    async with db.write_tx():
        past = (r.due_on < clock.today()) & (r.hard_on.is_null() | (r.hard_on < clock.today()))
        waits = queries_plan.asked_still()
        missed = await _found(r.state.is_in(["open", "draft"]) & past & db.there_is_no(waits))
        for row in missed:
            await move(Report, REPORT, "miss", id=row.id)
            text = _("%(label)s报告逾期未报") % {"label": row.label}
            await trail.record(actor, "report.missed", "report", row.id, text)
            await trail.record(actor, "report.missed", "project", row.project, text)
            lead = [row.lead_account] if row.lead_account else []
            await _tell(row, lead, "report.missed", _("%(number)s %(label)s进展报告逾期未报，请尽快补报"))
            await events.announce(ReportChanged(actor=actor, project=row.project, report=row.id, state="missed"))
        return len(missed)


async def _tell(row: Due, people: list[int], rule: str, title: str) -> None:
    await notices.notify(
        people, rule=rule, kind="report", record=row.id, title=title % {"number": row.number, "label": row.label},
        href=f"/reports/{row.id}",
    )  # fmt: skip


JOBS = (
    Job("reports.lay_out_again", timedelta(hours=12), operations_plan.lay_out_again, "按新公布的节假日重排报告期"),
    Job("reports.open_due", timedelta(hours=1), open_due, "开放到期的报告"),
    Job("reports.mark_missed", timedelta(hours=1), mark_missed, "记下逾期未报的报告"),
    Job("reports.remind", timedelta(hours=1), operations_reminders.remind_reports, "按阶梯提醒未交的报告"),
    Job("reports.remind_matters", timedelta(hours=1), operations_reminders.remind_matters, "按阶梯提醒待答复的事项"),
    Job("reports.remind_requests", timedelta(hours=1), operations_reminders.remind_requests, "按阶梯提醒待报送的事项"),
)
