# SPDX-License-Identifier: MIT
"""Matters to coordinate: put down with a report, given to somebody with a day, answered, closed or opened again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from research.projects import queries as projects
from research.reports import queries_coordination as queries
from research.reports import rules
from research.reports.schemas import AnswerMatter, AssignMatter, CloseMatter, CoordinationView
from research.reports.states import COORDINATION
from research.reports.tables import Coordination
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

UNDER_WAY = ("open", "assigned")


async def put(project: int, report: int, text: str) -> None:
    """Keep a report's open matter in step with its words; one that is answered stays and a new text opens another.

    Inside the submission's write. It is due for its answer some working days on (a setting).
    """
    c = Coordination
    mine = (c.report == report) & c.state.is_in(list(UNDER_WAY))
    if not text or await c.update({c.text: text}).where(mine).returning(c.id):
        return
    if await db.exists(c.select(c.id).where((c.report == report) & (c.text == text))):
        return
    now, days = clock.now(), (await policies.reporting()).answer_workdays
    due_on = (await policies.calendar()).add_workdays(clock.today(), days)
    await c.insert(
        c(
            report=report, project=project, text=text, state=COORDINATION.initial, state_since=now, created_at=now,
            due_on=due_on,
        )
    )  # fmt: skip


async def assign(actor: Actor, *, id: int, command: AssignMatter) -> CoordinationView:  # noqa: A002 -- the record's id
    """Say who sees to a matter and until when; they are told. Denied for others than the office.

    Invalid for somebody who is neither of the office nor a unit's liaison, or for a day that has passed; Conflict
    when stale or answered.
    """
    async with db.write_tx():
        item, ties = await queries.load(actor, id)
        require(rules.may_assign(ties, state=item.state))
        if command.due_on < clock.today():
            raise Invalid(fields={"due_on": _("答复期限不能早于今天")})
        names = dict(await queries.owners())
        if command.owner not in names:
            raise Invalid(fields={"owner": _("请从名单里选择经办人或单位联络员")})
        due_on = (await policies.calendar()).next_workday(command.due_on)
        c = Coordination
        also: dict[Any, Any] = {c.owner_account: command.owner, c.owner: names[command.owner], c.due_on: due_on}
        await move(c, COORDINATION, "assign", id=id, version=command.version, also=also)
        await _record(actor, "assigned", item, _("需协调事项交%(who)s办理") % {"who": names[command.owner]})
        occasion = clock.now().isoformat()
        await _tell([command.owner], "assigned", item, _("请答复课题组的需协调事项"), item.text, occasion)
        return await queries.get(actor, id)


async def answer(actor: Actor, *, id: int, command: AnswerMatter) -> CoordinationView:  # noqa: A002 -- the record's id
    """Answer a matter; the team is told. Denied unless the office or its owner does so, Conflict when answered."""
    if not command.answer.strip():
        raise Invalid(fields={"answer": _("请写明谁来办、什么时间前办成")})
    async with db.write_tx():
        item, ties = await queries.load(actor, id)
        require(rules.may_answer(ties, state=item.state, owner=item.owner_account == actor.account))
        c = Coordination
        also: dict[Any, Any] = {
            c.answer: command.answer, c.answered_by: actor.account, c.answered_at: clock.now()
        }  # fmt: skip
        await move(c, COORDINATION, "answer", id=id, version=command.version, also=also)
        await _record(actor, "answered", item, _("答复需协调事项"), command.answer)
        team = await projects.team_accounts(item.project)
        await _tell(team, "answered", item, _("需协调事项已答复"), command.answer, clock.now().isoformat())
        return await queries.get(actor, id)


async def close(actor: Actor, *, id: int, command: CloseMatter) -> CoordinationView:  # noqa: A002 -- the record's id
    """Close a matter as settled, or open it again with what is still missing.

    Denied unless the project's lead or the office does so, Invalid without words for the latter, Conflict when
    stale or not answered.
    """
    if not command.settled and not command.note.strip():
        raise Invalid(fields={"note": _("请写明还差什么，例如 数据只给了一半")})
    async with db.write_tx():
        item, ties = await queries.load(actor, id)
        require(rules.may_close(ties, state=item.state))
        c = Coordination
        also: dict[Any, Any] = {c.note: command.note}
        if command.settled:
            also |= {c.closed_by: actor.account, c.closed_at: clock.now()}
        else:
            days = (await policies.reporting()).answer_workdays
            also[c.due_on] = (await policies.calendar()).add_workdays(clock.today(), days)
        await move(c, COORDINATION, "close" if command.settled else "reopen", id=id, version=command.version, also=also)
        if command.settled:
            await _record(actor, "closed", item, _("需协调事项办结"), command.note)
        else:
            await _record(actor, "reopened", item, _("需协调事项未解决，继续办理"), command.note)
            people = [item.owner_account] if item.owner_account else []
            people = people or await identity.account_ids_with_role(Role.OFFICER)
            occasion = clock.now().isoformat()
            await _tell(people, "reopened", item, _("需协调事项未解决，请继续办理"), command.note, occasion)
        return await queries.get(actor, id)


async def _record(actor: Actor, step: str, item: CoordinationView, text: str, detail: str = "") -> None:
    await trail.record(
        actor, f"coordination.{step}", "project", item.project, text, detail=detail, fields={"coordination": item.id}
    )


async def _tell(people: Iterable[int], step: str, item: CoordinationView, title: str, body: str, occasion: str) -> None:
    await notices.notify(
        people, rule=f"coordination.{step}", kind="coordination", record=item.id, title=title, body=body,
        href=f"/coordinations/{item.id}", occasion=occasion,
    )  # fmt: skip
