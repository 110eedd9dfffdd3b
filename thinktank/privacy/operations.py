# SPDX-License-Identifier: MIT
"""Correcting one's own facts, asking about one's own data, and letting it go when its time is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from thinktank.identity import operations_people as people
from thinktank.identity import queries as identity
from thinktank.identity.schemas import NoticeText, SetNotice
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.notices import operations_ways as ways
from thinktank.policies import queries as policies
from thinktank.policies import rules as policy_rules
from thinktank.privacy import queries, rules
from thinktank.privacy.queries import Stored
from thinktank.privacy.schemas import (
    FACTS,
    Agree,
    Answer,
    Ask,
    ChangeView,
    Corrected,
    CorrectFacts,
    Decide,
    MyData,
    RequestView,
)
from thinktank.privacy.states import DATA_REQUEST, FACT_CHANGE
from thinktank.privacy.tables import DataRequest, FactChange
from thinktank.talents import operations_facts as facts
from thinktank.talents import queries as talents
from thinktank.talents.events import PersonErased
from thinktank.talents.schemas import GENDERS, TalentView
from thinktank.trail import operations as trail

AT_ONCE = 200


# -- correcting -----------------------------------------------------------------------------------------------


async def correct(actor: Actor, *, command: CorrectFacts) -> Corrected:
    """Correct one's own facts: those that only the person knows at once, the others once somebody has confirmed them.

    Raises NotFound for who is not in the bank, Invalid when nothing differs, a unit is not there, or an earlier
    correction still waits at the same desk.
    """
    async with db.write_tx():
        person = await queries.own_facts(actor)
        changed = await _differences(person, command)
        if not changed:
            raise Invalid(_("没有改动，没有提交"))
        by_desk = {
            desk: [one for one in changed if rules.desk_of(one.field) == desk] for desk in ("", "unit", "office")
        }
        for desk in await queries.open_desks(person.id):
            if by_desk[desk]:
                raise Invalid(_("上次更正还在核对，请等核对后再改，或先撤回上次的更正"))
        if by_desk[""]:
            await _write(actor, person.id, person.account, by_desk[""], text=_("本人更新资料"))
        for desk in ("unit", "office"):
            if by_desk[desk]:
                await _propose(actor, person, desk, by_desk[desk], command.reason)
        return Corrected(
            applied=[one.label for one in by_desk[""]],
            waiting=[one.label for desk in ("unit", "office") for one in by_desk[desk]],
        )


async def _differences(person: TalentView, command: CorrectFacts) -> list[Stored]:
    units = {unit.id: unit.name for unit in await identity.unit_options()}
    if command.unit not in units:
        raise Invalid(fields={"unit": _("没有这个单位，请从列表中选择")})
    found = []
    for name, label in FACTS.items():
        before, after = _raw(getattr(person, name)), _raw(getattr(command, name))
        if before != after:
            texts = [_in_words(name, value, units) for value in (before, after)]
            found.append(Stored(name, label, before, after, *texts))
    return found


def _raw(value: Any) -> str:
    """Return a fact as it is kept in a correction: a month as 1994-05, nothing as an empty text."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return "" if value is None else str(value)


def _in_words(field: str, raw: str, units: dict[int, str]) -> str:
    if not raw:
        return ""
    match field:
        case "unit":
            return units.get(int(raw), raw)
        case "gender":
            return GENDERS.get(raw, raw)
        case "wish":
            return Direction(raw).label
        case _:
            return raw


def _value(field: str, raw: str) -> Any:
    """Return what is written into the bank for a raw value."""
    match field:
        case "unit":
            return int(raw)
        case "birth_month":
            return date.fromisoformat(f"{raw}-01") if raw else None
        case _:
            return raw


async def _write(actor: Actor, talent: int, account: int | None, changes: Sequence[Stored], *, text: str) -> None:
    values = {one.field: _value(one.field, one.after) for one in changes}
    await facts.set_facts(actor, id=talent, values=values, text=f"{text}：{_labels(changes)}")
    if account is not None:
        await people.follow(actor, account=account, values=values)


def _labels(changes: Iterable[Stored]) -> str:
    return "、".join(one.label for one in changes)


async def _propose(actor: Actor, person: TalentView, desk: str, changes: Sequence[Stored], reason: str) -> None:
    calendar = await policies.calendar()
    days = (await policies.privacy()).confirm_workdays
    row = FactChange(
        talent=person.id,
        desk=desk,
        state=FACT_CHANGE.initial,
        state_since=clock.now(),
        changes=msgspec.json.encode(list(changes)).decode(),
        reason=reason,
        proposed_by=actor.account,
        proposed_at=clock.now(),
        due_on=calendar.add_workdays(clock.today(), days),
    )
    id_ = (await FactChange.insert(row).returning(FactChange.id))[0]["id"]
    await trail.record(
        actor, "fact_change.proposed", "fact_change", id_, _("更正资料：%(what)s") % {"what": _labels(changes)},
        detail=reason, fields={one.field: one.after for one in changes},
    )  # fmt: skip
    await notices.notify(
        await _deciders(desk, person.unit),
        rule="fact_change.proposed",
        kind="fact_change",
        record=id_,
        title=_("%(name)s更正了资料，请核对") % {"name": person.name},
        href=f"/fact-changes/{id_}",
    )


async def _deciders(desk: str, unit: int) -> list[int]:
    liaisons = await identity.liaisons_of(unit) if desk == "unit" else []
    return liaisons or await identity.account_ids_with_role(Role.OFFICER)


async def decide(actor: Actor, *, id: int, command: Decide) -> ChangeView:  # noqa: A002 -- the record's id
    """Confirm a correction, which writes it into the bank, or decline it with a reason; its author is told.

    Raises NotFound, Denied for who does not confirm it, Invalid where the reason is missing, Conflict when it is
    over or the facts have changed since it was made.
    """
    async with db.write_tx():
        stored = await queries.stored_change(actor, id)
        office, unit = (await talents.standing(actor, [stored.talent]))[stored.talent]
        own = stored.proposed_by == actor.account
        require(rules.may_decide(actor, desk=stored.desk, own=own, office=office, unit=unit, state=stored.state))
        if command.step == "decline" and not command.note.strip():
            raise Invalid(fields={"note": _("不采用须写明理由，例如 与学位证书不一致")})
        if command.step == "confirm":
            await _take_over(actor, stored)
        c = FactChange
        also = {c.decided_by: actor.account, c.decided_at: clock.now(), c.note: command.note}
        await move(c, FACT_CHANGE, command.step, id=id, version=command.version, also=also)
        label = FACT_CHANGE.transition(command.step).label
        await trail.record(actor, f"fact_change.{command.step}ed", "fact_change", id, label, detail=command.note)
        await notices.notify(
            [stored.proposed_by],
            rule="fact_change.decided",
            kind="fact_change",
            record=id,
            title=_("您更正的资料已核对：%(label)s") % {"label": label},
            body=command.note,
            href=f"/fact-changes/{id}",
        )
        return await queries.change(actor, id)


async def _take_over(actor: Actor, stored: queries.StoredChange) -> None:
    """Write a correction into the bank unless the facts have moved on."""
    present = await facts.raw_facts(stored.talent)
    moved_on = [one.label for one in stored.facts if _raw(present[one.field]) != one.before]
    if moved_on:
        what = "、".join(moved_on)
        raise Conflict(_("%(what)s在提交后已有变化，请不采用，由本人重新提交") % {"what": what}, code="stale")
    await _write(actor, stored.talent, present["account"], stored.facts, text=_("核对更新资料"))


async def withdraw_change(actor: Actor, *, id: int, version: int | None = None) -> ChangeView:  # noqa: A002
    """Take back one's own correction. Raises NotFound, Denied for others, Conflict when it is over."""
    async with db.write_tx():
        stored = await queries.stored_change(actor, id)
        own = stored.proposed_by == actor.account
        require(rules.may_withdraw(own=own, open_=stored.state == "proposed"))
        await move(FactChange, FACT_CHANGE, "withdraw", id=id, version=version)
        await trail.record(actor, "fact_change.withdrawn", "fact_change", id, _("撤回更正"))
        return await queries.change(actor, id)


# -- requests -------------------------------------------------------------------------------------------------


async def ask(actor: Actor, *, command: Ask) -> RequestView:
    """Ask about the own data; the officers are told. Invalid while an earlier request of the kind is open."""
    async with db.write_tx():
        if await queries.open_request(actor.account, command.kind):
            raise Invalid(_("同样的申请还在办理，请等答复"))
        calendar = await policies.calendar()
        row = DataRequest(
            account=actor.account,
            talent=await talents.of_account(actor.account),
            kind=command.kind,
            text=command.text,
            state=DATA_REQUEST.initial,
            state_since=clock.now(),
            made_at=clock.now(),
            due_on=calendar.add_workdays(clock.today(), (await policies.privacy()).answer_workdays),
        )
        id_ = (await DataRequest.insert(row).returning(DataRequest.id))[0]["id"]
        await trail.record(actor, "data_request.made", "data_request", id_, _("提出个人信息申请"))
        await notices.notify(
            await identity.account_ids_with_role(Role.OFFICER),
            rule="data_request.made",
            kind="data_request",
            record=id_,
            title=_("%(name)s提出个人信息申请，请答复") % {"name": actor.name},
            href=f"/data-requests/{id_}",
        )
        return await queries.request(actor, id_)


async def answer(actor: Actor, *, id: int, command: Answer) -> RequestView:  # noqa: A002 -- the record's id
    """Do what a request asks, or refuse it, with an answer; who asked is told.

    A fulfilled erasure empties the person's fields of class P2 and P3 everywhere. Raises NotFound, Denied for others
    than officers or while the person is still in the bank, Conflict when it has been answered.
    """
    async with db.write_tx():
        view = await queries.request(actor, id)
        require(rules.may_answer(actor, own=view.account == actor.account, state=view.state))
        if command.step == "fulfil" and view.kind == "erase":
            await _erase(actor, view)
        r = DataRequest
        also = {r.answer: command.answer, r.answered_by: actor.account, r.answered_at: clock.now()}
        await move(r, DATA_REQUEST, command.step, id=id, version=command.version, also=also)
        label = DATA_REQUEST.transition(command.step).label
        await trail.record(actor, f"data_request.{command.step}", "data_request", id, label, detail=command.answer)
        await notices.notify(
            [view.account],
            rule="data_request.answered",
            kind="data_request",
            record=id,
            title=_("您的个人信息申请已答复"),
            body=command.answer,
            href="/me/data",
        )
        return await queries.request(actor, id)


async def _erase(actor: Actor, view: RequestView) -> None:
    state = (await facts.raw_facts(view.talent))["state"] if view.talent else None
    require(rules.may_erase(state))
    if view.talent:
        await facts.erase(actor, id=view.talent, whole=True, text=_("按本人申请删除个人信息"))
    else:
        await people.forget(actor, account=view.account)
        await ways.forget(view.account)


async def withdraw_request(actor: Actor, *, id: int, version: int | None = None) -> RequestView:  # noqa: A002
    """Take back one's own request. Raises NotFound, Denied for others, Conflict when it is over."""
    async with db.write_tx():
        view = await queries.request(actor, id)
        require(rules.may_withdraw(own=view.account == actor.account, open_=view.state == "submitted"))
        await move(DataRequest, DATA_REQUEST, "withdraw", id=id, version=version)
        await trail.record(actor, "data_request.withdrawn", "data_request", id, _("撤回申请"))
        return await queries.request(actor, id)


async def take_my_data(actor: Actor) -> MyData:
    """Return all that the program holds of the actor, to take away; that it was taken is on the trail."""
    found = await queries.gather(actor)
    async with db.write_tx():
        await trail.record(actor, "account.data_taken", "account", actor.account, _("导出我的数据"))
    return found


# -- the notice -------------------------------------------------------------------------------------------------


async def agree(actor: Actor, *, command: Agree) -> None:
    """Agree to the notice in force; agreeing twice changes nothing."""
    require(check(command.consent, _("请先阅读并勾选同意")))
    async with db.write_tx():
        notice = await identity.notice()
        if not await identity.has_agreed(actor.account, notice.version):
            await people.agree(actor, version=notice.version)


async def set_notice(actor: Actor, *, command: SetNotice) -> NoticeText:
    """Put a new version of the notice in force; everybody is asked to agree anew.

    Raises Denied for others than officers of the whole district, Invalid for a version that was there before.
    """
    async with db.write_tx():
        require(policy_rules.may_set(actor))
        await people.set_notice(actor, command=command)
        return await identity.notice()


# -- keeping no longer than needed ---------------------------------------------------------------------------------


async def retain(actor: Actor) -> int:
    """Empty the P3 and P4 fields of people who left the bank longer ago than the policy says; a job.

    Statistics stay, for they count states and directions. Returns how many people were emptied.
    """
    days = (await policies.privacy()).retention_days
    done = 0
    for talent in await facts.left_before(clock.now() - timedelta(days=days), limit=AT_ONCE):
        async with db.write_tx():
            await facts.erase(actor, id=talent, whole=False, text=_("退出满%(n)d天，删去限制类资料") % {"n": days})
            done += 1
    return done


async def on_person_erased(event: PersonErased) -> None:
    """Empty a person's account and corrections of what was erased."""
    if event.account is not None:
        await people.forget(event.actor, account=event.account)
        await ways.forget(event.account)
    c = FactChange
    ids = [row["id"] for row in await c.select(c.id).where(c.talent == event.talent)]
    await c.update({c.changes: "[]", c.reason: ""}).where(c.talent == event.talent)
    for id_ in ids:
        await trail.forget("fact_change", id_, FACTS)
