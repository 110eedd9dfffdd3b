# SPDX-License-Identifier: MIT
"""Topics on their way to the list: a proposal and what the office and the leader say about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from research.topics import operations
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import (
    Advise,
    DecideTopics,
    ProposeTopic,
    TargetContent,
    TopicDraft,
    TopicView,
)
from tests.factories.people import actor_as, make_member
from tests.factories.topics import make_call
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds_research import Selection


def form(title: str = "老旧小区充电设施共建共享机制", **changes: Any) -> ProposeTopic:
    values: dict[str, Any] = {
        "problem": "飞线充电屡禁不止", "effect": "充电有序", "contact": "办公室", "nonsecret": True,
    } | changes  # fmt: skip
    return ProposeTopic(title, Direction.URBAN, **values)


async def office() -> tuple[Actor, Actor]:
    return await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)


async def proposed(officer: Actor, **changes: Any) -> tuple[Actor, TopicView]:
    """A member's proposal, handed in under a call."""
    await make_call(created_by=officer.account)
    member, _ = await make_member()
    return member, await proposals.hand_in(member, content=form(**changes))


async def approved(officer: Actor, leader: Actor, id_: int) -> TopicView:
    await proposals.advise(officer, id=id_, content=Advise(approve=True, note="可行"))
    return (await proposals.decide_topics(leader, content=DecideTopics([id_], approve=True)))[0]


async def told(account: int) -> list[str]:
    rows = await Notice.select(Notice.title).where(Notice.account == account).order_by(Notice.id)
    return [row["title"] for row in rows]


async def set_selection(officer: Actor, **changes: Any) -> None:
    await policies.set_value(officer, name="selection", value=Selection(**changes), effective_from=clock.today())


def whole(**changes: Any) -> TopicDraft:
    values: dict[str, Any] = {
        "problem": "薄弱村占三成", "goal": "可复制", "effect": "可核", "deliverable": "报告",
        "closes_on": date(2026, 5, 2), "indicators": [TargetContent("走访", "户", 60, baseline=5)],  # type: ignore[arg-type]
    } | changes  # fmt: skip
    return TopicDraft("村集体经济抱团发展", Direction.RURAL, **values)


async def on_the_list(officer: Actor, leader: Actor, **changes: Any) -> TopicView:
    topic = await operations.draft_topic(officer, content=whole(**changes))
    await proposals.submit_topic(officer, id=topic.id, version=None)
    await approved(officer, leader, topic.id)
    return await operations.publish_topic(officer, id=topic.id, version=None)
