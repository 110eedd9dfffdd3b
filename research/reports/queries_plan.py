# SPDX-License-Identifier: MIT
"""How projects report, and when: the rhythm in force, days to lay out again, extensions of a period's due day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from research.projects import queries as projects
from research.reports import queries, rules
from research.reports.periods import Days, Rhythm, asked_on
from research.reports.schemas import ExtensionView, PlanView
from research.reports.states import EXTENSION
from research.reports.tables import (
    Coordination,
    Report,
    ReportComment,
    ReportEvidence,
    ReportExtension,
    ReportPlan,
)
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.policies import queries as policies
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.states import Cadence, ReportForm

MOST = 60


class _Own(msgspec.Struct):
    id: int
    version: int
    cadence: Cadence
    every_days: int
    form: ReportForm
    reason: str
    at: datetime
    set_by_name: str | None


def _own_columns() -> Any:
    t = ReportPlan
    return t.select(
        t.id, t.version, t.cadence, t.every_days, t.form, t.reason, t.at, t.set_by._.name.as_alias("set_by_name")
    )


async def own_rhythm(project: int) -> _Own | None:
    """Return how the office has set a project to report, None where the policy holds. Unscoped."""
    return await db.first(_own_columns().where(ReportPlan.project == project), _Own)


async def hangs_on(project: int) -> bool:
    """Whether anything hangs on a project's periods: more time asked for, matters, comments, evidence. Unscoped."""
    hanging = (ReportExtension, Coordination, ReportComment, ReportEvidence)
    found = [await db.exists(one.select(one.id).where(one.report._.project == project)) for one in hanging]
    return any(found)


def rhythm_of(own: _Own | Rhythm | None, terms: Reporting) -> Rhythm:
    """Return how a project reports: its own way, else the policy's."""
    source = terms if own is None else own
    return Rhythm(cadence=source.cadence, every_days=source.every_days, form=source.form)


async def plan(actor: Actor, project: int) -> PlanView:
    """Return how a project reports and what the actor may change. NotFound outside the actor's scope."""
    head = await projects.head(actor, project)
    ties = await projects.ties_of(actor, head)
    own, terms = await own_rhythm(project), await policies.reporting()
    rhythm = rhythm_of(own, terms)
    return PlanView(
        project=project, number=head.number, project_title=head.title, cadence=rhythm.cadence,
        every_days=rhythm.every_days, form=rhythm.form, own=own is not None, version=own.version if own else 0,
        reason=own.reason if own else "", set_by_name=own.set_by_name if own else None, at=own.at if own else None,
        grace_workdays=terms.grace_workdays, hard_workdays=terms.hard_workdays,
        actions=["set"] if rules.may_set_plan(ties, stage=head.stage) else [],
    )  # fmt: skip


class ScheduledDay(msgspec.Struct):
    """Periods that have not begun and have the same days: as many as there are, they move together."""

    label: str
    ends_on: date
    due_on: date
    grace_on: date | None
    hard_on: date | None

    @property
    def asked_on(self) -> date:
        """The day by which the report is wanted, whatever the calendar says."""
        return asked_on(self.label, self.ends_on)

    def stands(self, days: Days) -> bool:
        """Whether the days are these already; one that was laid out without terms has its due day alone."""
        return self.due_on == days.due_on and (self.grace_on is None or self._terms == (days.grace_on, days.hard_on))

    @property
    def _terms(self) -> tuple[date | None, date | None]:
        return self.grace_on, self.hard_on


async def scheduled_days() -> list[ScheduledDay]:
    """Return the distinct days of periods that have not begun, from the index of states and days."""
    sql = (
        "SELECT label, ends_on, due_on, grace_on, hard_on FROM report WHERE state = {} AND due_on >= {} "
        "AND extended = {} GROUP BY label, ends_on, due_on, grace_on, hard_on ORDER BY due_on"
    )
    found = await db.raw(sql, "scheduled", clock.today(), False)  # noqa: FBT003 -- a value of the statement
    return msgspec.convert(found, list[ScheduledDay], strict=False)


# -- extensions ------------------------------------------------------------------------------------------------


def _extension_columns() -> Any:
    e = ReportExtension
    r = e.report._
    return e.select(
        e.id, e.version, e.report, r.label.as_alias("report_label"), r.project.as_alias("project"),
        r.project._.number.as_alias("number"), r.project._.title.as_alias("project_title"), e.was_due_on, e.until,
        e.reason, e.asked_by._.name.as_alias("asked_by_name"), e.asked_at, e.state, e.state_since,
        e.decided_by._.name.as_alias("decided_by_name"), e.decided_at, e.note,
    )  # fmt: skip


async def extensions(report: int) -> list[ExtensionView]:
    """Return the wishes to hand in a report later, newest first. The caller has read the report."""
    e = ReportExtension
    query = _extension_columns().where(e.report == report).order_by(e.id, ascending=False)
    return await db.rows(query.limit(MOST), ExtensionView)


async def extension(actor: Actor, id: int) -> ExtensionView:  # noqa: A002 -- the record's id
    """Return one such wish with what the actor may do. NotFound outside the scope of its report."""
    e = ReportExtension
    found = await db.first(_extension_columns().where(e.id == id), ExtensionView)
    _report, _project, ties = await queries.load(actor, found.report if found else 0)
    if found is None:
        raise NotFound
    found.actions = [
        name
        for name, decision in (
            ("decide", rules.may_decide_extension(ties, state=found.state)),
            ("drop", rules.may_drop_extension(ties, state=found.state)),
        )
        if decision
    ]
    return found


async def extensions_to_decide(actor: Actor) -> list[ExtensionView]:
    """Return the wishes that wait for the office in the actor's scope, oldest first, at most sixty."""
    if not actor.is_office:
        return []
    e = ReportExtension
    where = projects.of_visible(e.report._.project, actor) & (e.state == EXTENSION.initial)
    return await db.rows(_extension_columns().where(where).order_by(e.id).limit(MOST), ExtensionView)


def asked_still() -> Any:
    """The select of a report's wish that nobody has decided on, for a condition on reports."""
    e = ReportExtension
    return e.select(e.id).where((e.report == Report.id) & (e.state == EXTENSION.initial))
