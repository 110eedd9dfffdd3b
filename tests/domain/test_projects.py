# SPDX-License-Identifier: MIT
"""Projects from the signatures to the close: who may do what, what moves, what is written down."""

from __future__ import annotations

from datetime import date

import pytest

from research.participation.tables import Participation
from research.projects import operations, operations_manage, queries, rules
from research.projects.events import AgreementSigned, DueDateMoved, MilestoneChanged, ProjectClosed
from research.projects.schemas import ChangeStatus
from research.projects.tables import Agreement, Milestone, Project
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import make_project, office
from thinktank.kernel import events
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")


@pytest.fixture
def heard():
    """Every event of projects, in order."""
    found = []

    async def hear(event):
        found.append(event)

    events.subscribe([(kind, hear) for kind in (AgreementSigned, MilestoneChanged, DueDateMoved, ProjectClosed)])
    yield found
    events.subscribe([])


async def state_of(milestone):
    return (await Milestone.select(Milestone.state).where(Milestone.id == milestone))[0]["state"]


async def test_third_signature_makes_the_agreement_effective(heard):
    made = await make_project(stage="contracting", signed=False)
    liaison, officer = await actor_as(Role.LIAISON, unit=made.unit), await office()
    await operations.confirm_agreement(made.lead, id=made.id, side="lead")
    await operations.confirm_agreement(officer, id=made.id, side="office")
    assert heard == []
    view = await operations.confirm_agreement(liaison, id=made.id, side="unit")
    assert view.agreement is not None
    assert (view.stage, view.agreement.effective) == ("kickoff", True)
    assert view.signed_at is not None
    assert [type(e) for e in heard] == [AgreementSigned]
    assert (heard[0].starts_on, heard[0].due_on) == (date(2026, 3, 2), date(2026, 11, 30))
    texts = [line.text for line in await trail.timeline(officer, "project", made.id)]
    assert texts == ["任务书生效，项目启动", "责任单位确认任务书", "区委组织部确认任务书", "课题负责人确认任务书"]


async def test_each_side_signs_only_for_itself():
    made = await make_project(stage="contracting", signed=False)
    officer = await office()
    for actor, side in ((made.member, "lead"), (made.lead, "unit"), (made.lead, "office"), (officer, "lead")):
        with pytest.raises(Denied):
            await operations.confirm_agreement(actor, id=made.id, side=side)
    with pytest.raises(Denied, match="理由"):
        await operations.confirm_agreement(officer, id=made.id, side="unit")
    view = await operations.confirm_agreement(officer, id=made.id, side="unit", reason="联络员出差")
    assert view.agreement is not None
    assert view.agreement.unit_signed_at is not None
    with pytest.raises(Denied, match="已确认"):
        await operations.confirm_agreement(officer, id=made.id, side="unit", reason="再来一次")


async def test_a_stale_signature_and_one_too_many_are_conflicts():
    made = await make_project(stage="contracting", signed=False)
    with pytest.raises(Conflict):
        await operations.confirm_agreement(made.lead, id=made.id, side="lead", version=99)
    assert (await Agreement.select(Agreement.lead_signed_at))[0]["lead_signed_at"] is None
    running = await make_project()
    with pytest.raises(Conflict):
        await operations.confirm_agreement(running.lead, id=running.id, side="lead")


async def test_gates_take_the_project_through_its_stages(heard):
    made, officer = await make_project(stage="kickoff"), await office()

    async def gate(kind, decision, **more):
        step = made.milestones[kind]
        await operations.hand_in(made.lead, id=step, version=None, note="材料齐备")
        return await operations.record_decision(officer, milestone=step, decision=decision, **more)

    assert (await gate("kickoff", "passed")).stage == "running"
    view = await gate("midterm", "基本正常", score=82.5)
    assert view.stage == "running2"
    view = await gate("closing", "passed", grade="good")
    assert (view.stage, view.grade, view.percent) == ("closed", "good", 100)
    assert isinstance(heard[-2], ProjectClosed)
    parts = await Participation.select(Participation.active).where(
        (Participation.kind == "project") & (Participation.record == made.id)
    )
    assert [row["active"] for row in parts] == [False, False]


async def test_a_decision_can_send_back_or_ask_to_rectify():
    made, officer = await make_project(stage="running"), await office()
    step = made.milestones["midterm"]
    view = await operations.hand_in(made.lead, id=step, version=None, note="中期报告")
    assert view.stage == "midterm"
    view = await operations.record_decision(officer, milestone=step, decision="rectify", note="补调研")
    assert (view.status, view.stage, await state_of(step)) == ("rectifying", "midterm", "returned")
    await operations.hand_in(made.lead, id=step, version=None, note="已补")
    view = await operations.record_decision(officer, milestone=step, decision="on_track")
    assert (view.status, view.stage) == ("normal", "running2")


async def test_an_unknown_decision_is_refused_and_changes_nothing():
    made, officer = await make_project(stage="kickoff"), await office()
    step = made.milestones["kickoff"]
    with pytest.raises(Denied, match="还没有提交"):
        await operations.record_decision(officer, milestone=step, decision="passed")
    await operations.hand_in(made.lead, id=step, version=None, note="开题报告")
    with pytest.raises(Invalid):
        await operations.record_decision(officer, milestone=step, decision="rectify")
    with pytest.raises(Denied):
        await operations.record_decision(made.mentor, milestone=step, decision="passed")
    assert await state_of(step) == "handed_in"


async def test_closing_waits_for_the_midterm():
    made = await make_project(stage="running")
    with pytest.raises(Denied, match="中期"):
        await operations.hand_in(made.lead, id=made.milestones["closing"], version=None, note="结题")


async def test_only_the_lead_hands_in_and_only_once():
    made = await make_project()
    step = made.milestones["work"]
    for actor in (made.member, made.mentor, await office()):
        with pytest.raises(Denied):
            await operations.hand_in(actor, id=step, version=None, note="完成")
    with pytest.raises(Conflict):
        await operations.hand_in(made.lead, id=step, version=7, note="完成")
    await operations.hand_in(made.lead, id=step, version=1, note="完成")
    with pytest.raises(Denied, match="已提交"):
        await operations.hand_in(made.lead, id=step, version=None, note="完成")


async def test_work_is_accepted_or_returned_with_a_reason(heard):
    made, officer = await make_project(), await office()
    step = made.milestones["work"]
    await operations.hand_in(made.lead, id=step, version=None, note="会商纪要")
    with pytest.raises(Invalid):
        await operations.accept_work_milestone(officer, id=step, version=None, accept=False)
    await operations.accept_work_milestone(officer, id=step, version=None, accept=False, reason="缺签到表")
    assert await state_of(step) == "returned"
    await operations.hand_in(made.lead, id=step, version=None, note="已补")
    with pytest.raises(Denied):
        await operations.accept_work_milestone(made.mentor, id=step, version=None)
    await operations.accept_work_milestone(officer, id=step, version=None)
    row = (await Milestone.select().where(Milestone.id == step))[0]
    assert (row["state"], row["done_on"], row["percent"]) == ("done", date(2026, 3, 18), 100)
    assert [type(e) for e in heard] == [MilestoneChanged] * 4


async def test_a_due_day_moves_to_a_working_day_and_the_baseline_stays(heard):
    made, officer = await make_project(), await office()
    step = made.milestones["work"]
    before = (await Milestone.select(Milestone.due_on).where(Milestone.id == step))[0]["due_on"]
    await operations_manage.move_due_date(officer, id=step, due_on=date(2026, 10, 1), reason="汛期")
    row = (await Milestone.select().where(Milestone.id == step))[0]
    assert (row["due_on"], row["baseline_due_on"]) == (date(2026, 10, 8), before)
    assert [type(e) for e in heard] == [DueDateMoved]
    with pytest.raises(Denied):
        await operations_manage.move_due_date(made.lead, id=step, due_on=date(2026, 12, 1), reason="晚点")


async def test_status_moves_only_where_it_may(heard):
    made, officer, leader = await make_project(), await office(), await office(Role.DEPT_LEADER)
    with pytest.raises(Denied):
        await operations_manage.change_status(made.lead, id=made.id, command=ChangeStatus("suspend", "想停"))
    view = await operations_manage.change_status(officer, id=made.id, command=ChangeStatus("suspend", "防汛"))
    assert view.status == "suspended"
    with pytest.raises(Denied):
        await operations.hand_in(made.lead, id=made.milestones["work"], version=None, note="完成")
    with pytest.raises(Denied, match="部领导"):
        await operations_manage.change_status(officer, id=made.id, command=ChangeStatus("terminate", "方向调整"))
    view = await operations_manage.change_status(leader, id=made.id, command=ChangeStatus("terminate", "方向调整"))
    assert (view.status, type(heard[-1])) == ("terminated", ProjectClosed)
    with pytest.raises(Denied):
        await operations_manage.change_status(officer, id=made.id, command=ChangeStatus("resume", "恢复"))


async def test_nobody_sees_a_project_of_others():
    made = await make_project()
    other = await make_project()
    elsewhere = await make_unit()
    outsiders = [other.lead, other.mentor, await actor_as(Role.LIAISON, unit=elsewhere), await actor_as(Role.REVIEWER)]
    for actor in outsiders:
        with pytest.raises(NotFound):
            await queries.get(actor, made.id)
        assert made.id not in [row.id for row in (await queries.listed(actor)).items]
        with pytest.raises(NotFound):
            await operations.hand_in(actor, id=made.milestones["work"], version=None, note="x")
    insiders = [made.lead, made.member, made.mentor, await actor_as(Role.LIAISON, unit=made.unit), await office()]
    for actor in insiders:
        assert (await queries.get(actor, made.id)).number
    assert [row.id for row in await queries.of_actor(made.lead)] == [made.id]


async def test_roles_in_a_project():
    made = await make_project()
    liaison = await actor_as(Role.LIAISON, unit=made.unit)
    officer = await office()
    assert await queries.roles_of(made.lead.account, made.id) == {"lead", "member"}
    assert await queries.roles_of(made.mentor.account, made.id) == {"mentor"}
    assert await queries.roles_of(liaison.account, made.id) == {"liaison"}
    assert await queries.roles_of(officer.account, made.id) == {"officer"}


async def test_light_is_cached_and_its_day_moves_with_the_colour(frozen):
    made = await make_project(light="green")
    await operations.set_light(project=made.id, light="green", reason="仍正常")
    first = (await Project.select(Project.light_since).where(Project.id == made.id))[0]["light_since"]
    frozen.advance(days=2)
    await operations.set_light(project=made.id, light="yellow", reason="落后12个百分点")
    row = (await Project.select().where(Project.id == made.id))[0]
    assert (row["light"], row["light_reason"]) == ("yellow", "落后12个百分点")
    assert row["light_since"] > first


async def test_planned_percent_follows_the_weighted_work():
    made = await make_project()
    assert await queries.plan_percent(made.id, date(2026, 3, 1)) == 0
    assert await queries.plan_percent(made.id, date(2026, 11, 30)) == 100
    assert 40 < await queries.plan_percent(made.id, date(2026, 5, 20)) < 70
    assert sum(rules.weights([(date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 4, 2), date(2026, 4, 10))])) == 100


@pytest.mark.parametrize("count", [1, 3, 12])
async def test_the_list_asks_the_same_number_of_questions(count):
    from thinktank.kernel import db

    for _ in range(count):
        await make_project(with_reports=False)
    officer = await office()
    with db.recording() as asked:
        assert len((await queries.listed(officer)).items) == count
    assert len(asked) == 3


async def test_what_waits_for_whom():
    from research.projects.pages import todo

    made = await make_project(stage="contracting", signed=False)
    running = await make_project()
    await Milestone.update({Milestone.state: "handed_in"}).where(Milestone.id == running.milestones["work"])
    await Milestone.update({Milestone.state: "returned"}).where(Milestone.id == running.milestones["kickoff"])
    liaison = await actor_as(Role.LIAISON, unit=made.unit)
    expected = [
        (made.lead, ["agreement"]),
        (liaison, ["agreement"]),
        (made.mentor, []),
        (await office(), ["agreement", "milestone"]),
        (running.lead, ["milestone"]),
    ]
    for actor, kinds in expected:
        assert [item.kind for item in await todo(actor)] == kinds
