# SPDX-License-Identifier: MIT
"""Appeals: filed in one's own name while the notice runs, looked into by who did not score, answered in time."""

from __future__ import annotations

from typing import Any

from research.corrections import operations as corrections
from reviews.decisions import queries_appeals as queries
from reviews.decisions import queries_letters as letters
from reviews.decisions import rules
from reviews.decisions.schemas import AnswerAppeal, AppealView, FileAppeal
from reviews.decisions.states import APPEAL, OPEN, AppealState
from reviews.decisions.tables import Appeal
from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.states import ItemState
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def file_appeal(actor: Actor, *, item: int, command: FileAppeal) -> AppealView:
    """Appeal against how a decision came about; officers who had no part in it hear of it.

    NotFound for who may not read the letter, Denied for others than the team and after the notice, Conflict while an
    earlier one is open.
    """
    async with db.write_tx():
        found = await letters.read(actor, item)
        mine = await letters.on_team(actor, found)
        require(rules.may_appeal(actor, team=mine, until=found.notice_until, today=clock.today()))
        on_paper = bool(command.name.strip()) and actor.has(Role.OFFICER) and not mine
        account = None if on_paper else actor.account
        a = Appeal
        open_ = a.state.is_in([str(state) for state in OPEN]) & (a.item == item) & (a.account == account)
        if account and await db.exists(a.select(a.id).where(open_)):
            raise Conflict(_("您的复核申请正在办理，请等候答复"), code="illegal")
        days = (await policies.verdicts()).answer_workdays
        row = a(
            item=item, fault=str(command.fault), name=command.name if on_paper else actor.name,
            contact=command.contact, text=command.text, account=account, at=clock.now(),
            due_on=(await policies.calendar()).add_workdays(clock.today(), days),
            state=str(AppealState.FILED), state_since=clock.now(),
        )  # fmt: skip
        id_ = int((await a.insert(row).returning(a.id))[0]["id"])
        text = _("收到复核申请：%(what)s") % {"what": command.fault.label}
        await trail.record(
            actor, "round_item.appealed", "round_item", item, text, fields={"appeal": id_}, staff_only=True
        )
        await notices.notify(
            await queries.officers_for(item, account), rule="review.appealed", kind="review_appeal", record=id_,
            title=_("收到复核申请，%(day)s前答复") % {"day": row.due_on}, body=f"《{found.title}》",
            href=f"/reviews/appeals/{id_}",
        )  # fmt: skip
        return await queries.appeal(actor, id_)


async def take(actor: Actor, *, id: int, version: int | None = None) -> AppealView:  # noqa: A002 -- the record's id
    """Look into an appeal. NotFound, Denied for who scored or filed it, Conflict."""
    async with db.write_tx():
        found = await queries.appeal(actor, id)
        scored = await queries.has_scored(actor, [found.item])
        require(rules.may_take(actor, found, scored=bool(scored)))
        await move(Appeal, APPEAL, "take", id=id, version=version, also={Appeal.handler: actor.account})
        await trail.record(
            actor, "round_item.appeal_taken", "round_item", found.item, _("受理复核申请"), fields={"appeal": id},
            staff_only=True,
        )  # fmt: skip
        await _tell_author(found, "taken", _("您的复核申请已受理"), _("%(d)s前答复") % {"d": found.due_on})
        return await queries.appeal(actor, id)


async def dismiss(actor: Actor, *, id: int, command: AnswerAppeal) -> AppealView:  # noqa: A002 -- the record's id
    """Answer that an appeal does not hold; the decision stands. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries.appeal(actor, id)
        scored = await queries.has_scored(actor, [found.item])
        require(rules.may_dismiss(actor, found, scored=bool(scored)))
        await _answer(actor, found, "dismiss", command, _("复核申请不成立"))
        return await queries.appeal(actor, id)


async def uphold(actor: Actor, *, id: int, command: AnswerAppeal) -> AppealView:  # noqa: A002 -- the record's id
    """Find that an appeal holds: the decision is taken back with all that hung on it, and the item is open again.

    NotFound; Denied for others than the leader; Conflict where something of it has moved on since (ADR 0007).
    """
    async with db.write_tx():
        found = await queries.appeal(actor, id)
        scored = await queries.has_scored(actor, [found.item])
        require(rules.may_uphold(actor, found, scored=bool(scored)))
        await _answer(actor, found, "uphold", command, _("复核申请成立"))
        while (await rounds.get_item(actor, found.item)).state == ItemState.DECIDED:
            reason = _("复核申请成立：%(a)s") % {"a": command.answer[:200]}
            await corrections.take_back(actor, kind="round_item", record=found.item, reason=reason)
        return await queries.appeal(actor, id)


async def withdraw(actor: Actor, *, id: int, version: int | None = None) -> AppealView:  # noqa: A002
    """Give one's own appeal up. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries.appeal(actor, id)
        require(rules.may_withdraw(actor, found))
        await move(Appeal, APPEAL, "withdraw", id=id, version=version)
        await notices.forget("review_appeal", [id])
        await trail.record(
            actor, "round_item.appeal_withdrawn", "round_item", found.item, _("撤回复核申请"), fields={"appeal": id},
            staff_only=True,
        )  # fmt: skip
        return await queries.appeal(actor, id)


async def _answer(actor: Actor, found: AppealView, name: str, command: AnswerAppeal, text: str) -> None:
    a = Appeal
    also: dict[Any, Any] = {a.answer: command.answer, a.answered_by: actor.account, a.answered_at: clock.now()}
    await move(a, APPEAL, name, id=found.id, version=command.version, also=also)
    await trail.record(
        actor, f"round_item.appeal_{name}", "round_item", found.item, text, detail=command.answer,
        fields={"appeal": found.id, "handler": found.handler}, staff_only=True,
    )  # fmt: skip
    await notices.forget("review_appeal", [found.id])
    await _tell_author(found, name, _("您的复核申请已答复：%(word)s") % {"word": text}, command.answer)


async def _tell_author(found: AppealView, rule: str, title: str, body: str) -> None:
    if found.account is not None:
        await notices.notify(
            [found.account], rule=f"review.appeal_{rule}", kind="review_appeal", record=found.id, title=title,
            body=body, href=f"/reviews/appeals/{found.id}",
        )  # fmt: skip


async def tell_leaders(actor: Actor, *, id: int, note: str) -> AppealView:  # noqa: A002 -- the record's id
    """Put an appeal that seems to hold before the leaders, with what was found. NotFound, Denied."""
    async with db.write_tx():
        found = await queries.appeal(actor, id)
        scored = await queries.has_scored(actor, [found.item])
        require(rules.may_dismiss(actor, found, scored=bool(scored)))
        await trail.record(
            actor, "round_item.appeal_found", "round_item", found.item, _("复核情况报部领导"), detail=note,
            fields={"appeal": id}, staff_only=True,
        )  # fmt: skip
        leaders = await conflicts.uninvolved(found.item, await identity.account_ids_with_role(Role.DEPT_LEADER))
        await notices.notify(
            leaders, rule="review.appeal_found", kind="review_appeal", record=id,
            title=_("复核申请可能成立，请决定"), body=note, href=f"/reviews/appeals/{id}",
            occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await queries.appeal(actor, id)
