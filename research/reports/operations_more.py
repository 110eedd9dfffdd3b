# SPDX-License-Identifier: MIT
"""Asking something of a project beside its reports, within the cap of a month; words and proof around a report."""

from __future__ import annotations

from typing import Any

from research.projects import queries as projects
from research.projects.tables import Milestone, Project, ProjectIndicator, ProjectMentor
from research.reports import queries, queries_more, rules
from research.reports.schemas import (
    AnswerRequest,
    AskMore,
    CommentView,
    DropRequest,
    LeaveComment,
    ReportView,
    RequestView,
    Submission,
)
from research.reports.states import REQUEST
from research.reports.tables import ReportComment, ReportEvidence, ReportRequest
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def ask_more(actor: Actor, *, project: int, command: AskMore) -> RequestView:
    """Ask something of a project; its lead is told.

    Denied for others than the office, Invalid for a day that has passed and where the month of the day holds as
    many reports and requests as may be asked for (decisions.md, Requests cap).
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_ask_more(await projects.ties_of(actor, head), status=head.status, stage=head.stage))
        if command.due_on < clock.today():
            raise Invalid(fields={"due_on": _("报送期限不能早于今天")})
        due_on = (await policies.calendar()).next_workday(command.due_on)
        p, q, now = Project, ReportRequest, clock.now()
        await p.update({p.percent: p.percent}).where(p.id == project)  # the row's lock: two who ask count in turn
        load = await queries_more.load_of_month(project, due_on)
        if load.full:
            words = _("%(m)d月已要求报送%(n)d次（报告%(r)d次、临时%(q)d次），上限%(most)d次；请并入进展报告或改到下月")
            about = {"m": due_on.month, "n": load.reports + load.requests, "r": load.reports, "q": load.requests}
            raise Invalid(fields={"due_on": words % (about | {"most": load.most})})
        row = await q.insert(
            q(
                project=project, title=command.title, text=command.text, due_on=due_on, asked_by=actor.account,
                asked_at=now, state=REQUEST.initial, state_since=now,
            )
        ).returning(q.id)  # fmt: skip
        id_ = int(row[0]["id"])
        text = _("要求报送：%(title)s") % {"title": command.title}
        await trail.record(actor, "request.asked", "project", project, text, detail=command.text, fields={"id": id_})
        await notices.notify(
            [head.lead_account] if head.lead_account else [], rule="request.asked", kind="report_request", record=id_,
            title=f"{head.number} {text}", body=command.text, href=f"/requests/{id_}",
        )  # fmt: skip
        return (await queries_more.request(actor, id_))[0]


async def answer_request(actor: Actor, *, id: int, command: AnswerRequest) -> RequestView:  # noqa: A002
    """Answer what was asked; who asked is told. Denied for others than the lead, Conflict when stale or answered."""
    async with db.write_tx():
        found, head = await queries_more.request(actor, id)
        require(rules.may_answer_request(await projects.ties_of(actor, head), state=found.state))
        q = ReportRequest
        also: dict[Any, Any] = {q.answer: command.answer, q.answered_by: actor.account, q.answered_at: clock.now()}
        await move(q, REQUEST, "answer", id=id, version=command.version, also=also)
        asked = (await q.select(q.asked_by).where(q.id == id))[0]["asked_by"]
        text = _("报送：%(title)s") % {"title": found.title}
        await trail.record(
            actor, "request.answered", "project", head.id, text, detail=command.answer, fields={"id": id}
        )
        await notices.notify(
            [asked], rule="request.answered", kind="report_request", record=id, title=f"{head.number} {text}",
            body=command.answer, href=f"/requests/{id}",
        )  # fmt: skip
        return (await queries_more.request(actor, id))[0]


async def drop_request(actor: Actor, *, id: int, command: DropRequest) -> RequestView:  # noqa: A002
    """Take back what was asked; the lead is told, and the month has room again. Denied for others than the office."""
    async with db.write_tx():
        found, head = await queries_more.request(actor, id)
        require(rules.may_drop_request(await projects.ties_of(actor, head), state=found.state))
        q = ReportRequest
        await move(q, REQUEST, "drop", id=id, version=command.version, also={q.reason: command.reason})
        text = _("取消报送要求：%(title)s") % {"title": found.title}
        await trail.record(actor, "request.dropped", "project", head.id, text, detail=command.reason, fields={"id": id})
        await notices.notify(
            [head.lead_account] if head.lead_account else [], rule="request.dropped", kind="report_request",
            record=id, title=f"{head.number} {text}", body=command.reason, href=f"/requests/{id}",
        )  # fmt: skip
        return (await queries_more.request(actor, id))[0]


# -- words and proof --------------------------------------------------------------------------------------------


async def comment(actor: Actor, *, report: int, command: LeaveComment) -> list[CommentView]:
    """Leave a word on a report that was handed in; the others of the team and its mentors are told.

    Denied for who is neither of the team nor a mentor of it nor the office.
    """
    async with db.write_tx():
        found, _project, ties = await queries.load(actor, report)
        require(rules.may_comment(ties, state=found.state))
        c, t = ReportComment, ProjectMentor
        row = await c.insert(c(report=report, author=actor.account, text=command.text, at=clock.now())).returning(c.id)
        await trail.record(actor, "report.commented", "report", report, _("留言"), detail=command.text)
        mentors = await t.select(t.account).where((t.project == found.project) & t.until.is_null())
        people = {*await projects.team_accounts(found.project), *(one["account"] for one in mentors)}
        await notices.notify(
            people - {actor.account}, rule="report.commented", kind="report", record=report,
            title=_("%(label)s进展报告有新留言") % {"label": found.label}, body=command.text,
            href=f"/reports/{report}", occasion=str(row[0]["id"]),
        )  # fmt: skip
        return await queries_more.comments(report)


async def keep_evidence(report: ReportView, kept: list[int], said: Submission) -> None:
    """Note what the files of a submission prove, inside its write; Invalid for what is not of the project."""
    if not kept or (said.milestone is None and said.indicator is None):
        return
    m, i, e = Milestone, ProjectIndicator, ReportEvidence
    for name, table, chosen in (("milestone", m, said.milestone), ("indicator", i, said.indicator)):
        of_project: Any = (table.id == chosen) & (table.project == report.project)
        if chosen is not None and not await db.exists(table.select(table.id).where(of_project)):
            raise Invalid(fields={name: _("请选择本课题的节点或指标")})
    await e.insert(
        *(e(report=report.id, file=file, milestone=said.milestone, indicator=said.indicator) for file in kept)
    )
