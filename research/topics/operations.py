# SPDX-License-Identifier: MIT
"""Writing topics: drafted, corrected, published, passed over, archived."""

from __future__ import annotations

from typing import Any

from research.corrections.events import TakenBack
from research.corrections.operations import deciding
from research.topics import queries, rules
from research.topics.schemas import TopicDraft, TopicView
from research.topics.states import TOPIC, TopicState
from research.topics.tables import Topic
from thinktank.index import operations as index
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import next_number
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.tally import operations as tally
from thinktank.trail import operations as trail

FIELDS = (
    "title", "direction", "level", "track", "background", "problem", "goal", "effect", "deliverable", "conditions",
    "requester", "contact", "months", "closes_on",
)  # fmt: skip


def _values(content: TopicDraft) -> dict[str, Any]:
    return {name: getattr(content, name) for name in FIELDS}


async def draft_topic(actor: Actor, *, content: TopicDraft) -> TopicView:
    """Write down a new topic, seen by the office alone. Denied for who is not an officer."""
    require(rules.may_write_topics(actor))
    async with db.write_tx():
        now = clock.now()
        year = await policies.current_year()
        row = Topic(
            **_values(content),
            programme=year.name if year else f"{(await policies.programme()).year}",
            year=year.id if year else None,
            state=TopicState.DRAFT,
            state_since=now,
            created_by=actor.account,
            created_at=now,
        )
        added = await Topic.insert(row).returning(Topic.id)
        id_ = int(added[0]["id"])
        await trail.record(actor, "topic.drafted", "topic", id_, _("拟题"), fields=_values(content))
        await tally.bump("topic.draft", key=content.direction)
        return await queries.topic(actor, id_)


async def edit_topic(actor: Actor, *, id: int, content: TopicDraft) -> TopicView:  # noqa: A002 -- the record's id
    """Correct a topic; once published the correction stands on its timeline, and after a claim it is Denied.

    Raises NotFound, Denied, Conflict (stale), Invalid (a published topic has to stay complete).
    """
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_edit_topic(actor, topic))
        changed = {name: value for name, value in _values(content).items() if value != getattr(topic, name)}
        if changed:
            columns = {getattr(Topic, name): value for name, value in changed.items()}
            await states.touch(Topic, id=id, version=content.version, values=columns)
            await trail.record(actor, "topic.edited", "topic", id, _("修改课题"), fields=changed)
        if content.direction != topic.direction:
            await tally.shift(f"topic.{topic.state}", old=topic.direction, new=content.direction)
        after = await queries.topic(actor, id)
        if after.state == TopicState.PUBLISHED:
            _complete(after)
            await _index(after)
        return after


def _complete(topic: TopicView) -> None:
    lacking = rules.missing_in_topic(topic, clock.today())
    if lacking:
        raise Invalid(_("课题还不完整：%(what)s") % {"what": "；".join(lacking.values())}, fields=lacking)


async def publish_topic(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Put a topic on the list (发榜), with a number of the year when it has none yet.

    Raises NotFound, Denied, Conflict (stale or not publishable), Invalid naming what the topic lacks.
    """
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        _not_stale(topic, version)
        require(rules.may_publish(actor, topic))
        _complete(topic)
        also: dict[Any, Any] = {Topic.published_at: clock.now()}
        if not topic.number:
            also[Topic.number] = await _new_number()
        async with deciding(actor, "topic", id, _("发布课题")):
            await _move(topic, "publish", version, also)
        await trail.record(actor, "topic.published", "topic", id, _("发布课题"), detail=f"{topic.closes_on}截止揭榜")
        after = await queries.topic(actor, id)
        await _index(after)
        return after


async def _new_number() -> str:
    current = await policies.current_year()
    year = current.starts_on.year if current else (await policies.programme()).year
    return f"{year}-{await next_number(f'topic:{year}'):03d}"


def _not_stale(topic: TopicView, version: int | None) -> None:
    """What is said to be missing must be missing in what the actor saw."""
    if version is not None and version != topic.version:
        raise Conflict(code="stale")


async def _move(topic: TopicView, name: str, version: int | None, also: dict[Any, Any]) -> None:
    new = await states.move(Topic, TOPIC, name, id=topic.id, version=version, also=also)
    await tally.bump(f"topic.{topic.state}", key=topic.direction, by=-1)
    await tally.bump(f"topic.{new}", key=topic.direction)


async def _index(topic: TopicView) -> None:
    direction = Direction(topic.direction).label
    words = [topic.title, topic.number, direction, topic.requester_name or ""]
    await index.put("topic", topic.id, topic.title, f"{topic.number} {direction}", f"/topics/{topic.id}", words)


async def on_taken_back(event: TakenBack) -> None:
    """Take a topic whose publication was reversed off the search and the count of the list."""
    for row in event.of("topic"):
        topic = await queries.topic(system("系统"), row.row)
        await tally.bump(f"topic.{row.was}", key=topic.direction, by=-1)
        await tally.bump(f"topic.{row.now}", key=topic.direction)
        await index.drop("topic", row.row)


async def pass_over(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Note that nobody claimed a topic (流榜); it may be published again. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_pass_over(actor, topic))
        await _move(topic, "pass_over", version, {})
        await trail.record(actor, "topic.passed_over", "topic", id, _("记为流榜"))
        return await queries.topic(actor, id)


async def archive_topic(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Take a topic that is over off the desk. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_archive(actor, topic))
        await _move(topic, "archive", version, {})
        await trail.record(actor, "topic.archived", "topic", id, _("归档"))
        return await queries.topic(actor, id)
