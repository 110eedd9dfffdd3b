# SPDX-License-Identifier: MIT
"""Who owes what by when: the very conditions of the desks, walked day by day for the reminders."""

from __future__ import annotations

from datetime import date

from research.reports import queries, queries_coordination, queries_more
from research.reports.tables import Coordination, Report, ReportRequest
from thinktank.kernel import db
from thinktank.notices.ladder import Owed


async def reports_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the reports due on a day that wait for their lead, by the key: those that stand on the lead's desk."""
    r = Report
    p = r.project._
    query = r.select(
        r.id, r.project, p.number.as_alias("number"), r.label.as_alias("what"), r.due_on,
        p.lead._.account.as_alias("account"),
    ).where((r.due_on == day) & (r.id > after) & queries.owed())  # fmt: skip
    return await db.rows(query.order_by(r.id).limit(limit), Owed)


async def matters_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the matters to be answered by a day, by the key; who was given one owes it, else the office."""
    c = Coordination
    query = c.select(
        c.id, c.project, c.project._.number.as_alias("number"), c.text.as_alias("what"), c.due_on,
        c.owner_account.as_alias("account"),
    ).where((c.due_on == day) & (c.id > after) & c.state.is_in(list(queries_coordination.WAITING)))  # fmt: skip
    return await db.rows(query.order_by(c.id).limit(limit), Owed)


async def requests_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return what is asked for beside the reports by a day, by the key: what stands on the lead's desk."""
    q = ReportRequest
    p = q.project._
    query = q.select(
        q.id, q.project, p.number.as_alias("number"), q.title.as_alias("what"), q.due_on,
        p.lead._.account.as_alias("account"),
    ).where((q.due_on == day) & (q.id > after) & queries_more.waiting())  # fmt: skip
    return await db.rows(query.order_by(q.id).limit(limit), Owed)
