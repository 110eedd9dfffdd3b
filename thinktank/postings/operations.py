# SPDX-License-Identifier: MIT
"""From a proposal to the approval: somebody is put forward, three sides are asked, the leader approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.postings import fit, queries, queries_needs, queries_plan, rules
from thinktank.postings.queries_cautions import cautions_of
from thinktank.postings.schemas import Approve, Consent, NeedView, PostingRow, PostingView, Propose, Step
from thinktank.postings.states import NEEDS_REASON, POSTING, Side
from thinktank.postings.tables import Posting, PostingOpinion, PostNeed
from thinktank.talents import queries as talents
from thinktank.talents.schemas import TalentView
from thinktank.trail import operations as trail


async def propose(actor: Actor, *, need: int, command: Propose) -> PostingView:
    """Put a member forward for a need; warnings stand in the answer and stop nothing.

    Raises NotFound for a need or person outside of the scope, Denied for others than officers or when no seat is
    open, Invalid for a person who is no active member or belongs to the unit itself, or days out of order,
    Conflict when this person is on this need already.
    """
    async with db.write_tx():
        found = await queries_needs.need(actor, need)
        officer, _unit = await queries_needs.need_ties(actor, need)
        require(rules.may_propose(officer=officer, state=found.state, vacant=found.vacant))
        person = await talents.get(actor, command.talent)
        _check_person(person, found)
        starts_on, ends_on = _days(command, found)
        await _take_seat(need)
        reasons = await queries_plan.fit_of(actor, found, command.talent)
        row = await Posting.insert(
            Posting(
                need=need,
                talent=command.talent,
                sender=person.unit,
                receiver=found.unit,
                kind=found.kind.value,
                direction=found.direction,
                post=found.post,
                full_time=found.full_time,
                starts_on=starts_on,
                ends_on=ends_on,
                first_ends_on=ends_on,
                half_on=starts_on + (ends_on - starts_on) / 2,
                basis=command.basis,
                fit=fit.points(reasons),
                reason=command.reason or "；".join(one.text for one in reasons),
                mentor_name=found.mentor_name,
                state=POSTING.initial,
                state_since=clock.now(),
                created_by=actor.account,
                created_at=clock.now(),
            )
        ).returning(Posting.id)
        id_ = int(row[0]["id"])
        text = _("拟派%(name)s到%(unit)s") % {"name": person.name, "unit": found.unit_name}
        fields = {"talent": command.talent, "need": need, "ends_on": ends_on}
        await trail.record(actor, "posting.proposed", "posting", id_, text, staff_only=True, fields=fields)
        return await queries.get(actor, id_)


def _check_person(person: TalentView, need: NeedView) -> None:
    if person.state != "active":
        raise Invalid(fields={"talent": _("%(name)s现在不是在库成员，不能派出") % {"name": person.name}})
    if person.unit == need.unit:
        raise Invalid(fields={"talent": _("%(name)s就在这个单位，不需要派出") % {"name": person.name}})


def _days(command: Propose, need: NeedView) -> tuple[date, date]:
    starts_on = command.starts_on or need.starts_on
    ends_on = command.ends_on or rules.last_day(starts_on, need.months)
    if ends_on <= starts_on:
        raise Invalid(fields={"ends_on": _("期满日期应晚于起始日期")})
    return starts_on, ends_on


async def _take_seat(need: int) -> None:
    n = PostNeed
    free = (n.id == need) & (n.state == "open") & (n.taken < n.number)
    if not await n.update({n.taken: n.taken + 1}).where(free).returning(n.id):
        raise Conflict(_("这个岗位刚刚派满，请刷新页面"))


# -- office steps ---------------------------------------------------------------------------------------------------


async def ask(actor: Actor, *, id: int, command: Step) -> PostingView:  # noqa: A002 -- the record's id
    """Ask the person and both units; from now on they see it. NotFound, Denied, Conflict."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await _require_office_step(full, "ask")
        await move(Posting, POSTING, "ask", id=id, version=command.version, also={Posting.asked_at: clock.now()})
        await trail.record(actor, "posting.ask", "posting", id, _("征求本人、派出单位、接收单位意见"))
        everybody = await people_of(full.view)
        await tell(full.view, everybody, "posting.ask", _("%(name)s的岗位历练请您表态：%(post)s"))
        return await queries.get(actor, id)


async def take_back(actor: Actor, *, id: int, command: Step) -> PostingView:  # noqa: A002 -- the record's id
    """Take a posting back from the three sides, with a reason; what they said is kept on the trail only."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await _require_office_step(full, "take_back")
        _need_reason("take_back", command.reason)
        changes: dict[Any, Any] = {Posting.asked_at: None}
        await move(Posting, POSTING, "take_back", id=id, version=command.version, also=changes)
        o = PostingOpinion
        await o.delete().where((o.posting == id) & (o.step == "consent"))
        await trail.record(
            actor, "posting.take_back", "posting", id, _("收回重拟"), detail=command.reason, staff_only=True
        )
        return await queries.get(actor, id)


async def cancel(actor: Actor, *, id: int, command: Step) -> PostingView:  # noqa: A002 -- the record's id
    """Cancel a posting before the arrival, with a reason that stays with the office; its seat is free again."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await _require_office_step(full, "cancel")
        _need_reason("cancel", command.reason)
        changes: dict[Any, Any] = {Posting.end_reason: command.reason, Posting.ended_on: clock.today()}
        await move(Posting, POSTING, "cancel", id=id, version=command.version, also=changes)
        n = PostNeed
        await n.update({n.taken: n.taken - 1}).where(n.id == full.view.need)
        await trail.record(actor, "posting.cancel", "posting", id, _("取消派出"), fields={"reason": command.reason})
        if full.view.asked_at is not None:
            await tell(full.view, await people_of(full.view), "posting.cancel", _("%(name)s的岗位历练已取消：%(post)s"))
        return await queries.get(actor, id)


async def _require_office_step(full: queries.Full, step: str) -> None:
    await legal(full, step)
    require(rules.may_office_step(full.ties, step, state=full.view.state))


async def legal(full: queries.Full, step: str) -> None:
    """Raise Conflict with what is the matter when a step does not start from the present state."""
    if not POSTING.allows(step, full.view.state):
        await move(Posting, POSTING, step, id=full.view.id)


def _need_reason(step: str, reason: str) -> None:
    if step in NEEDS_REASON and not reason.strip():
        raise Invalid(fields={"reason": _("%(step)s须写明理由") % {"step": _(POSTING.transition(step).label)}})


# -- consent and approval ---------------------------------------------------------------------------------------------


async def consent(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: Consent,
    uploads: Sequence[Upload] = (),
) -> PostingView:
    """Give one side's answer; an officer may enter a unit's stamped paper, with its scan or a word of where it lies.

    Without ``side`` it is the actor's own. NotFound, Denied, Invalid for a refusal without its reason, Conflict when
    stale, answered already or no longer asked.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        side = own_side(full.ties, command.side)
        await _check_asked(full)
        answered = queries.said(full.view, "consent", side)
        require(rules.may_consent(full.ties, side, state=full.view.state, answered=answered, on_paper=command.on_paper))
        if not command.agrees and not command.reason.strip():
            raise Invalid(fields={"reason": _("不同意须写明理由")})
        check_paper(command.on_paper, uploads, command.reason)
        await note_opinion(
            actor, full.view, "consent", side, command.reason, agrees=command.agrees, paper=command.on_paper
        )
        await attach_scans(actor, full.view, side, uploads)
        await touch_version(id, command.version)
        word = _("同意") if command.agrees else _("不同意")
        text = _("%(side)s%(word)s") % {"side": _(side.label), "word": word}
        await trail.record(
            actor, "posting.consent", "posting", id, text, detail=command.reason, staff_only=True,
            fields={"side": side.value, "agrees": command.agrees},
        )  # fmt: skip
        await notices.notify(
            [await creator_of(id)], rule=f"posting.consent.{side.value}", kind="posting", record=id,
            title=_("%(name)s的岗位历练：%(what)s") % {"name": full.view.name, "what": text}, body=command.reason,
            href=f"/postings/{id}", occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await queries.get(actor, id)


async def _check_asked(full: queries.Full) -> None:
    if full.view.state != "consent":
        raise Conflict(
            _("现在是「%(state)s」，不再征求意见。请刷新页面查看最新情况") % {"state": _(full.view.state_label)},
            code="illegal",
        )


async def approve(actor: Actor, *, id: int, command: Approve) -> PostingView:  # noqa: A002 -- the record's id
    """Approve a posting that all three sides agree to; the warnings of that day are kept with it.

    NotFound, Denied for others than leaders or while a side is missing, Invalid when there are warnings and ``seen``
    is not ticked, Conflict when illegal or stale.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "approve")
        consents = [one for one in full.view.opinions if one.step == "consent"]
        agreed = sum(one.agrees for one in consents)
        require(rules.may_approve(full.ties, state=full.view.state, agreed=agreed, refused=len(consents) - agreed))
        found = await cautions_of(full.view, full.terms)
        if found and not command.seen:
            raise Invalid(fields={"seen": _("有%(n)d条提醒，请看过后勾选") % {"n": len(found)}})
        warned = "\n".join(one.text for one in found)
        changes: dict[Any, Any] = {Posting.approved_at: clock.now(), Posting.warnings: warned}
        await move(Posting, POSTING, "approve", id=id, version=command.version, also=changes)
        await trail.record(
            actor,
            "posting.approve",
            "posting",
            id,
            _("批准派出"),
            fields={"warnings": warned, "reason": command.reason},
        )
        await tell(full.view, await people_of(full.view), "posting.approve", _("%(name)s的岗位历练已批准：%(post)s"))
        return await queries.get(actor, id)


# -- shared with the course of a posting ---------------------------------------------------------------------------


def own_side(ties: rules.Ties, side: Side | None) -> Side:
    """Return the side that is named, else the one that the actor is; Invalid when there is none or more than one."""
    if side is not None:
        return side
    own = [one for one in Side if ties.speaks_for(one)]
    if len(own) != 1:
        raise Invalid(fields={"side": _("请选择代表哪一方")})
    return own[0]


def check_paper(on_paper: bool, uploads: Sequence[Upload], text: str) -> None:  # noqa: FBT001 -- reads as a sentence
    """Refuse stamped paper that is neither scanned nor said to be anywhere."""
    if on_paper and not text.strip() and not [one for one in uploads if one.filename]:
        raise Invalid(fields={"uploads": _("请上传盖章件扫描件，或写明纸质件存放处")})


async def attach_scans(actor: Actor, view: PostingRow, side: Side, uploads: Sequence[Upload]) -> None:
    """Keep the stamped papers of a side where only that side and the office read them."""
    kind = "posting" if side is Side.PERSON else f"posting_{side.value}"
    await files.attach(actor, kind=kind, record=view.id, uploads=uploads, category="scan")


async def note_opinion(
    actor: Actor, view: PostingRow, step: str, side: str, text: str, *, agrees: bool = True, paper: bool = False
) -> None:
    """Write down what one side said."""
    o = PostingOpinion
    row = o(
        posting=view.id, step=step, side=str(side), agrees=agrees, text=text, on_paper=paper, by=actor.account,
        at=clock.now(),
    )  # fmt: skip
    await o.insert(row)


async def touch_version(id: int, version: int | None) -> None:  # noqa: A002 -- the record's id
    """Count a change that moves no state; Conflict when it is not the version that the caller saw."""
    await touch(Posting, id=id, version=version, values={})


async def creator_of(id: int) -> int:  # noqa: A002 -- the record's id
    """Return the officer who put the person forward."""
    row = await Posting.select(Posting.created_by).where(Posting.id == id).first()
    return int(row["created_by"]) if row else 0


async def people_of(view: PostingView, *sides: str) -> list[int]:
    """Return the accounts of these sides (all three by default): the person, and the liaisons of the units."""
    wanted = sides or tuple(Side)
    found = [view.account] if view.account and Side.PERSON in wanted else []
    if Side.SENDER in wanted:
        found += await identity.liaisons_of(view.sender)
    if Side.RECEIVER in wanted:
        found += await identity.liaisons_of(view.receiver)
    return found


async def tell(view: PostingRow, accounts: Sequence[int], rule: str, title: str) -> None:
    """Tell people about a step of a posting; ``title`` may name the person and the post."""
    await notices.notify(
        accounts, rule=rule, kind="posting", record=view.id, title=title % {"name": view.name, "post": view.post},
        href=f"/postings/{view.id}", occasion=clock.now().isoformat(),
    )  # fmt: skip
