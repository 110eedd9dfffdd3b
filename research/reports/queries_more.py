# SPDX-License-Identifier: MIT
"""What is asked of projects beside their reports, and what is said and proven around a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from research.projects import queries as projects
from research.projects.rules import GOING
from research.projects.schemas import ProjectView
from research.reports import rules
from research.reports.periods import month_end
from research.reports.schemas import CommentView, EvidenceView, MonthLoad, RequestView
from research.reports.states import REQUEST
from research.reports.tables import Report, ReportComment, ReportEvidence, ReportRequest
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.policies import queries as policies

MOST = 60


def _columns() -> Any:
    q = ReportRequest
    p = q.project._
    return q.select(
        q.id, q.version, q.project, p.number.as_alias("number"), p.title.as_alias("project_title"), q.title, q.text,
        q.due_on, q.asked_by._.name.as_alias("asked_by_name"), q.asked_at, q.answer,
        q.answered_by._.name.as_alias("answered_by_name"), q.answered_at, q.reason, q.state,
    )  # fmt: skip


def _mark(found: list[RequestView]) -> list[RequestView]:
    today = clock.today()
    for one in found:
        one.late = one.state == REQUEST.initial and one.due_on < today
    return found


async def requests_of(project: int) -> list[RequestView]:
    """Return what is asked of a project beside its reports, newest first. The caller has read the project."""
    q = ReportRequest
    query = _columns().where(q.project == project).order_by(q.id, ascending=False)
    return _mark(await db.rows(query.limit(MOST), RequestView))


async def request(actor: Actor, id: int) -> tuple[RequestView, ProjectView]:  # noqa: A002 -- the record's id
    """Return one request with its project and what the actor may do. NotFound outside the project's scope."""
    found = await db.first(_columns().where(ReportRequest.id == id), RequestView)
    head = await projects.head(actor, found.project if found else 0)
    if found is None:
        raise NotFound
    ties = await projects.ties_of(actor, head)
    _mark([found])
    allowed = {
        "answer": rules.may_answer_request(ties, state=found.state),
        "drop": rules.may_drop_request(ties, state=found.state),
    }
    found.actions = [name for name, decision in allowed.items() if decision]
    return found, head


def waiting() -> Any:
    """The Where that keeps what a lead has to answer: the desk and the reminders ask the same."""
    q = ReportRequest
    return q.project._.status.is_in(list(GOING)) & (q.state == REQUEST.initial)


async def requests_to_answer(actor: Actor) -> list[RequestView]:
    """Return what waits for the actor as lead, first due first, at most sixty."""
    if not actor.has(Role.MEMBER):
        return []
    q = ReportRequest
    where = (q.project._.lead._.account == actor.account) & waiting()
    return _mark(await db.rows(_columns().where(where).order_by(q.due_on).limit(MOST), RequestView))


async def load_of_month(project: int, day: date) -> MonthLoad:
    """Return how much is asked of a project in a day's month: reports of periods ending in it, what else is due."""
    r, q = Report, ReportRequest
    first, last = day.replace(day=1), month_end(day)
    reports = r.select(r.id).where((r.project == project) & (r.ends_on >= first) & (r.ends_on <= last))
    more = q.select(q.id).where((q.project == project) & (q.due_on >= first) & (q.due_on <= last))
    return MonthLoad(
        reports=len(await reports.where(r.state != "waived").limit(MOST)),
        requests=len(await more.where(q.state != "dropped").limit(MOST)),
        most=(await policies.programme()).report_cap,
    )


async def comments(report: int) -> list[CommentView]:
    """Return the words on a report, oldest first. The caller has read the report."""
    c = ReportComment
    query = c.select(c.id, c.text, c.at, c.author._.name.as_alias("author_name")).where(c.report == report)
    return await db.rows(query.order_by(c.id).limit(MOST), CommentView)


async def evidence(report: int) -> dict[int, EvidenceView]:
    """Return what the files of a report prove, by file. The caller has read the report."""
    e = ReportEvidence
    query = e.select(
        e.file, e.milestone._.title.as_alias("milestone_title"), e.indicator._.name.as_alias("indicator_name")
    ).where(e.report == report)
    return {one.file: one for one in await db.rows(query.limit(MOST), EvidenceView)}
