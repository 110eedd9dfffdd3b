# SPDX-License-Identifier: MIT
"""One mechanism for every change: asked in time, shown beforehand, done whole, taken back whole."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from research.changes import operations, operations_effect, queries
from research.changes.schemas import Back, ChangeView, Decide, HearExperts, Opine, Propose, day_words
from research.changes.states import ChangeKind, Word
from research.changes.tables import ChangeRequest
from research.corrections import operations as corrections
from research.participation.tables import Participation
from research.projects import queries as projects
from research.projects.schemas import TeamMember
from research.projects.tables import Agreement, Milestone, Project
from research.reports.tables import Report
from tests.factories import changes
from tests.factories.changes import LATER
from tests.factories.orders import make_order
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.projects import make_project, office
from tests.factories.rounds import make_gate
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
JOB = system("job:test")


async def standing(project: int) -> dict[str, Any]:
    """All of a project that a change may move, as plain values."""
    p, m, a, t = Project, Milestone, Agreement, Participation
    head = (await p.select(p.title, p.lead, p.due_on, p.stage, p.status).where(p.id == project))[0]
    steps = await m.select(m.title, m.starts_on, m.due_on, m.state).where(m.project == project).order_by(m.id)
    ruling = await a.select(a.number).where((a.project == project) & (a.effective == True))  # noqa: E712
    busy = await t.select(t.talent, t.role).where((t.record == project) & (t.active == True))  # noqa: E712
    reports = await Report.select(Report.ends_on, Report.state).where(Report.project == project)
    return {
        "head": head,
        "steps": steps,
        "team": [(one.talent, one.role) for one in await projects.members(project)],
        "agreement": [row["number"] for row in ruling],
        "busy": sorted((row["talent"], row["role"]) for row in busy),
        "reports": sorted((str(row["ends_on"]), row["state"]) for row in reports),
    }


async def test_an_extension_goes_from_the_lead_to_a_new_version_of_the_agreement() -> None:
    at = await changes.stage()
    view = await changes.drafted(at)
    assert (view.state, view.number, view.holder) == ("draft", "BG26-01", "课题负责人")
    view = await operations.send(at.made.lead, id=view.id)
    assert (view.state, view.holder, view.due_was) == ("unit_opinion", "单位联络员", date(2026, 11, 30))
    view = await operations.opine(at.liaison, id=view.id, command=Opine(Word.AGREE, "工作确有需要"))
    assert (view.state, view.holder, view.on_behalf) == ("office_review", "经办人", False)
    view = await operations.propose(at.officer, id=view.id, command=Propose(Word.AGREE))
    assert view.holder == "部领导"
    assert [row.id for row in await queries.waiting_for(at.leader)] == [view.id]
    view = await operations.decide(at.leader, id=view.id, command=Decide(approve=True))
    assert (view.state, view.holder) == ("effective", "")
    after = await standing(at.made.id)
    assert (after["head"]["due_on"], after["agreement"]) == (LATER, [2])
    a = Agreement
    kept = await a.select(a.number, a.effective).where(a.project == at.made.id).order_by(a.number)
    assert [(row["number"], row["effective"]) for row in kept] == [(1, False), (2, True)]
    assert max(after["reports"])[0] == "2027-01-15"
    texts = [entry.text for entry in await trail.timeline(at.officer, "project", at.made.id)]
    assert texts[0] == "延期生效，任务书更新"
    assert "提交延期申请" in texts


async def test_what_a_change_would_move_is_what_it_moves() -> None:
    at = await changes.stage()
    await make_gate(at.made.id)
    view = await changes.drafted(at, milestone=at.made.milestones["midterm"], due_on=date(2026, 8, 14))
    shown = {(one.group, one.what): (one.before, one.after) for one in view.would_move}
    view = await operations.send(at.made.lead, id=view.id)
    await operations.opine(at.liaison, id=view.id, command=Opine(Word.AGREE))
    await operations.propose(at.officer, id=view.id, command=Propose(Word.AGREE))
    done = await operations.decide(at.leader, id=view.id, command=Decide(approve=True))
    steps = {row["title"]: row for row in (await standing(at.made.id))["steps"]}
    for title in ("适老化改造清单与会商", "中期评审", "结题评审"):
        row = steps[title]
        assert shown["里程碑", title][1] == f"{day_words(row['starts_on'])}—{day_words(row['due_on'])}"
    head = (await standing(at.made.id))["head"]
    assert shown["项目", "结束日期"] == ("2026年11月30日", day_words(head["due_on"]))
    assert shown["任务书", "版本"] == ("第1版", "第2版，原版本保留")
    assert ("定期汇报", "未开始的报告期") in shown
    assert ("亮灯", "项目亮灯") in shown
    assert {(one.group, one.what): (one.before, one.after) for one in done.would_move} == shown
    # Looked at later, it is still what was shown when it was decided.
    again = await queries.get(at.made.lead, done.id)
    assert again.would_move == done.would_move


async def test_late_or_too_far_is_refused_with_the_rule(frozen: FrozenClock) -> None:
    at = await changes.stage()
    with pytest.raises(Invalid) as refused:
        await changes.sent(at, due_on=date(2027, 3, 1))
    assert refused.value.fields["due_on"] == "新的期限应晚于11月30日，最多延3个月，到2027年2月28日"
    frozen.advance(days=(date(2026, 11, 20) - clock.today()).days)
    late = (await queries.of_project(at.made.lead, at.made.id))[0]
    fits = await changes.wish(at.made)
    await operations.edit(at.made.lead, id=late.id, command=fits)
    with pytest.raises(Invalid, match="15天前提出"):
        await operations.send(at.made.lead, id=late.id)
    sent = await operations.send(at.officer, id=late.id)  # the office may, until the day has passed
    await operations.withdraw(at.made.lead, id=sent.id, command=Back("不再需要"))
    frozen.advance(days=11)
    past = await operations.draft(at.officer, project=at.made.id, command=fits)
    with pytest.raises(Invalid, match="按原期限考核"):
        await operations.send(at.officer, id=past.id)
    assert (await standing(at.made.id))["head"]["due_on"] == date(2026, 11, 30)


async def test_who_asked_in_time_is_judged_by_that_day(frozen: FrozenClock) -> None:
    at = await changes.stage()
    view = await changes.proposed(at)
    frozen.advance(days=(date(2026, 12, 4) - clock.today()).days)
    await operations.decide(at.leader, id=view.id, command=Decide(approve=True))
    assert (await standing(at.made.id))["head"]["due_on"] == LATER


async def test_one_extension_and_one_request_of_a_kind_at_a_time() -> None:
    at = await changes.stage()
    first = await changes.drafted(at)
    with pytest.raises(Conflict, match="已有一件延期申请在办"):
        await changes.drafted(at)
    await changes.drafted(at, ChangeKind.BUDGET)
    await operations.withdraw(at.made.lead, id=first.id, command=Back("重写"))
    await changes.in_force(at)
    with pytest.raises(Invalid, match="已延期1次，最多1次"):
        await changes.sent(at, due_on=date(2027, 3, 1))


ASKED = {"schedule": 8, "leader": 8, "member": 6, "title_content": 2, "output_form": 2, "budget": 2, "terminate": 6}


@pytest.mark.parametrize("kind", list(ChangeKind))
async def test_what_it_would_move_takes_at_most_eight_questions(kind: ChangeKind) -> None:
    at = await changes.stage()
    await make_order(project=at.made.id, handler=at.made.lead.account, drafted_by=at.officer.account)
    draft = await changes.drafted(at, kind)
    counts = []
    for actor in (at.made.lead, at.made.member, at.officer):
        with db.recording() as statements:
            found = await queries.moved(actor, draft.id)
        counts.append(len(statements))
        assert (found.asked, found.would_move, found.wrong) == (draft.asked, draft.would_move, [])
    assert counts == [ASKED[kind]] * 3


@pytest.mark.parametrize("kind", list(ChangeKind))
async def test_every_kind_is_done_and_taken_back_whole(kind: ChangeKind) -> None:
    at = await changes.stage()
    order = await make_order(project=at.made.id, handler=at.made.lead.account, drafted_by=at.officer.account)
    before = await standing(at.made.id)
    view = await changes.in_force(at, kind)
    after = await standing(at.made.id)
    assert after != before
    if kind is ChangeKind.LEADER:
        draft = view.draft
        assert (after["head"]["lead"], order > 0) == (draft.lead, True)
        assert (before["head"]["lead"], "member") in after["busy"]
    if kind is ChangeKind.TITLE_CONTENT:
        assert after["head"]["title"] == "老旧小区适老化改造路径研究"
    if kind is ChangeKind.TERMINATE:
        assert (after["head"]["status"], after["busy"], after["agreement"]) == ("terminated", [], [1])
        assert {state for _end, state in after["reports"]} == {"waived"}
    else:
        assert after["agreement"] == [2]
        text = (await Agreement.select(Agreement.content).where(Agreement.number == 2))[0]["content"]
        stored = msgspec.json.decode(text)
        assert stored["title"] == after["head"]["title"]
        assert stored["due_on"] == str(after["head"]["due_on"])
        asked = {"output_form": "deliverable", "budget": "budget", "title_content": "approach"}.get(str(kind))
        if asked:
            assert stored[asked] == getattr(view.draft, asked)
    await corrections.take_back(at.leader, kind="change", record=view.id, reason="手续有误")
    assert await standing(at.made.id) == before
    back = await queries.get(at.officer, view.id)
    assert (back.state, back.agreement, back.moves, back.decided_at) == (
        "expert_opinion" if kind.needs_experts else "office_review", None, "", None,
    )  # fmt: skip
    again = await operations.decide(at.leader, id=view.id, command=Decide(approve=True))
    assert again.state == "effective"


async def test_a_refusal_changes_nothing_and_owes_its_reason() -> None:
    at = await changes.stage()
    before = await standing(at.made.id)
    view = await changes.proposed(at)
    with pytest.raises(Invalid) as bare:
        await operations.decide(at.leader, id=view.id, command=Decide(approve=False))
    assert list(bare.value.fields) == ["note"]
    view = await operations.decide(at.leader, id=view.id, command=Decide(approve=False, note="理由不充分"))
    assert (view.state, await standing(at.made.id)) == ("rejected", before)
    await corrections.take_back(at.leader, kind="change", record=view.id, reason="再议")
    assert (await queries.get(at.officer, view.id)).state == "office_review"


async def test_leader_and_content_wait_for_experts() -> None:
    at = await changes.stage()
    view = await changes.at_office(at, ChangeKind.LEADER)
    await operations.propose(at.officer, id=view.id, command=Propose(Word.AGREE))
    with pytest.raises(Denied, match="先听取专家意见"):
        await operations.decide(at.leader, id=view.id, command=Decide(approve=True))
    view = await operations.consult(at.officer, id=view.id)
    assert (view.state, view.proposed_at) == ("expert_opinion", None)
    heard = HearExperts("周教授", Word.OBJECT, "新负责人方向不符")
    await operations.hear(at.officer, id=view.id, command=heard)
    with pytest.raises(Denied, match="先提出拟办意见"):
        await operations.decide(at.leader, id=view.id, command=Decide(approve=True))


async def test_an_approved_change_takes_effect_on_its_day(frozen: FrozenClock) -> None:
    at = await changes.stage()
    view = await changes.proposed(at, ChangeKind.MEMBER)
    day = date(2026, 4, 1)
    view = await operations.decide(at.leader, id=view.id, command=Decide(approve=True, effective_on=day))
    assert (view.state, view.holder, await operations_effect.effect_due(JOB)) == ("approved", "经办人", 0)
    frozen.advance(days=14)
    assert await operations_effect.effect_due(JOB) == 1
    assert (await queries.get(at.officer, view.id)).state == "effective"
    assert await operations_effect.effect_due(JOB) == 0
    with pytest.raises(Invalid, match="不能早于今天"):
        late = await changes.proposed(at, ChangeKind.BUDGET)
        await operations.decide(at.leader, id=late.id, command=Decide(approve=True, effective_on=day.replace(month=3)))


async def test_what_is_no_longer_possible_stays_approved_and_the_office_is_told(frozen: FrozenClock) -> None:
    at = await changes.stage()
    newcomer, talent = await make_member()
    view = await changes.proposed(at, ChangeKind.LEADER, lead=talent)
    day = date(2026, 4, 1)
    await operations.decide(at.leader, id=view.id, command=Decide(approve=True, effective_on=day))
    await make_project(lead=(newcomer, talent))
    frozen.advance(days=14)
    assert await operations_effect.effect_due(JOB) == 0
    assert await operations_effect.effect_due(JOB) == 0
    assert (await queries.get(at.officer, view.id)).state == "approved"
    told = await Notice.select(Notice.account, Notice.body).where(Notice.rule == "change.stuck")
    assert {row["account"] for row in told} == {at.officer.account, at.leader.account}
    assert "已在牵头1个未结题的课题" in told[0]["body"]
    with pytest.raises(Conflict, match="已在牵头"):
        await operations.put_in_force(at.officer, id=view.id)


async def test_sent_back_it_goes_through_the_unit_again() -> None:
    at = await changes.stage()
    view = await changes.at_office(at)
    view = await operations.send_back(at.officer, id=view.id, command=Back("请写清推迟的原因"))
    assert (view.state, view.returned) == ("draft", "请写清推迟的原因")
    assert [row.id for row in await queries.waiting_for(at.made.lead)] == [view.id]
    view = await operations.send(at.made.lead, id=view.id)
    assert (view.state, view.unit_word, view.returned) == ("unit_opinion", "", "")
    await operations.send_back(at.liaison, id=view.id, command=Back("请先与单位沟通"))


async def test_a_paper_is_written_down_for_the_unit_with_its_basis() -> None:
    at = await changes.stage()
    view = await changes.sent(at)
    with pytest.raises(Denied, match="写明依据"):
        await operations.opine(at.officer, id=view.id, command=Opine(Word.AGREE))
    with pytest.raises(Invalid, match="理由"):
        await operations.opine(at.liaison, id=view.id, command=Opine(Word.OBJECT))
    view = await operations.opine(at.officer, id=view.id, command=Opine(Word.AGREE, behalf="盖章件已收"))
    assert (view.on_behalf, view.unit_by_name) == (True, at.officer.name)


async def test_two_leaders_decide_at_once_and_one_wins() -> None:
    at = await changes.stage()
    other = await office(Role.DEPT_LEADER)
    view = await changes.proposed(at)
    tries = [
        operations.decide(who, id=view.id, command=Decide(approve=yes, note="已阅", version=view.version))
        for who, yes in ((at.leader, True), (other, False))
    ]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    won = [one for one in ended if isinstance(one, ChangeView)]
    lost = [one for one in ended if isinstance(one, BaseException)]
    assert len(won) == 1
    assert isinstance(lost[0], Denied | Conflict)  # the second sees that it is decided, or loses the race for the row
    due = (await standing(at.made.id))["head"]["due_on"]
    assert due == (LATER if won[0].state == "effective" else date(2026, 11, 30))


async def test_stale_hands_are_refused() -> None:
    at = await changes.stage()
    view = await changes.sent(at)
    steps: list[Callable[[], Awaitable[ChangeView]]] = [
        lambda: operations.opine(at.liaison, id=view.id, command=Opine(Word.AGREE, version=view.version - 1)),
        lambda: operations.withdraw(at.made.lead, id=view.id, command=Back("晚了", view.version - 1)),
        lambda: operations.send_back(at.officer, id=view.id, command=Back("晚了", view.version - 1)),
    ]
    for step in steps:
        with pytest.raises(Conflict):
            await step()
    assert (await queries.get(at.officer, view.id)).version == view.version


async def test_nobody_sees_a_draft_but_its_team_and_the_office() -> None:
    at = await changes.stage()
    view = await changes.drafted(at)
    inspector = await office(Role.INSPECTOR)
    near, far = await office(Role.OFFICER), await make_unit()
    outsider = await actor_as(Role.OFFICER, unit=far, scope=far)
    stranger = (await make_project()).lead
    for actor in (at.made.lead, at.made.member, near, at.leader):
        assert (await queries.get(actor, view.id)).id == view.id
    hidden = (at.liaison, at.made.mentor, inspector, outsider, stranger, await actor_as(Role.REVIEWER))
    for actor in hidden:
        with pytest.raises(NotFound):
            await queries.get(actor, view.id)
        assert (await queries.listed(actor)).items == []
        assert not await queries.may_read_file(actor, view.id)
    await operations.send(at.made.lead, id=view.id)
    seen: list[Actor] = [actor for actor in hidden if (await queries.listed(actor)).items]
    assert seen == [at.liaison, at.made.mentor, inspector]
    for actor in (at.made.mentor, inspector, at.made.member):
        with pytest.raises(Denied):
            await operations.opine(actor, id=view.id, command=Opine(Word.AGREE))


async def test_what_is_missing_is_named_for_each_kind() -> None:
    at = await changes.stage()
    lacking: dict[ChangeKind, tuple[dict[str, Any], str]] = {
        ChangeKind.SCHEDULE: ({"due_on": None}, "due_on"),
        ChangeKind.LEADER: ({"lead": None}, "lead"),
        ChangeKind.MEMBER: ({"members": [TeamMember(at.made.member_talent, "入户调研")]}, "members"),
        ChangeKind.TITLE_CONTENT: ({"title": "", "approach": " "}, "title"),
        ChangeKind.OUTPUT_FORM: ({"deliverable": ""}, "deliverable"),
        ChangeKind.BUDGET: ({"budget": ""}, "budget"),
        ChangeKind.TERMINATE: ({"ground": None}, "ground"),
    }
    for kind, (blank, field) in lacking.items():
        view = await changes.drafted(at, kind, **blank)
        assert len(view.wrong) == 1
        with pytest.raises(Invalid) as refused:
            await operations.send(at.made.lead, id=view.id)
        assert list(refused.value.fields) == [field]
    assert await ChangeRequest.count().where(ChangeRequest.state == "draft") == len(lacking)


async def test_a_change_waits_until_a_project_at_rest_goes_on() -> None:
    at = await changes.stage(status="suspended")
    with pytest.raises(Invalid, match="恢复后再申请"):
        await changes.sent(at)
    assert (await changes.in_force(at, ChangeKind.TERMINATE)).state == "effective"
    with pytest.raises(Denied, match="不再变更"):
        await changes.drafted(at, ChangeKind.BUDGET)
