# SPDX-License-Identifier: MIT
"""Calls for topics (选题征集): written, put out, closed, opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from research.topics import queries_calls, rules_topics
from research.topics.schemas_topics import CallDraft, CallView
from research.topics.states import CALL, CallState
from research.topics.tables import TopicCall
from thinktank.identity import queries as identity
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

KIND = "topic_call"


async def _values(content: CallDraft) -> dict[str, Any]:
    calendar = await policies.calendar()
    return {
        "title": content.title,
        "text": content.text,
        "opens_on": content.opens_on,
        "closes_on": calendar.next_workday(content.closes_on),
        "audiences": ",".join(dict.fromkeys(str(one) for one in content.audiences)),
        "unit": content.unit,
    }


async def draft_call(actor: Actor, *, content: CallDraft) -> CallView:
    """Write a call down, seen by the office alone; its last day falls on a working day. Denied for others."""
    require(rules_topics.may_write_topics(actor))
    async with db.write_tx():
        now = clock.now()
        values = await _values(content)
        row = TopicCall(
            **values, state=CallState.DRAFT, state_since=now, created_by=actor.account, created_at=now
        )  # fmt: skip
        id_ = int((await TopicCall.insert(row).returning(TopicCall.id))[0]["id"])
        await trail.record(actor, "topic_call.drafted", KIND, id_, _("拟定选题征集"), fields=values)
        return await queries_calls.call(actor, id_)


async def edit_call(actor: Actor, *, id: int, content: CallDraft) -> CallView:  # noqa: A002 -- the record's id
    """Correct a call, its window too, until it is closed. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await _allowed(actor, id, "edit")
        values = await _values(content)
        changed = {name: value for name, value in values.items() if value != getattr(found, name)}
        if changed:
            columns = {getattr(TopicCall, name): value for name, value in changed.items()}
            await states.touch(TopicCall, id=id, version=content.version, values=columns)
            await trail.record(actor, "topic_call.edited", KIND, id, _("修改选题征集"), fields=changed)
        return await queries_calls.call(actor, id)


async def _allowed(actor: Actor, id_: int, name: str) -> CallView:
    found = await queries_calls.call(actor, id_)
    require(rules_topics.may_write_topics(actor))
    if name not in found.actions:
        raise Conflict(_("征集%(state)s，不能这样办理") % {"state": found.state_label}, code="illegal")
    return found


async def open_call(actor: Actor, *, id: int, version: int | None) -> CallView:  # noqa: A002 -- the record's id
    """Put a call out and tell the liaisons whom it concerns. NotFound, Denied, Conflict; Invalid when it is over."""
    return await _step(actor, id, "open", version)


async def close_call(actor: Actor, *, id: int, version: int | None) -> CallView:  # noqa: A002 -- the record's id
    """End a call before its day. NotFound, Denied, Conflict."""
    return await _step(actor, id, "close", version)


async def reopen_call(actor: Actor, *, id: int, version: int | None) -> CallView:  # noqa: A002 -- the record's id
    """Go on with a call; a window that is over is moved on by a week first. NotFound, Denied, Conflict."""
    return await _step(actor, id, "reopen", version)


async def _step(actor: Actor, id_: int, name: str, version: int | None) -> CallView:
    async with db.write_tx():
        found = await _allowed(actor, id_, name)
        also: dict[Any, Any] = {}
        today = clock.today()
        if name == "open" and found.closes_on < today:
            raise Invalid(fields={"closes_on": _("截止日期已过，请先修改")})
        if name == "reopen" and found.closes_on < today:
            later = (await policies.calendar()).next_workday(today + timedelta(days=7))
            also[TopicCall.closes_on] = later
        new = await states.move(TopicCall, CALL, name, id=id_, version=version, also=also)
        label = CALL.transition(name).label
        await trail.record(actor, f"topic_call.{name}", KIND, id_, label)
        if new == CallState.OPEN:
            await _tell(actor, await queries_calls.call(actor, id_))
        return await queries_calls.call(actor, id_)


async def _tell(actor: Actor, call: CallView) -> None:
    """Tell the liaisons who are asked; members see a running call on their list, without a mail to each."""
    if not {"unit", "company"} & set(call.audiences.split(",")):
        return
    if call.unit is None:
        people = set(await identity.account_ids_with_role(Role.LIAISON))
    else:
        people = set(await units.liaisons_within(call.unit))
    await notices.notify(
        people - {actor.account}, rule="topic_call.open", kind=KIND, record=call.id,
        title=_("选题征集：%(title)s，%(day)s截止") % {"title": call.title, "day": call.closes_on},
        body=call.text[:200], href=f"/topics/calls/{call.id}", occasion=f"{call.closes_on}",
    )  # fmt: skip
