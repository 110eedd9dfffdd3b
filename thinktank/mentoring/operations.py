# SPDX-License-Identifier: MIT
"""The writers of pairings, talks and suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.mentoring import queries, rules
from thinktank.mentoring.events import MentorshipChanged
from thinktank.mentoring.schemas import (
    Answer,
    Assign,
    EndPair,
    KeepTalk,
    Offer,
    PairRow,
    Raise,
    Reply,
    StepSuggestion,
    SuggestionRow,
)
from thinktank.mentoring.states import PAIR, SUGGESTION
from thinktank.mentoring.tables import Mentorship, Suggestion, Talk
from thinktank.notices import operations as notices
from thinktank.talents import queries as talents
from thinktank.trail import operations as trail

MOST_SUGGESTIONS = 10


# -- pairings ---------------------------------------------------------------------------------------------------


async def offer(actor: Actor, *, talent: int, command: Offer) -> PairRow:
    """Ask an account with the mentor's role to mentor a person; the mentor is told and has to accept.

    Raises NotFound outside the scope, Denied for others than the person's office, Invalid when the account is no
    mentor or is the person's own or the period is over, Conflict when they are paired already.
    """
    async with db.write_tx():
        await talents.visible_ids(actor, [talent])
        require(rules.may_offer(actor, office=await queries.covers(actor, talent)))
        holders = {option.id: option.name for option in await identity.accounts_with_role(Role.MENTOR)}
        if command.mentor not in holders or command.mentor == await talents.account_of(talent):
            raise Invalid(fields={"mentor": _("请从导师名单里选择，导师不能是本人")})
        if command.ends_on is not None and command.ends_on <= clock.today():
            raise Invalid(fields={"ends_on": _("指导期限应晚于今天")})
        titles = dict(await queries.projects_of(talent)) if command.project is not None else {}
        if command.project is not None and command.project not in titles:
            raise Invalid(fields={"project": _("请从本人的课题中选择")})
        row = await Mentorship.insert(
            Mentorship(
                talent=talent,
                mentor=command.mentor,
                kind=command.kind.value,
                project=command.project or 0,
                project_title=titles.get(command.project or 0, "")[:160],
                since=clock.today(),
                ends_on=command.ends_on,
                state=PAIR.initial,
                state_since=clock.now(),
            )
        ).returning(Mentorship.id)
        id_ = int(row[0]["id"])
        words = {"kind": _(command.kind.label), "name": holders[command.mentor]}
        fields = {"mentor": command.mentor, "kind": command.kind.value}
        text = _("邀请%(kind)s：%(name)s") % words
        await trail.record(actor, "talent.mentor_offered", "talent", talent, text, fields=fields, staff_only=True)
        person = (await talents.options([talent]))[0]
        await _tell([command.mentor], "mentor.offered", id_, _("请您担任%(name)s的导师") % {"name": person.name})
        return await queries.pair(actor, id_)


async def answer_offer(actor: Actor, *, id: int, command: Answer) -> PairRow:  # noqa: A002 -- the record's id
    """Accept or decline to mentor somebody. NotFound, Denied for others, Invalid without a reason, Conflict."""
    step = "accept" if command.accept else "decline"
    async with db.write_tx():
        found = await queries.pair(actor, id)
        await _legal_pair(found, step)
        require(rules.may_answer(actor, mentor=found.mentor, state=found.state))
        if not command.accept and not command.reason.strip():
            raise Invalid(fields={"reason": _("不接受须写明理由")})
        m = Mentorship
        also: dict[Any, Any] = {m.reason: command.reason}
        also |= {m.since: clock.today()} if command.accept else {m.until: clock.today()}
        await move(m, PAIR, step, id=id, version=command.version, also=also)
        words = {"name": found.mentor_name, "kind": _(found.kind.label)}
        text = (_("%(name)s担任%(kind)s") if command.accept else _("%(name)s未接受担任%(kind)s")) % words
        await trail.record(
            actor, f"talent.mentor_{step}", "talent", found.talent, text, detail=command.reason, staff_only=True
        )
        await events.announce(MentorshipChanged(actor=actor, talent=found.talent))
        account = await talents.account_of(found.talent) if command.accept else None
        people = [*await identity.account_ids_with_role(Role.OFFICER), *([account] if account else [])]
        await _tell(people, f"mentor.{step}", id, _("%(name)s：%(what)s") % {"name": found.name, "what": text})
        return await queries.pair(actor, id)


async def end_pair(actor: Actor, *, id: int, command: EndPair) -> PairRow:  # noqa: A002 -- the record's id
    """End a pairing today, with the reason. NotFound, Denied for others than the office, Conflict when it is over."""
    async with db.write_tx():
        found = await queries.pair(actor, id)
        await _legal_pair(found, "end")
        require(rules.may_end(actor, office=await queries.covers(actor, found.talent), state=found.state))
        also: dict[Any, Any] = {Mentorship.until: clock.today(), Mentorship.reason: command.reason}
        await move(Mentorship, PAIR, "end", id=id, version=command.version, also=also)
        text = _("结束%(name)s的指导") % {"name": found.mentor_name}
        await trail.record(
            actor, "talent.mentor_ended", "talent", found.talent, text, detail=command.reason, staff_only=True
        )
        await events.announce(MentorshipChanged(actor=actor, talent=found.talent))
        account = await talents.account_of(found.talent)
        people = [found.mentor, *([account] if account else [])]
        await _tell(people, "mentor.ended", id, _("%(name)s的导师指导已结束") % {"name": found.name})
        return await queries.pair(actor, id)


async def _legal_pair(found: PairRow, step: str) -> None:
    if not PAIR.allows(step, found.state):
        await move(Mentorship, PAIR, step, id=found.id)


async def _tell(accounts: Sequence[int], rule: str, id: int, title: str) -> None:  # noqa: A002 -- the record's id
    await notices.notify(
        accounts, rule=rule, kind="mentorship", record=id, title=title, href="/mentoring",
        occasion=clock.now().isoformat(),
    )  # fmt: skip


# -- talks --------------------------------------------------------------------------------------------------------


async def keep_talk(actor: Actor, *, command: KeepTalk) -> int:
    """Keep a talk with a member, and a suggestion for each line that came out of it; return the talk's id.

    Raises NotFound for a hidden person, Denied for others than present mentors and the office, Invalid for a day to
    come or too many suggestions. Nothing of it stands on the person's timeline, which the unit reads.
    """
    lines = [line.strip() for line in command.suggestions.splitlines() if line.strip()]
    if len(lines) > MOST_SUGGESTIONS:
        raise Invalid(fields={"suggestions": _("一次最多%(n)d条，请分次记录") % {"n": MOST_SUGGESTIONS}})
    async with db.write_tx():
        await talents.visible_ids(actor, [command.talent])
        office = await queries.covers(actor, command.talent)
        require(rules.may_talk(actor, office=office, mentor=await queries.is_mentor(actor, command.talent)))
        if command.on > clock.today():
            raise Invalid(fields={"on": _("谈话日期不能晚于今天")})
        row = await Talk.insert(
            Talk(
                talent=command.talent,
                held_by=actor.account,
                on=command.on,
                topic=command.topic,
                text=command.text,
                at=clock.now(),
            )
        ).returning(Talk.id)
        talk = int(row[0]["id"])
        await trail.record(actor, "talk.kept", "talk", talk, _("记录谈心谈话"), fields={"talent": command.talent})
        for line in lines:
            await _raise(actor, command.talent, line, talk)
        return talk


# -- suggestions --------------------------------------------------------------------------------------------------


async def raise_suggestion(actor: Actor, *, command: Raise) -> SuggestionRow:
    """Raise a suggestion as a member; the officers are told. Denied for who is nobody of the bank."""
    async with db.write_tx():
        talent = await talents.of_account(actor.account)
        require(rules.may_raise(actor, talent=talent))
        return await queries.suggestion(actor, await _raise(actor, int(talent or 0), command.text, None))


async def _raise(actor: Actor, talent: int, text: str, talk: int | None) -> int:
    now = clock.now()
    row = await Suggestion.insert(
        Suggestion(
            talent=talent,
            talk=talk,
            raised_by=actor.account,
            text=text,
            state=SUGGESTION.initial,
            state_since=now,
            created_at=now,
        )
    ).returning(Suggestion.id)
    id_ = int(row[0]["id"])
    await trail.record(actor, "suggestion.raised", "suggestion", id_, _("提出意见建议"), fields={"text": text})
    officers = await identity.account_ids_with_role(Role.OFFICER)
    await _say(officers, "suggestion.raised", id_, _("收到一条意见建议"))
    return id_


async def assign(actor: Actor, *, id: int, command: Assign) -> SuggestionRow:  # noqa: A002 -- the record's id
    """Give a suggestion to somebody of the department, with a due day.

    NotFound, Denied for others than officers, Invalid for another owner or a day that is past, Conflict.
    """
    async with db.write_tx():
        found = await _ready(actor, id, "assign")
        if command.owner not in {one.id for one in await queries.owners()}:
            raise Invalid(fields={"owner": _("请从区委组织部人员中选择承办人")})
        if command.due_on < clock.today():
            raise Invalid(fields={"due_on": _("办理期限不能早于今天")})
        s = Suggestion
        also: dict[Any, Any] = {s.owner: command.owner, s.due_on: command.due_on}
        await _step(actor, found, "assign", command.version, also)
        await _say([command.owner], "suggestion.assigned", id, _("请办理一条意见建议"))
        return await queries.suggestion(actor, id)


async def reply(actor: Actor, *, id: int, command: Reply) -> SuggestionRow:  # noqa: A002 -- the record's id
    """Answer a suggestion as its owner; who raised it is told. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await _ready(actor, id, "answer")
        also: dict[Any, Any] = {Suggestion.answer: command.answer, Suggestion.answered_at: clock.now()}
        await _step(actor, found, "answer", command.version, also)
        people = {found.raised_by, *([found.account] if found.account else [])}
        await _say(sorted(people), "suggestion.answered", id, _("您的意见建议有了答复"))
        return await queries.suggestion(actor, id)


async def step_suggestion(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    command: StepSuggestion,
) -> SuggestionRow:
    """Close a suggestion, send it back with a reason, or withdraw it. NotFound, Denied, Invalid, Conflict."""
    async with db.write_tx():
        found = await _ready(actor, id, command.step)
        if command.step == "again" and not command.note.strip():
            raise Invalid(fields={"note": _("重新办理须写明理由")})
        await _step(actor, found, command.step, command.version, {Suggestion.note: command.note})
        if command.step == "again" and found.owner:
            await _say([found.owner], "suggestion.again", id, _("一条意见建议须重新办理"))
        return await queries.suggestion(actor, id)


async def _ready(actor: Actor, id: int, step: str) -> SuggestionRow:  # noqa: A002 -- the record's id
    """Return a suggestion on which the actor may take a step now."""
    found = await queries.suggestion(actor, id)
    if not SUGGESTION.allows(step, found.state):
        await move(Suggestion, SUGGESTION, step, id=id)
    require(rules.may_step(await queries.ties_of(actor, found), step, state=found.state))
    return found


async def _step(actor: Actor, found: SuggestionRow, step: str, version: int | None, also: dict[Any, Any]) -> None:
    await move(Suggestion, SUGGESTION, step, id=found.id, version=version, also=also)
    fields = {column._meta.name: value for column, value in also.items()}  # noqa: SLF001 -- Piccolo keeps names there
    label = _(SUGGESTION.transition(step).label)
    await trail.record(actor, f"suggestion.{step}", "suggestion", found.id, label, fields=fields)


async def _say(accounts: Sequence[int], rule: str, id: int, title: str, day: date | None = None) -> None:  # noqa: A002
    occasion = day.isoformat() if day else clock.now().isoformat()
    await notices.notify(
        accounts, rule=rule, kind="suggestion", record=id, title=title, href=f"/mentoring/suggestions/{id}",
        occasion=occasion,
    )  # fmt: skip
