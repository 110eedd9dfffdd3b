# SPDX-License-Identifier: MIT
"""Laying out periods: at signing, when the office sets another rhythm, when holidays become known, at the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from research.projects import queries as projects
from research.projects.events import AgreementReopened, AgreementSigned, DueDateMoved, ProjectClosed, TermMoved
from research.reports import queries_plan, rules
from research.reports.periods import Planned, Rhythm, days_of, lay_out
from research.reports.schemas import PlanView, SetPlan
from research.reports.states import REPORT
from research.reports.tables import Report, ReportPlan
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.changes import added, changing
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

AT_ONCE = 100


async def lay_out_periods(event: AgreementSigned) -> None:
    """Lay out the periods when an agreement takes effect; those that have begun are open at once.

    Finished work has none.
    """
    if event.finished:
        return
    await _lay_out(event.project, event.starts_on, event.due_on)


async def take_up_periods(event: AgreementReopened) -> None:
    """Take the periods away when an agreement is no longer in effect; they are laid out again with it.

    Conflict once somebody has written in one, asked for more time, or been asked for something.
    """
    r = Report
    mine = r.project == event.project
    written = r.state.not_in(["scheduled", "open"]) | (r.extended == True)  # noqa: E712 -- a column
    if await db.exists(r.select(r.id).where(mine & written)) or await queries_plan.hangs_on(event.project):
        raise Conflict(_("已有进展报告或报告期申请，不能撤销任务书生效"), code="illegal")
    await changing(r, *(row["id"] for row in await r.select(r.id).where(mine)))
    await r.delete().where(mine)


async def _lay_out(project: int, first: date, last: date, *, after: int = 0) -> int:
    terms, calendar = await policies.reporting(), await policies.calendar()
    rhythm = queries_plan.rhythm_of(await queries_plan.own_rhythm(project), terms)
    rows = [_row(project, one) for one in lay_out(first, last, rhythm, calendar, terms, after=after)]
    for start in range(0, len(rows), AT_ONCE):
        made = await Report.insert(*rows[start : start + AT_ONCE]).returning(Report.id)
        await added(Report, *(row["id"] for row in made))
    return len(rows)


def _row(project: int, one: Planned) -> Report:
    return Report(
        project=project, seq=one.seq, label=one.label, starts_on=one.starts_on, ends_on=one.ends_on,
        opens_on=one.opens_on, due_on=one.days.due_on, grace_on=one.days.grace_on, hard_on=one.days.hard_on,
        form=one.form, state="open" if one.opens_on <= clock.today() else REPORT.initial, state_since=clock.now(),
    )  # fmt: skip


async def set_plan(actor: Actor, *, project: int, command: SetPlan) -> PlanView:
    """Set how a project reports; the periods that have not begun are laid out anew, the others stay as they are.

    Denied for others than the office and once the project is closed, Invalid where a month would hold more reports
    than may be asked for (decisions.md, Requests cap), Conflict when stale.
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_set_plan(await projects.ties_of(actor, head), stage=head.stage))
        rhythm = Rhythm(cadence=command.cadence, every_days=command.every_days, form=command.form)
        most = (await policies.programme()).report_cap
        if rhythm.most_a_month > most:
            words = _("一个月会报%(n)d次，超过每月要求报送%(most)d次的上限，请先在“年度方案”里调整上限")
            raise Invalid(fields={"cadence": words % {"n": rhythm.most_a_month, "most": most}})
        await _keep(actor, project, command)
        n = await _relay(project, head.due_on) if head.stage != "contracting" else 0
        text = _("汇报安排改为%(cadence)s，%(form)s") % {"cadence": command.cadence.label, "form": command.form.label}
        fields = {"cadence": str(command.cadence), "form": str(command.form), "periods": n}
        await trail.record(actor, "report.plan_set", "project", project, text, detail=command.reason, fields=fields)
        await notices.notify(
            await projects.team_accounts(project), rule="report.plan_set", kind="project", record=project, title=text,
            body=command.reason, href=f"/projects/{project}/reports", occasion=clock.now().isoformat(),
        )  # fmt: skip
        await events.announce(DueDateMoved(actor=actor, project=project))
        return await queries_plan.plan(actor, project)


async def _keep(actor: Actor, project: int, command: SetPlan) -> None:
    t = ReportPlan
    values: dict[Any, Any] = {
        t.cadence: str(command.cadence), t.every_days: command.every_days, t.form: str(command.form),
        t.reason: command.reason, t.set_by: actor.account or None, t.at: clock.now(),
    }  # fmt: skip
    own = await queries_plan.own_rhythm(project)
    if own is not None:
        await touch(t, id=own.id, version=command.version, values=values)
        return
    await t.insert(t(values | {t.project: project}))


async def _relay(project: int, last: date) -> int:
    """Lay the periods after the last one that has begun out anew; return how many there are now."""
    r = Report
    rest = (r.project == project) & (r.state == REPORT.initial) & (r.extended == False)  # noqa: E712 -- a column
    await changing(r, *(row["id"] for row in await r.select(r.id).where(rest)))
    await r.delete().where(rest)
    row = await r.select(r.seq, r.ends_on).where(r.project == project).order_by(r.seq, ascending=False).first()
    after, first = (row["seq"], row["ends_on"] + timedelta(days=1)) if row else (0, clock.today())
    if first > last:
        return 0
    return await _lay_out(project, first, last, after=after)


async def on_term_moved(event: TermMoved) -> None:
    """Lay the periods that have not begun out up to the day on which the project ends now."""
    head = await projects.head(event.actor, event.project)
    if head.stage == "contracting":
        return
    n = await _relay(event.project, event.new)
    text = _("项目改为%(day)s结束，未开始的报告期重排为%(n)d期") % {"day": f"{event.new:%Y-%m-%d}", "n": n}
    await trail.record(event.actor, "report.laid_out_again", "project", event.project, text, fields={"periods": n})


async def lay_out_again(actor: Actor) -> int:
    """Move the days of periods that have not begun to where calendar and terms have them now; return how many.

    For when a year's holidays become known (decisions.md, Days); a job. One step a project stands on its timeline.
    """
    r = Report
    async with db.write_tx():
        calendar, terms = await policies.calendar(), await policies.reporting()
        moved: dict[int, int] = {}
        for row in await queries_plan.scheduled_days():
            days = days_of(row.asked_on, calendar, terms)
            if row.stands(days):
                continue
            same = (r.state == "scheduled") & (r.due_on == row.due_on) & (r.ends_on == row.ends_on)
            same &= (r.label == row.label) & (r.extended == False)  # noqa: E712 -- a column comparison
            values: dict[Any, Any] = {r.due_on: days.due_on, r.version: r.version + 1}
            if row.grace_on is not None:
                values |= {r.grace_on: days.grace_on, r.hard_on: days.hard_on}
                same &= (r.grace_on == row.grace_on) & (r.hard_on == row.hard_on)
            await changing(r, *(one["id"] for one in await r.select(r.id).where(same)))
            for one in await r.update(values).where(same).returning(r.project):
                moved[one["project"]] = moved.get(one["project"], 0) + 1
        for project, n in sorted(moved.items()):
            text = _("按节假日安排重新排定%(n)d个报告期") % {"n": n}
            await trail.record(actor, "report.laid_out_again", "project", project, text, fields={"periods": n})
            await events.announce(DueDateMoved(actor=actor, project=project))
        return sum(moved.values())


async def drop_rest(event: ProjectClosed) -> None:
    """End the periods that have not begun when a project is over."""
    r = Report
    where = (r.project == event.project) & (r.state == "scheduled")
    while found := await r.select(r.id).where(where).limit(AT_ONCE):
        for row in found:
            await move(Report, REPORT, "lapse", id=row["id"])
