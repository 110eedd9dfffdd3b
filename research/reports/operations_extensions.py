# SPDX-License-Identifier: MIT
"""Handing in later: asked before the due day, decided by the office, kept as a record (domain.md §3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from research.projects import queries as projects
from research.projects.events import DueDateMoved
from research.reports import queries, queries_plan, rules
from research.reports.periods import days_of
from research.reports.schemas import AskExtension, DecideExtension, ExtensionView, ReportView
from research.reports.states import EXTENSION, TO_FILL
from research.reports.tables import Report, ReportExtension
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def ask(actor: Actor, *, report: int, command: AskExtension) -> ExtensionView:
    """Ask to hand a report in later. Until it is decided, the period is not written down as missed.

    Denied for others than the lead and once the report is due, Invalid for a day that is no later or too late,
    Conflict when stale or while another wish waits.
    """
    async with db.write_tx():
        found, _project, ties = await queries.load(actor, report)
        late = rules.is_late(found.due_on, None, clock.now())
        require(rules.may_ask_extension(ties, state=found.state, past_due=late, extended=found.extended))
        most = (await policies.reporting()).extension_days
        if not found.due_on < command.until <= found.due_on + timedelta(days=most):
            raise Invalid(fields={"until": _("延期应晚于原截止日，最多%(n)d天") % {"n": most}})
        e = ReportExtension
        if await db.exists(e.select(e.id).where((e.report == report) & (e.state == EXTENSION.initial))):
            raise Conflict(_("延期申请已提交，等待办理"), code="illegal")
        await touch(Report, id=report, version=command.version, values={})
        now = clock.now()
        row = await e.insert(
            e(
                report=report, was_due_on=found.due_on, until=command.until, reason=command.reason,
                asked_by=actor.account, asked_at=now, state=EXTENSION.initial, state_since=now,
            )
        ).returning(e.id)  # fmt: skip
        id_ = int(row[0]["id"])
        await _record(actor, "report.extension_asked", found, _("申请%(label)s报告延期"), command.reason)
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER), rule="report.extension_asked", kind="report_extension",
            record=id_, title=_("%(number)s 申请%(label)s报告延期") % {"number": found.number, "label": found.label},
            body=command.reason, href=f"/reports/extensions/{id_}",
        )  # fmt: skip
        return await queries_plan.extension(actor, id_)


async def _record(actor: Actor, action: str, report: ReportView, text: str, detail: str) -> None:
    words = text % {"label": report.label}
    await trail.record(actor, action, "report", report.id, words, detail=detail)
    await trail.record(actor, action, "project", report.project, words, detail=detail)


async def decide(actor: Actor, *, id: int, command: DecideExtension) -> ExtensionView:  # noqa: A002 -- the record's id
    """Grant the wish, which moves the period's days, or refuse it with a reason; the team is told.

    Denied for others than the office and for who is of the team, Invalid without a reason for a no, Conflict when
    stale or decided. A wish that was asked in time is granted also after the old day.
    """
    if not command.grant and not command.note.strip():
        raise Invalid(fields={"note": _("不同意要写明理由，例如 季末须汇总，请先报已有进展")})
    async with db.write_tx():
        wish = await queries_plan.extension(actor, id)
        report, project, ties = await queries.load(actor, wish.report)
        require(rules.may_decide_extension(ties, state=wish.state))
        step = "grant" if command.grant else "refuse"
        also = {
            ReportExtension.note: command.note, ReportExtension.decided_by: actor.account,
            ReportExtension.decided_at: clock.now(),
        }  # fmt: skip
        await move(ReportExtension, EXTENSION, step, id=id, version=command.version, also=also)
        if command.grant and report.state in (*TO_FILL, "scheduled"):
            await _extend(report, wish)
            await events.announce(DueDateMoved(actor=actor, project=project.id))
        text = _("同意%(label)s报告延期") if command.grant else _("不同意%(label)s报告延期")
        await _record(actor, f"report.extension_{step}", report, text, command.note)
        await notices.notify(
            await projects.team_accounts(project.id), rule="report.extension_decided", kind="report_extension",
            record=id, title=text % {"label": report.label}, body=command.note, href=f"/reports/{report.id}",
        )  # fmt: skip
        return await queries_plan.extension(actor, id)


async def _extend(report: ReportView, wish: ExtensionView) -> None:
    days = days_of(wish.until, await policies.calendar(), await policies.reporting())
    r = Report
    values: dict[Any, Any] = {
        r.due_on: days.due_on, r.grace_on: days.grace_on, r.hard_on: days.hard_on, r.extended: True
    }  # fmt: skip
    await touch(r, id=report.id, version=None, values=values)


async def drop(actor: Actor, *, id: int, version: int | None) -> ExtensionView:  # noqa: A002 -- the record's id
    """Take a wish back before it is decided. Denied for others than the lead, Conflict when stale or decided."""
    async with db.write_tx():
        wish = await queries_plan.extension(actor, id)
        report, _project, ties = await queries.load(actor, wish.report)
        require(rules.may_drop_extension(ties, state=wish.state))
        await move(ReportExtension, EXTENSION, "drop", id=id, version=version)
        await _record(actor, "report.extension_dropped", report, _("撤回%(label)s报告延期申请"), "")
        return await queries_plan.extension(actor, id)
