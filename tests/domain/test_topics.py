# SPDX-License-Identifier: MIT
"""Topics and applications: what their operations do, refuse and write down."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from research.applications import operations as applications
from research.applications import operations_check as checking
from research.applications import plan
from research.applications import queries as queries_applications
from research.applications.schemas import ApplicationDraft, IndicatorContent, ProductContent
from research.applications.schemas_review import ReviewResult
from research.applications.states import ProductForm, ReviewWord
from research.participation.queries import load
from research.participation.tables import Ban
from research.topics import operations, queries
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import Advise, DecideTopics, TopicDraft
from tests.factories.people import actor_as, make_account, make_member, make_talent, make_unit
from tests.factories.topics import join_team, make_application, make_topic
from tests.support.selection import set_selection
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies.kinds import Research
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def topic(**values: Any) -> int:
    return await make_topic(created_by=await make_account(Role.OFFICER), **values)


def complete(**changes: Any) -> ApplicationDraft:
    steps = plan.usual_steps(plan.first_day(clock.today(), None, OFFICIAL, Research()), 8, OFFICIAL, Research())
    values: dict[str, Any] = {
        "problem": "薄弱村单打独斗",
        "goal": "形成抱团方案",
        "effect": "三个镇试点",
        "content": "摸清现状，提出对策",
        "approach": "走访、座谈",
        "products": [ProductContent(ProductForm.REPORT, "抱团发展调研报告")],
        "pledge": True,
        "indicators": [IndicatorContent("走访农户", "户", Decimal(60))],
        "milestones": steps,
        "nonsecret": True,
    } | changes
    return ApplicationDraft(**values)


def idea(**changes: Any) -> TopicDraft:
    values: dict[str, Any] = {
        "title": "村集体经济抱团发展",
        "direction": Direction.RURAL,
        "problem": "薄弱村占三成",
        "goal": "可复制的模式",
        "effect": "年增收可核",
        "deliverable": "调研报告",
        "closes_on": date(2026, 4, 30),
    } | changes
    return TopicDraft(**values)


async def texts(actor: Actor, kind: str, record: int) -> list[str]:
    return [line.text for line in await trail.timeline(actor, kind, record)]


# -- topics -------------------------------------------------------------------------------------------------


async def approved(officer: Actor, id_: int) -> None:
    """Let the office advise, and the leader sign."""
    await proposals.submit_topic(officer, id=id_, version=None)
    await proposals.advise(officer, id=id_, content=Advise(approve=True))
    await proposals.decide_topics(await actor_as(Role.DEPT_LEADER), content=DecideTopics([id_], approve=True))


async def test_a_topic_is_drafted_edited_published_and_found_by_members() -> None:
    officer, (member, _) = await actor_as(Role.OFFICER), await make_member()
    made = await operations.draft_topic(officer, content=idea())
    with pytest.raises(NotFound):
        await queries.topic(member, made.id)
    edited = await operations.edit_topic(officer, id=made.id, content=idea(months=6, version=made.version))
    with pytest.raises(Denied, match="审定后才能发布"):
        await operations.publish_topic(officer, id=made.id, version=edited.version)
    await approved(officer, made.id)
    out = await operations.publish_topic(officer, id=made.id, version=None)
    assert (out.state, out.number, out.months) == ("published", "2026-001", 6)
    assert (await queries.topic(member, made.id)).open
    assert await texts(officer, "topic", made.id) == [
        "发布课题", "审定采用", "拟采用", "提交选题", "修改课题", "拟题",
    ]  # fmt: skip


async def test_only_officers_write_topics_and_incomplete_ones_stay_in() -> None:
    officer, (member, _) = await actor_as(Role.OFFICER), await make_member()
    with pytest.raises(Denied):
        await operations.draft_topic(member, content=idea())
    made = await operations.draft_topic(officer, content=idea(problem="", closes_on=None))
    await approved(officer, made.id)
    with pytest.raises(Invalid) as wrong:
        await operations.publish_topic(officer, id=made.id, version=None)
    assert set(wrong.value.fields) == {"problem", "closes_on"}
    with pytest.raises(Conflict):
        await operations.publish_topic(officer, id=made.id, version=made.version + 9)


async def test_an_officer_elsewhere_reads_the_list_but_neither_drafts_nor_changes_it() -> None:
    town = await make_unit("东湖镇")
    elsewhere = await actor_as(Role.OFFICER, unit=town, scope=town)
    out, draft = await topic(), await topic(number="", state="draft", published_at=None)
    assert (await queries.topic(elsewhere, out)).actions == []
    with pytest.raises(Denied):
        await operations.publish_topic(elsewhere, id=out, version=None)
    with pytest.raises(NotFound):
        await queries.topic(elsewhere, draft)
    assert [row.id for row in (await queries.topics(elsewhere, queries.Search())).items] == [out]


async def test_an_unclaimed_topic_goes_out_again() -> None:
    officer = await actor_as(Role.OFFICER)
    id_ = await topic(closes_on=clock.today() - timedelta(days=1))
    after = await operations.pass_over(officer, id=id_, version=None)
    assert after.state == "unclaimed"
    moved = await operations.edit_topic(officer, id=id_, content=idea(version=after.version))
    assert (await operations.publish_topic(officer, id=id_, version=moved.version)).number == "2026-榜-1"
    with pytest.raises(Denied):
        await operations.pass_over(officer, id=id_, version=None)
    with pytest.raises(Denied):
        await operations.archive_topic(officer, id=id_, version=None)


async def test_system_administrators_see_no_topic() -> None:
    await topic()
    admin = await actor_as(Role.SYS_ADMIN)
    assert (await queries.topics(admin, queries.Search())).items == []


# -- the team's side ------------------------------------------------------------------------------------------


async def test_a_draft_is_kept_and_only_its_team_sees_it() -> None:
    officer, (lead, _), (mate, mate_id), (other, _) = (
        await actor_as(Role.OFFICER), await make_member(), await make_member(), await make_member(),
    )  # fmt: skip
    id_ = await topic()
    saved = await applications.save_application(lead, topic=id_, content=ApplicationDraft(problem="薄弱村"))
    await join_team(lead, saved.id, mate_id)
    assert (saved.state, saved.problem, saved.actions) == ("draft", "薄弱村", ["edit", "team", "withdraw"])
    assert (await queries_applications.application(mate, saved.id)).on_team
    for outsider in (officer, other):
        with pytest.raises(NotFound):
            await queries_applications.application(outsider, saved.id)
    with pytest.raises(Conflict):
        await applications.save_application(lead, topic=id_, content=ApplicationDraft(version=saved.version - 1))
    again = await applications.save_application(lead, topic=id_, content=ApplicationDraft(version=saved.version))
    assert (again.id, again.problem, [one.talent for one in again.members]) == (saved.id, "", [mate_id])


async def test_a_complete_application_is_handed_in_and_the_office_told() -> None:
    officer, (lead, lead_id), (_, mate_id) = await actor_as(Role.OFFICER), await make_member(), await make_member()
    id_ = await topic()
    draft = await applications.save_application(lead, topic=id_, content=complete())
    await join_team(lead, draft.id, mate_id)
    done = await applications.submit_application(lead, topic=id_, content=complete())
    assert done.state == "submitted"
    assert all(OFFICIAL.is_workday(step.due_on) for step in done.milestones)
    loads = await load([lead_id, mate_id])
    assert (loads[lead_id].leads, loads[mate_id].joins) == (1, 1)
    assert await Notice.count().where(Notice.account == officer.account) == 1
    assert (await queries.topic(officer, id_)).claims == 1
    content = await queries_applications.granted_content(done.id)
    assert (content.lead, content.title, len(content.milestones)) == (lead_id, "村集体经济“抱团”发展的路径", 5)
    assert (content.starts_on, content.due_on) == (done.starts_on, done.due_on)


async def test_what_is_missing_is_named_all_at_once_and_nothing_changes() -> None:
    lead, lead_id = await make_member()
    with pytest.raises(Invalid) as wrong:
        await applications.submit_application(lead, topic=await topic(), content=ApplicationDraft())
    assert set(wrong.value.fields) == {
        "problem", "goal", "effect", "content", "approach", "indicators", "milestones", "products", "nonsecret",
        "pledge",
    }  # fmt: skip
    assert (await load([lead_id]))[lead_id].parts == []


async def test_the_rules_of_participation_are_explained_by_name() -> None:
    (lead, lead_id), busy, banned = (
        await make_member(name="朱禾"), await make_talent(name="周忙"), await make_talent(name="吴禁")
    )  # fmt: skip
    id_ = await topic(number="2026-803")
    draft = await applications.save_application(lead, topic=id_, content=complete())
    for talent in (busy, banned):
        await join_team(lead, draft.id, talent)
    for number in ("2026-801", "2026-802"):
        other = await make_talent()
        past = await make_application(topic=await topic(number=number), lead=other, unit=await make_unit())
        await _join(busy, past, "member")
    await Ban.insert(Ban(talent=banned, until=date(2027, 1, 1), reason="撤项", at=clock.now()))
    await _join(lead_id, 999, "lead")
    with pytest.raises(Invalid) as wrong:
        await applications.submit_application(lead, topic=id_, content=complete())
    assert wrong.value.fields["members"].split("；") == [
        "朱禾：牵头数不符（现牵头1项，最多1项）",
        "周忙：参与数不符（现参加2项（在研课题0项），最多2项）",
        "吴禁：不在申报限制期不符（因“撤项”，2027年1月1日前不能申报）",
    ]


async def _join(talent: int, record: int, role: str) -> None:
    from research.participation import operations as participation
    from thinktank.kernel import db

    async with db.write_tx():
        await participation.join(talent=talent, kind="application", record=record, role=role)


async def test_no_claim_by_non_members_nor_after_the_closing_day() -> None:
    officer, (lead, _) = await actor_as(Role.OFFICER), await make_member()
    candidate, _ = await make_member(state="submitted")
    closed = await topic(closes_on=clock.today() - timedelta(days=1))
    for actor, id_ in ((officer, await topic(number="2026-2")), (candidate, closed), (lead, closed)):
        with pytest.raises(Denied):
            await applications.save_application(actor, topic=id_, content=complete())
    last_day = await topic(number="2026-3", closes_on=clock.today())
    assert (await applications.save_application(lead, topic=last_day, content=complete())).state == "draft"


async def test_withdrawing_frees_the_people() -> None:
    lead, lead_id = await make_member()
    done = await applications.submit_application(lead, topic=await topic(), content=complete())
    after = await applications.withdraw_application(lead, id=done.id, version=done.version)
    assert after.state == "withdrawn"
    assert (await load([lead_id]))[lead_id].leads == 0


# -- unit and office -----------------------------------------------------------------------------------------


async def handed_in(state: str = "submitted", **values: Any) -> tuple[int, Actor, int]:
    unit = await make_unit()
    lead, talent = await make_member(unit=unit)
    values = {"number": "2026-榜-9"} | values
    return await make_application(topic=await topic(**values), lead=talent, unit=unit, state=state), lead, unit


async def test_the_office_returns_at_most_twice_then_decides() -> None:
    officer = await actor_as(Role.OFFICER)
    id_, lead, _ = await handed_in()
    for round_ in (1, 2):
        back = await applications.send_back(officer, id=id_, reason="指标要能计数", version=None)
        assert (back.state, back.returns, back.reason) == ("returned", round_, "指标要能计数")
        seen = await queries_applications.application(lead, id_)
        assert "edit" in seen.actions
        content = complete(version=seen.version)
        assert (await applications.submit_application(lead, topic=seen.topic, content=content)).state == "submitted"
    with pytest.raises(Denied, match="已退回2次"):
        await applications.send_back(officer, id=id_, reason="再改", version=None)
    assert (await applications.accept_application(officer, id=id_, version=None)).state == "accepted"
    assert await Notice.count().where(Notice.account == lead.account) == 3


async def test_the_unit_gives_its_opinion_for_its_own_people_only() -> None:
    officer = await actor_as(Role.OFFICER)
    id_, _, unit = await handed_in()
    liaison, stranger = await actor_as(Role.LIAISON, unit=unit), await actor_as(Role.LIAISON, unit=await make_unit())
    await applications.ask_unit(officer, id=id_, version=None)
    assert "give_opinion" in (await queries_applications.application(liaison, id_)).actions
    with pytest.raises(NotFound):
        await checking.give_opinion(stranger, id=id_, opinion="同意", version=None)
    with pytest.raises(Denied):
        await applications.accept_application(liaison, id=id_, version=None)
    after = await checking.give_opinion(liaison, id=id_, opinion="同意，支持调研时间", version=None)
    assert (after.state, after.unit_opinion) == ("formal_check", "同意，支持调研时间")


async def test_a_leader_signs_the_grant_and_the_topic_is_awarded() -> None:
    officer, leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
    await set_selection(officer, notice_first=False)
    id_, lead, _ = await handed_in("accepted")
    with pytest.raises(Denied, match="部领导"):
        await applications.mark_granted(officer, id=id_)
    assert "grant" in (await queries_applications.application(leader, id_)).actions
    after = await applications.mark_granted(leader, id=id_)
    assert (after.state, after.topic_state) == ("granted", "awarded")
    assert await texts(leader, "application", id_) == ["立项"]
    assert await Notice.count().where(Notice.account == lead.account) == 1
    with pytest.raises(Denied):
        await applications.mark_granted(leader, id=id_)


async def test_a_reviewed_topic_needs_its_review_first() -> None:
    leader = await actor_as(Role.DEPT_LEADER)
    await set_selection(await actor_as(Role.OFFICER), notice_first=False)
    id_, lead, _ = await handed_in("accepted", track="regular")
    with pytest.raises(Denied, match="先完成评审"):
        await applications.mark_granted(leader, id=id_)
    await applications.enter_review(leader, id=id_, version=None)
    result = ReviewResult(round=1, title="立项评审", decision=ReviewWord.GRANTED, score=Decimal("88.50"), grade="良好")
    seen = await applications.record_review(leader, id=id_, result=result)
    assert (seen.state, seen.review_title, seen.review_score) == ("reviewed", "立项评审", Decimal("88.50"))
    hidden = await queries_applications.application(lead, id_)
    assert (hidden.state_label, hidden.review_title, hidden.review_score) == ("评审中", "", None)
    assert await texts(lead, "application", id_) == ["送评审"]
    assert (await applications.mark_granted(leader, id=id_)).state == "granted"


async def test_refusals_carry_their_reason_and_free_the_people() -> None:
    officer = await actor_as(Role.OFFICER)
    id_, lead, _ = await handed_in()
    await applications.refuse_application(officer, id=id_, reason="与榜单不符", version=None)
    seen = await queries_applications.application(lead, id_)
    assert (seen.state, seen.reason, seen.actions) == ("not_accepted", "与榜单不符", [])
    other, *_ = await handed_in("accepted", number="2026-榜-10")
    assert (await applications.turn_down(officer, id=other, reason="条件不够", version=None)).state == "not_granted"


async def test_nobody_handles_an_application_of_the_own_team() -> None:
    unit = await make_unit()
    actor = await actor_as(Role.OFFICER, Role.MEMBER, unit=unit)
    talent = await make_talent(unit=unit, account=actor.account)
    id_ = await make_application(topic=await topic(), lead=talent, unit=unit)
    assert (await queries_applications.application(actor, id_)).actions == ["withdraw"]
    with pytest.raises(Denied, match="其他经办人"):
        await applications.accept_application(actor, id=id_, version=None)


async def test_stale_and_illegal_decisions_change_nothing() -> None:
    officer = await actor_as(Role.OFFICER)
    id_, *_ = await handed_in()
    with pytest.raises(Conflict):
        await applications.accept_application(officer, id=id_, version=99)
    await applications.accept_application(officer, id=id_, version=None)
    with pytest.raises(Denied):
        await applications.accept_application(officer, id=id_, version=None)


async def test_lists_of_applications_hold_only_what_each_may_read() -> None:
    id_, lead, unit = await handed_in()
    draft, *_ = await handed_in("draft", number="2026-榜-11")
    officer, (other, _) = await actor_as(Role.OFFICER), await make_member()
    liaison = await actor_as(Role.LIAISON, unit=unit)
    town = await make_unit()
    elsewhere = await actor_as(Role.OFFICER, unit=town, scope=town)

    async def seen(actor: Actor) -> list[int]:
        return [row.id for row in (await queries_applications.applications(actor, queries_applications.Search())).items]

    assert [await seen(a) for a in (officer, lead, liaison, other, elsewhere)] == [[id_], [id_], [id_], [], []]
    assert draft not in await seen(officer)
