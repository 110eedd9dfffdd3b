# SPDX-License-Identifier: MIT
"""Decided applications opened again: accepted, refused, not granted, reviewed; by whom, and what stands against it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from research.applications import operations as applications
from research.applications import queries
from research.corrections import operations as corrections
from research.corrections import queries as correction_queries
from research.grants import operations as grants
from research.grants import queries as grant_queries
from research.grants.schemas import DraftList, ItemContent, Object
from research.grants.states import Verdict
from research.participation import queries as participation
from research.topics.states import CHECKING
from research.topics.tables import Application, Topic
from reviews.rounds import operations as rounds
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import NewRound
from reviews.rounds.tables import RoundItem
from reviews.rubrics import operations as rubrics
from reviews.rubrics.states import Kind
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring.schemas import DraftDecision
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application, make_topic
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
WHY = "形式审查看错了附件，以原件为准"


class Cast(msgspec.Struct):
    officer: Actor
    leader: Actor
    lead: Actor
    mate: Actor
    talents: tuple[int, int]
    topic: int
    unit: int
    id: int


async def cast(state: str = "formal_check", **values: Any) -> Cast:
    """An application of two people that lies somewhere, and who decides about it."""
    officer, leader, unit = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER), await make_unit()
    (lead, first), (mate, second) = await make_member(unit=unit, name="朱禾"), await make_member(name="葛田")
    topic = await make_topic(created_by=officer.account, number=f"榜-{officer.account}", **values)
    id_ = await make_application(topic=topic, lead=first, unit=unit, state=state, members=[second])
    async with db.write_tx():
        await applications.take_part(await queries.application(system("test"), id_))
    return Cast(officer, leader, lead, mate, (first, second), topic, unit, id_)


async def row(id_: int) -> dict[str, Any]:
    a = Application
    found = await a.select(a.state, a.reason, a.decided_by, a.decided_at).where(a.id == id_).first()
    return dict(found or {})


async def busy(c: Cast) -> list[list[tuple[str, int, str]]]:
    """What each of the two leads and joins."""
    loads = await participation.load(c.talents)
    return [[(part.kind, part.record, part.role) for part in loads[talent].parts] for talent in c.talents]


async def take_back(actor: Actor, id_: int, **more: Any) -> Any:
    return await corrections.take_back(actor, kind="application", record=id_, reason=WHY, **more)


async def told(actor: Actor) -> list[str]:
    rows = await Notice.select(Notice.title).where(Notice.account == actor.account).order_by(Notice.id)
    return [one["title"] for one in rows]


# -- the office's word ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", CHECKING)
@pytest.mark.parametrize("word", ["accept", "refuse"])
async def test_what_was_decided_goes_back_to_the_desk_on_which_it_lay(state: str, word: str) -> None:
    c = await cast(state)
    before, parts = await row(c.id), await busy(c)
    assert parts == [[("application", c.id, "lead")], [("application", c.id, "member")]]
    if word == "accept":
        await applications.accept_application(c.officer, id=c.id, version=None)
        assert (await row(c.id))["state"] == "accepted"
    else:
        await applications.refuse_application(c.officer, id=c.id, reason="与榜单不符", version=None)
        assert (await row(c.id))["state"] == "not_accepted"
        assert await busy(c) == [[], []]
    another = await actor_as(Role.OFFICER)
    assert "take_back" in (await queries.application(another, c.id)).actions
    view = await take_back(another, c.id)
    assert (await row(c.id), await busy(c)) == (before, parts)
    assert view.allowed is False
    lines = await trail.timeline(c.lead, "application", c.id)
    assert (lines[0].text, lines[0].detail) == (f"撤销：{'受理' if word == 'accept' else '不予受理'}", WHY)
    title = "村集体经济“抱团”发展的路径"
    said = f"{title}：已撤销“{'受理' if word == 'accept' else '不予受理'}”"
    assert [(await told(one))[-1] for one in (c.lead, c.mate, c.officer)] == [said] * 3
    again = await applications.accept_application(c.officer, id=c.id, version=None)
    assert again.state == "accepted"


async def test_who_may_not_decide_may_not_take_back_either() -> None:
    c = await cast()
    with pytest.raises(Denied, match="还没有可以撤销的决定"):
        await take_back(c.officer, c.id)
    done = await applications.refuse_application(c.officer, id=c.id, reason="与榜单不符", version=None)
    far = await make_unit("区外局")
    for outsider in (await actor_as(Role.OFFICER, unit=far, scope=far), (await make_member())[0]):
        with pytest.raises(NotFound):
            await take_back(outsider, c.id)
    liaison = await actor_as(Role.LIAISON, unit=c.unit, scope=c.unit)
    for insider in (c.lead, c.mate, liaison):
        assert "take_back" not in (await queries.application(insider, c.id)).actions
        with pytest.raises(Denied, match="由组织部经办人撤销"):
            await take_back(insider, c.id)
    with pytest.raises(Invalid, match="请写明撤销理由"):
        await corrections.take_back(c.officer, kind="application", record=c.id, reason=" ")
    with pytest.raises(Conflict) as stale:
        await take_back(c.officer, c.id, version=done.version - 1)
    assert stale.value.code == "stale"
    assert (await row(c.id))["state"] == "not_accepted"


async def test_an_accepted_one_that_has_moved_on_says_what_to_take_back_first() -> None:
    c = await cast()
    await applications.accept_application(c.officer, id=c.id, version=None)
    await applications.enter_review(c.officer, id=c.id, version=None)
    with pytest.raises(Denied, match="还没有可以撤销的决定"):
        await take_back(c.officer, c.id)


async def test_an_accepted_one_on_a_list_leaves_the_list_first() -> None:
    c = await cast()
    await applications.accept_application(c.officer, id=c.id, version=None)
    made = await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", [ItemContent(c.id)]))
    with pytest.raises(Denied, match="先从名单里移出"):
        await take_back(c.officer, c.id)
    await grants.drop_list(c.officer, id=made.id, version=None)
    await take_back(c.officer, c.id)
    assert (await row(c.id))["state"] == "formal_check"


async def test_a_refused_one_stays_so_while_its_people_are_taken() -> None:
    c = await cast()
    await applications.refuse_application(c.officer, id=c.id, reason="与榜单不符", version=None)
    other = await make_topic(created_by=c.officer.account, number="榜-另", title="河道治理长效机制")
    taken = await make_application(topic=other, lead=c.talents[0], unit=c.unit)
    async with db.write_tx():
        await applications.take_part(await queries.application(system("test"), taken))
    view = await correction_queries.view(c.officer, kind="application", record=c.id)
    assert (view.allowed, view.obstacle) == (
        False, "现在恢复不符合申报条件，请先处理：朱禾：牵头数（现牵头1项，最多1项）",
    )  # fmt: skip
    with pytest.raises(Conflict, match="现在恢复不符合申报条件"):
        await take_back(c.officer, c.id)
    await applications.withdraw_application(c.lead, id=taken, version=None)
    await take_back(c.officer, c.id)
    assert await busy(c) == [[("application", c.id, "lead")], [("application", c.id, "member")]]


@pytest.mark.parametrize("state", ["unclaimed", "archived"])
async def test_a_refused_one_stays_so_once_its_topic_is_off_the_list(state: str) -> None:
    c = await cast()
    await applications.refuse_application(c.officer, id=c.id, reason="与榜单不符", version=None)
    await Topic.update({Topic.state: state}).where(Topic.id == c.topic)
    with pytest.raises(Conflict, match="再次发布后才能撤销"):
        await take_back(c.officer, c.id)


# -- not granted ----------------------------------------------------------------------------------------------


async def test_a_no_to_a_grant_is_taken_back_by_who_said_it_or_by_the_leader() -> None:
    c = await cast("accepted")
    parts = await busy(c)
    clerk = await actor_as(Role.OFFICER)
    for actor in (c.officer, c.leader):
        await applications.turn_down(c.officer, id=c.id, reason="条件不够", version=None)
        assert (await row(c.id))["state"] == "not_granted"
        assert await busy(c) == [[], []]
        with pytest.raises(Denied, match="不予立项由部领导撤销"):
            await take_back(clerk, c.id)
        await take_back(actor, c.id)
        assert ((await row(c.id))["state"], await busy(c)) == ("accepted", parts)


async def test_a_no_that_was_signed_with_a_list_goes_back_after_the_list() -> None:
    c = await cast("accepted")
    items = [ItemContent(c.id, Verdict.DECLINE, "条件不够")]
    made = await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", items))
    await grants.submit_list(c.officer, id=made.id, version=None)
    await grants.sign_list(c.leader, id=made.id, version=None)
    with pytest.raises(Conflict, match="不予立项已随名单签批"):
        await take_back(c.leader, c.id)
    await corrections.take_back(c.leader, kind="grant_list", record=made.id, reason=WHY)
    await take_back(c.leader, c.id)
    assert (await row(c.id))["state"] == "accepted"
    await grants.sign_list(c.leader, id=made.id, version=None)
    assert (await row(c.id))["state"] == "not_granted"


async def test_a_no_during_the_notice_goes_back_while_the_list_runs() -> None:
    c = await cast("accepted")
    made = await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", [ItemContent(c.id)]))
    await grants.submit_list(c.officer, id=made.id, version=None)
    signed = await grants.sign_list(c.leader, id=made.id, version=None)
    await grants.decline_item(c.leader, item=signed.items[0].id, reason="另有安排")
    await take_back(c.leader, c.id)
    assert ((await row(c.id))["state"], (await grant_queries.get(c.officer, made.id)).items[0].state) == (
        "notice", "notice",
    )  # fmt: skip
    await grants.decline_item(c.leader, item=signed.items[0].id, reason="另有安排")
    with clock.using(clock.FrozenClock(clock.now() + timedelta(days=10))):
        await grants.finish_list(c.officer, id=made.id, version=None)
        with pytest.raises(Conflict, match="名单已办结"):
            await take_back(c.leader, c.id)


async def test_a_team_hears_that_its_notice_is_off() -> None:
    c = await cast("accepted")
    made = await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", [ItemContent(c.id)]))
    await grants.submit_list(c.officer, id=made.id, version=None)
    await grants.sign_list(c.leader, id=made.id, version=None)
    await corrections.take_back(c.leader, kind="grant_list", record=made.id, reason=WHY)
    assert (await told(c.lead))[-1] == "已撤销公示：村集体经济“抱团”发展的路径"
    assert (await trail.timeline(c.lead, "application", c.id))[0].text == "撤销：签批并公示"


# -- the review -----------------------------------------------------------------------------------------------


async def judged(c: Cast, word: str = "granted", *, mean: str = "88.40") -> int:
    """A round that the application went into, with its sheets in and its decision made; return the item."""
    await rubrics.ship()
    command = NewRound(Kind.GRANT, "第一轮立项评审", clock.today() + timedelta(9), applications=[c.id])
    made = await rounds.open_round(c.officer, command=command)
    item = (await round_queries.items_of(c.officer, made.id))[0].id
    async with db.write_tx():
        await RoundItem.update({RoundItem.state: "scored", RoundItem.mean: Decimal(mean)}).where(RoundItem.id == item)
    await verdicts.decide(c.leader, item=item, command=DraftDecision(word, "同意专家组意见"))
    return item


async def test_a_rounds_decision_moves_its_application_and_goes_back_with_it() -> None:
    c = await cast("accepted", track="regular")
    item = await judged(c)
    found = await queries.application(c.officer, c.id)
    assert (found.state, found.review_title, found.review_decision, found.review_score, found.review_note) == (
        "reviewed", "第一轮立项评审", "granted", Decimal("88.40"), "同意专家组意见",
    )  # fmt: skip
    for reader in (c.lead, c.mate):
        seen = await queries.application(reader, c.id)
        assert (seen.state_label, seen.review_title, seen.review_decision, seen.review_score, seen.review_note) == (
            "评审中", "", "", None, "",
        )  # fmt: skip
        texts = [line.text for line in await trail.timeline(reader, "application", c.id)]
        assert texts == ["送评审"]
    await corrections.take_back(c.leader, kind="round_item", record=item, reason=WHY)
    back = await queries.application(c.officer, c.id)
    assert (back.state, back.review_round, back.review_decision, back.review_score) == ("in_review", None, "", None)
    assert (await trail.timeline(c.officer, "application", c.id))[0].text == "撤销：审定：立项"
    assert [line.text for line in await trail.timeline(c.lead, "application", c.id)] == ["送评审"]
    await verdicts.decide(c.leader, item=item, command=DraftDecision("refused", "选题与现有课题重复"))
    assert (await queries.application(c.officer, c.id)).review_decision == "refused"


async def test_the_list_offers_the_reviewed_with_round_and_score() -> None:
    first, second = await cast("accepted", track="regular"), await cast("accepted", track="regular")
    await judged(first, mean="81.05")
    await judged(second, "refused", mean="58")
    free = {one.id: one for one in await grant_queries.proposable(first.officer)}
    title = "村集体经济“抱团”发展的路径"
    assert free[first.id].label == (
        f"榜-{first.officer.account}　{title}　朱禾　（第一轮立项评审　81.05分　立项）"
    )  # fmt: skip
    assert free[second.id].proposed == ItemContent(second.id, Verdict.DECLINE, "同意专家组意见")
    with pytest.raises(Invalid, match="评审结论是不予立项"):
        await grants.draft_list(first.officer, content=DraftList("第一批拟立项名单", [ItemContent(second.id)]))
    items = [free[first.id].proposed, free[second.id].proposed]
    made = await grants.draft_list(first.officer, content=DraftList("第一批拟立项名单", items))
    assert [one.review for one in made.items] == [
        "第一轮立项评审　81.05分　立项", "第一轮立项评审　58.00分　不予立项",
    ]  # fmt: skip
    await grants.submit_list(first.officer, id=made.id, version=None)
    await grants.sign_list(first.leader, id=made.id, version=None)
    public = (await grant_queries.get((await make_member())[0], made.id)).items
    assert [(one.application, one.review, one.review_score) for one in public] == [(first.id, "", None)]


async def test_a_review_is_not_taken_back_while_its_application_stands_on_a_list() -> None:
    c = await cast("accepted", track="regular")
    item = await judged(c)
    made = await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", [ItemContent(c.id)]))
    view = await correction_queries.view(c.leader, kind="round_item", record=item)
    assert view.obstacle == "申报已列入拟立项名单，先从名单里移出，再撤销评审结论"
    with pytest.raises(Conflict, match="先从名单里移出"):
        await corrections.take_back(c.leader, kind="round_item", record=item, reason=WHY)
    await grants.submit_list(c.officer, id=made.id, version=None)
    await grants.sign_list(c.leader, id=made.id, version=None)
    with pytest.raises(Conflict, match="申报已经往下走，现在是「公示中」"):
        await corrections.take_back(c.leader, kind="round_item", record=item, reason=WHY)


async def test_a_refused_review_keeps_the_leader_from_a_grant_and_the_office_from_a_no_to_a_granted() -> None:
    c, d = await cast("accepted", track="regular"), await cast("accepted", track="regular")
    await judged(c, "refused")
    with pytest.raises(Denied, match="评审结论是不予立项"):
        await applications.mark_granted(c.leader, id=c.id)
    assert (await applications.turn_down(c.officer, id=c.id, reason="同专家意见", version=None)).state == "not_granted"
    await judged(d)
    with pytest.raises(Denied, match="评审结论是立项，不予立项由部领导决定"):
        await applications.turn_down(d.officer, id=d.id, reason="名额不够", version=None)


async def test_what_is_on_a_list_does_not_go_into_a_round() -> None:
    c = await cast("accepted")
    await rubrics.ship()
    await grants.draft_list(c.officer, content=DraftList("第一批拟立项名单", [ItemContent(c.id)]))
    command = NewRound(Kind.GRANT, "第一轮立项评审", clock.today() + timedelta(9), applications=[c.id])
    with pytest.raises(Denied, match="已列入拟立项名单"):
        await rounds.open_round(c.officer, command=command)
    assert (await row(c.id))["state"] == "accepted"


# -- what changes while a list is under way -------------------------------------------------------------------


async def two_listed(*, declined: bool = False) -> tuple[Cast, Cast, int]:
    """Two accepted applications on a list that lies before the leader; the second perhaps to be told no."""
    one, two = await cast("accepted"), await cast("accepted")
    second = ItemContent(two.id, Verdict.DECLINE, "条件不够") if declined else ItemContent(two.id)
    made = await grants.draft_list(one.officer, content=DraftList("第一批拟立项名单", [ItemContent(one.id), second]))
    await grants.submit_list(one.officer, id=made.id, version=None)
    return one, two, made.id


async def test_a_team_that_withdraws_leaves_the_list_and_the_rest_goes_on_notice() -> None:
    one, two, list_ = await two_listed()
    await applications.withdraw_application(one.lead, id=one.id, version=None)
    said = "课题组撤回申报：村集体经济“抱团”发展的路径"
    assert [(await told(who))[-1] for who in (one.officer, one.leader)] == [said, said]
    assert (await trail.timeline(one.officer, "grant_list", list_))[0].text == said
    found = await grant_queries.get(one.leader, list_)
    assert [(item.state, item.over) for item in found.items] == [("withdrawn", True), ("accepted", False)]
    signed = await grants.sign_list(one.leader, id=list_, version=None)
    assert [item.state for item in signed.items] == ["withdrawn", "notice"]
    reader = (await make_member())[0]
    assert [item.application for item in (await grant_queries.get(reader, list_)).items] == [two.id]
    with pytest.raises(Invalid, match="请选择本次公示的课题"):
        await grants.object_to(reader, id=list_, content=Object(signed.items[0].id, "与已有课题重复"))
    with clock.using(clock.FrozenClock(clock.now() + timedelta(days=10))):
        done = await grants.grant_clear(one.officer, id=list_)
        assert [item.state for item in done.items] == ["withdrawn", "granted"]
        assert (await grants.finish_list(one.officer, id=list_, version=None)).state == "done"


async def test_a_draft_with_a_withdrawn_application_says_so_before_it_is_put_before_the_leader() -> None:
    one, two, list_ = await two_listed()
    await grants.send_back(one.leader, id=list_, reason="补充意见", version=None)
    await applications.withdraw_application(one.lead, id=one.id, version=None)
    gone = "朱禾团队的“村集体经济“抱团”发展的路径”已撤回申报，请移出名单"
    with pytest.raises(Denied, match=gone):
        await grants.submit_list(one.officer, id=list_, version=None)
    for verdict in Verdict:
        both = DraftList("第一批拟立项名单", [ItemContent(one.id, verdict, "撤回"), ItemContent(two.id)])
        with pytest.raises(Invalid) as refused:
            await grants.edit_list(one.officer, id=list_, content=both)
        assert refused.value.fields == {"items": gone}
    left = await grants.edit_list(
        one.officer, id=list_, content=DraftList("第一批拟立项名单", [ItemContent(two.id)])
    )  # fmt: skip
    assert [item.application for item in left.items] == [two.id]
    assert (await grants.submit_list(one.officer, id=list_, version=None)).state == "submitted"


async def test_a_list_whose_teams_are_all_gone_is_not_signed() -> None:
    one, two, list_ = await two_listed()
    for c in (one, two):
        await applications.withdraw_application(c.lead, id=c.id, version=None)
    assert "sign" not in (await grant_queries.get(one.leader, list_)).actions
    with pytest.raises(Denied, match="都已撤回或办结"):
        await grants.sign_list(one.leader, id=list_, version=None)
    await grants.send_back(one.leader, id=list_, reason="都已撤回", version=None)
    assert (await grants.drop_list(one.officer, id=list_, version=None)).state == "dropped"


async def test_a_list_that_was_signed_is_edited_after_the_signature_is_back() -> None:
    one, two, list_ = await two_listed(declined=True)
    await grants.sign_list(one.leader, id=list_, version=None)
    await corrections.take_back(one.leader, kind="grant_list", record=list_, reason=WHY)
    await grants.send_back(one.leader, id=list_, reason="第二项改为拟立项", version=None)
    both = DraftList("第一批拟立项名单", [ItemContent(one.id), ItemContent(two.id)])
    with pytest.raises(Invalid) as refused:
        await grants.edit_list(one.officer, id=list_, content=both)
    assert refused.value.fields == {
        "items": "朱禾团队的“村集体经济“抱团”发展的路径”已不予立项，团队已收到理由；"
        "要改为拟立项，先在申报书页撤销不予立项",
    }
    await take_back(one.leader, two.id)
    await grants.edit_list(one.officer, id=list_, content=both)
    await grants.submit_list(one.officer, id=list_, version=None)
    signed = await grants.sign_list(one.leader, id=list_, version=None)
    assert [item.state for item in signed.items] == ["notice", "notice"]


async def test_what_was_dropped_from_a_list_after_its_signature_was_back_is_free_again() -> None:
    one, two, list_ = await two_listed()
    await grants.sign_list(one.leader, id=list_, version=None)
    await corrections.take_back(one.leader, kind="grant_list", record=list_, reason=WHY)
    await grants.send_back(one.leader, id=list_, reason="第二项暂缓", version=None)
    await grants.edit_list(one.officer, id=list_, content=DraftList("第一批拟立项名单", [ItemContent(one.id)]))
    free = [candidate.id for candidate in await grant_queries.proposable(one.officer)]
    assert free == [two.id]
    assert (await applications.turn_down(two.officer, id=two.id, reason="暂缓", version=None)).state == "not_granted"
    await grants.submit_list(one.officer, id=list_, version=None)
    signed = await grants.sign_list(one.leader, id=list_, version=None)
    assert [item.application for item in signed.items] == [one.id]
