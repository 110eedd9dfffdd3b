# SPDX-License-Identifier: MIT
"""Writing topics: drafted, corrected, put on the list, passed over, archived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from research.corrections.events import TakenBack
from research.corrections.operations import deciding
from research.topics import operations_listings as listings
from research.topics import queries, similar
from research.topics import rules_topics as rules
from research.topics.schemas_topics import Commission, TopicDraft, TopicView
from research.topics.states import TOPIC, Channel, TopicState, Track
from research.topics.tables import Topic, TopicIndicator
from thinktank.identity import queries as identity
from thinktank.index import operations as index
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import Rule, next_number
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.trail import operations as trail

FIELDS = (
    "title", "direction", "level", "track", "background", "problem", "goal", "effect", "deliverable", "conditions",
    "requester", "contact", "months", "closes_on", "lead_direction", "lead_education", "lead_age", "lead_unit",
    "sealed",
)  # fmt: skip


async def _values(content: TopicDraft) -> dict[str, Any]:
    """The columns of a draft; the closing day on a working day (decisions.md, Days)."""
    values = {name: getattr(content, name) for name in FIELDS}
    values["lead_education"] = str(content.lead_education or "")
    values["closes_on"] = await on_workday(content.closes_on)
    return values


async def on_workday(day: date | None) -> date | None:
    """Return a day, or the next working day where offices are closed."""
    return (await policies.calendar()).next_workday(day) if day is not None else None


async def insert_topic(actor: Actor, values: dict[str, Any]) -> int:
    """Insert a topic in its first state, of the year in which it is written; return its id."""
    now = clock.now()
    year = await policies.current_year()
    programme = year.name if year else f"{(await policies.programme()).year}"
    row = Topic(
        **values, programme=programme, year=year.id if year else None, state=TopicState.DRAFT, state_since=now,
        created_by=actor.account, created_at=now,
    )  # fmt: skip
    added = await Topic.insert(row).returning(Topic.id)
    id_ = int(added[0]["id"])
    await similar.note_grams(id_, values["title"])
    return id_


async def draft_topic(actor: Actor, *, content: TopicDraft) -> TopicView:
    """Write down a new topic, seen by the office alone. Denied for who is not an officer."""
    require(rules.may_write_topics(actor))
    async with db.write_tx():
        values = await _values(content)
        id_ = await insert_topic(actor, values)
        await _replace_targets(id_, content)
        await trail.record(actor, "topic.drafted", "topic", id_, _("拟题"), fields=values)
        return await queries.topic(actor, id_)


async def edit_topic(actor: Actor, *, id: int, content: TopicDraft) -> TopicView:  # noqa: A002 -- the record's id
    """Correct a topic; once published the correction stands on its timeline, and after a claim it is Denied.

    Raises NotFound, Denied, Conflict (stale), Invalid (a published topic has to stay complete).
    """
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_edit_topic(actor, topic))
        values = await _values(content)
        changed = {name: value for name, value in values.items() if value != getattr(topic, name)}
        targets = content.indicators != topic.indicators
        if changed or targets:
            columns = {getattr(Topic, name): value for name, value in changed.items()}
            await states.touch(Topic, id=id, version=content.version, values=columns)
            if targets:
                await _replace_targets(id, content)
            fields = changed | ({"indicators": len(content.indicators)} if targets else {})
            await trail.record(actor, "topic.edited", "topic", id, _("修改课题"), fields=fields)
        await _after_edit(topic, content)
        after = await queries.topic(actor, id)
        if after.state == TopicState.PUBLISHED:
            _complete(after)
            await put_index(after)
        return after


async def _after_edit(topic: TopicView, content: TopicDraft) -> None:
    """Keep the pairs of the title and the running entry of the list in step."""
    if content.title != topic.title:
        await similar.note_grams(topic.id, content.title)
    if topic.state == TopicState.PUBLISHED:
        await listings.move_closing(topic.id, await on_workday(content.closes_on))


async def _replace_targets(id_: int, content: TopicDraft) -> None:
    i = TopicIndicator
    await i.delete().where(i.topic == id_)
    rows = [
        i(topic=id_, name=one.name, unit=one.unit, target=one.target, baseline=one.baseline, sort=n)
        for n, one in enumerate(content.indicators)
    ]
    if rows:
        await i.insert(*rows)


def _complete(topic: TopicView) -> None:
    lacking = rules.missing_in_topic(topic, clock.today())
    if lacking:
        raise Invalid(_("课题还不完整：%(what)s") % {"what": "；".join(lacking.values())}, fields=lacking)


# -- on the list ------------------------------------------------------------------------------------------------


async def publish_topic(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    version: int | None,
    closes_on: date | None = None,
) -> TopicView:
    """Put a topic on the list (发榜), again where nobody had claimed it, with a number of the year.

    ``closes_on`` replaces its closing day, which falls on a working day in any case. Raises NotFound, Denied,
    Conflict (stale or not publishable), Invalid naming what the topic lacks.
    """
    changes: dict[Any, Any] = {}
    if closes_on is not None:
        changes[Topic.closes_on] = await on_workday(closes_on)
    return await _put_out(actor, id, version, changes, "publish_topic")


async def commission_topic(actor: Actor, *, id: int, content: Commission) -> TopicView:  # noqa: A002
    """Put an approved or an unclaimed topic to one unit or one person (定向委托, 组织点将); they are told.

    Raises NotFound, Denied, Conflict, Invalid without an addressee or for a person who is not in the bank.
    """
    if content.unit is None and content.lead is None:
        raise Invalid(fields={"unit": _("请选择委托单位或委托负责人")})
    if content.lead is not None and not await talents.active_among([content.lead]):
        raise Invalid(fields={"lead": _("请选择在库成员")})
    changes: dict[Any, Any] = {
        Topic.track: Track.COMMISSIONED, Topic.commissioned_unit: content.unit, Topic.commissioned_lead: content.lead,
    }  # fmt: skip
    if content.closes_on is not None:
        changes[Topic.closes_on] = await on_workday(content.closes_on)
    async with db.write_tx():
        after = await _put_out(actor, id, content.version, changes, "commission_topic")
        people = await identity.liaisons_of(content.unit) if content.unit else []
        if content.lead is not None:
            people.append(await talents.account_of(content.lead) or 0)
        await tell(people, after, "commissioned", _("请组织申报定向委托课题：%(t)s") % {"t": after.title})
        return after


async def _put_out(actor: Actor, id_: int, version: int | None, changes: dict[Any, Any], how: str) -> TopicView:
    async with db.write_tx():
        topic = await queries.topic(actor, id_)
        _not_stale(topic, version)
        require(rules.may_publish(actor, topic))
        for column, value in changes.items():
            setattr(topic, column._meta.name, value)  # noqa: SLF001 -- as it will be; Piccolo keeps a column's name there
        _complete(topic)
        also: dict[Any, Any] = {Topic.published_at: clock.now(), Topic.opened_at: None, **changes}  # sealed anew
        also[Topic.closes_on] = await on_workday(topic.closes_on)
        if not topic.number:
            also[Topic.number] = await _new_number()
        again = topic.state == TopicState.UNCLAIMED
        words = {"commission_topic": _("定向委托")}.get(how, _("再次发布课题") if again else _("发布课题"))
        async with deciding(actor, "topic", id_, words):
            await states.move(Topic, TOPIC, "publish", id=id_, version=version, also=also)
        await listings.begin(actor, id_, track=topic.track, closes_on=also[Topic.closes_on])
        until = also[Topic.closes_on]
        detail = _("%(day)s截止揭榜") % {"day": until} if until else _("常年受理")
        await trail.record(actor, "topic.published", "topic", id_, words, detail=detail)
        after = await queries.topic(actor, id_)
        await put_index(after)
        await tell_proposers(actor, after, "published", _("您提出的选题已发布：%(t)s") % {"t": after.title})
        return after


async def _new_number() -> str:
    current = await policies.current_year()
    year = current.starts_on.year if current else (await policies.programme()).year
    return Rule((await policies.selection()).topic_number).write(year, await next_number(f"topic:{year}"))


def _not_stale(topic: TopicView, version: int | None) -> None:
    """What is said to be missing must be missing in what the actor saw."""
    if version is not None and version != topic.version:
        raise Conflict(code="stale")


async def tell(accounts: Iterable[int], topic: TopicView, rule: str, title: str, body: str = "") -> None:
    """Tell people about a topic, each once per rule and version."""
    await notices.notify(
        accounts, rule=f"topic.{rule}", kind="topic", record=topic.id, title=title, body=body,
        href=f"/topics/{topic.id}", occasion=f"{topic.version}",
    )  # fmt: skip


async def tell_proposers(actor: Actor, topic: TopicView, rule: str, title: str, body: str = "") -> None:
    """Tell who proposed a topic, and whose topics were merged into it."""
    t = Topic
    mine = (t.id == topic.id) | (t.merged_into == topic.id)
    rows = await t.select(t.created_by).where(mine & (t.channel != Channel.OFFICE))
    await tell({row["created_by"] for row in rows} - {actor.account}, topic, rule, title, body)


async def put_index(topic: TopicView) -> None:
    """Make a topic findable by title, number, direction and who asked for it."""
    direction = Direction(topic.direction).label
    words = [topic.title, topic.number, direction, topic.requester_name or ""]
    await index.put("topic", topic.id, topic.title, f"{topic.number} {direction}", f"/topics/{topic.id}", words)


async def on_taken_back(event: TakenBack) -> None:
    """A topic that is not out any more is not found either, and its entry in the list ends."""
    for row in event.of("topic"):
        if row.field and row.was == TopicState.PUBLISHED:
            await index.drop("topic", row.row)
            await listings.end(row.row, "taken_back")


async def pass_over(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Note that nobody claimed a topic (流榜); it may be published again. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_pass_over(actor, topic))
        await states.move(Topic, TOPIC, "pass_over", id=id, version=version)
        await listings.end(id, "unclaimed")
        await trail.record(actor, "topic.passed_over", "topic", id, _("记为流榜"))
        await tell_proposers(actor, topic, "unclaimed", _("您提出的选题没有团队揭榜：%(t)s") % {"t": topic.title})
        return await queries.topic(actor, id)


async def archive_topic(actor: Actor, *, id: int, version: int | None) -> TopicView:  # noqa: A002 -- the record's id
    """Take a topic that is over off the desk. NotFound, Denied, Conflict."""
    async with db.write_tx():
        topic = await queries.topic(actor, id)
        require(rules.may_archive(actor, topic))
        await states.move(Topic, TOPIC, "archive", id=id, version=version)
        await trail.record(actor, "topic.archived", "topic", id, _("归档"))
        return await queries.topic(actor, id)
