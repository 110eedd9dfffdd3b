# SPDX-License-Identifier: MIT
"""Reading reports within the actor's scope, which is that of their projects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from piccolo.columns.combination import WhereRaw

from research.corrections.schemas import Correction, Place, Subject
from research.projects import queries as projects
from research.projects import queries_parts as projects_parts
from research.projects.rules import GOING, Ties
from research.projects.schemas import ProjectView
from research.projects.tables import Project, ProjectMentor
from research.reports import rules
from research.reports.schemas import ReportRow, ReportView
from research.reports.states import REPORT, TO_FILL
from research.reports.tables import Report
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page, page
from thinktank.policies import queries as policies

MOST = 60
DRAFTS = ("scheduled", "open", "draft", "missed")
BEGUN: Any = WhereRaw("report.state <> 'scheduled'")  # in the very words of the index report_list


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the reports of the projects which the actor may see: the only read door."""
    return projects.of_visible(Report.project, actor)


def row_columns() -> Any:
    """The select behind every list of reports, without its conditions."""
    r = Report
    p = r.project._
    return r.select(
        r.id, r.project, p.number.as_alias("number"), p.title.as_alias("project_title"),
        p.direction.as_alias("direction"), p.lead._.name.as_alias("lead_name"), r.seq, r.label, r.starts_on,
        r.opens_on, r.due_on, r.grace_on, r.hard_on, r.extended, r.form, r.no_change, r.state, r.state_since,
        r.percent, r.on_schedule, r.progress, r.problems, r.next_steps, r.coordination, r.submitted_at,
    )  # fmt: skip


async def mark(rows: list[ReportRow], *, inside: bool) -> list[ReportRow]:
    """Add what follows from the clock and the calendar, and hide what is not handed in from who is not of the team."""
    now, calendar = clock.now(), await policies.calendar()
    for row in rows:
        row.late = row.state != "waived" and rules.is_late(row.grace_on or row.due_on, row.submitted_at, now)
        row.holidays_known = calendar.year_known(row.due_on.year)
        if not inside and row.state in DRAFTS:
            row.progress = row.problems = row.next_steps = row.coordination = ""
    return rows


async def listed(
    actor: Actor, *, view: str = "", state: str = "", after: str | None = None, before: str | None = None
) -> Page[ReportRow]:
    """Return a page of reports, latest due day first. ``view``: mine (own team's to fill in), todo (to decide on)."""
    r = Report
    where = visible_to(actor) & BEGUN
    if view == "mine":
        where &= r.project.is_in(projects.projects_of_team(actor.account))
    elif view == "todo":
        where &= r.state == "submitted"
    if state:
        where &= r.state == state
    found = await page(
        row_columns().where(where), ReportRow, key=r.due_on, id_=r.id, key_name="due_on", descending=True,
        after=after, before=before, counting=r.select().where(where),
    )  # fmt: skip
    await mark(found.items, inside=view == "mine")
    return found


def owed(*, by: int | None = None) -> Any:
    """The Where that keeps the reports which a lead has to hand in: the desk and the reminders ask the same.

    ``by`` one lead's account, who has few projects, it starts from those.
    """
    r, p = Report, Project
    waits = r.state.is_in(list(TO_FILL))
    if by is None:
        return r.project._.status.is_in(list(GOING)) & waits
    led = p.select(p.id).where((p.lead._.account == by) & p.status.is_in(list(GOING)))
    return r.project.is_in(led) & waits


async def to_fill(actor: Actor) -> list[ReportRow]:
    """Return the reports that the actor as lead has to hand in, first due first, at most sixty."""
    if not actor.has(Role.MEMBER):
        return []
    where = owed(by=actor.account)
    return await mark(
        await db.rows(row_columns().where(where).order_by(Report.due_on).limit(MOST), ReportRow), inside=True
    )


async def to_decide(actor: Actor) -> list[ReportRow]:
    """Return the reports that wait for the actor: a mentor's own, the office's without a mentor."""
    r, t = Report, ProjectMentor
    advised = t.select(t.id).where((t.project == r.project) & t.until.is_null())
    wheres = []
    if actor.has(Role.MENTOR):
        wheres.append(r.project.is_in(projects.projects_of_mentor(actor.account)))
    if actor.is_office:
        wheres.append(visible_to(actor) & db.there_is_no(advised))
    if not wheres:
        return []
    where = wheres[0] if len(wheres) == 1 else wheres[0] | wheres[1]
    return await db.rows(
        row_columns().where(where & (r.state == "submitted")).order_by(r.submitted_at).limit(MOST), ReportRow
    )


async def for_project(actor: Actor, project: int) -> list[ReportRow]:
    """Return a project's periods, newest first. NotFound when the actor may not see the project."""
    head = await projects.head(actor, project)
    ties = await projects.ties_of(actor, head)
    r = Report
    found = await db.rows(
        row_columns().where(r.project == project).order_by(r.seq, ascending=False).limit(MOST), ReportRow
    )
    return await mark(found, inside=ties.lead or ties.member)


async def latest(project: int) -> ReportRow | None:
    """Return the newest report of a project that was handed in, unscoped, for higher capabilities."""
    r = Report
    query = row_columns().where((r.project == project) & r.submitted_at.is_not_null())
    return await db.first(query.order_by(r.seq, ascending=False), ReportRow)


async def missed_in_a_row(project: int) -> int:
    """How many reports of a project were missed one after the other, up to now, unscoped."""
    r = Report
    found = (
        await r.select(r.state)
        .where((r.project == project) & (r.due_on < clock.today()))
        .order_by(r.seq, ascending=False)
        .limit(MOST)
    )
    return rules.missed_in_a_row(row["state"] for row in found)


async def get(actor: Actor, id: int) -> ReportView:  # noqa: A002 -- the record's id
    """Return one report. A draft's words are for its team alone. NotFound outside the actor's scope."""
    found, _project, _ties = await load(actor, id)
    return found


async def load(actor: Actor, id: int) -> tuple[ReportView, ProjectView, Ties]:  # noqa: A002 -- the record's id
    """Return one report with its project's head and how the actor stands to it; NotFound outside the scope."""
    r = Report
    p = r.project._
    query = r.select(
        r.id, r.version, r.project, p.number.as_alias("number"), p.title.as_alias("project_title"), r.seq, r.label,
        r.starts_on, r.ends_on, r.opens_on, r.due_on, r.grace_on, r.hard_on, r.extended, r.form, r.no_change,
        r.progress, r.achievements, r.problems, r.next_steps, r.coordination, r.percent, r.on_schedule,
        r.state, r.state_since, r.saved_at, r.submitted_at,
        r.submitted_by._.name.as_alias("submitted_by_name"), r.read_at,
        r.decided_by._.name.as_alias("decided_by_name"), r.decided_at, r.reason,
        p.percent.as_alias("project_percent"), p.status.as_alias("project_status"),
    ).where((r.id == id) & visible_to(actor))  # fmt: skip
    found = await db.first(query, ReportView)
    if found is None:
        raise NotFound
    project = await projects.head(actor, found.project)
    ties = await projects.ties_of(actor, project)
    calendar = await policies.calendar()
    found.late = rules.is_late(found.grace_on or found.due_on, found.submitted_at, clock.now())
    found.holidays_known = calendar.year_known(found.due_on.year)
    found.state_label, found.holder = REPORT.label(found.state), REPORT.holder[found.state]
    if not (ties.lead or ties.member) and found.state in DRAFTS:
        found.progress = found.achievements = found.problems = found.next_steps = found.coordination = ""
    found.actions = _actions(found, ties)
    return found, project, ties


def _actions(report: ReportView, ties: Ties) -> list[str]:
    fill: dict[str, Any] = {
        "state": report.state, "starts_on": report.starts_on, "today": clock.today(), "status": report.project_status
    }  # fmt: skip
    allowed = {
        "fill": rules.may_fill(ties, **fill),
        "submit": rules.may_submit(ties, **fill),
        "withdraw": rules.may_withdraw(
            ties,
            state=report.state,
            read=report.read_at is not None,
            late=rules.is_late(report.due_on, None, clock.now()),
        ),
        "decide": rules.may_decide(ties, state=report.state),
        "waive": rules.may_waive(ties, state=report.state),
        "take_back": rules.may_take_back(ties, state=report.state),
        "comment": rules.may_comment(ties, state=report.state),
        "extend": rules.may_ask_extension(
            ties,
            state=report.state,
            past_due=rules.is_late(report.due_on, None, clock.now()),
            extended=report.extended,
        ),
    }
    return [name for name, decision in allowed.items() if decision]


async def before(report: ReportView) -> ReportRow | None:
    """Return the report handed in before this one, to show beside the form. The caller has read this one."""
    r = Report
    query = row_columns().where((r.project == report.project) & (r.seq < report.seq) & r.submitted_at.is_not_null())
    return await db.first(query.order_by(r.seq, ascending=False), ReportRow)


async def prefilled(report: ReportView) -> dict[str, Any]:
    """Return what a fresh form starts from: the last report's plan, where the targets stand, the percentage."""
    last = await before(report)
    targets = await projects_parts.targets(report.project)
    stands = "、".join(f"{one.name}{_plain(one.actual)}/{_plain(one.target)}{one.unit}" for one in targets)
    lines = [last.next_steps if last else "", _("指标：%(stands)s") % {"stands": stands} if stands else ""]
    most = await chars(report.form)
    return {
        "progress": "\n".join(filter(None, lines))[:most],
        "percent": max(report.project_percent, last.percent if last else 0),
    }


def _plain(number: Decimal) -> str:
    """A number without the zeros behind it, the same from either engine."""
    return f"{number.normalize():f}"


async def chars(form: str) -> int:
    """Return how many characters a block of a report may hold, by its form."""
    return (await policies.reporting()).full_chars if form == "full" else (await policies.programme()).report_chars


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of a report: the team always, others once it is handed in."""
    try:
        report, _project, ties = await load(actor, record)
    except NotFound:
        return False
    return ties.lead or ties.member or report.state not in DRAFTS


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return a report's acceptance as something to take back. NotFound outside the scope."""
    report, project, ties = await load(actor, id)
    return Subject(
        title=f"{report.number} {report.label}",
        href=f"/reports/{id}",
        version=report.version,
        may=rules.may_take_back(ties, state=report.state),
        people=(project.lead_account,) if project.lead_account else (),
    )


CORRECTIONS = {"report": Correction("报告结论", correctable)}
PLACES = (Place(Report, REPORT, "进展报告"),)
FILE_READERS = {"report": may_read_file}
