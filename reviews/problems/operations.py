# SPDX-License-Identifier: MIT
"""Writing the ledger of problems. What an order does to its problem stands in operations_orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from research.corrections.operations import deciding
from research.projects import queries as projects
from research.projects.events import LeadChanged
from research.projects.schemas import ProjectView
from reviews.problems import queries, rules
from reviews.problems.schemas import (
    DropProblem,
    JudgeFixed,
    PlanMeasure,
    ProblemView,
    RegisterProblem,
    ReportFixed,
)
from reviews.problems.states import PROBLEM, UNDER_WAY, Source
from reviews.problems.tables import Problem
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

MOST_HANDED = 200


async def register(actor: Actor, *, command: RegisterProblem, uploads: Sequence[Upload] | None = None) -> ProblemView:
    """Put a problem of a project into the ledger; its owner is told.

    NotFound outside the scope, Denied for others than inspectors and the department, Invalid for an owner who is not
    of the project or a day that has passed.
    """
    async with db.write_tx():
        project = await projects.head(actor, command.project)
        require(rules.may_register(await projects.ties_of(actor, project)))
        owner = await _owner(project, command.owner)
        seen = await put(
            actor, project=project.id, source=Source.OFFICE, record=None, label="", owner=owner, command=command
        )
        await files.attach(actor, kind="problem", record=seen, uploads=uploads or [], category="found")
        return await queries.get(actor, seen)


async def owners(project: ProjectView) -> dict[int, str]:
    """Return who can be given a problem of a project: its team with an account, its unit's liaisons."""
    team = {
        one.account: f"{one.name}　{one.unit_name}" for one in await projects.members(project.id) if one.account
    }  # fmt: skip
    of_unit = set(await identity.liaisons_of(project.unit)) - set(team)
    liaisons = [one for one in await identity.accounts_with_role(Role.LIAISON) if one.id in of_unit]
    return team | {one.id: f"{one.name}　{one.unit_name}联络员" for one in liaisons}


async def _owner(project: ProjectView, chosen: int | None) -> int:
    owner = chosen or project.lead_account
    if not owner:
        raise Invalid(fields={"owner": _("课题负责人还没有账号，请选择其他责任人")})
    if owner != project.lead_account and owner not in await owners(project):
        raise Invalid(fields={"owner": _("请选择课题组成员或责任单位联络员")})
    return owner


async def put(
    actor: Actor,
    *,
    project: int,
    source: Source,
    record: int | None,
    label: str,
    owner: int,
    command: RegisterProblem,
) -> int:
    """Insert a problem inside a write that has checked who may; return its number. Its owner is told."""
    today = clock.today()
    calendar, terms = await policies.calendar(), await policies.supervision()
    if command.due_on is not None and command.due_on < today:
        raise Invalid(fields={"due_on": _("完成时限不能早于今天")})
    due_on = (
        calendar.next_workday(command.due_on) if command.due_on else calendar.add_workdays(today, terms.fix_workdays)
    )
    now = clock.now()
    row = Problem(
        project=project, kind=str(command.kind), text=command.text, source=str(source), source_record=record,
        source_label=label[:120], found_on=today, found_by=actor.account or owner, owner=owner, due_on=due_on,
        measure=command.measure, state=PROBLEM.initial, state_since=now,
    )  # fmt: skip
    made = int((await Problem.insert(row).returning(Problem.id))[0]["id"])
    text = _("登记问题：%(kind)s") % {"kind": _(command.kind.label)}
    await trail.record(actor, "problem.registered", "problem", made, text, detail=command.text)
    await trail.record(actor, "project.problem_registered", "project", project, text, detail=command.text)
    await notices.notify(
        [owner], rule="problem.registered", kind="problem", record=made, title=_("请填写整改措施：%(what)s")
        % {"what": command.text[:40]}, body=command.text, href=f"/problems/{made}",
    )  # fmt: skip
    return made


async def plan(actor: Actor, *, id: int, command: PlanMeasure) -> ProblemView:  # noqa: A002 -- the record's id
    """Write down how a problem is mended, and (who keeps the ledger) until when; again as long as it is under way.

    Denied for others than its owner and who keeps the ledger; Invalid for a day that has passed.
    """
    async with db.write_tx():
        seen, ties, facts = await queries.load(actor, id)
        require(rules.may_plan(actor.account, ties, facts))
        q = Problem
        also: dict[Any, Any] = {q.measure: command.measure}
        if command.due_on is not None and command.due_on != seen.due_on:
            require(rules.may_move_due(ties, facts))
            if command.due_on < clock.today():
                raise Invalid(fields={"due_on": _("完成时限不能早于今天")})
            also[q.due_on] = (await policies.calendar()).next_workday(command.due_on)
        if seen.state == "open":
            await move(q, PROBLEM, "plan", id=id, version=command.version, also=also)
        else:
            await touch(q, id=id, version=command.version, values=also)
        await _note(actor, seen, "planned", _("整改措施"), command.measure)
        await _tell([seen.found_by, seen.owner], actor, seen, "planned", _("已定整改措施"), command.measure)
        return await queries.get(actor, id)


async def fix(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: ReportFixed,
    uploads: Sequence[Upload] | None = None,
) -> ProblemView:
    """Say that a problem is mended, with its evidence, as its owner; it then waits to be closed out."""
    async with db.write_tx():
        seen, _ties, facts = await queries.load(actor, id)
        require(rules.may_fix(actor.account, facts))
        await move(Problem, PROBLEM, "fix", id=id, version=command.version, also={Problem.progress: command.progress})
        await files.attach(actor, kind="problem", record=id, uploads=uploads or [], category="fixed")
        await _note(actor, seen, "fixed", _("报完成"), command.progress)
        await _tell([seen.found_by], actor, seen, "fixed", _("已报完成，请核查销号"), command.progress)
        return await queries.get(actor, id)


async def judge(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: JudgeFixed,
    uploads: Sequence[Upload] | None = None,
) -> ProblemView:
    """Close a problem out, or send it back with what is still missing.

    Denied for its owner and for who does not keep the ledger; Conflict when it is not reported as mended.
    """
    async with db.write_tx():
        seen, ties, facts = await queries.load(actor, id)
        require(rules.may_judge(actor.account, ties, facts))
        await files.attach(actor, kind="problem", record=id, uploads=uploads or [], category="check")
        q = Problem
        also: dict[Any, Any] = {q.close_note: command.note}
        if command.passed:
            also |= {q.closed_on: clock.today(), q.closed_by: actor.account}
            async with deciding(actor, "problem", id, _("问题销号")):
                await move(q, PROBLEM, "close", id=id, version=command.version, also=also)
        else:
            await move(q, PROBLEM, "return", id=id, version=command.version, also=also)
        verb, word = ("closed", _("核查通过，销号")) if command.passed else ("returned", _("核查未通过，继续整改"))
        await _note(actor, seen, verb, word, command.note)
        await _tell([seen.owner, seen.found_by], actor, seen, verb, word, command.note)
        return await queries.get(actor, id)


async def drop(actor: Actor, *, id: int, command: DropProblem) -> ProblemView:  # noqa: A002 -- the record's id
    """Take what is no problem off the ledger, with its reason; the row stays as dropped."""
    async with db.write_tx():
        seen, ties, facts = await queries.load(actor, id)
        require(rules.may_drop(ties, facts))
        await move(Problem, PROBLEM, "drop", id=id, version=command.version)
        await _note(actor, seen, "dropped", _("撤销"), command.reason)
        await _tell([seen.owner], actor, seen, "dropped", _("问题已撤销"), command.reason)
        return await queries.get(actor, id)


async def on_lead_changed(event: LeadChanged) -> None:
    """Bring what a former lead had to mend to the new one's desk."""
    q = Problem
    mine = (q.project == event.project) & (q.owner == event.old) & q.state.is_in(list(UNDER_WAY))
    for row in await q.select(q.id, q.text).where(mine).order_by(q.id).limit(MOST_HANDED):
        await touch(q, id=row["id"], version=None, values={q.owner: event.new})
        text = _("随课题负责人变更移交")
        await trail.record(event.actor, "problem.handed_over", "problem", row["id"], text, detail=event.reason)
        await notices.notify(
            [event.new], rule="problem.handed_over", kind="problem", record=row["id"],
            title=_("问题由您继续整改：%(what)s") % {"what": row["text"][:40]}, href=f"/problems/{row['id']}",
            occasion=clock.now().isoformat(),
        )  # fmt: skip


async def _note(actor: Actor, seen: ProblemView, verb: str, text: str, detail: str) -> None:
    await trail.record(actor, f"problem.{verb}", "problem", seen.id, text, detail=detail, fields={"detail": detail})


async def _tell(people: Iterable[int], actor: Actor, seen: ProblemView, verb: str, title: str, body: str) -> None:
    await notices.notify(
        sorted({*people} - {actor.account, 0}), rule=f"problem.{verb}", kind="problem", record=seen.id,
        title=f"{title}：{seen.text[:40]}", body=body, href=seen.href, occasion=clock.now().isoformat(),
    )  # fmt: skip
