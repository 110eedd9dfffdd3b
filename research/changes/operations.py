# SPDX-License-Identifier: MIT
"""What one can do with a change request: the only writers of its table. What it does to the project: its effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from research.changes import queries, queries_terms, rules
from research.changes.operations_effect import take_effect
from research.changes.schemas import Asking, Back, ChangeDraft, ChangeView, Decide, HearExperts, Moves, Opine, Propose
from research.changes.states import CHANGE
from research.changes.tables import ChangeRequest
from research.corrections.operations import deciding
from research.projects import queries as projects
from research.projects import queries_team as project_team
from research.projects.schemas import ProjectView
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import next_number
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

C = ChangeRequest


async def draft(actor: Actor, *, project: int, command: ChangeDraft, uploads: Sequence[Upload] = ()) -> ChangeView:
    """Write a request down as a draft; it may be incomplete until it is sent.

    NotFound outside the scope, Denied for others than team and office and once the project is over, Conflict while
    another request of the kind is under way.
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_draft(await projects.ties_of(actor, head), stage=head.stage, status=head.status))
        await _alone(project, command)
        now = clock.now()
        number = f"BG{clock.today():%y}-{await next_number(f'BG{clock.today():%y}'):02d}"
        row = C(
            project=project, number=number, kind=str(command.kind), terms=_json(command), reason=command.reason,
            made_by=actor.account, made_at=now, state=CHANGE.initial, state_since=now,
        )  # fmt: skip
        made = int((await C.insert(row).returning(C.id))[0]["id"])
        await files.attach(actor, kind="change", record=made, uploads=uploads)
        await _record(actor, "drafted", made, project, _("拟写%(kind)s申请"), command, staff_only=True)
        return await queries.get(actor, made)


async def _alone(project: int, command: ChangeDraft, *, but: int = 0) -> None:
    other = await queries_terms.open_of(project, str(command.kind))
    if other not in {None, but}:
        text = _("已有一件%(kind)s申请在办，办完后再提") % {"kind": command.kind.label}
        raise Conflict(text, code="illegal")


def _json(command: ChangeDraft) -> str:
    return msgspec.json.encode(msgspec.structs.replace(command, version=None)).decode()


async def _record(
    actor: Actor, step: str, id_: int, project: int, text: str, kind: Any, detail: str = "", *, staff_only: bool = False
) -> None:
    """Write a step on the request's timeline and on its project's."""
    words = text % {"kind": kind.kind.label}
    await trail.record(actor, f"change.{step}", "change", id_, words, detail=detail, staff_only=staff_only)
    if not staff_only:
        await trail.record(actor, f"change.{step}", "project", project, words, detail=detail, fields={"change": id_})


async def edit(actor: Actor, *, id: int, command: ChangeDraft, uploads: Sequence[Upload] = ()) -> ChangeView:  # noqa: A002
    """Change a draft. Denied for others than team and office and once it is sent; Conflict when stale."""
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_edit(ties, state=found.state))
        await _alone(project.id, command, but=id)
        values: dict[Any, Any] = {C.terms: _json(command), C.kind: str(command.kind), C.reason: command.reason}
        await touch(C, id=id, version=command.version, values=values)
        await files.attach(actor, kind="change", record=id, uploads=uploads)
        return await queries.get(actor, id)


async def send(actor: Actor, *, id: int, version: int | None = None) -> ChangeView:  # noqa: A002 -- the record's id
    """Send a request to the unit. An extension counts as asked on this day: in time, or not at all.

    Denied for others than lead and office; Invalid, by field, for what is missing or does not fit (domain.md §1.3);
    Conflict when stale or already sent.
    """
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_send(ties, state=found.state))
        project = await project_team.whole(actor, project.id)
        wrong = await queries_terms.wrong(await queries_terms.asking(project, found.draft), office=ties.office)
        if wrong:
            raise Invalid(fields=wrong)
        step = queries_terms.step_of(project, found.draft)
        also: dict[Any, Any] = {C.sent_at: clock.now(), C.sent_by: actor.account, C.returned: ""}
        also |= {C.due_was: step.due_on if step else None, C.proposed_at: None, C.proposal: "", C.unit_word: ""}
        also[C.answer_by] = await _answer_by()
        await move(C, CHANGE, "send", id=id, version=version, also=also)
        await _record(actor, "sent", id, project.id, _("提交%(kind)s申请"), found, found.reason)
        await _tell(found, project, await identity.liaisons_of(project.unit), _("%(n)s 申请%(kind)s，请出具单位意见"))
        return await queries.get(actor, id)


async def _answer_by() -> date:
    """Return the day by which whoever holds a request from now on is to answer."""
    return (await policies.calendar()).add_workdays(clock.today(), (await policies.changes()).answer_workdays)


async def _tell(found: ChangeView, project: ProjectView, people: Sequence[int], title: str, body: str = "") -> None:
    await notices.notify(
        people, rule="change.step", kind="change", record=found.id,
        title=title % {"n": project.number, "kind": found.kind.label}, body=body or found.reason,
        href=f"/changes/{found.id}", occasion=clock.now().isoformat(),
    )  # fmt: skip


async def withdraw(actor: Actor, *, id: int, command: Back) -> ChangeView:  # noqa: A002 -- the record's id
    """Take a request back before it is decided. Denied for others than lead and office, Conflict when stale."""
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_withdraw(ties, state=found.state))
        await move(
            C, CHANGE, "withdraw", id=id, version=command.version, also={C.returned: command.reason, C.answer_by: None}
        )
        seen = found.state != "draft"
        await _record(
            actor, "withdrawn", id, project.id, _("撤回%(kind)s申请"), found, command.reason, staff_only=not seen
        )
        return await queries.get(actor, id)


async def send_back(actor: Actor, *, id: int, command: Back) -> ChangeView:  # noqa: A002 -- the record's id
    """Send a request back to be mended; it goes through the unit again. Denied for who does not hold it, Conflict."""
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_return(ties, state=found.state))
        await move(
            C, CHANGE, "return", id=id, version=command.version, also={C.returned: command.reason, C.answer_by: None}
        )
        await _record(actor, "returned", id, project.id, _("退回%(kind)s申请"), found, command.reason)
        people = await projects.team_accounts(project.id)
        await _tell(found, project, people, _("%(n)s 的%(kind)s申请已退回，请修改"), command.reason)
        return await queries.get(actor, id)


async def opine(actor: Actor, *, id: int, command: Opine, uploads: Sequence[Upload] = ()) -> ChangeView:  # noqa: A002
    """Give the unit's opinion; the request goes to the office either way.

    Denied for others than the unit's liaison, and for the office without saying what paper it writes down; Invalid for
    an objection without a reason; Conflict when stale.
    """
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_opine(ties, state=found.state, behalf=command.behalf))
        _owes_reason(str(command.word), command.note)
        also: dict[Any, Any] = {
            C.unit_word: str(command.word), C.unit_note: command.note, C.unit_by: actor.account, C.unit_at: clock.now(),
            C.on_behalf: not ties.liaison, C.answer_by: await _answer_by(),
        }  # fmt: skip
        await move(C, CHANGE, "opine", id=id, version=command.version, also=also)
        await files.attach(actor, kind="change", record=id, uploads=uploads)
        detail = "；".join(filter(None, [command.word.label, command.note, command.behalf]))
        await _record(actor, "opined", id, project.id, _("出具单位意见：%(kind)s"), found, detail)
        officers = await identity.account_ids_with_role(Role.OFFICER)
        await _tell(found, project, officers, _("%(n)s 申请%(kind)s，请审核"))
        return await queries.get(actor, id)


def _owes_reason(word: str, note: str) -> None:
    if word == "object" and not note.strip():
        raise Invalid(fields={"note": _("不同意要写明理由")})


async def consult(actor: Actor, *, id: int, version: int | None = None) -> ChangeView:  # noqa: A002 -- the record's id
    """Put a request before experts. Denied for others than the office, Conflict when stale."""
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_consult(ties, state=found.state))
        also: dict[Any, Any] = {C.proposed_at: None, C.proposal: "", C.answer_by: await _answer_by()}
        await move(C, CHANGE, "consult", id=id, version=version, also=also)
        await _record(actor, "consulted", id, project.id, _("%(kind)s申请听取专家意见"), found)
        return await queries.get(actor, id)


async def hear(actor: Actor, *, id: int, command: HearExperts, uploads: Sequence[Upload] = ()) -> ChangeView:  # noqa: A002
    """Write down what the experts said. Denied for others than the office, Conflict when stale."""
    async with db.write_tx():
        found, _project, ties = await queries.load(actor, id)
        require(rules.may_hear(ties, state=found.state))
        values: dict[Any, Any] = {
            C.experts: command.experts, C.expert_word: str(command.word), C.expert_note: command.note,
            C.expert_at: clock.now(),
        }  # fmt: skip
        await touch(C, id=id, version=command.version, values=values)
        await files.attach(actor, kind="change", record=id, uploads=uploads)
        detail = f"{command.experts}：{command.word.label}，{command.note}"
        await trail.record(actor, "change.heard", "change", id, _("登记专家意见"), detail=detail, staff_only=True)
        return await queries.get(actor, id)


async def propose(actor: Actor, *, id: int, command: Propose) -> ChangeView:  # noqa: A002 -- the record's id
    """Write down what the office proposes; the leader is told. Denied, Invalid (a no without a reason), Conflict."""
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_review(ties, state=found.state))
        _owes_reason(str(command.word), command.note)
        values: dict[Any, Any] = {
            C.proposal: str(command.word), C.proposal_note: command.note, C.proposed_by: actor.account,
            C.proposed_at: clock.now(), C.answer_by: await _answer_by(),
        }  # fmt: skip
        await touch(C, id=id, version=command.version, values=values)
        text = _("拟办：%(word)s") % {"word": command.word.label}
        await trail.record(actor, "change.proposed", "change", id, text, detail=command.note, staff_only=True)
        leaders = await identity.account_ids_with_role(Role.DEPT_LEADER)
        await _tell(found, project, leaders, _("%(n)s 的%(kind)s申请，请签批"))
        return await queries.get(actor, id)


async def decide(actor: Actor, *, id: int, command: Decide) -> ChangeView:  # noqa: A002 -- the record's id
    """Approve a request or not. What is approved for today or earlier takes effect at once, in the same transaction.

    Denied for others than who decides and before what comes first; Invalid for a no without a reason, a day that is
    past, or what no longer fits; Conflict when stale: the second of two who decide at once is told so.
    """
    async with db.write_tx():
        found, project, ties = await queries.load(actor, id)
        require(rules.may_decide(ties, await queries.signing(actor, found, project)))
        today, project = clock.today(), await project_team.whole(actor, project.id)
        on = command.effective_on or today
        asked = await queries_terms.asking(project, found.draft)
        await _check_decision(found, asked, command, on)
        shown = await queries.with_moves(actor, found, asked)
        also: dict[Any, Any] = {
            C.decided_by: actor.account, C.decided_at: clock.now(), C.decision_note: command.note,
            C.effective_on: on if command.approve else None, C.answer_by: None,
            C.moves: msgspec.json.encode(Moves(shown.asked, shown.would_move)).decode(),
        }  # fmt: skip
        word = _("批准%(kind)s申请") if command.approve else _("不批准%(kind)s申请")
        async with deciding(actor, "change", id, word % {"kind": found.kind.label}):
            step = "approve" if command.approve else "reject"
            await move(C, CHANGE, step, id=id, version=command.version, also=also)
            await _record(actor, "decided", id, project.id, word, found, command.note)
            if command.approve and on <= today:
                await take_effect(actor, id)
        people = {*await projects.team_accounts(project.id, mentors=True), *await identity.liaisons_of(project.unit)}
        await _tell(found, project, sorted(people - {actor.account}), "%(n)s " + word, command.note or found.reason)
        return await queries.get(actor, id)


async def _check_decision(found: ChangeView, asked: Asking, command: Decide, on: date) -> None:
    if not command.approve:
        _owes_reason("object", command.note)
        return
    if on < clock.today():
        raise Invalid(fields={"effective_on": _("生效日期不能早于今天")})
    asked_on = clock.day_of(found.sent_at) if found.sent_at else clock.today()
    wrong = await queries_terms.wrong(asked, office=True, on=asked_on)
    if wrong:
        raise Conflict("；".join(wrong.values()), code="illegal")


async def put_in_force(actor: Actor, *, id: int, version: int | None = None) -> ChangeView:  # noqa: A002
    """Put an approved change in force before its day, or where its day's own work could not.

    Denied for others than the office; Conflict when stale, and where what it asks for is no longer possible.
    """
    async with db.write_tx():
        found, _project, ties = await queries.load(actor, id)
        require(rules.may_put_in_force(ties, state=found.state))
        await touch(C, id=id, version=version, values={})
        async with deciding(actor, "change", id, _("%(kind)s生效") % {"kind": found.kind.label}):
            await take_effect(actor, id)
        return await queries.get(actor, id)
