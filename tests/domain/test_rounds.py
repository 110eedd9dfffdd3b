# SPDX-License-Identifier: MIT
"""Rounds and scoring end to end: staffing, conflicts, sheets, result, decision; and what nobody may learn."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from research.projects.events import TeamChanged
from research.projects.tables import Milestone, ProjectMember, ProjectMentor
from reviews.rounds import followers
from reviews.rounds import operations as rounds
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as round_queries
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import Assign, NewRound
from reviews.rounds.tables import Assignment, Interest, Round, RoundItem
from reviews.rubrics import operations as rubric_operations
from reviews.rubrics import queries as rubric_queries
from reviews.rubrics.schemas import CriterionIn, NewRubric, PartIn
from reviews.rubrics.states import Kind
from reviews.scoring import operations as scoring
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring import queries
from reviews.scoring.schemas import DraftDecision, SaveSheet, ScoreIn
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_gate, make_plain_project, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database")


async def reviewer(name: str = "", unit: int | None = None) -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=unit or await people.make_unit(), name=name)


async def sheet_for(actor: Actor, assignment: int, *values: int, version: int | None = None) -> SaveSheet:
    task = await round_queries.task(actor, assignment)
    criteria = (await rubric_queries.read(task.rubric)).criteria
    scores = [ScoreIn(criterion=one.id, value=value) for one, value in zip(criteria, values, strict=False)]
    return SaveSheet(scores=scores, opinion="调研扎实，对策可行。", advice="on_track", version=version)


async def submit_all(panel: Panel, *totals: int) -> list[tuple[Actor, int]]:
    made = []
    for _total in totals:
        actor = await reviewer()
        made.append((actor, await make_assignment(panel.item, actor.account)))
    for (actor, task), total in zip(made, totals, strict=True):
        await scoring.submit_sheet(actor, assignment=task, command=await sheet_for(actor, task, *[total] * 5))
    return made


async def state_of(item: int) -> str:
    return (await RoundItem.select(RoundItem.state).where(RoundItem.id == item))[0]["state"]


async def test_a_round_from_opening_to_decision(frozen):
    panel = await make_round()
    officer = await actor_of(panel.officer)
    gate = await make_gate(
        await make_plain_project(lead=panel.lead, unit=await people.make_unit(), number="QL26-77"), kind="midterm"
    )
    opened = await rounds.open_round(
        officer,
        command=NewRound(
            kind=Kind.MIDTERM, title="第二轮中期评审", closes_on=frozen.now().date().replace(day=28), milestones=[gate]
        ),
    )
    assert (opened.items, opened.size, opened.state_label) == (1, 5, "进行中")
    item = (await round_queries.items_of(officer, opened.id))[0].id
    panelists = [await reviewer() for _n in range(5)]
    view = await rounds.assign(officer, id=item, command=Assign([one.account for one in panelists]))
    assert (view.state_label, view.assigned, view.holder) == ("评分中", 5, "评审专家")
    totals = [80, 82, 84, 86, 90]
    for actor, total in zip(panelists, totals, strict=True):
        task = (await round_queries.desk(actor))[0]
        with pytest.raises(Denied, match="先声明"):
            await queries.desk(actor, task.id)
        await rounds.declare(actor, id=task.id)
        await scoring.submit_sheet(actor, assignment=task.id, command=await sheet_for(actor, task.id, *[total] * 5))
    found = await queries.result(officer, item)
    assert found.summary is not None
    assert (found.item.state_label, found.summary.decided, found.summary.mean) == (
        "待审定",
        Decimal("84.00"),
        Decimal("84.40"),
    )
    assert {"draft"} <= set(found.actions)
    assert "decide" not in found.actions
    verdict = DraftDecision(decision="on_track", note="按计划推进。")
    with pytest.raises(Denied, match="部领导"):
        await verdicts.decide(officer, item=item, command=verdict)
    await verdicts.draft_decision(officer, item=item, command=verdict)
    assert await state_of(item) == "drafted"


async def test_deciding_moves_the_milestone_and_is_on_record():
    panel = await make_round()
    leader = await people.actor_as(Role.DEPT_LEADER)
    await submit_all(panel, 80, 81, 82, 83, 84)
    async with db.write_tx():
        await Milestone.update({Milestone.result: ""}).where(Milestone.id == panel.milestone)
        from research.projects.tables import Project

        await Project.update({Project.stage: "midterm"}).where(Project.id == panel.project)
    done = await verdicts.decide(
        leader, item=panel.item, command=DraftDecision(decision="on_track", note="进度正常，继续推进。")
    )
    assert (done.item.state_label, done.item.decision_label) == ("已审定", "进度正常")
    row = (await Milestone.select(Milestone.state, Milestone.result).where(Milestone.id == panel.milestone))[0]
    assert row == {"state": "done", "result": "on_track"}
    lines = [line.text for line in await trail.timeline(leader, "round_item", panel.item)]
    assert lines[0] == "审定"
    with pytest.raises(Denied, match="已审定"):
        await verdicts.decide(leader, item=panel.item, command=DraftDecision(decision="on_track", note="再来"))


# -- conflicts ------------------------------------------------------------------------------------------------


async def test_who_has_an_interest_cannot_be_assigned_and_the_reason_is_shown():
    panel = await make_round()
    officer = await actor_of(panel.officer)
    row = await Talent.select(Talent.unit).where(Talent.id == panel.lead)
    same_unit = await reviewer("钱同单位", unit=row[0]["unit"])
    mentor = await reviewer("孙导师")
    on_team = await reviewer("李组员")
    talent = await people.make_talent(unit=on_team.unit, name="李组员", account=on_team.account)
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=mentor.account, since="2026-01-01"))
        await ProjectMember.insert(
            ProjectMember(project=panel.project, talent=talent, role="member", since="2026-01-01")
        )
    for actor, reason in ((same_unit, "与负责人同一单位"), (mentor, "项目导师"), (on_team, "课题组成员")):
        with pytest.raises(Invalid, match=reason):
            await rounds.assign(officer, id=panel.item, command=Assign([actor.account]))
    assert await Assignment.count() == 0


async def test_at_most_two_of_the_leads_own_side():
    side = await people.make_unit("区教育局")
    leaf = await people.make_unit("第一中学", parent=side)
    panel = await make_round(unit=leaf)
    officer = await actor_of(panel.officer)
    own = [await reviewer(unit=await people.make_unit(f"第{n}小学", parent=side)) for n in range(3)]
    with pytest.raises(Invalid, match="最多2人"):
        await rounds.assign(officer, id=panel.item, command=Assign([one.account for one in own]))
    view = await rounds.assign(officer, id=panel.item, command=Assign([one.account for one in own[:2]]))
    assert view.assigned == 2


async def test_a_change_of_the_team_ends_the_assignment_of_who_joined_it():
    panel = await make_round()
    officer = await actor_of(panel.officer)
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    talent = await people.make_talent(unit=actor.unit, account=actor.account)
    async with db.write_tx():
        await ProjectMember.insert(
            ProjectMember(project=panel.project, talent=talent, role="member", since="2026-01-01")
        )
        await followers.on_team_changed(TeamChanged(actor=officer, project=panel.project))
    with pytest.raises(NotFound):
        await round_queries.task(actor, task)
    row = (await Assignment.select(Assignment.state, Assignment.reason).where(Assignment.id == task))[0]
    assert row["state"] == "excluded"
    assert row["reason"].startswith("课题组成员")
    assert await round_queries.desk(actor) == []


async def test_a_conflict_found_while_saving_stops_the_review():
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    command = await sheet_for(actor, task, 80, 80, 80, 80, 80)
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=actor.account, since="2026-01-01"))
    with pytest.raises(Denied, match="系统核对发现您须回避"):
        await scoring.save_sheet(actor, assignment=task, command=command)
    with pytest.raises(NotFound):
        await scoring.save_sheet(actor, assignment=task, command=command)


async def test_opening_a_review_in_conflict_is_denied_and_changes_nothing():
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=actor.account, since="2026-01-01"))
    before = await Assignment.select().where(Assignment.id == task)
    with pytest.raises(Denied, match="系统核对发现您须回避"):
        await conflicts.require_no_conflict(actor, task)
    assert await Assignment.select().where(Assignment.id == task) == before


async def test_declining_gives_the_item_back_and_tells_the_office():
    panel = await make_round()
    officer = await actor_of(panel.officer)
    actors = [await reviewer() for _n in range(5)]
    await rounds.assign(officer, id=panel.item, command=Assign([one.account for one in actors]))
    task = (await round_queries.desk(actors[0]))[0]
    await rounds.decline(actors[0], id=task.id, reason="与作者近年合作过")
    assert await state_of(panel.item) == "assigning"
    assert await round_queries.desk(actors[0]) == []
    with pytest.raises(Invalid, match="与作者近年合作过"):
        await rounds.assign(officer, id=panel.item, command=Assign([actors[0].account]))


async def test_an_officer_with_an_interest_sees_neither_item_nor_count():
    panel = await make_round()
    await rounds_interest(panel)
    conflicted = await people.actor_as(Role.OFFICER)
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=conflicted.account, since="2026-01-01"))
        await interests.refresh_interests(panel.item)
    with pytest.raises(NotFound):
        await queries.result(conflicted, panel.item)
    assert await round_queries.rounds(conflicted) == []
    assert await round_queries.items_of_project(conflicted, panel.project) == []
    assert await round_queries.tasks_of(conflicted, [panel.item]) == []
    assert len(await round_queries.rounds(await actor_of(panel.officer))) == 1


async def rounds_interest(panel: Panel) -> None:
    async with db.write_tx():
        await interests.refresh_interests(panel.item)
    assert await Interest.count() >= 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.INSPECTOR, Role.LIAISON, Role.REVIEWER])
async def test_nobody_outside_the_department_reads_results(role):
    panel = await make_round()
    actor = await people.actor_as(role)
    with pytest.raises(NotFound):
        await queries.result(actor, panel.item)
    assert await round_queries.rounds(actor) == []
    with pytest.raises(Denied):
        await rounds.open_round(
            actor, command=NewRound(kind=Kind.MIDTERM, title="我来开", closes_on=(await reviewer_day()))
        )


async def reviewer_day():
    from thinktank.kernel import clock

    return clock.today()


# -- sheets ---------------------------------------------------------------------------------------------------


async def test_a_reviewer_reaches_nobody_elses_sheet():
    panel = await make_round()
    a, b = await reviewer(), await reviewer()
    mine, theirs = await make_assignment(panel.item, a.account), await make_assignment(panel.item, b.account)
    await scoring.save_sheet(b, assignment=theirs, command=await sheet_for(b, theirs, 71, 72, 73, 74, 75))
    for call in (
        queries.desk(a, theirs),
        round_queries.task(a, theirs),
        scoring.save_sheet(a, assignment=theirs, command=SaveSheet()),
        scoring.submit_sheet(a, assignment=theirs, command=SaveSheet()),
        scoring.explain(a, assignment=theirs, reason="看一看别人的"),
        rounds.decline(a, id=theirs, reason="替别人回避"),
    ):
        with pytest.raises(NotFound):
            await call
    assert [task.id for task in await round_queries.desk(a)] == [mine]
    assert (await queries.desk(a, mine)).sheet is None


async def test_the_office_sees_no_figure_before_every_sheet_is_in():
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    a, b = await reviewer(), await reviewer()
    first, _second = await make_assignment(panel.item, a.account), await make_assignment(panel.item, b.account)
    await scoring.submit_sheet(a, assignment=first, command=await sheet_for(a, first, 71, 72, 73, 74, 75))
    found = await queries.result(officer, panel.item)
    assert (found.rows, found.summary, found.means) == ([], None, {})
    assert [task.state_label for task in found.tasks] == ["已提交", "评分中"]


async def test_a_stale_sheet_is_a_conflict_and_keeps_what_is_there():
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    saved = await scoring.save_sheet(
        actor, assignment=task, command=await sheet_for(actor, task, 80, 80, 80, version=0)
    )
    again = await scoring.save_sheet(
        actor, assignment=task, command=await sheet_for(actor, task, 90, 80, 80, version=saved.version)
    )
    assert again.total == Decimal("83.75")
    with pytest.raises(Conflict):
        await scoring.save_sheet(
            actor, assignment=task, command=await sheet_for(actor, task, 10, 10, 10, version=saved.version)
        )
    sheet = (await queries.desk(actor, task)).sheet
    assert sheet is not None
    assert sheet.total == Decimal("83.75")


async def test_submitting_asks_for_what_is_missing_and_leaves_not_applicable_out():
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    with pytest.raises(Invalid) as caught:
        await scoring.submit_sheet(actor, assignment=task, command=await sheet_for(actor, task, 80, 80))
    assert set(caught.value.fields) == {"scores-2-value", "scores-3-value", "scores-4-value"}
    command = await sheet_for(actor, task, 80, 90, 70, 100, 60)
    command.scores[4] = ScoreIn(criterion=command.scores[4].criterion, not_applicable=True)
    with pytest.raises(Invalid, match="不适用的理由"):
        await scoring.submit_sheet(actor, assignment=task, command=command)
    command.scores[4].comment = "本课题没有后续计划"
    done = await scoring.submit_sheet(actor, assignment=task, command=command)
    assert done.total == Decimal("83.33")  # (80·30 + 90·30 + 70·20 + 100·10) / 90
    with pytest.raises(Denied, match="已提交"):
        await scoring.save_sheet(actor, assignment=task, command=command)


async def test_under_sixty_percent_of_the_weight_a_sheet_is_incomplete():
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    command = await sheet_for(actor, task, 80, 80, 80, 80, 80)
    for place in (0, 1):
        command.scores[place] = ScoreIn(
            criterion=command.scores[place].criterion, not_applicable=True, comment="没有材料"
        )
    with pytest.raises(Invalid, match="不足60%"):
        await scoring.submit_sheet(actor, assignment=task, command=command)


async def test_an_outlier_alone_is_asked_for_a_reason():
    panel = await make_round()
    officer = await actor_of(panel.officer)
    made = await submit_all(panel, 80, 82, 84, 86, 40)
    assert await state_of(panel.item) == "explaining"
    asked = [(await queries.desk(actor, task)).actions for actor, task in made]
    assert ["explain" in actions for actions in asked] == [False, False, False, False, True]
    with pytest.raises(Denied):
        await scoring.explain(made[0][0], assignment=made[0][1], reason="没有问我")
    await scoring.explain(made[4][0], assignment=made[4][1], reason="数据来源没有说明，扣分较多")
    found = await queries.result(officer, panel.item)
    assert found.summary is not None
    assert (found.item.state, found.summary.decided) == ("scored", Decimal("82.00"))


async def test_sheets_from_three_on_can_be_settled_with_a_reason():
    panel = await make_round()
    officer = await actor_of(panel.officer)
    with pytest.raises(Denied, match="至少要有3份"):
        await scoring.settle(officer, item=panel.item, reason="等不及")
    await submit_all(panel, 80, 82, 85)
    found = await scoring.settle(officer, item=panel.item, reason="两位专家出差，经请示以三份汇总")
    assert found.summary is not None
    assert (found.summary.trimmed, found.summary.decided) == (False, Decimal("82.33"))


# -- scales of their own --------------------------------------------------------------------------------------


async def _with_scales(panel: Panel) -> None:
    """Put the round on a rubric of two sub-forms, one criterion of 15 points, and a veto item."""
    officer = await actor_of(panel.officer)
    criteria = [
        CriterionIn(name="选题", weight=100, high=15, levels="优12 良8 一般4 差0", part=1),
        CriterionIn(name="可行", weight=50, part=2, na_allowed=False),
        CriterionIn(name="具体", weight=50, part=2),
    ]
    parts = [PartIn("研究报告", 40), PartIn("对策建议", 60)]
    made = await rubric_operations.create(
        officer,
        command=NewRubric(kind=Kind.MIDTERM, name="两部分", criteria=criteria, parts=parts, vetoes=["数据不实"]),
    )
    async with db.write_tx():
        await Round.update({Round.rubric: made.id}).where(Round.id == panel.round)


async def test_a_sheet_of_sub_forms_and_what_a_majority_vetoes():
    panel = await make_round(size=3)
    await _with_scales(panel)
    for n in range(3):
        actor = await reviewer()
        task = await make_assignment(panel.item, actor.account)
        command = await sheet_for(actor, task, 12, 70, 90)
        for value, words in ((16, "0到15"), (-1, "0到15")):
            wrong = msgspec.structs.replace(command, scores=[msgspec.structs.replace(command.scores[0], value=value)])
            with pytest.raises(Invalid) as refused:
                await scoring.save_sheet(actor, assignment=task, command=wrong)
            assert words in str(refused.value.fields)
        with pytest.raises(Invalid, match="否决项"):
            await scoring.save_sheet(actor, assignment=task, command=msgspec.structs.replace(command, vetoes=[2]))
        if n:
            with pytest.raises(Invalid, match="依据"):
                await scoring.submit_sheet(actor, assignment=task, command=msgspec.structs.replace(command, vetoes=[1]))
            command = msgspec.structs.replace(command, vetoes=[1], veto_note="与年报不符")
        saved = await scoring.submit_sheet(actor, assignment=task, command=command)
        assert saved.total == Decimal("80.00")  # 40 % of 12 of 15 points, 60 % of the mean of 70 and 90
    found = await queries.result(await actor_of(panel.officer), panel.item)
    assert (found.vetoes, found.grade) == ([("数据不实", 2)], "unqualified")
    assert [row.scaled for row in found.rows] == [dict(zip(found.means, (80, 70, 90), strict=True))] * 3
    assert list(found.means.values()) == [Decimal("12.0"), Decimal("70.0"), Decimal("90.0")]


@pytest.mark.parametrize("blind", [True, False])
async def test_in_a_blind_round_nobody_signs_what_the_team_may_read(blind: bool):
    panel = await make_round(size=3, blind=blind)
    actor = await reviewer("司马评")
    task = await make_assignment(panel.item, actor.account)
    command = await sheet_for(actor, task, 80, 80, 80, 80, 80)
    signed = msgspec.structs.replace(command, opinion="同意。司马评")
    if blind:
        with pytest.raises(Invalid, match="不要写自己的姓名"):
            await scoring.submit_sheet(actor, assignment=task, command=signed)
        assert (await scoring.submit_sheet(actor, assignment=task, command=command)).state == "submitted"
    else:
        assert (await scoring.submit_sheet(actor, assignment=task, command=signed)).state == "submitted"
