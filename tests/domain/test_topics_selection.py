# SPDX-License-Identifier: MIT
"""Topics from the call to the list: proposed, advised on, merged, decided, published, unclaimed, commissioned."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from research.applications import operations as applications
from research.applications import queries as application_queries
from research.applications.schemas import ApplicationDraft, ProductContent
from research.applications.states import ProductForm
from research.corrections import operations as corrections
from research.topics import jobs, operations, operations_calls, queries, queries_calls
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import (
    Advise,
    CallDraft,
    Commission,
    DecideTopics,
    Merge,
    ProposeTopic,
    TargetContent,
    TopicDraft,
    TopicView,
)
from research.topics.states import Audience, Channel, Track
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application, make_call, make_topic
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds_research import Selection
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
JOB = system("job:topics.unclaimed")


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


# -- calls ----------------------------------------------------------------------------------------------------


async def test_a_call_is_written_put_out_closed_and_opened_again(frozen: FrozenClock) -> None:
    officer, (member, _), liaison = await actor_as(Role.OFFICER), await make_member(), await actor_as(Role.LIAISON)
    content = CallDraft("年度重大课题选题征集", clock.today(), date(2026, 4, 4), [Audience.UNIT, Audience.MEMBER])
    made = await operations_calls.draft_call(officer, content=content)
    assert (made.closes_on, made.actions) == (date(2026, 4, 7), ["edit", "open"])  # 清明 moves it on
    with pytest.raises(NotFound):
        await queries_calls.call(liaison, made.id)
    out = await operations_calls.open_call(officer, id=made.id, version=made.version)
    assert out.running
    assert (await queries_calls.call(member, made.id)).addressed
    assert await told(liaison.account) == ["选题征集：年度重大课题选题征集，2026-04-07截止"]
    assert await told(member.account) == []
    shut = await operations_calls.close_call(officer, id=made.id, version=out.version)
    assert shut.state == "closed"
    assert (await queries_calls.offer(member)).channels == []
    with pytest.raises(Conflict):
        await operations_calls.edit_call(officer, id=made.id, content=content)
    frozen.advance(days=60)
    again = await operations_calls.reopen_call(officer, id=made.id, version=shut.version)
    assert (again.running, again.closes_on) == (True, date(2026, 5, 25))


async def test_only_officers_call_and_a_window_has_an_end() -> None:
    member, _ = await make_member()
    content = CallDraft("年度重大课题选题征集", clock.today(), clock.today(), [Audience.UNIT])
    for who in (member, await actor_as(Role.LIAISON), await actor_as(Role.DEPT_LEADER)):
        with pytest.raises(Denied):
            await operations_calls.draft_call(who, content=content)
    with pytest.raises(ValueError, match="截止日期不能早于开始日期"):
        CallDraft("年度重大课题选题征集", clock.today(), clock.today() - timedelta(days=1), [Audience.UNIT])
    officer = await actor_as(Role.OFFICER)
    late = await make_call(created_by=officer.account, state="draft", days=-3)
    with pytest.raises(Invalid):
        await operations_calls.open_call(officer, id=late, version=None)


async def test_a_call_reaches_whom_it_addresses() -> None:
    officer, town, other = await actor_as(Role.OFFICER), await make_unit("东湖镇"), await make_unit("西湖镇")
    near, far = await actor_as(Role.LIAISON, unit=town), await actor_as(Role.LIAISON, unit=other)
    (member, _) = await make_member(unit=town)
    call = await make_call(created_by=officer.account, unit=town, audiences="unit,company", state="draft")
    await operations_calls.open_call(officer, id=call, version=None)
    assert (await queries_calls.offer(near)).channels == [Channel.UNIT, Channel.COMPANY]
    assert (await queries_calls.offer(far)).channels == []
    assert (await queries_calls.offer(member)).channels == []
    assert (len(await told(near.account)), len(await told(far.account))) == (1, 0)
    with pytest.raises(Denied, match="没有面向您的选题征集"):
        await proposals.save_proposal(far, content=form())
    with pytest.raises(Denied, match="不从这个来源"):
        await proposals.save_proposal(near, content=form(channel=Channel.MEMBER))
    made = await proposals.save_proposal(near, content=form(channel=Channel.COMPANY))
    assert (made.channel, made.of_call) == ("company", call)


async def test_outside_a_call_nobody_proposes_unless_the_office_says_so() -> None:
    officer, (member, _) = await actor_as(Role.OFFICER), await make_member()
    with pytest.raises(Denied):
        await proposals.save_proposal(member, content=form())
    await set_selection(officer, propose_any_time=True)
    assert (await proposals.save_proposal(member, content=form())).of_call is None


# -- proposals ------------------------------------------------------------------------------------------------


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
    assert await tally.counts("topic.submitted") == {"urban": 1}
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
    assert await tally.counts("topic.declined") == {}


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


# -- the list -------------------------------------------------------------------------------------------------


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


async def test_a_closing_day_is_a_working_day_and_the_number_follows_the_rule() -> None:
    officer, leader = await office()
    await set_selection(officer, topic_number="盐榜〔{年}〕{序号2}号")
    out = await on_the_list(officer, leader)
    assert (out.number, out.closes_on) == ("盐榜〔2026〕01号", date(2026, 5, 6))  # 劳动节
    assert [(i.name, int(i.target), int(i.baseline or 0)) for i in out.indicators] == [("走访", 60, 5)]
    moved = await operations.edit_topic(officer, id=out.id, content=whole(closes_on=date(2026, 5, 10)))
    assert (moved.closes_on, moved.listings[0].closes_on) == (date(2026, 5, 11), date(2026, 5, 11))


async def test_a_list_that_closed_without_a_claim_is_found_once(frozen: FrozenClock) -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader)
    busy = await on_the_list(officer, leader)
    lead, talent = await make_member()
    await make_application(topic=busy.id, lead=talent, unit=lead.unit or 0)
    frozen.advance(days=48)  # 5月5日
    assert await jobs.find_unclaimed(JOB) == 0
    frozen.advance(days=2)
    assert [await jobs.find_unclaimed(JOB), await jobs.find_unclaimed(JOB)] == [1, 0]
    after = await queries.topic(officer, out.id)
    assert (after.state, [one.result for one in after.listings]) == ("unclaimed", ["unclaimed"])
    assert (await queries.topic(officer, busy.id)).state == "published"
    assert (await told(officer.account))[-1] == "课题流榜，请再次发布或定向委托：村集体经济抱团发展"
    with pytest.raises(Invalid):
        await operations.publish_topic(officer, id=out.id, version=None)
    again = await operations.publish_topic(officer, id=out.id, version=None, closes_on=date(2026, 6, 7))
    assert (again.number, again.closes_on) == (out.number, date(2026, 6, 8))
    assert [(one.number, one.result) for one in again.listings] == [(2, ""), (1, "unclaimed")]


async def test_an_unclaimed_topic_is_commissioned_and_open_to_its_addressee_alone() -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader, closes_on=clock.today())
    town = await make_unit("东湖镇")
    liaison = await actor_as(Role.LIAISON, unit=town)
    (near, _), (far, _) = await make_member(unit=town), await make_member()
    with pytest.raises(Denied):
        await operations.commission_topic(officer, id=out.id, content=Commission(unit=town))
    yesterday = clock.today() + timedelta(days=1)
    with clock.using(FrozenClock(clock.noon_of(yesterday))):
        await operations.pass_over(officer, id=out.id, version=None)
        for wrong in (
            Commission(),
            Commission(lead=999_999),
            Commission(unit=town, closes_on=clock.today() - timedelta(9)),
        ):
            with pytest.raises(Invalid):
                await operations.commission_topic(officer, id=out.id, content=wrong)
        to = Commission(unit=town, closes_on=date(2026, 4, 20))
        given = await operations.commission_topic(officer, id=out.id, content=to)
        assert (given.track, given.commissioned_unit, given.open) == ("commissioned", town, True)
        assert await told(liaison.account) == ["请组织申报定向委托课题：村集体经济抱团发展"]
        assert (await queries.with_outlook(far, await queries.topic(far, out.id))).obstacle == "本课题定向委托给东湖镇"
        with pytest.raises(Denied, match="定向委托给东湖镇"):
            await applications.save_application(far, topic=out.id, content=ApplicationDraft())
        assert "claim" in (await queries.with_outlook(near, await queries.topic(near, out.id))).actions
        assert (await applications.save_application(near, topic=out.id, content=ApplicationDraft())).state == "draft"


async def test_finished_work_is_taken_all_year_and_needs_no_plan() -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader, closes_on=None, track=Track.FINISHED_WORK)
    assert out.open
    lead, _ = await make_member()
    content = ApplicationDraft(
        problem="问题", goal="目标", effect="效果", content="内容", approach="办法", nonsecret=True, pledge=True,
        products=[ProductContent(ProductForm.REPORT, "评估报告")],
    )  # fmt: skip
    done = await applications.submit_application(lead, topic=out.id, content=content)
    assert done.state == "submitted"
    granted = await application_queries.granted_content(done.id)
    assert (granted.track, granted.milestones, granted.starts_on) == ("finished_work", [], clock.today())


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
