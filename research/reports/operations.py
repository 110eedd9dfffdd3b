# SPDX-License-Identifier: MIT
"""Writing, handing in and deciding on reports: the only writers of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.corrections.operations import deciding
from research.projects import operations as project_operations
from research.projects import queries as projects
from research.projects.rules import Ties
from research.projects.tables import ProjectMentor
from research.reports import operations_coordination as matters
from research.reports import operations_more as talk
from research.reports import queries, rules
from research.reports.events import ReportChanged
from research.reports.schemas import NO_CHANGE, Draft, ReportView, Submission
from research.reports.states import REPORT
from research.reports.tables import Report
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

_TEXTS = ("progress", "achievements", "problems", "next_steps", "coordination")
_BLOCKS = (*_TEXTS, "percent", "on_schedule")


async def save_draft(actor: Actor, *, id: int, draft: Draft) -> ReportView:  # noqa: A002 -- the record's id
    """Keep what has been typed so far, under the version that the form was opened with.

    Denied for who is not of the team, Conflict when somebody else saved meanwhile. A returned or missed report
    stays so until it is handed in.
    """
    async with db.write_tx():
        report, _project, ties = await queries.load(actor, id)
        _as_read(report, ties, draft.version)
        require(
            rules.may_fill(
                ties, state=report.state, starts_on=report.starts_on, today=clock.today(), status=report.project_status
            )
        )
        await _fits(draft, report.form)
        values = _values(draft, actor)
        if REPORT.allows("save", report.state):
            await move(Report, REPORT, "save", id=id, version=draft.version, also=values)
            await trail.record(actor, "report.drafted", "report", id, _("开始填报"))
        else:
            await touch(Report, id=id, version=draft.version, values=values)
        return await queries.get(actor, id)


def _as_read(report: ReportView, ties: Ties, version: int | None) -> None:
    """Tell the team that one of them was faster, before a rule says that the report cannot be changed any more."""
    if (ties.lead or ties.member) and version not in {None, report.version}:
        words = _("课题组刚有人保存或提交了这份报告，现在是「%(state)s」。请刷新页面查看最新情况")
        raise Conflict(words % {"state": report.state_label}, code="stale")


async def _fits(draft: Draft, form: str) -> None:
    """Refuse a block that is longer than the form takes; the limit is a setting."""
    most = await queries.chars(form)
    words = _("最多%(most)d个字，现在%(now)d个，请删去%(over)d个")
    sizes = {name: len(getattr(draft, name)) for name in _TEXTS}
    if long := {name: size for name, size in sizes.items() if size > most}:
        raise Invalid(
            fields={name: words % {"most": most, "now": size, "over": size - most} for name, size in long.items()}
        )


def _values(draft: Draft, actor: Actor) -> dict[Any, Any]:
    values: dict[Any, Any] = {getattr(Report, name): getattr(draft, name) for name in _BLOCKS}
    return values | {Report.saved_at: clock.now(), Report.saved_by: actor.account}


async def submit(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    report: Submission,
    uploads: Sequence[Upload] = (),
) -> ReportView:
    """Hand in a report; one that comes after its due day is taken all the same, and marked late.

    A matter to coordinate becomes an item of its own. Denied for others than the lead, Invalid for a block that is
    too long, Conflict when stale or already handed in.
    """
    async with db.write_tx():
        before, project, ties = await queries.load(actor, id)
        _as_read(before, ties, report.version)
        require(
            rules.may_submit(
                ties, state=before.state, starts_on=before.starts_on, today=clock.today(), status=before.project_status
            )
        )
        await _fits(report, before.form)
        also = _values(report, actor) | {
            Report.no_change: report.progress == NO_CHANGE,
            Report.nonsecret: True,
            Report.submitted_at: clock.now(),
            Report.submitted_by: actor.account,
            Report.read_at: None,
        }
        await move(Report, REPORT, "submit", id=id, version=report.version, also=also)
        if uploads:
            kept = await files.attach(actor, kind="report", record=id, uploads=list(uploads))
            await talk.keep_evidence(before, [file.id for file in kept], report)
        await matters.put(project.id, id, report.coordination)
        late = rules.is_late(before.grace_on or before.due_on, None, clock.now())
        text = _("重新提交%(label)s报告") if before.state == "returned" else _("提交%(label)s报告")
        await _changed(actor, "report.submitted", before, "submitted", text, _("逾期提交") if late else "")
        await notices.notify(
            await _deciders(project.id), rule="report.submitted", kind="report", record=id,
            title=_("%(number)s 提交了%(label)s进展报告") % {"number": before.number, "label": before.label},
            href=f"/reports/{id}", occasion=str(before.version),
        )  # fmt: skip
        return await queries.get(actor, id)


async def report_no_change(actor: Actor, *, id: int, version: int | None) -> ReportView:  # noqa: A002
    """Hand in that nothing has changed: the last report's plan and percentage stand, no word is asked for.

    Denied as for any submission, and where the last report said the same (once in a row); Conflict when stale.
    """
    async with db.write_tx():
        report, project, _ties = await queries.load(actor, id)
        last = await queries.before(report)
        require(rules.may_report_no_change(last.no_change if last else None))
        words = Submission(
            progress=NO_CHANGE, problems=_("无"), next_steps=last.next_steps if last else "", nonsecret=True,
            percent=max(project.percent, last.percent if last else 0), version=version,
            on_schedule=last is None or last.on_schedule,
        )  # fmt: skip
        return await submit(actor, id=id, report=words)


async def _deciders(project: int) -> list[int]:
    """Who decides on a report: the project's mentors, the officers where it has none."""
    t = ProjectMentor
    rows = await t.select(t.account).where((t.project == project) & t.until.is_null())
    return [row["account"] for row in rows] or await identity.account_ids_with_role(Role.OFFICER)


async def _changed(
    actor: Actor, action: str, report: ReportView, state: str, text: str, detail: str = "", **fields: Any
) -> None:
    words = text % {"label": report.label} if "%(label)s" in text else text
    await trail.record(actor, action, "report", report.id, words, detail=detail, fields={"state": state, **fields})
    await trail.record(actor, action, "project", report.project, words, detail=detail)
    await events.announce(ReportChanged(actor=actor, project=report.project, report=report.id, state=state))


async def withdraw(actor: Actor, *, id: int, version: int | None) -> ReportView:  # noqa: A002 -- the record's id
    """Take a report back to change it, before anybody read it and before it is due; Denied otherwise."""
    async with db.write_tx():
        report, _project, ties = await queries.load(actor, id)
        late = rules.is_late(report.due_on, None, clock.now())
        require(rules.may_withdraw(ties, state=report.state, read=report.read_at is not None, late=late))
        await move(Report, REPORT, "withdraw", id=id, version=version, also={Report.submitted_at: None})
        await _changed(actor, "report.withdrawn", report, "draft", _("撤回%(label)s报告修改"))
        return await queries.get(actor, id)


async def read(actor: Actor, *, id: int) -> ReportView:  # noqa: A002 -- the record's id
    """Return a report and, where one who decides opens it first, keep when it was read."""
    report, _project, ties = await queries.load(actor, id)
    if report.read_at is not None or not rules.may_decide(ties, state=report.state):
        return report
    async with db.write_tx():
        await Report.update({Report.read_at: clock.now()}).where((Report.id == id) & Report.read_at.is_null())
        await trail.record(actor, "report.read", "report", id, _("已阅"))
        return await queries.get(actor, id)


async def return_(actor: Actor, *, id: int, version: int | None, reason: str) -> ReportView:  # noqa: A002
    """Send a report back with the reason. Denied unless mentor or office, Invalid without a reason."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("退回要写明原因，例如 请补充会商时间")})
    async with db.write_tx():
        report = await _decide(actor, id, version, "return", {Report.reason: reason})
        await _changed(actor, "report.returned", report, "returned", _("退回%(label)s报告"), reason)
        await _tell_team(report, _("%(label)s进展报告被退回，请修改后重新提交"), reason)
        return await queries.get(actor, id)


async def accept(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    version: int | None,
    percent: int,
    note: str = "",
) -> ReportView:
    """Accept a report and confirm the percentage that counts for the project. Denied unless mentor or office."""
    async with db.write_tx():
        async with deciding(actor, "report", id, _("通过进展报告")):
            report = await _decide(actor, id, version, "accept", {Report.reason: note, Report.percent: percent})
            await project_operations.confirm_percent(actor, project=report.project, percent=percent)
        await _changed(actor, "report.accepted", report, "accepted", _("通过%(label)s报告"), note, percent=percent)
        await _tell_team(report, _("%(label)s进展报告已通过"), note)
        return await queries.get(actor, id)


async def _decide(
    actor: Actor,
    id: int,  # noqa: A002 -- the record's id
    version: int | None,
    transition: str,
    values: dict[Any, Any],
) -> ReportView:
    report, _project, ties = await queries.load(actor, id)
    require(rules.may_decide(ties, state=report.state))
    also = values | {Report.decided_by: actor.account, Report.decided_at: clock.now()}
    if report.read_at is None:
        also[Report.read_at] = clock.now()
    await move(Report, REPORT, transition, id=id, version=version, also=also)
    return report


async def _tell_team(report: ReportView, title: str, body: str) -> None:
    await notices.notify(
        await projects.team_accounts(report.project), rule="report.decided", kind="report", record=report.id,
        title=title % {"label": report.label}, body=body, href=f"/reports/{report.id}", occasion=str(report.version),
    )  # fmt: skip


async def waive(actor: Actor, *, id: int, version: int | None, reason: str) -> ReportView:  # noqa: A002
    """Let a period go without a report. Denied unless the office does so, Invalid without a reason."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("请写明免报理由")})
    async with db.write_tx():
        report, _project, ties = await queries.load(actor, id)
        require(rules.may_waive(ties, state=report.state))
        also = {Report.reason: reason, Report.decided_by: actor.account, Report.decided_at: clock.now()}
        await move(Report, REPORT, "waive", id=id, version=version, also=also)
        await _changed(actor, "report.waived", report, "waived", _("%(label)s报告免报"), reason)
        return await queries.get(actor, id)
