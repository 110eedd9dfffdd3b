# SPDX-License-Identifier: MIT
"""A list of grants: drafted, signed, on notice, objected to, answered, carried out, taken back."""

from __future__ import annotations

import asyncio
import io
from datetime import date
from typing import Any

import docx
import msgspec
import pytest

from research.applications import operations as deciding
from research.applications import queries as applications
from research.corrections import operations as corrections
from research.grants import operations, papers, queries
from research.grants.schemas import AnswerObjection, DraftList, ItemContent, ListView, Object
from research.grants.states import Verdict
from research.projects import operations as signing
from research.projects import operations_granting as granting
from research.projects import queries as projects
from research.projects import queries_parts as project_parts
from research.projects.tables import Project
from research.reports import queries as reports
from tests.factories.people import actor_as, district, make_member, make_unit
from tests.factories.topics import make_application, make_topic
from thinktank.identity import queries_units, units
from thinktank.identity.schemas import EditUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import operations as policies
from thinktank.policies.kinds_research import Selection

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
JOB = system("job:grants.notices")


class Stage(msgspec.Struct):
    """Who acts, and two applications that may go on a list."""

    officer: Actor
    leader: Actor
    lead: Actor
    unit: int
    first: int
    second: int


async def stage(**values: Any) -> Stage:
    officer, leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
    unit = await make_unit()
    lead, talent = await make_member(unit=unit, name="朱禾")
    _, other = await make_member(name="葛田")
    one = await make_topic(created_by=officer.account, number=f"2026-{officer.account}", track="regular")
    two = await make_topic(created_by=officer.account, number=f"榜-{officer.account}", title="河道治理长效机制")
    first = await make_application(topic=one, lead=talent, unit=unit, **{"state": "reviewed"} | values)
    second = await make_application(topic=two, lead=other, unit=unit, state="accepted")
    return Stage(officer, leader, lead, unit, first, second)


def draft(*items: ItemContent) -> DraftList:
    return DraftList("2026年第一批拟立项名单", list(items), note="评审五人，均分88")


async def signed(s: Stage, *items: ItemContent) -> ListView:
    made = await operations.draft_list(
        s.officer, content=draft(*(items or (ItemContent(s.first), ItemContent(s.second))))
    )
    await operations.submit_list(s.officer, id=made.id, version=made.version)
    return await operations.sign_list(s.leader, id=made.id, version=None)


async def state_of(id_: int) -> str:
    return (await applications.application(system("test"), id_)).state


async def told(account: int) -> list[str]:
    rows = await Notice.select(Notice.title).where(Notice.account == account).order_by(Notice.id)
    return [row["title"] for row in rows]


async def test_a_list_goes_from_draft_over_the_notice_to_projects(frozen: FrozenClock) -> None:
    s = await stage()
    reader, _ = await make_member()
    made = await operations.draft_list(s.officer, content=draft(ItemContent(s.first), ItemContent(s.second)))
    assert (made.state, made.actions) == ("draft", ["submit", "drop", "edit"])
    for other in (reader, s.lead, await actor_as(Role.LIAISON)):
        with pytest.raises(NotFound):
            await queries.get(other, made.id)
        assert (await queries.lists(other)).items == []
    await operations.submit_list(s.officer, id=made.id, version=made.version)
    assert await told(s.leader.account) == ["请签批：2026年第一批拟立项名单"]
    out = await operations.sign_list(s.leader, id=made.id, version=None)
    assert (out.running, out.notice_from, out.notice_until) == (True, date(2026, 3, 18), date(2026, 3, 25))
    assert [await state_of(s.first), await state_of(s.second)] == ["notice", "notice"]
    assert (await told(s.lead.account))[-1] == "拟立项公示中：村集体经济“抱团”发展的路径"
    seen = await queries.get(reader, made.id)
    assert (seen.note, [one.lead_name for one in seen.items], seen.actions) == ("", ["朱禾", "葛田"], ["object"])
    with pytest.raises(Denied, match="公示到2026-03-25"):
        await operations.grant_clear(s.officer, id=made.id)
    frozen.advance(days=8)
    assert [await operations.count_down(JOB), await operations.count_down(JOB)] == [1, 0]
    done = await operations.grant_clear(s.officer, id=made.id)
    assert [one.state for one in done.items] == ["granted", "granted"]
    numbers = [row["number"] for row in await Project.select(Project.number).order_by(Project.id)]
    assert numbers == ["QL26-01", "QL26-02"]
    closed = await operations.finish_list(s.officer, id=made.id, version=done.version)
    assert (closed.state, closed.actions) == ("done", [])


async def test_a_grant_waits_while_an_objection_is_open(frozen: FrozenClock) -> None:
    s = await stage()
    found = await signed(s)
    author, _ = await make_member(name="严未")
    reader, _ = await make_member()
    first = found.items[0].id
    with pytest.raises(Invalid):
        await operations.object_to(author, id=found.id, content=Object(999_999, "查无此项"))
    seen = await operations.object_to(author, id=found.id, content=Object(first, "成果与去年雷同", name="冒名"))
    assert [(one.name, one.due_on) for one in seen.objections] == [("严未", date(2026, 3, 25))]
    assert "立项公示收到异议，2026-03-25前答复" in await told(s.officer.account)
    for other in (reader, s.lead, await actor_as(Role.LIAISON)):
        view = await queries.get(other, found.id)
        assert (view.objections, [one.held for one in view.items]) == ([], [False, False])
        with pytest.raises(NotFound):
            await queries.objection(other, seen.objections[0].id)
    frozen.advance(days=8)
    with pytest.raises(Denied, match="有异议没有答复"):
        await operations.grant_item(s.officer, item=first)
    after = await operations.grant_clear(s.officer, id=found.id)
    assert [(one.state, one.held) for one in after.items] == [("notice", True), ("granted", False)]
    with pytest.raises(Denied, match="还有申报没有办完"):
        await operations.finish_list(s.officer, id=found.id, version=None)
    with pytest.raises(Denied):
        await operations.answer(author, id=seen.objections[0].id, content=AnswerObjection("不对"))
    answered = await operations.answer(
        s.officer, id=seen.objections[0].id, content=AnswerObjection("已比对，重复率8%", version=1)
    )
    assert not answered.items[0].held
    assert (await queries.get(author, found.id)).objections[0].answer == "已比对，重复率8%"
    assert (await told(author.account))[-1] == "您反映的情况已答复"
    with pytest.raises(Denied, match="已经答复"):
        await operations.answer(s.officer, id=seen.objections[0].id, content=AnswerObjection("再答"))
    assert (await operations.grant_item(s.officer, item=first)).items[0].state == "granted"


async def test_an_objection_is_brought_up_before_its_day_and_when_it_is_late(frozen: FrozenClock) -> None:
    s = await stage()
    found = await signed(s)
    author, _ = await make_member(name="严未")
    view = await operations.object_to(author, id=found.id, content=Object(found.items[0].id, "成果与去年雷同"))
    waiting = await queries.open_objections(s.officer)
    assert [(one.of_list, one.title, one.due_on, one.late) for one in waiting] == [
        (found.id, "村集体经济“抱团”发展的路径", date(2026, 3, 25), False)
    ]
    assert await queries.open_objections(author) == []
    assert await operations.remind_answers(JOB) == 0
    frozen.advance(days=6)
    assert [await operations.remind_answers(JOB), await operations.remind_answers(JOB)] == [1, 0]
    assert (await told(s.officer.account))[-1] == "立项异议2026-03-25前答复：村集体经济“抱团”发展的路径"
    frozen.advance(days=2)
    assert [await operations.remind_answers(JOB), await operations.remind_answers(JOB)] == [2, 0]
    assert (await told(s.leader.account))[-1] == "立项异议答复已逾期：村集体经济“抱团”发展的路径"
    await operations.decline_item(s.leader, item=found.items[0].id, reason="成果雷同")
    await operations.grant_clear(s.officer, id=found.id)
    with pytest.raises(Denied, match="还有异议没有答复"):
        await operations.finish_list(s.officer, id=found.id, version=None)
    answer = AnswerObjection("已比对")
    after = await operations.answer(s.officer, id=view.objections[0].id, content=answer)
    assert (after.objections[0].answered_name, await queries.open_objections(s.officer)) == (s.officer.name, [])
    assert (await operations.finish_list(s.officer, id=found.id, version=None)).state == "done"


async def test_an_objection_that_is_upheld_ends_the_grant_with_its_reason() -> None:
    s = await stage()
    found = await signed(s)
    letter = Object(found.items[0].id, "来信反映数据失实", contact="信件", name="来信人")
    view = await operations.object_to(s.officer, id=found.id, content=letter)
    assert (view.objections[0].name, view.objections[0].account) == ("来信人", None)
    answer = AnswerObjection("核查属实", upheld=True)
    after = await operations.answer(s.officer, id=view.objections[0].id, content=answer)
    assert (after.items[0].state, after.items[0].held) == ("not_granted", False)
    mine = await applications.application(s.lead, s.first)
    assert mine.reason == "公示期异议成立：核查属实"
    assert (await told(s.lead.account))[-1] == "不予立项：村集体经济“抱团”发展的路径"


async def test_what_is_not_granted_is_told_why_when_the_list_is_signed() -> None:
    s = await stage()
    with pytest.raises(Invalid):
        await operations.draft_list(s.officer, content=draft(ItemContent(s.first, Verdict.DECLINE)))
    found = await signed(s, ItemContent(s.first, Verdict.DECLINE, "均分低于75"), ItemContent(s.second))
    assert [one.state for one in found.items] == ["not_granted", "notice"]
    assert (await applications.application(s.lead, s.first)).reason == "均分低于75"
    reader, _ = await make_member()
    assert [one.application for one in (await queries.get(reader, found.id)).items] == [s.second]


async def test_who_may_put_what_on_a_list() -> None:
    s = await stage()
    for who in (s.leader, s.lead, await actor_as(Role.LIAISON)):
        with pytest.raises(Denied):
            await operations.draft_list(who, content=draft(ItemContent(s.first)))
    fresh = await stage(state="submitted")
    accepted = await stage(state="accepted")  # on the way of a review: not reviewed yet
    for items in (
        [ItemContent(s.first), ItemContent(s.first)], [ItemContent(fresh.first)], [ItemContent(accepted.first)],
        [ItemContent(999_999)], [ItemContent(s.first, mentors=[s.lead.account])],
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await operations.draft_list(s.officer, content=draft(*items))
    made = await operations.draft_list(s.officer, content=draft(ItemContent(s.first)))
    with pytest.raises(Invalid, match="已在另一份名单上"):
        await operations.draft_list(s.officer, content=draft(ItemContent(s.first)))
    changed = DraftList("2026年第一批拟立项名单（改）", [ItemContent(s.second)], version=made.version)
    edited = await operations.edit_list(s.officer, id=made.id, content=changed)
    assert [one.application for one in edited.items] == [s.second]
    with pytest.raises(Conflict):
        await operations.edit_list(s.officer, id=made.id, content=changed)
    await operations.drop_list(s.officer, id=made.id, version=None)
    assert (await operations.draft_list(s.officer, content=draft(ItemContent(s.second)))).state == "draft"


async def test_the_leader_sends_a_list_back_or_takes_the_signature_back() -> None:
    s = await stage()
    made = await operations.draft_list(s.officer, content=draft(ItemContent(s.first)))
    await operations.submit_list(s.officer, id=made.id, version=None)
    with pytest.raises(Denied):
        await operations.sign_list(s.officer, id=made.id, version=None)
    with pytest.raises(Invalid):
        await operations.send_back(s.leader, id=made.id, reason=" ", version=None)
    back = await operations.send_back(s.leader, id=made.id, reason="补充评审意见", version=None)
    assert (back.state, back.reason) == ("draft", "补充评审意见")
    await operations.submit_list(s.officer, id=made.id, version=None)
    await operations.sign_list(s.leader, id=made.id, version=None)
    with pytest.raises(Denied):
        await corrections.take_back(s.officer, kind="grant_list", record=made.id, reason="算错了")
    await corrections.take_back(s.leader, kind="grant_list", record=made.id, reason="算错了")
    after = await queries.get(s.officer, made.id)
    assert (after.state, after.notice_until, await state_of(s.first)) == ("submitted", None, "reviewed")


async def test_ten_leaders_sign_and_ten_officers_grant_one_list(frozen: FrozenClock) -> None:
    s = await stage()
    made = await operations.draft_list(s.officer, content=draft(ItemContent(s.first)))
    ready = await operations.submit_list(s.officer, id=made.id, version=None)
    leaders = [await actor_as(Role.DEPT_LEADER) for _ in range(10)]
    found = await asyncio.gather(
        *(operations.sign_list(who, id=made.id, version=ready.version) for who in leaders), return_exceptions=True
    )
    assert sum(isinstance(one, ListView) for one in found) == 1
    assert sum(isinstance(one, Conflict | Denied) for one in found) == 9
    frozen.advance(days=8)
    item = (await queries.get(s.officer, made.id)).items[0].id
    officers = [await actor_as(Role.OFFICER) for _ in range(10)]
    results = await asyncio.gather(*(operations.grant_item(who, item=item) for who in officers), return_exceptions=True)
    assert sum(isinstance(one, ListView) for one in results) == 1
    assert sum(isinstance(one, Conflict | Denied) for one in results) == 9
    assert len(await Project.select(Project.id)) == 1


async def test_the_notice_counts_working_days_of_the_setting_and_numbers_follow_its_rule(frozen: FrozenClock) -> None:
    s = await stage()
    value = Selection(notice_workdays=9, project_number="盐课〔{年}〕{序号}号", sign_days=10)
    await policies.set_value(s.officer, name="selection", value=value, effective_from=clock.today())
    frozen.advance(days=8)  # 3月26日；清明4月6日放假
    found = await signed(s, ItemContent(s.first))
    assert found.notice_until == date(2026, 4, 9)
    frozen.advance(days=15)
    done = await operations.grant_item(s.officer, item=found.items[0].id)
    facts = await queries.grant_notice(s.officer, done.items[0].id)
    assert (facts.number, facts.lead, facts.sign_by) == ("盐课〔2026〕1号", "朱禾", date(2026, 4, 20))
    project = await queries.granted_project(s.officer, done.items[0].id)
    name, content = await making.make(s.officer, kind=papers.LETTER, asked=Asked(id=project.id))
    texts = [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]
    assert name == f"立项通知书（{facts.number} {facts.title}）.docx"
    assert "请于2026年4月20日前签订任务书，按任务书组织实施，逾期未签的按自动放弃处理。" in texts
    frozen.advance(days=1)
    unit = await queries_units.unit(s.unit)
    renamed = EditUnit("区新局", "", unit.kind, await district(), "机构改革", unit.version)
    await units.edit_unit(s.officer, id=s.unit, command=renamed)
    assert (await queries.grant_notice(s.officer, done.items[0].id)).unit == facts.unit == unit.name
    _name, content = await making.make(s.officer, kind=papers.PAPERS[0], asked=Asked(id=found.id))
    table = docx.Document(io.BytesIO(content)).tables[-1]
    assert [[cell.text for cell in row.cells][-1] for row in table.rows] == ["依托单位", unit.name]
    reader, _ = await make_member()
    with pytest.raises(NotFound):
        await queries.grant_notice(reader, done.items[0].id)
    assert (await queries.grant_notice(s.lead, done.items[0].id)).number == facts.number


async def test_what_is_on_notice_is_not_granted_past_its_list() -> None:
    s = await stage()
    await signed(s)
    with pytest.raises(Denied, match="正在公示"):
        await granting.grant(s.leader, application=s.first)


async def test_what_is_listed_is_decided_on_its_list_alone(frozen: FrozenClock) -> None:
    s = await stage()
    assert "turn_down" in (await applications.application(s.officer, s.second)).actions
    made = await operations.draft_list(s.officer, content=draft(ItemContent(s.first), ItemContent(s.second)))
    for who, id_ in ((s.officer, s.first), (s.officer, s.second), (s.leader, s.second)):
        with pytest.raises(Denied, match="已列入拟立项名单"):
            await deciding.turn_down(who, id=id_, reason="不合适", version=None)
    with pytest.raises(Denied, match="已列入拟立项名单"):
        await deciding.enter_review(s.officer, id=s.second, version=None)
    with pytest.raises(Denied, match="已列入拟立项名单"):
        await granting.grant(s.leader, application=s.second)
    assert (await applications.application(s.officer, s.second)).actions == ["cover"]
    await operations.drop_list(s.officer, id=made.id, version=None)
    assert "turn_down" in (await applications.application(s.officer, s.second)).actions
    found = await signed(s)
    for who in (s.officer, s.leader):
        assert {"turn_down", "grant"}.isdisjoint((await applications.application(who, s.first)).actions)
        with pytest.raises(Denied, match="正在公示"):
            await deciding.turn_down(who, id=s.first, reason="不合适", version=None)
        with pytest.raises(Denied, match="正在公示"):
            await granting.grant(who, application=s.first)
    done = await operations.decline_item(s.leader, item=found.items[0].id, reason="另有安排")
    assert [one.state for one in done.items] == ["not_granted", "notice"]


async def test_only_what_nobody_competes_for_is_granted_without_list_and_notice() -> None:
    s = await stage()
    value = Selection(notice_first=True)
    await policies.set_value(s.officer, name="selection", value=value, effective_from=clock.today())
    for id_ in (s.first, s.second):
        assert "grant" not in (await applications.application(s.leader, id_)).actions
        with pytest.raises(Denied, match="先列入拟立项名单并公示"):
            await granting.grant(s.leader, application=id_)
    for n, (track, state) in enumerate((("commissioned", "accepted"), ("finished_work", "reviewed"))):
        topic = await make_topic(created_by=s.officer.account, number=f"2026-71{n}", track=track)
        _, talent = await make_member(unit=s.unit)
        work = await make_application(topic=topic, lead=talent, unit=s.unit, state=state)
        assert "grant" in (await applications.application(s.leader, work)).actions
        assert (await granting.grant(s.leader, application=work)).stage == "contracting"


async def test_finished_work_is_accepted_at_once(frozen: FrozenClock) -> None:
    s = await stage()
    topic = await make_topic(created_by=s.officer.account, number="2026-703", track="finished_work")
    lead, talent = await make_member(unit=s.unit)
    work = await make_application(topic=topic, lead=talent, unit=s.unit, state="reviewed", planned=False)
    found = await signed(s, ItemContent(work))
    frozen.advance(days=8)
    await operations.grant_item(s.officer, item=found.items[0].id)
    project = await project_parts.of_application(s.officer, work)
    assert [step.kind for step in await projects.milestones(project.id)] == ["closing"]
    await signing.confirm_agreement(lead, id=project.id, side="lead")
    await signing.confirm_agreement(s.officer, id=project.id, side="unit", reason="纸质盖章")
    signed_now = await signing.confirm_agreement(s.officer, id=project.id, side="office")
    assert signed_now.stage == "closing"
    assert await reports.for_project(lead, project.id) == []
