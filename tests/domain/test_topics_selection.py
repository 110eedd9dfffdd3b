# SPDX-License-Identifier: MIT
"""Proposals: handed in, advised on, merged, decided, alone and by ten at once."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from research.corrections import operations as corrections
from research.topics import operations, queries, queries_calls
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import (
    Advise,
    DecideTopics,
    Merge,
    TopicDraft,
    TopicView,
)
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_call, make_topic
from tests.support.selection import approved, form, office, proposed, set_selection, told, whole
from thinktank.kernel.actor import Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]


async def test_a_draft_is_its_writers_alone() -> None:
    officer, leader = await office()
    await make_call(created_by=officer.account)
    unit = await make_unit()
    (member, _), (mate, _), liaison = (
        await make_member(unit=unit), await make_member(unit=unit), await actor_as(Role.LIAISON, unit=unit),
    )  # fmt: skip
    draft = await proposals.save_proposal(member, content=form())
    assert draft.actions == ["edit_proposal", "submit"]
    for other in (officer, leader, mate, liaison):
        with pytest.raises(NotFound):
            await queries.topic(other, draft.id)
        with pytest.raises(NotFound):
            await proposals.save_proposal(other, content=form("偷改别人的选题"), id=draft.id)
        assert (await queries.topics(other, queries.Search())).items == []
        assert (await queries_calls.proposals(other, queries_calls.Search(state="draft"))).items == []
        assert await queries_calls.like(other, draft.title) == []
    assert [row.id for row in (await queries_calls.proposals(member, queries_calls.Search())).items] == [draft.id]
    later = await proposals.save_proposal(
        member, content=form("小区充电难怎样破解", version=draft.version), id=draft.id
    )
    assert later.title == "小区充电难怎样破解"
    with pytest.raises(Conflict):
        await proposals.save_proposal(member, content=form(version=draft.version), id=draft.id)


async def test_what_is_handed_in_is_complete_and_the_office_told() -> None:
    officer, _ = await office()
    await make_call(created_by=officer.account)
    member, _ = await make_member()
    with pytest.raises(Invalid) as wrong:
        await proposals.hand_in(member, content=form(problem="", effect=" ", contact="", nonsecret=False))
    assert set(wrong.value.fields) == {"problem", "effect", "contact", "nonsecret"}
    done = await proposals.hand_in(member, content=form())
    assert (done.state, done.holder, done.actions) == ("submitted", "经办人", ["withdraw"])
    assert await told(officer.account) == ["收到选题：老旧小区充电设施共建共享机制"]
    back = await proposals.withdraw_topic(member, id=done.id, version=done.version)
    assert (back.state, back.submitted_at) == ("draft", None)
    with pytest.raises(NotFound):
        await queries.topic(officer, done.id)
    with pytest.raises(Denied, match="不涉密承诺"):
        await proposals.submit_topic(member, id=done.id, version=None)


async def test_the_office_advises_and_the_leader_signs() -> None:
    officer, leader = await office()
    member, topic = await proposed(officer)
    with pytest.raises(Denied, match="拟办意见"):
        await proposals.decide_topics(leader, content=DecideTopics([topic.id], approve=True))
    with pytest.raises(Invalid):
        await proposals.advise(officer, id=topic.id, content=Advise(approve=False))
    advised = await proposals.advise(officer, id=topic.id, content=Advise(approve=True, note="可行"))
    assert (advised.advice, advised.holder) == ("approve", "部领导")
    assert await told(leader.account) == ["请审定选题：老旧小区充电设施共建共享机制"]
    with pytest.raises(Denied, match="部领导审定"):
        await proposals.decide_topics(officer, content=DecideTopics([topic.id], approve=True))
    done = (await proposals.decide_topics(leader, content=DecideTopics([topic.id], approve=True)))[0]
    assert (done.state, done.holder) == ("approved", "经办人")
    assert await told(member.account) == ["您提出的选题已采用：老旧小区充电设施共建共享机制"]
    seen = await queries.topic(member, topic.id)
    assert [line.text for line in await trail.timeline(member, "topic", topic.id)] == [
        "审定采用",
        "提交选题",
        "起草选题",
    ]
    assert seen.actions == []


async def test_a_topic_is_declined_with_a_reason_that_its_proposer_reads() -> None:
    officer, leader = await office()
    member, topic = await proposed(officer)
    await proposals.advise(officer, id=topic.id, content=Advise(approve=True))
    with pytest.raises(Invalid):
        await proposals.decide_topics(leader, content=DecideTopics([topic.id], approve=False))
    done = (await proposals.decide_topics(leader, content=DecideTopics([topic.id], approve=False, reason="已有专班")))[
        0
    ]
    assert (done.state, done.reason) == ("declined", "已有专班")
    assert (await queries.topic(member, topic.id)).reason == "已有专班"
    row = await Notice.select(Notice.title, Notice.body).where(Notice.account == member.account)
    assert row == [{"title": "您提出的选题未采用：老旧小区充电设施共建共享机制", "body": "已有专班"}]
    back = await corrections.take_back(leader, kind="topic", record=topic.id, reason="补充了材料")
    assert back.href == f"/topics/{topic.id}"
    again = await queries.topic(leader, topic.id)
    assert (again.state, again.reason, again.actions) == ("submitted", "", ["decide"])


async def test_officers_decide_where_the_programme_says_so() -> None:
    officer, _ = await office()
    await set_selection(officer, officers_decide=True)
    _, topic = await proposed(officer)
    assert (await proposals.decide_topics(officer, content=DecideTopics([topic.id], approve=True)))[
        0
    ].state == "approved"


async def test_topics_are_decided_together_or_not_at_all() -> None:
    officer, leader = await office()
    _, one = await proposed(officer)
    _, other = await proposed(officer, title="镇村文化礼堂怎样常态开放")
    await proposals.advise(officer, id=one.id, content=Advise(approve=True))
    with pytest.raises(Denied):
        await proposals.decide_topics(leader, content=DecideTopics([one.id, other.id], approve=True))
    assert (await queries.topic(leader, one.id)).state == "submitted"
    await proposals.advise(officer, id=other.id, content=Advise(approve=True))
    done = await proposals.decide_topics(leader, content=DecideTopics([one.id, other.id, one.id], approve=True))
    assert [view.state for view in done] == ["approved", "approved"]


async def test_a_merged_topic_stays_and_its_proposer_hears_what_becomes_of_it() -> None:
    officer, leader = await office()
    first, goal = await proposed(officer)
    second, twin = await proposed(officer, title="老旧小区充电难怎样破解")
    alike = await queries_calls.like(officer, twin.title, apart_from=twin.id)
    assert [(one.id, one.percent, one.words) for one in alike] == [(goal.id, 50, ["老旧小区充电"])]
    with pytest.raises(Invalid):
        await proposals.merge_topic(officer, id=twin.id, content=Merge(twin.id))
    with pytest.raises(Invalid):
        await proposals.merge_topic(officer, id=twin.id, content=Merge(999_999))
    merged = await proposals.merge_topic(officer, id=twin.id, content=Merge(goal.id, note="同一件事"))
    assert (merged.state, merged.merged_into, merged.reason) == ("merged", goal.id, "同一件事")
    assert [one.id for one in (await queries.topic(officer, goal.id)).sources] == [twin.id]
    assert await told(second.account) == ["您提出的选题已并入「老旧小区充电设施共建共享机制」"]
    await approved(officer, leader, goal.id)
    text = "您提出的选题已采用：老旧小区充电设施共建共享机制"
    assert ((await told(first.account))[-1], (await told(second.account))[-1]) == (text, text)
    await corrections.take_back(officer, kind="topic", record=twin.id, reason="并错了")
    assert (await queries.topic(officer, twin.id)).state == "submitted"
    assert (await queries.topic(officer, twin.id)).merged_into is None


async def test_what_stands_between_office_and_proposer_is_not_for_the_list() -> None:
    officer, leader = await office()
    _, topic = await proposed(officer)
    await approved(officer, leader, topic.id)
    draft = TopicDraft(topic.title, Direction.URBAN, problem="飞线", goal="有序", effect="安全", deliverable="报告",
                       closes_on=date(2026, 4, 30))  # fmt: skip
    await operations.edit_topic(officer, id=topic.id, content=draft)
    await operations.publish_topic(officer, id=topic.id, version=None)
    reader, _ = await make_member()
    seen = await queries.topic(reader, topic.id)
    assert (seen.advice, seen.advice_note, seen.created_name, seen.reason, seen.sources) == ("", "", "", "", [])


async def test_ten_people_decide_and_publish_one_topic_at_once() -> None:
    officer, _ = await office()
    _, topic = await proposed(officer)
    await proposals.advise(officer, id=topic.id, content=Advise(approve=True))
    leaders = [await actor_as(Role.DEPT_LEADER) for _ in range(10)]
    version = (await queries.topic(officer, topic.id)).version
    command = DecideTopics([topic.id], approve=True)
    found = await asyncio.gather(
        *(proposals.decide_topics(who, content=command, version=version) for who in leaders), return_exceptions=True
    )
    assert sum(isinstance(one, list) for one in found) == 1
    assert sum(isinstance(one, Conflict | Denied) for one in found) == 9
    await operations.edit_topic(officer, id=topic.id, content=whole())
    version = (await queries.topic(officer, topic.id)).version
    officers = [await actor_as(Role.OFFICER) for _ in range(10)]
    found2 = await asyncio.gather(
        *(operations.publish_topic(who, id=topic.id, version=version) for who in officers), return_exceptions=True
    )
    assert sum(isinstance(one, TopicView) for one in found2) == 1
    assert sum(isinstance(one, Conflict) for one in found2) == 9
    assert [one.number for one in (await queries.topic(officer, topic.id)).listings] == [1]


async def test_officers_elsewhere_see_no_proposal_of_another_unit() -> None:
    officer, _ = await office()
    _, topic = await proposed(officer)
    town = await make_unit("东湖镇")
    elsewhere = await actor_as(Role.OFFICER, unit=town, scope=town)
    with pytest.raises(NotFound):
        await queries.topic(elsewhere, topic.id)
    assert (await queries_calls.proposals(elsewhere, queries_calls.Search())).items == []
    assert await queries_calls.like(elsewhere, topic.title) == []
    assert await queries_calls.waiting(elsewhere) == {"fresh": 0, "advised": 0}
    assert await queries_calls.waiting(officer) == {"fresh": 1, "advised": 0}


async def test_alike_is_never_what_is_archived_or_common() -> None:
    officer, _ = await office()
    await make_topic(created_by=officer.account, number="2026-901", title="乡村振兴研究")
    assert await queries_calls.like(officer, "工作机制研究") == []
