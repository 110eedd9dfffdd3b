# SPDX-License-Identifier: MIT
"""From the arrival to the appraisal: plan, half-way word, extension, early end, grade."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.growth import operations as growth
from thinktank.growth import rules as growth_rules
from thinktank.growth.states import Category
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.postings import queries, rules
from thinktank.postings.operations import (
    attach_scans,
    check_paper,
    creator_of,
    legal,
    note_opinion,
    own_side,
    people_of,
    tell,
    touch_version,
)
from thinktank.postings.schemas import (
    Arrive,
    AskChange,
    CommentHalf,
    DecideChange,
    End,
    Half,
    Opine,
    PostingView,
    Start,
    Step,
    SumUp,
)
from thinktank.postings.states import POSTING, Change, Side
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion
from thinktank.trail import operations as trail

APPRAISED, CUT_SHORT = "appraised", "cut_short"


async def _advance(
    actor: Actor,
    full: queries.Full,
    step: str,
    version: int | None,
    also: dict[Any, Any],
    detail: str = "",
) -> PostingView:
    """Take one step whose rule has been asked, and put it on the timeline."""
    view = full.view
    await move(Posting, POSTING, step, id=view.id, version=version, also=also)
    fields = {column._meta.name: value for column, value in also.items()}  # noqa: SLF001 -- Piccolo keeps names there
    label = _(POSTING.transition(step).label)
    await trail.record(actor, f"posting.{step}", "posting", view.id, label, detail=detail, fields=fields)
    return await queries.get(actor, view.id)


# -- the host ---------------------------------------------------------------------------------------------------------


async def arrive(actor: Actor, *, id: int, command: Arrive) -> PostingView:  # noqa: A002 -- the record's id
    """Note the day on which the person arrived (报到). NotFound, Denied, Invalid for a future day, Conflict."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "arrive")
        require(rules.may_host(full.ties, "arrive", state=full.view.state))
        if command.on > clock.today():
            raise Invalid(fields={"on": _("报到日期不能晚于今天")})
        view = await _advance(actor, full, "arrive", command.version, {Posting.arrived_on: command.on})
        await tell(
            full.view,
            [*await people_of(full.view), await creator_of(id)],
            "posting.arrive",
            _("%(name)s已报到：%(post)s"),
        )
        return view


async def start(actor: Actor, *, id: int, command: Start) -> PostingView:  # noqa: A002 -- the record's id
    """Lay down contact, coach and plan; from now on the person is in post. NotFound, Denied, Conflict."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "start")
        require(rules.may_host(full.ties, "start", state=full.view.state))
        p = Posting
        also = {p.contact: command.contact, p.mentor_name: command.mentor_name, p.plan: command.plan}
        view = await _advance(actor, full, "start", command.version, also)
        await tell(full.view, await people_of(full.view, Side.PERSON), "posting.start", _("学习锻炼计划已定：%(post)s"))
        return view


async def comment_half(actor: Actor, *, id: int, command: CommentHalf) -> PostingView:  # noqa: A002 -- the record's id
    """Write the host's word on the first half, which the person reads. NotFound, Denied, Conflict."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "comment_half")
        require(rules.may_host(full.ties, "comment_half", state=full.view.state))
        view = await _advance(actor, full, "comment_half", command.version, {Posting.half_comment: command.text})
        await tell(
            full.view,
            await people_of(full.view, Side.PERSON),
            "posting.comment_half",
            _("接收单位写了半程意见：%(post)s"),
        )
        return view


# -- the person -------------------------------------------------------------------------------------------------------


async def half(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: Half,
    uploads: Sequence[Upload] = (),
) -> PostingView:
    """Hand in the half-way summary, once. NotFound, Denied for others than the person, Conflict."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "half")
        require(rules.may_write(full.ties, "half", state=full.view.state, today=clock.today()))
        if full.view.half_at is not None:
            raise Conflict(_("半程小结已经提交过"), code="illegal")
        also = {Posting.half_text: command.text, Posting.half_at: clock.now()}
        await files.attach(actor, kind="posting", record=id, uploads=uploads, category="half")
        view = await _advance(actor, full, "half", command.version, also)
        await tell(
            full.view, await people_of(full.view, Side.RECEIVER), "posting.half", _("%(name)s提交了半程小结：%(post)s")
        )
        return view


async def sum_up(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: SumUp,
    uploads: Sequence[Upload] = (),
) -> PostingView:
    """Hand in the own summary, from some days before the end on; host and sender are asked for their opinions.

    NotFound, Denied for others than the person or too early, Conflict.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "sum_up")
        opens_on = full.view.ends_on - timedelta(days=full.terms.appraise_days)
        require(rules.may_write(full.ties, "sum_up", state=full.view.state, opens_on=opens_on, today=clock.today()))
        also = {Posting.summary: command.text, Posting.summary_at: clock.now()}
        await files.attach(actor, kind="posting", record=id, uploads=uploads, category="summary")
        view = await _advance(actor, full, "sum_up", command.version, also)
        units = await people_of(full.view, Side.SENDER, Side.RECEIVER)
        await tell(full.view, units, "posting.sum_up", _("请填写%(name)s的期满鉴定意见：%(post)s"))
        return view


# -- the appraisal --------------------------------------------------------------------------------------------------


async def opine(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: Opine,
    uploads: Sequence[Upload] = (),
) -> PostingView:
    """Give a unit's opinion in the final appraisal; an officer may enter the stamped form.

    NotFound, Denied for the person and for a second opinion, Conflict when the appraisal is not open or stale.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        side = own_side(full.ties, command.side)
        if full.view.state != "final_appraisal":
            words = _("现在是「%(state)s」，不能填写鉴定意见。请刷新页面查看最新情况")
            raise Conflict(words % {"state": _(full.view.state_label)}, code="illegal")
        wrote = queries.said(full.view, "appraisal", side)
        require(rules.may_opine(full.ties, side, state=full.view.state, said=wrote, on_paper=command.on_paper))
        check_paper(command.on_paper, uploads, command.text)
        await note_opinion(actor, full.view, "appraisal", side, command.text, paper=command.on_paper)
        await attach_scans(actor, full.view, side, uploads)
        await touch_version(id, command.version)
        text = _("%(side)s填写鉴定意见") % {"side": _(side.label)}
        await trail.record(
            actor,
            "posting.opine",
            "posting",
            id,
            text,
            staff_only=True,
            fields={"side": side.value, "text": command.text},
        )
        return await queries.get(actor, id)


async def end(actor: Actor, *, id: int, command: End) -> PostingView:  # noqa: A002 -- the record's id
    """Sign the appraisal with the department's opinion and the grade; the growth record gets its line.

    NotFound, Denied for others than leaders or while an opinion is missing, Conflict when illegal or stale.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "end")
        opinions = sum(one.step == "appraisal" for one in full.view.opinions)
        require(rules.may_end(full.ties, state=full.view.state, opinions=opinions))
        await note_opinion(actor, full.view, "appraisal", "office", command.text)
        last = min(full.view.ends_on, clock.today())
        also: dict[Any, Any] = {Posting.grade: command.grade.value, Posting.ended_on: last}
        view = await _advance(actor, full, "end", command.version, also)
        graded = _("鉴定%(grade)s") % {"grade": _(command.grade.label)}
        await _note_growth(full.view, last, graded, occasion=APPRAISED)
        await tell(full.view, await people_of(full.view), "posting.end", _("%(name)s的岗位历练已期满鉴定：%(post)s"))
        return view


async def reopen(actor: Actor, *, id: int, command: Step) -> PostingView:  # noqa: A002 -- the record's id
    """Take the signature under an appraisal back, with a reason; the growth record says so (it is append-only)."""
    async with db.write_tx():
        full = await queries.load(actor, id)
        await legal(full, "reopen")
        require(rules.may_reopen(full.ties, state=full.view.state))
        if not command.reason.strip():
            raise Invalid(fields={"reason": _("撤销审定须写明理由")})
        o = PostingOpinion
        await o.delete().where((o.posting == id) & (o.step == "appraisal") & (o.side == "office"))
        also: dict[Any, Any] = {Posting.grade: "", Posting.ended_on: None}
        view = await _advance(actor, full, "reopen", command.version, also)
        await growth.take_back(kind="posting", record=id, reason=_("鉴定撤销，重新审定"))
        return view


async def _note_growth(view: PostingView, last: date, what: str, *, occasion: str) -> None:
    """Write the result into the growth record; a grade is not for the unit (domain.md §4, class P3)."""
    words = {"unit": view.receiver_name, "post": view.post, "kind": _(view.kind.label), "what": what}
    words |= {"from": view.starts_on.isoformat(), "to": last.isoformat()}
    text = _("%(kind)s：%(unit)s%(post)s（%(from)s至%(to)s），%(what)s") % words
    graded = occasion == APPRAISED
    await growth.add(
        talent=view.talent,
        category=Category.POSTING,
        text=text,
        kind="posting",
        record=view.id,
        on=last,
        occasion=occasion,
        field_class=growth_rules.P3 if graded else growth_rules.P2,
    )


# -- longer, or shorter ---------------------------------------------------------------------------------------------


async def ask_change(actor: Actor, *, id: int, command: AskChange) -> PostingView:  # noqa: A002 -- the record's id
    """Ask for an extension or an early end; the leaders are told.

    NotFound, Denied for strangers and while another request waits, Invalid for a day that is no extension or no
    early end, Conflict from a state in which there is neither.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        step = rules.change_step(command.kind)
        await legal(full, step)
        waiting = queries.open_change(full.view) is not None
        require(rules.may_ask_change(full.ties, step, state=full.view.state, waiting=waiting))
        _check_day(full.view, command)
        await PostingChange.insert(
            PostingChange(
                posting=id,
                kind=command.kind.value,
                to_on=command.to_on,
                reason=command.reason,
                asked_by=actor.account,
                asked_at=clock.now(),
            )
        )
        text = _("申请%(what)s至%(day)s") % {"what": _(command.kind.label), "day": command.to_on.isoformat()}
        await trail.record(actor, "posting.change_asked", "posting", id, text, detail=command.reason, staff_only=True)
        await notices.notify(
            await identity.account_ids_with_role(Role.DEPT_LEADER), rule="posting.change_asked", kind="posting",
            record=id, title=_("%(name)s的岗位历练%(what)s，请批复") % {"name": full.view.name, "what": text},
            body=command.reason, href=f"/postings/{id}", occasion=clock.now().isoformat(),
        )  # fmt: skip
        return await queries.get(actor, id)


def _check_day(view: PostingView, command: AskChange) -> None:
    if command.kind is Change.EXTEND and command.to_on <= view.ends_on:
        raise Invalid(fields={"to_on": _("延期的日期应晚于原定期满日期")})
    if command.kind is Change.END_EARLY and not view.starts_on <= command.to_on < view.ends_on:
        raise Invalid(fields={"to_on": _("提前结束的日期应在起止日期之间")})


async def decide_change(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the posting's id
    change: int,
    command: DecideChange,
) -> PostingView:
    """Grant or refuse a request; an early end puts a line on the growth record, without a grade.

    NotFound, Denied for others than leaders or when it has been answered, Invalid for a refusal without a word,
    Conflict when the posting has moved on.
    """
    async with db.write_tx():
        full = await queries.load(actor, id)
        found = next((one for one in full.view.changes if one.id == change), None)
        if found is None or found.decision:
            raise Conflict(_("这件申请已经批复，请刷新页面"), code="illegal")
        step = rules.change_step(found.kind)
        await legal(full, step)
        require(rules.may_decide_change(full.ties, step, state=full.view.state, waiting=True))
        if not command.approve and not command.note.strip():
            raise Invalid(fields={"note": _("不批准须写明理由")})
        decision = "approved" if command.approve else "refused"
        c = PostingChange
        await c.update({c.decision: decision, c.note: command.note, c.decided_at: clock.now()}).where(c.id == change)
        if command.approve:
            await _apply(actor, full, found.kind, found.to_on, command.version)
        else:
            await touch_version(id, command.version)
            text = _("不批准%(what)s") % {"what": _(found.kind.label)}
            await trail.record(
                actor, "posting.change_refused", "posting", id, text, detail=command.note, staff_only=True
            )
        await _tell_decided(full.view, found.asked_by, _(found.kind.label), approved=command.approve)
        return await queries.get(actor, id)


async def _apply(actor: Actor, full: queries.Full, kind: Change, to_on: date, version: int | None) -> None:
    p = Posting
    if kind is Change.EXTEND:
        await _advance(actor, full, "extend", version, {p.ends_on: to_on})
        return
    reason = next(one.reason for one in full.view.changes if not one.decision)
    also: dict[Any, Any] = {p.ends_on: to_on, p.ended_on: to_on, p.end_reason: reason}
    await _advance(actor, full, "end_early", version, also)
    await _note_growth(full.view, to_on, _("提前结束"), occasion=CUT_SHORT)


async def _tell_decided(view: PostingView, asked_by: int, what: str, *, approved: bool) -> None:
    word = _("已批准") if approved else _("未获批准")
    accounts = [asked_by, *(await people_of(view) if approved else [])]
    title = _("%(name)s的岗位历练：%(what)s%(word)s") % {"name": view.name, "what": what, "word": word}
    await tell(view, accounts, "posting.change_decided", title.replace("%", "%%"))
