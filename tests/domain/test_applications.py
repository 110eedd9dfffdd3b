# SPDX-License-Identifier: MIT
"""An application of several hands: drafts, invitations, returns, versions, checks, what is sealed and covered."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from research.applications import drafts, operations_check, operations_draft, operations_team, plan, queries
from research.applications import operations as applications
from research.applications import queries_anonymous as anonymous
from research.applications import queries_sheet as sheet
from research.applications import queries_team as team
from research.applications import queries_versions as versions
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    CheckItem,
    IndicatorContent,
    Invite,
    PointContent,
    ProductContent,
    Seen,
    UnitOpinion,
)
from research.applications.states import ProductForm
from research.topics import queries as topics
from tests.factories.people import actor_as, make_account, make_member, make_talent, make_unit
from tests.factories.topics import join_team, make_application, make_topic
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies.kinds import FormalCheck, Research
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def topic(**values: Any) -> int:
    return await make_topic(created_by=await make_account(Role.OFFICER), **values)


def complete(**changes: Any) -> ApplicationDraft:
    steps = plan.usual_steps(plan.first_day(clock.today(), None, OFFICIAL, Research()), 8, OFFICIAL, Research())
    values: dict[str, Any] = {
        "problem": "薄弱村单打独斗", "goal": "形成抱团方案", "effect": "三个镇试点", "content": "摸清现状，提出对策",
        "approach": "走访、座谈", "indicators": [IndicatorContent("走访农户", "户", Decimal(60))], "milestones": steps,
        "products": [ProductContent(ProductForm.REPORT, "抱团调研报告")], "nonsecret": True, "pledge": True,
    } | changes  # fmt: skip
    return ApplicationDraft(**values)


async def begun(of: int | None = None) -> tuple[Actor, Actor, int, int]:
    """A leader and a team mate with a draft; their topic and the draft."""
    (lead, _), (mate, mate_id) = await make_member(name="朱禾"), await make_member(name="葛田")
    of = of or await topic()
    draft = await applications.save_application(lead, topic=of, content=complete())
    await join_team(lead, draft.id, mate_id)
    return lead, mate, of, draft.id


def seen_now(view: Any) -> Seen:
    return Seen(**drafts.digests(view))


# -- several hands --------------------------------------------------------------------------------------------


async def test_two_people_who_change_other_parts_both_keep_their_words() -> None:
    lead, mate, of, id_ = await begun()
    start = seen_now(await queries.application(lead, id_))
    await applications.save_application(mate, topic=of, content=complete(goal="同事写的目标", seen=start))
    after = await applications.save_application(lead, topic=of, content=complete(effect="负责人写的效果", seen=start))
    assert (after.goal, after.effect) == ("同事写的目标", "负责人写的效果")
    assert {(edit.field, edit.who) for edit in after.edits if edit.field in {"goal", "effect"}} == {
        ("goal", mate.name), ("effect", lead.name),
    }  # fmt: skip


async def test_who_changes_the_same_part_later_is_told_and_chooses() -> None:
    lead, mate, of, id_ = await begun()
    start = seen_now(await queries.application(lead, id_))
    await applications.save_application(mate, topic=of, content=complete(goal="同事的目标", seen=start))
    mine = complete(goal="我的目标", basis="有数据", seen=start)
    with pytest.raises(Conflict, match="目标导向已被他人修改"):
        await applications.save_application(lead, topic=of, content=mine)
    kept = await operations_draft.save_partly(lead, topic=of, content=mine)
    assert (kept.clashes, kept.view.goal, kept.view.basis) == (["goal"], "同事的目标", "有数据")
    theirs = await applications.save_application(lead, topic=of, content=msgspec.structs.replace(mine, take=["goal"]))
    assert theirs.goal == "同事的目标"
    looked = msgspec.structs.replace(mine, seen=seen_now(theirs))
    assert (await applications.save_application(lead, topic=of, content=looked)).goal == "我的目标"


async def test_a_team_mate_writes_but_only_the_leader_hands_in() -> None:
    _lead, mate, of, _id = await begun()
    with pytest.raises(Denied, match="只有课题负责人"):
        await applications.submit_application(mate, topic=of, content=complete())


async def test_of_ten_who_hand_in_at_once_one_wins_and_nine_hear_why() -> None:
    lead, _mate, of, id_ = await begun()
    version = (await queries.application(lead, id_)).version

    async def hand_in() -> str:
        try:
            await applications.submit_application(lead, topic=of, content=complete(version=version))
        except Conflict as refused:
            return refused.code
        return "won"

    assert sorted(await asyncio.gather(*(hand_in() for _ in range(10)))) == [*["stale"] * 9, "won"]
    assert len(await versions.of_application(id_)) == 1


# -- the team -------------------------------------------------------------------------------------------------


async def test_only_who_accepted_counts_when_it_is_handed_in() -> None:
    lead, mate, of, id_ = await begun()
    waiting, waiting_id = await make_member(name="袁未")
    asked = await operations_team.invite(lead, application=id_, command=Invite(waiting_id, "写报告"))
    assert await Notice.count().where((Notice.account == waiting.account) & (Notice.rule == "invitation.invited")) == 1
    with pytest.raises(NotFound):
        await queries.application(waiting, id_)
    done = await applications.submit_application(lead, topic=of, content=complete())
    assert [one.account for one in done.members] == [mate.account]
    assert (await team.invitation(waiting, asked.id)).state == "cancelled"
    with pytest.raises(Denied):
        await operations_team.answer(waiting, id=asked.id, command=Answer(accept=True))


async def test_an_invitation_is_answered_once_by_the_invited_or_from_paper() -> None:
    lead, mate, _of, id_ = await begun()
    other, other_id = await make_member()
    asked = await operations_team.invite(lead, application=id_, command=Invite(other_id, "走访"))
    for stranger, error in ((mate, NotFound), (lead, Denied)):
        with pytest.raises(error):
            await operations_team.answer(stranger, id=asked.id, command=Answer(accept=True))
    officer = await actor_as(Role.OFFICER)
    said = await operations_team.answer(officer, id=asked.id, command=Answer(accept=False, reason="时间不够"))
    assert (said.state, said.reason) == ("declined", "时间不够")
    with pytest.raises(Conflict):
        await operations_team.answer(other, id=asked.id, command=Answer(accept=True, version=asked.version))


async def test_an_unanswered_invitation_lapses_after_its_day(frozen: Any) -> None:
    lead, _mate, _of, id_ = await begun()
    other, other_id = await make_member()
    asked = await operations_team.invite(lead, application=id_, command=Invite(other_id, "走访"))
    frozen.advance(days=(asked.answer_by - clock.today()).days)
    assert await operations_team.expire_due(system("任务")) == 0
    frozen.advance(days=1)
    with pytest.raises(Denied, match="已过答复期限"):
        await operations_team.answer(other, id=asked.id, command=Answer(accept=True))
    assert await operations_team.expire_due(system("任务")) == 1
    assert await operations_team.expire_due(system("任务")) == 0
    assert (await team.invitation(other, asked.id)).state == "expired"


async def test_a_team_takes_no_sixth_and_nobody_twice() -> None:
    lead, _mate, _of, id_ = await begun()
    for _ in range(3):
        await operations_team.invite(lead, application=id_, command=Invite(await make_talent(), "走访"))
    with pytest.raises(Invalid, match="最多5人"):
        await operations_team.invite(lead, application=id_, command=Invite(await make_talent(), "走访"))
    inside = (await queries.application(lead, id_)).members[0].talent
    with pytest.raises(Invalid, match="已在课题组"):
        await operations_team.invite(lead, application=id_, command=Invite(inside, "走访"))


# -- unit and office ------------------------------------------------------------------------------------------


async def test_a_return_names_parts_and_only_those_may_change() -> None:
    officer = await actor_as(Role.OFFICER)
    lead, _mate, of, id_ = await begun()
    await applications.submit_application(lead, topic=of, content=complete())
    points = [PointContent("goal", "目标要能检验")]
    back = await applications.send_back(officer, id=id_, reason="请修改", version=None, points=points)
    assert (back.state, back.returns) == ("returned", 1)
    with pytest.raises(Invalid, match="没有要求修改"):
        await applications.save_application(lead, topic=of, content=complete(effect="顺手改的"))
    again = await applications.submit_application(lead, topic=of, content=complete(goal="三年内薄弱村减半"))
    assert (again.state, again.goal) == ("submitted", "三年内薄弱村减半")
    changed = [one for one in versions.compared(await versions.of_application(id_)) if one.changed]
    assert [one.label for one in changed] == ["目标导向"]
    kept = {kind: "".join(p.text for p in changed[0].pieces if p.kind != kind) for kind in ("added", "removed")}
    assert kept == {"added": "形成抱团方案", "removed": "三年内薄弱村减半"}
    with pytest.raises(Invalid, match="没有“nothing”"):
        await applications.send_back(officer, id=id_, reason="x", version=None, points=[PointContent("nothing", "y")])


async def test_the_formal_check_is_kept_by_item_and_replaced() -> None:
    officer, items = await actor_as(Role.OFFICER), FormalCheck().items
    lead, _mate, of, id_ = await begun()
    done = await applications.submit_application(lead, topic=of, content=complete())
    first = [CheckItem(items[0], met=True), CheckItem(items[1], met=False, note="缺一人")]
    kept = await operations_check.keep_check(officer, id=id_, items=first, version=done.version)
    assert [(one.item, one.met, one.note) for one in kept.checks] == [(items[0], True, ""), (items[1], False, "缺一人")]
    with pytest.raises(Conflict):
        await operations_check.keep_check(officer, id=id_, items=first, version=done.version)
    with pytest.raises(Invalid):
        await operations_check.keep_check(officer, id=id_, items=[CheckItem("别的")], version=kept.version)
    with pytest.raises(Denied):
        await operations_check.keep_check(lead, id=id_, items=first, version=kept.version)


async def test_a_stamped_opinion_needs_its_scan() -> None:
    officer = await actor_as(Role.OFFICER)
    lead, _mate, of, id_ = await begun()
    await applications.submit_application(lead, topic=of, content=complete())
    with pytest.raises(Invalid, match="扫描件"):
        await operations_check.record_opinion(officer, id=id_, command=UnitOpinion("同意"), uploads=[])


# -- sealed ---------------------------------------------------------------------------------------------------


async def test_what_is_sealed_stays_closed_through_every_door_until_it_is_opened(frozen: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    of = await topic(sealed=True, closes_on=clock.today() + timedelta(days=2))
    lead, mate, _of, id_ = await begun(of)
    await applications.submit_application(lead, topic=of, content=complete())
    assert await Notice.count().where(Notice.account == officer.account) == 0
    leader = await actor_as(Role.DEPT_LEADER)
    for actor in (officer, leader):
        with pytest.raises(NotFound):
            await queries.application(actor, id_)
        assert (await queries.applications(actor, queries.Search())).items == []
    shown = (await topics.topics(officer, topics.Search())).items
    assert [row.claims for row in shown if row.id == of] == [0]
    assert (await queries.application(mate, id_)).on_team
    view = await queries.application(lead, id_)
    liaison = await actor_as(Role.LIAISON, unit=view.unit)
    assert "give_opinion" in (await queries.application(liaison, id_)).actions
    with pytest.raises(Denied, match="还在揭榜期内"):
        await operations_check.open_sealed(officer, topic=of, version=None)
    frozen.advance(days=3)
    with pytest.raises(NotFound):
        await queries.application(officer, id_)
    await operations_check.open_sealed(officer, topic=of, version=None)
    assert (await queries.application(officer, id_)).managed
    assert await Notice.count().where(Notice.account == officer.account) == 1
    assert (await trail.timeline(officer, "topic", of))[0].text == "开启封存的申报书，共1份"
    with pytest.raises(Denied):
        await operations_check.open_sealed(officer, topic=of, version=None)


# -- the anonymous sheet --------------------------------------------------------------------------------------


async def test_the_sheet_covers_team_units_and_added_words() -> None:
    officer = await actor_as(Role.OFFICER)
    unit = await make_unit("大纵湖镇人民政府")
    lead, lead_id = await make_member(unit=unit, name="梁晓燕", school="南京农业大学", phone="13812345678")
    mate = await make_talent(name="曾力", unit=unit)
    text = "梁 晓燕（Liang Xiaoyan）在大纵湖镇带领 ZENG LI 试点，毕业于南京农业大学，电话138-1234-5678，曾获湖畔之星"
    id_ = await make_application(topic=await topic(), lead=lead_id, unit=unit, members=[mate], problem=text)
    await operations_check.cover_word(officer, id=id_, text="湖畔之星")
    app = await queries.application(officer, id_)
    found = next(p for p in await sheet.sheet(app, await sheet.added(id_)) if p.name == "problem")
    assert found.text == "○○（○○）在○○带领 ○○ 试点，毕业于○○，电话○○，曾获○○"
    assert {word.text for word in await anonymous.words_of(id_)} >= {"梁晓燕", "曾力", "湖畔之星"}
    with pytest.raises(Invalid):
        await operations_check.cover_word(officer, id=id_, text="湖畔之星")
    with pytest.raises(Denied):
        await operations_check.cover_word(lead, id=id_, text="别的")
