# SPDX-License-Identifier: MIT
"""Topics as they come in: proposed, handed in, advised on by the office, merged, decided by the leader."""

from __future__ import annotations

from typing import Any

from research.corrections.operations import deciding
from research.topics import operations, queries, queries_calls
from research.topics import rules_topics as rules
from research.topics.operations import tell, tell_proposers
from research.topics.schemas_topics import Advise, DecideTopics, Merge, ProposeTopic, TopicView
from research.topics.similar import note_grams
from research.topics.states import TOPIC, Channel
from research.topics.tables import Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

FIELDS = ("title", "direction", "background", "problem", "effect", "requester", "contact")


async def save_proposal(actor: Actor, *, content: ProposeTopic, id: int | None = None) -> TopicView:  # noqa: A002
    """Keep a proposal as its proposer writes it, seen by nobody else; without ``id`` a new one is opened.

    Denied where no call asks the actor; NotFound for another's draft; Conflict when stale.
    """
    async with db.write_tx():
        topic = await queries.topic(actor, id) if id is not None else None
        if topic is not None:
            require(rules.may_edit_proposal(actor, topic))
        offer = await queries_calls.offer(actor)
        channel = content.channel or (offer.channels[0] if offer.channels else Channel.MEMBER)
        require(rules.may_propose(offer.channels, channel))
        values: dict[str, Any] = {name: getattr(content, name) for name in FIELDS}
        if id is None or topic is None:
            more = {"channel": channel, "of_call": offer.call_for(channel), "track": "jiebang", "level": "general"}
            id = await operations.insert_topic(actor, values | more)  # noqa: A001 -- the record's id
            await trail.record(actor, "topic.proposed", "topic", id, _("起草选题"), fields=values)
            return await queries.topic(actor, id)
        columns = {getattr(Topic, name): value for name, value in values.items()}
        await states.touch(Topic, id=id, version=content.version, values=columns | {Topic.channel: channel})
        await note_grams(id, content.title)
        return await queries.topic(actor, id)


async def hand_in(actor: Actor, *, content: ProposeTopic, id: int | None = None) -> TopicView:  # noqa: A002
    """Save a proposal and hand it in, complete, to the office. Raises what both do; Invalid naming what is missing."""
    async with db.write_tx():
        if id is not None:
            require(rules.may_edit_proposal(actor, await queries.topic(actor, id)))
        lacking = rules.missing_in_proposal(
            content.problem, content.effect, content.contact, nonsecret=content.nonsecret
        )
        if lacking:
            raise Invalid(fields=lacking)
        saved = await save_proposal(actor, content=content, id=id)
        return await _submit(actor, saved, None)


async def submit_topic(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Put a draft of the office before the leader; a proposal comes with its form. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(check(topic.channel == Channel.OFFICE, _("请在选题征集表里勾选不涉密承诺后提交")))
        return await _submit(actor, topic, version)


async def _submit(actor: Actor, topic: TopicView, version: int | None) -> TopicView:
    require(rules.may_submit(actor, topic))
    also: dict[Any, Any] = {Topic.submitted_at: clock.now()}
    await states.move(Topic, TOPIC, "submit", id=topic.id, version=version, also=also)
    await trail.record(actor, "topic.submitted", "topic", topic.id, _("提交选题"), detail=topic.channel_label)
    if topic.channel != Channel.OFFICE:
        officers = set(await identity.account_ids_with_role(Role.OFFICER)) - {actor.account}
        await tell(officers, topic, "submitted", _("收到选题：%(t)s") % {"t": topic.title})
    return await queries.topic(actor, topic.id)


async def withdraw_topic(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Take a proposal back to one's own desk while the office has not advised. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_withdraw(actor, topic))
        await states.move(Topic, TOPIC, "withdraw", id=id, version=version, also={Topic.submitted_at: None})
        await trail.record(actor, "topic.withdrawn", "topic", id, _("撤回选题"))
        return await queries.topic(actor, id)


async def advise(actor: Actor, *, id: int, content: Advise) -> TopicView:  # noqa: A002 -- the record's id
    """Draft the decision for the leader, who is told (decisions.md, Who decides).

    Raises NotFound, Denied, Conflict; Invalid when a topic shall be declined without a reason.
    """
    if not content.approve and not content.note.strip():
        raise Invalid(fields={"note": _("不采用要写明理由，提出人会看到")})
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_advise(actor, topic))
        advice = "approve" if content.approve else "decline"
        values: dict[Any, Any] = {
            Topic.advice: advice, Topic.advice_note: content.note, Topic.advised_by: actor.account,
        }  # fmt: skip
        await states.touch(Topic, id=id, version=content.version, values=values)
        word = _("拟采用") if content.approve else _("拟不采用")
        await trail.record(actor, "topic.advised", "topic", id, word, detail=content.note, staff_only=True)
        leaders = set(await identity.account_ids_with_role(Role.DEPT_LEADER)) - {actor.account}
        await tell(leaders, topic, "advised", _("请审定选题：%(t)s") % {"t": topic.title}, content.note)
        return await queries.topic(actor, id)


async def decide_topics(actor: Actor, *, content: DecideTopics, version: int | None = None) -> list[TopicView]:
    """Sign what the office drafted: adopt topics, or decline them with a reason; all of them or none.

    ``version`` is the one that was seen, where it is one topic. Raises NotFound, Denied, Conflict; Invalid when a
    topic is declined and neither the office's draft nor the decision gives a reason.
    """
    async with db.write_tx():
        return [
            await _decide(actor, id_, version, approve=content.approve, reason=content.reason)
            for id_ in dict.fromkeys(content.ids)
        ]


async def _decide(actor: Actor, id_: int, version: int | None, *, approve: bool, reason: str) -> TopicView:
    topic = await queries.topic(actor, id_)
    officers = (await policies.selection()).officers_decide
    require(rules.may_decide(actor, topic, officers_decide=officers))
    why = reason.strip() or (topic.advice_note if topic.advice == "decline" else "")
    if not approve and not why:
        raise Invalid(fields={"reason": _("不采用要写明理由，提出人会看到")})
    also: dict[Any, Any] = {
        Topic.decided_by: actor.account, Topic.decided_at: clock.now(), Topic.reason: "" if approve else why,
    }  # fmt: skip
    word = _("审定采用") if approve else _("不采用")
    async with deciding(actor, "topic", id_, word):
        await states.move(Topic, TOPIC, "approve" if approve else "decline", id=id_, version=version, also=also)
    name = "approved" if approve else "declined"
    await trail.record(actor, f"topic.{name}", "topic", id_, word, detail=reason if approve else why)
    title = _("您提出的选题已采用：%(t)s") if approve else _("您提出的选题未采用：%(t)s")
    await tell_proposers(actor, topic, name, title % {"t": topic.title}, "" if approve else why)
    return await queries.topic(actor, id_)


async def merge_topic(actor: Actor, *, id: int, content: Merge) -> TopicView:  # noqa: A002 -- the record's id
    """Merge a topic into another, which keeps it as a source; its proposer is told and sees what becomes of it.

    Raises NotFound, Denied, Conflict; Invalid for another topic that is none.
    """
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_merge(actor, topic))
        into = await _goal(actor, content.into)
        decision = rules.may_merge(actor, topic, into)
        if not decision:
            raise Invalid(fields={"into": decision.reason})
        also: dict[Any, Any] = {
            Topic.merged_into: into.id, Topic.reason: content.note, Topic.decided_by: actor.account,
            Topic.decided_at: clock.now(),
        }  # fmt: skip
        text = _("并入「%(title)s」") % {"title": into.title}
        async with deciding(actor, "topic", id, text):
            await states.move(Topic, TOPIC, "merge", id=id, version=content.version, also=also)
        await trail.record(actor, "topic.merged", "topic", id, text, detail=content.note, fields={"into": into.id})
        came = _("并入选题「%(title)s」") % {"title": topic.title}
        await trail.record(actor, "topic.took_in", "topic", into.id, came, detail=content.note, fields={"from": id})
        title = _("您提出的选题已并入「%(t)s」") % {"t": into.title}
        await tell_proposers(actor, topic, "merged", title, content.note)
        return await queries.topic(actor, id)


async def _goal(actor: Actor, id_: int) -> TopicView:
    try:
        return await queries.topic(actor, id_)
    except NotFound as error:
        raise Invalid(fields={"into": _("没有这个选题，请重新选择")}) from error
