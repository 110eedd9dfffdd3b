# SPDX-License-Identifier: MIT
"""Objections during a public notice, and what a job finds that asks for somebody's decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.notices import operations as notices
from thinktank.talents import operations_admission as admission
from thinktank.talents import queries, queries_admission
from thinktank.talents.operations_steps import settle_flags
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas_admission import AnswerObjection, Object, ObjectionView, SettleFlag
from thinktank.talents.states import EXIT_FOR, FLAGS
from thinktank.talents.tables import MemberFlag, NoticeObjection
from thinktank.trail import operations as trail

# -- objections -----------------------------------------------------------------------------------------------------


async def object_to(actor: Actor, *, notice: int, command: Object) -> ObjectionView:
    """Raise an objection in one's own name while a notice runs; an officer may enter one that came by letter or call.

    The officers are told. Raises NotFound, Invalid for somebody who is not on the notice, Conflict once it is over.
    """
    async with db.write_tx():
        found = await queries_admission.notice(actor, notice)
        if not found.running:
            raise Conflict(_("不在公示期内，请直接联系区委组织部"), code="illegal")
        if command.talent not in {one.talent for one in found.people if one.state == "notice"}:
            raise Invalid(fields={"talent": _("请选择本次公示的人员")})
        by_officer = bool(command.name) and actor.has(Role.OFFICER)
        o = NoticeObjection
        row = await o.insert(
            o(
                notice=notice, talent=command.talent, name=command.name if by_officer else actor.name,
                contact=command.contact, text=command.text, account=actor.account, at=clock.now(),
            )
        ).returning(o.id)  # fmt: skip
        id_ = int(row[0]["id"])
        text = _("公示期收到异议")
        await trail.record(actor, "admission_notice.objected", "talent", command.talent, text, staff_only=True)
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER), rule="admission.objected", kind="notice_objection",
            record=id_, title=_("公示收到一条异议，请核查答复"), href=f"/public-notices/{notice}",
        )  # fmt: skip
        return await queries_admission.objection(actor, id_)


async def answer(actor: Actor, *, id: int, command: AnswerObjection) -> ObjectionView:  # noqa: A002 -- the record's id
    """Answer an objection, which its author reads; one that is upheld keeps the person from being admitted.

    Raises NotFound outside the office's scope, Denied for others than officers, Conflict when answered or stale.
    """
    async with db.write_tx():
        found = await queries_admission.objection(actor, id)
        office, _unit = (await queries.standing(actor, [found.talent]))[found.talent]
        require(check(office and actor.has(Role.OFFICER), _("异议由区委组织部经办人核查答复")))
        o = NoticeObjection
        open_one = (o.id == id) & o.answered_at.is_null()
        if command.version is not None:
            open_one &= o.version == command.version
        changes: dict[Any, Any] = {
            o.answer: command.answer, o.upheld: command.upheld, o.answered_by: actor.account,
            o.answered_at: clock.now(), o.version: o.version + 1,
        }  # fmt: skip
        if not await o.update(changes).where(open_one).returning(o.id):
            raise Conflict(_("这条异议已经答复，请刷新查看"))
        text = _("答复异议：成立") if command.upheld else _("答复异议：不成立")
        await trail.record(actor, "admission_notice.answered", "talent", found.talent, text, staff_only=True)
        await notices.notify(
            [found.account or 0], rule="admission.answered", kind="notice_objection", record=id,
            title=_("您反映的情况已答复"), body=command.answer, href=f"/public-notices/{found.notice}",
        )  # fmt: skip
        return await queries_admission.objection(actor, id)


# -- what asks for a decision -----------------------------------------------------------------------------------------


async def flag(talents: Iterable[int], *, rule: str, occasion: str) -> list[int]:
    """Note once per rule and occasion that people ask for a decision; return whom of them for the first time.

    Inside ``write_tx()``. The office is told once for everybody.
    """
    db.current_tx()
    f = MemberFlag
    rows = [f(talent=one, rule=rule, occasion=occasion, found_on=clock.today()) for one in talents]
    if not rows:
        return []
    fresh = await f.insert(*rows).on_conflict(action="DO NOTHING").returning(f.id, f.talent)
    if fresh:
        title = _("%(n)d名成员%(what)s，请办理") % {"n": len(fresh), "what": _(FLAGS[rule])}
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER), rule=f"member.{rule}", kind="member_flag",
            record=fresh[0]["id"], title=title, href="/admissions/flags", occasion=occasion,
        )  # fmt: skip
    return [row["talent"] for row in fresh]


async def settle(actor: Actor, *, id: int, command: SettleFlag) -> None:  # noqa: A002 -- the record's id
    """Decide on what was found: keep the person with a word of why, renew the term, end the hold, or let them go.

    Raises NotFound when it is settled or not in the actor's care, Denied, Invalid, Conflict as the step itself does.
    """
    async with db.write_tx():
        found = await queries_admission.flag(actor, id)
        note = command.note.strip()
        if command.action == "keep":
            require(check(actor.has(Role.OFFICER, Role.DEPT_LEADER), _("由区委组织部办理")))
            if not note:
                raise Invalid(fields={"note": _("保留现状须写明理由")})
            text = _("%(what)s：保留现状") % {"what": _(FLAGS[found.rule])}
            await trail.record(actor, "talent.kept", "talent", found.talent, text, detail=note)
        else:
            step = {"resume": "restore" if found.state == "observing" else "resume"}.get(command.action, command.action)
            ground = EXIT_FOR.get(found.rule, "own_request") if step == "leave" else ""
            await admission.run(actor, [found.talent], step, Given(note=note, ground=ground))
        await settle_flags(actor, found.talent, note, rule=found.rule)
