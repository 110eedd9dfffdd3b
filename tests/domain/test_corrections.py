# SPDX-License-Identifier: MIT
"""Taking decisions back: whole, by who may make them, and not once something has moved on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from research.corrections import operations, queries
from research.corrections.tables import Ruling, RulingChange
from research.outcomes import operations as outcomes
from research.outcomes import operations_pilots as pilots
from research.outcomes import queries as outcome_queries
from research.outcomes.schemas import Climb, PilotPlan, Screening
from research.outcomes.states import Rung
from research.participation import operations as participation
from research.participation.tables import Participation
from research.projects import operations as projects
from research.projects import queries as project_queries
from research.projects.tables import Milestone, Project
from research.reports import operations as reports
from research.reports import queries as report_queries
from research.reports.tables import Report
from research.topics import operations as topics
from research.topics import queries as topic_queries
from research.topics.tables import Application, Topic
from reviews.rounds.tables import RoundItem
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring.schemas import DraftDecision
from reviews.supervision import operations_orders as orders
from reviews.supervision import queries as order_queries
from reviews.supervision.schemas import VerifyOrder
from tests.factories.orders import make_order, pdf
from tests.factories.outcomes import make_outcome, make_proof
from tests.factories.people import actor_as
from tests.factories.projects import Made, make_project, make_topic, office
from tests.factories.rounds import Panel, make_round
from thinktank.growth.tables import GrowthEntry
from thinktank.index.tables import SearchEntry
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.tally.tables import Tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
WHY = "录入有误，以会议纪要为准"


def decision(word: str, *, grade: str = "") -> DraftDecision:
    return DraftDecision(decision=word, grade=grade, note="同意专家组意见")


@pytest.fixture
async def leader() -> Actor:
    return await actor_as(Role.DEPT_LEADER)


async def scored(panel: Panel) -> None:
    """The item of a panel with its result, waiting for the decision."""
    i = RoundItem
    async with db.write_tx():
        await i.update({i.state: "scored", i.mean: 86}).where(i.id == panel.item)


async def gate(kind: str, stage: str, status: str = "normal") -> Panel:
    panel = await make_round(kind=kind)
    await scored(panel)
    p = Project
    async with db.write_tx():
        await p.update({p.stage: stage, p.status: status}).where(p.id == panel.project)
        await participation.join(talent=panel.lead, kind="project", record=panel.project, role="lead")
    return panel


async def stands(panel: Panel) -> dict[str, Any]:
    """Everything that a review's decision may move."""
    i, m, p = RoundItem, Milestone, Project
    item = await i.select(i.state, i.decision, i.grade, i.decided_by).where(i.id == panel.item).first()
    step = await m.select(m.state, m.result, m.done_on, m.percent).where(m.id == panel.milestone).first()
    head = await p.select(p.stage, p.status, p.grade, p.closed_at, p.percent).where(p.id == panel.project).first()
    busy = await Participation.select(Participation.active).where(Participation.record == panel.project)
    return {"item": item, "step": step, "head": head, "busy": busy}


@pytest.mark.parametrize(
    ("kind", "stage", "status", "word", "grade", "moved"),
    [
        ("kickoff", "kickoff", "normal", "passed", "", ("running", "normal", "done")),
        ("kickoff", "kickoff", "normal", "redo", "", ("kickoff", "normal", "returned")),
        ("midterm", "midterm", "normal", "on_track", "", ("running2", "normal", "done")),
        ("midterm", "midterm", "rectifying", "mostly_on_track", "", ("running2", "normal", "done")),
        ("midterm", "midterm", "normal", "rectify", "", ("midterm", "rectifying", "returned")),
        ("midterm", "midterm", "normal", "suggest_termination", "", ("midterm", "normal", "handed_in")),
        ("closing", "closing", "normal", "passed", "good", ("closed", "normal", "done")),
        ("closing", "closing", "normal", "failed", "unqualified", ("closing", "normal", "returned")),
    ],
)
async def test_a_gates_decision_goes_back_whole(
    leader: Actor, kind: str, stage: str, status: str, word: str, grade: str, moved: tuple[str, ...]
) -> None:
    panel = await gate(kind, stage, status)
    before = await stands(panel)
    await verdicts.decide(leader, item=panel.item, command=decision(word, grade=grade))
    after = await stands(panel)
    assert (after["head"]["stage"], after["head"]["status"], after["step"]["state"]) == moved
    assert after["item"]["state"] == "decided"
    await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)
    assert await stands(panel) == before
    lines = await trail.timeline(leader, "project", panel.project)
    taken = [line.detail for line in lines if line.action == "project.taken_back"]
    assert taken == [WHY]
    own = await trail.timeline(leader, "round_item", panel.item)
    assert (own[0].action, own[0].detail) == ("round_item.taken_back", WHY)


async def test_a_closed_project_goes_on_with_its_people_and_its_report_periods(leader: Actor) -> None:
    made = await make_project(stage="closing")
    panel = await gate("closing", "closing")
    i = RoundItem
    async with db.write_tx():
        m = Milestone
        await m.update({m.state: "handed_in", m.handed_in_at: clock.now()}).where(m.id == made.milestones["closing"])
        await i.update({i.milestone: made.milestones["closing"], i.project: made.id}).where(i.id == panel.item)
    await verdicts.decide(leader, item=panel.item, command=decision("passed", grade="good"))
    r = Report
    assert {row["state"] for row in await r.select(r.state).where(r.project == made.id)} == {"waived"}
    await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)
    assert {row["state"] for row in await r.select(r.state).where(r.project == made.id)} == {"scheduled"}
    part = Participation
    found = await part.select(part.talent, part.role).where((part.record == made.id) & (part.active == True))  # noqa: E712
    assert {(row["talent"], row["role"]) for row in found} == {
        (made.lead_talent, "lead"),
        (made.member_talent, "member"),
    }
    told = await Notice.select(Notice.account).where(Notice.rule == "project.taken_back")
    assert {row["account"] for row in told} == {made.lead.account, made.member.account, made.mentor.account}


async def test_a_decision_that_the_project_has_left_behind_stands(leader: Actor) -> None:
    panel = await gate("midterm", "midterm")
    await verdicts.decide(leader, item=panel.item, command=decision("on_track"))
    p = Project
    async with db.write_tx():
        await p.update({p.stage: "closing"}).where(p.id == panel.project)
    seen = await queries.view(leader, kind="round_item", record=panel.item)
    assert (seen.allowed, seen.obstacle) == (
        False,
        "项目阶段已经往下走，现在是「结题评审」，要先撤回那一步",
    )
    with pytest.raises(Conflict, match="要先撤回那一步"):
        await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)
    assert await Ruling.count().where(Ruling.reversed_at.is_not_null()) == 0


async def test_the_view_says_what_goes_back_and_to_whose_desk(leader: Actor) -> None:
    panel = await gate("midterm", "midterm", "rectifying")
    await verdicts.decide(leader, item=panel.item, command=decision("on_track"))
    seen = await queries.view(leader, kind="round_item", record=panel.item)
    assert [(one.what, one.now, one.then, one.holder, one.n) for one in seen.backs] == [
        ("评审", "已审定", "待审定", "经办人", 1),
        ("节点", "已完成", "已提交", "经办人", 1),
        ("项目状态", "正常", "限期整改", "课题负责人", 1),
        ("项目阶段", "中期后实施", "中期评审", "经办人", 1),
    ]
    assert (seen.allowed, seen.obstacle, seen.reason) == (True, "", "")


async def test_who_may_not_decide_may_not_take_back(leader: Actor) -> None:
    panel = await gate("midterm", "midterm")
    command = decision("on_track")
    await verdicts.decide(leader, item=panel.item, command=command)
    with pytest.raises(Denied, match="由部领导撤销"):
        await operations.take_back(await office(), kind="round_item", record=panel.item, reason=WHY)
    with pytest.raises(NotFound):
        await operations.take_back(await actor_as(Role.MENTOR), kind="round_item", record=panel.item, reason=WHY)
    with pytest.raises(NotFound):
        await operations.take_back(leader, kind="round_item", record=999_999, reason=WHY)
    with pytest.raises(NotFound):
        await operations.take_back(leader, kind="talent", record=panel.item, reason=WHY)
    with pytest.raises(Invalid, match="请写明撤销理由"):
        await operations.take_back(leader, kind="round_item", record=panel.item, reason=" ")
    with pytest.raises(Conflict) as stale:
        await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY, version=1)
    assert stale.value.code == "stale"


async def test_what_was_taken_back_is_decided_anew_and_taken_back_again(leader: Actor) -> None:
    panel = await gate("kickoff", "kickoff")
    for word in ("passed", "redo"):
        await verdicts.decide(leader, item=panel.item, command=decision(word))
        await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)
    assert await Ruling.count().where(Ruling.reversed_at.is_not_null()) == 2
    with pytest.raises(Denied, match="还没有审定"):
        await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)


# -- outcomes -------------------------------------------------------------------------------------------------


async def _outcome(made: Made, officer: Actor, state: str, **more: Any) -> int:
    return await make_outcome(
        unit=made.unit, author=made.lead_talent, registered_by=officer.account, state=state, project=made.id, **more
    )


async def _count(name: str) -> int:
    row = await Tally.select(Tally.n).where(Tally.name == name).first()
    return int(row["n"]) if row else 0


async def test_an_adoption_is_taken_back_with_its_proof_and_its_growth_line() -> None:
    officer, made = await office(), await make_project()
    outcome = await _outcome(made, officer, "recommended")
    adoption = Climb(Rung.ADOPTED, body="区住建局", document="盐住建〔2026〕3号", on=clock.today(), waiver="证明后补")
    await outcomes.climb(officer, id=outcome, content=adoption)
    assert (await _count("outcome.adopted"), await GrowthEntry.count()) == (1, 1)
    done = await operations.take_back(officer, kind="outcome", record=outcome, reason=WHY)
    found = await outcome_queries.get(officer, outcome)
    assert (found.state, [step.rung for step in found.steps]) == ("recommended", ["recommended"])
    assert (await _count("outcome.adopted"), await _count("outcome.recommended"), await GrowthEntry.count()) == (
        0,
        1,
        2,
    )
    assert (done.ruling, done.obstacle) == (None, "没有可以撤销的决定")
    again = await outcomes.climb(officer, id=outcome, content=adoption)
    assert again.state == "adopted"


async def test_the_secrecy_screening_goes_back_with_its_facts() -> None:
    officer, made = await office(), await make_project()
    outcome = await _outcome(made, officer, "registered")
    await outcomes.screen(officer, id=outcome, content=Screening(checked=True))
    await operations.take_back(officer, kind="outcome", record=outcome, reason=WHY)
    found = await outcome_queries.get(officer, outcome)
    assert (found.state, found.secrecy_checked_at) == ("registered", None)


async def test_a_pilots_rung_taken_back_stops_the_pilot() -> None:
    officer, made = await office(), await make_project()
    outcome = await _outcome(made, officer, "applied")
    plan = PilotPlan(unit=made.unit, plan="先行先试", starts_on=clock.today(), ends_on=date(2026, 12, 31))
    await pilots.start_pilot(officer, id=outcome, content=plan)
    await operations.take_back(officer, kind="outcome", record=outcome, reason=WHY)
    found = await outcome_queries.get(officer, outcome)
    assert (found.state, [pilot.state for pilot in found.pilots]) == ("applied", ["stopped"])


async def test_an_evaluation_by_a_review_goes_back_with_the_review(leader: Actor) -> None:
    officer, made = await office(), await make_project()
    outcome = await _outcome(made, officer, "screened")
    await make_proof(outcome=outcome, by=officer.account, grounds="city_paper", checked=True)
    panel = await make_round(kind="closing")
    i = RoundItem
    async with db.write_tx():
        from reviews.rounds.tables import Round

        await Round.update({Round.kind: "outcome"}).where(Round.id == panel.round)
        values: dict[Any, Any] = {i.milestone: None, i.project: None, i.outcome: outcome, i.state: "scored", i.mean: 90}
        await i.update(values).where(i.id == panel.item)
    await verdicts.decide(leader, item=panel.item, command=decision("B"))
    assert (await queries.view(officer, kind="outcome", record=outcome)).elsewhere == ""  # who decided takes it back
    seen = await queries.view(leader, kind="outcome", record=outcome)
    assert (seen.obstacle, seen.elsewhere) == (
        "这一步是随另一项决定办理的，请在那里撤销",
        f"/corrections/round_item/{panel.item}",
    )
    with pytest.raises(Conflict):
        await operations.take_back(officer, kind="outcome", record=outcome, reason=WHY)
    await operations.take_back(leader, kind="round_item", record=panel.item, reason=WHY)
    found = await outcome_queries.get(officer, outcome)
    assert (found.state, found.level) == ("screened", "")
    lines = await trail.timeline(officer, "outcome", outcome)
    assert lines[0].action == "outcome.taken_back"


async def test_an_author_cannot_take_back_and_an_outsider_sees_nothing() -> None:
    officer, made = await office(), await make_project()
    outcome = await _outcome(made, officer, "recommended")
    await outcomes.climb(
        officer, id=outcome, content=Climb(Rung.INSTRUCTED, body="区长", on=clock.today(), note="请阅")
    )
    with pytest.raises(Denied):
        await operations.take_back(made.lead, kind="outcome", record=outcome, reason=WHY)
    with pytest.raises(NotFound):
        await queries.view(await actor_as(Role.REVIEWER), kind="outcome", record=outcome)


# -- orders, topics, reports, work ----------------------------------------------------------------------------


async def test_a_closed_order_is_with_its_checkers_again_and_lights_the_project() -> None:
    made, officer, inspector = await make_project(percent=15), await office(), await actor_as(Role.INSPECTOR)
    order = await make_order(project=made.id, handler=made.lead.account, drafted_by=officer.account, state="replied")
    await orders.verify(inspector, id=order, command=VerifyOrder(passed=True, note="属实"), uploads=[pdf()])
    assert (await project_queries.head(officer, made.id)).light == "green"
    with pytest.raises(Denied, match="撤销销号由核查人办理"):
        await operations.take_back(made.lead, kind="order", record=order, reason=WHY)
    await operations.take_back(inspector, kind="order", record=order, reason=WHY)
    found = await order_queries.get(inspector, order)
    assert (found.state, found.closed_on, found.verify_note, "verify" in found.actions) == ("verifying", None, "", True)
    assert (await project_queries.head(officer, made.id)).light == "yellow"
    told = await Notice.select(Notice.account).where(Notice.rule == "correction.taken_back")
    assert {row["account"] for row in told} == {made.lead.account, officer.account}
    closed = await orders.verify(inspector, id=order, command=VerifyOrder(passed=True))
    assert closed.state == "closed"


async def test_a_publication_goes_off_the_list_while_nobody_has_claimed() -> None:
    officer = await office()
    topic = await make_topic(title="蟒蛇河水质", state="approved")
    async with db.write_tx():
        await Topic.update({Topic.closes_on: clock.today() + timedelta(days=30)}).where(Topic.id == topic)
    await topics.publish_topic(officer, id=topic, version=1)
    entry = SearchEntry.count().where((SearchEntry.kind == "topic") & (SearchEntry.record == topic))
    assert await entry == 1
    await operations.take_back(officer, kind="topic", record=topic, reason=WHY)
    found = await topic_queries.topic(officer, topic)
    assert (found.state, found.number, await entry) == ("approved", "", 0)
    assert [one.result for one in found.listings] == ["taken_back"]
    assert (await _count("topic.published"), await _count("topic.approved")) == (0, 0)


async def test_a_publication_that_a_team_answered_to_stands() -> None:
    officer, made = await office(), await make_project()
    topic = await make_topic(title="蟒蛇河水质", state="approved")
    async with db.write_tx():
        await Topic.update({Topic.closes_on: clock.today() + timedelta(days=30)}).where(Topic.id == topic)
    await topics.publish_topic(officer, id=topic, version=1)
    a = Application
    async with db.write_tx():
        await a.update({a.topic: topic, a.state: "submitted"}).where(a.id == made.application)
    with pytest.raises(Denied, match="已有1份申报在办"):
        await operations.take_back(officer, kind="topic", record=topic, reason=WHY)


async def test_an_accepted_report_goes_back_with_the_percentage_that_it_confirmed() -> None:
    made, officer = await make_project(percent=20), await office()
    report = made.reports[0]
    async with db.write_tx():
        await Report.update({Report.state: "submitted"}).where(Report.id == report)
    await reports.accept(made.mentor, id=report, version=None, percent=45)
    assert (await project_queries.head(officer, made.id)).percent == 45
    with pytest.raises(NotFound):
        await operations.take_back(await actor_as(Role.MENTOR), kind="report", record=report, reason=WHY)
    with pytest.raises(Denied, match="由项目导师或经办人撤销"):
        await operations.take_back(made.lead, kind="report", record=report, reason=WHY)
    await operations.take_back(made.mentor, kind="report", record=report, reason=WHY)
    assert (await project_queries.head(officer, made.id)).percent == 20
    found = await report_queries.get(officer, report)
    assert (found.state, found.decided_at) == ("submitted", None)


async def test_an_older_report_stands_while_a_newer_one_has_confirmed_more() -> None:
    made = await make_project(percent=20)
    async with db.write_tx():
        await Report.update({Report.state: "submitted"}).where(Report.id.is_in(made.reports[:2]))
    for report, percent in zip(made.reports[:2], (30, 45), strict=True):
        await reports.accept(made.mentor, id=report, version=None, percent=percent)
    with pytest.raises(Conflict, match="又有新的决定"):
        await operations.take_back(made.mentor, kind="report", record=made.reports[0], reason=WHY)
    for report in reversed(made.reports[:2]):
        await operations.take_back(made.mentor, kind="report", record=report, reason=WHY)
    assert (await project_queries.head(made.mentor, made.id)).percent == 20


@pytest.mark.parametrize("accept", [True, False])
async def test_the_offices_word_on_a_piece_of_work_goes_back(accept: bool) -> None:
    made, officer = await make_project(), await office()
    work = made.milestones["work"]
    m = Milestone
    async with db.write_tx():
        await m.update({m.state: "handed_in", m.handed_in_at: clock.now()}).where(m.id == work)
    await projects.accept_work_milestone(officer, id=work, version=None, accept=accept, reason="缺会商纪要")
    await operations.take_back(officer, kind="milestone", record=work, reason=WHY)
    step, _project = await project_queries.milestone(officer, work)
    assert (step.state, step.done_on, step.percent, step.reason) == ("handed_in", None, 0, "")
    with pytest.raises(Denied, match="由区委组织部经办人撤销"):
        await operations.take_back(made.mentor, kind="milestone", record=work, reason=WHY)


async def test_every_decision_keeps_what_it_moved_and_a_failed_one_keeps_nothing(leader: Actor) -> None:
    panel = await gate("closing", "kickoff")
    with pytest.raises(Conflict):
        await verdicts.decide(leader, item=panel.item, command=decision("passed", grade="good"))
    assert (await Ruling.count(), await RulingChange.count()) == (0, 0)
