# SPDX-License-Identifier: MIT
"""The main story through operations: from an empty database to an outcome promoted to two units, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest

from research.outcomes import operations_pilots as pilots
from research.outcomes import operations_promotion as promotion
from research.outcomes import queries as outcome_queries
from research.outcomes.schemas import PilotPlan, Takeover
from research.outcomes.states import Kind as OutcomeKind
from research.outcomes.states import Rung
from research.projects import operations as projects
from research.projects import queries as project_queries
from research.projects.schemas import ProjectView
from research.reports import jobs as report_jobs
from research.reports import operations as reports
from research.reports import queries as report_queries
from reviews.rounds import operations as rounds
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import Assign
from reviews.rubrics.states import Kind
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring import queries as sheets
from reviews.scoring.schemas import DraftDecision
from reviews.supervision import operations_orders as orders
from reviews.supervision import queries as supervision
from reviews.supervision import queries_lights
from reviews.supervision.schemas import VerifyOrder
from reviews.supervision.states import OrderKind
from tests.support import story
from tests.support.story import Cast
from thinktank.app import wire
from thinktank.cockpit import queries as cockpit
from thinktank.demo import chapters
from thinktank.files import store
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.placement import queries as placements
from thinktank.settings import Settings
from thinktank.talents import queries as bank
from thinktank.talents.schemas import Filter
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "wired"), pytest.mark.postgres]


@pytest.fixture
async def wired(settings: Settings) -> AsyncIterator[None]:
    wire()
    store.configure(settings)
    yield
    events.subscribe([])


@pytest.fixture
def calendar(frozen: FrozenClock) -> FrozenClock:
    """The clock that the story moves."""
    return frozen


async def said(actor: Actor, kind: str, id_: int) -> set[str]:
    return {line.action for line in await trail.timeline(actor, kind, id_)}


async def test_from_a_roster_to_a_promoted_outcome(calendar: FrozenClock) -> None:
    cast = await people_and_directions()
    project = await claimed_and_signed(cast, calendar)
    await reported(cast, project, calendar)
    await gates(cast, project, calendar, ("kickoff", "work", "midterm"))
    await inspected_and_ordered(cast, project)
    await gates(cast, project, calendar, ("closing",))
    assert (await project_queries.get(cast.office.officer, project.id)).stage == "closed"
    await promoted(cast, project)
    await on_the_cockpit(cast, project)
    await proven()


async def people_and_directions() -> Cast:
    office, mentor, units = await story.set_up()
    done = await story.take_in(office.officer)
    assert done.added == story.PEOPLE
    assert len(await bank.ids_of(office.officer, Filter(state="submitted"), limit=200)) == story.PEOPLE
    overridden = await story.settle_directions(office.officer)
    placed = await placements.get(office.officer, overridden)
    assert placed.direction != placed.proposed
    assert placed.current is not None
    assert placed.current.reason == "本人近两年主要负责这项工作"
    assert {board.direction for board in await placements.boards(office.officer) if board.people} != set()
    assert {"talent.imported", "talent.placed"} <= await said(office.officer, "talent", overridden)
    return await story.gather_cast(office, mentor, units)


async def claimed_and_signed(cast: Cast, calendar: FrozenClock) -> ProjectView:
    topic = await story.publish(cast.office.officer, cast.office.leader)
    assert topic.state == "published"
    handed_in = await story.apply(cast.lead, topic.id, cast.talents[1:3])
    calendar.advance(days=7)
    project = await story.grant_and_sign(cast, handed_in.id, calendar)
    assert project.stage == "kickoff"
    periods = await report_queries.for_project(cast.lead, project.id)
    assert len(periods) >= 5
    assert "topic.published" in await said(cast.office.officer, "topic", topic.id)
    assert await said(cast.office.officer, "application", handed_in.id)
    assert await said(cast.office.officer, "project", project.id)
    return project


async def reported(cast: Cast, project: ProjectView, calendar: FrozenClock) -> None:
    first = min(await report_queries.for_project(cast.lead, project.id), key=lambda one: one.seq)
    calendar.at = clock.noon_of(max(first.opens_on, clock.today()))
    await report_jobs.open_due(system("jobs"))
    await reports.submit(cast.lead, id=first.id, report=story.submission())
    await reports.return_(cast.mentor, id=first.id, version=None, reason="请补写排口数量")
    again = await report_queries.get(cast.lead, first.id)
    assert (again.state, again.reason) == ("returned", "请补写排口数量")
    await reports.submit(cast.lead, id=first.id, report=story.submission("摸底排口42处，台账已建。"))
    await reports.accept(cast.mentor, id=first.id, version=None, percent=12)
    assert (await project_queries.get(cast.lead, project.id)).percent == 12
    assert {"report.submitted", "report.returned", "report.accepted"} <= await said(cast.lead, "report", first.id)


async def gates(cast: Cast, project: ProjectView, calendar: FrozenClock, kinds: tuple[str, ...]) -> None:
    """Hand in steps of the plan; each gate is reviewed in a round with five reviewers."""
    words = {"kickoff": "passed", "midterm": "on_track", "closing": "passed"}
    plan = [step for step in await project_queries.milestones(project.id) if step.kind in kinds]
    for step in sorted(plan, key=lambda one: one.due_on):
        calendar.at = max(calendar.at, clock.noon_of(step.due_on - timedelta(days=1)))
        await projects.hand_in(cast.lead, id=step.id, version=None, note="材料齐备")
        if step.kind == "work":
            await projects.accept_work_milestone(cast.office.officer, id=step.id, version=None)
            continue
        await reviewed(cast, step.id, Kind(step.kind), words[step.kind])


async def reviewed(cast: Cast, milestone: int, kind: Kind, word: str) -> None:
    office = cast.office
    item = await chapters.open_review(office, milestone=milestone, kind=kind, title=f"{kind}评审")
    await conflicts_are_refused(cast, item)
    await chapters.score(office, item=item, kind=kind, base=88, seats=range(4))
    assert (await sheets.result(office.officer, item)).summary is None
    await nobody_sees_anothers_sheet(office, item)
    await chapters.score(office, item=item, kind=kind, base=88, seats=[4])
    found = await sheets.result(office.officer, item)
    assert found.summary is not None
    assert found.summary.trimmed
    assert found.summary.spread is not None
    totals = sorted(row.sheet.total for row in found.rows if row.sheet.total is not None)
    assert len(totals) == 5
    assert abs(found.summary.decided - sum(totals[1:-1], Decimal()) / 3) < 0.01
    command = DraftDecision(word, "同意专家组意见", grade="excellent" if kind is Kind.CLOSING else "")
    await verdicts.decide(office.leader, item=item, command=command)
    assert {"round_item.assigned", "round_item.decided"} <= await said(office.officer, "round_item", item)


async def conflicts_are_refused(cast: Cast, item: int) -> None:
    """Who is on the team, in the lead's unit or its mentor is not assigned, and the reason is named."""
    for barred in (cast.partner, cast.neighbour, cast.mentor):
        with pytest.raises(Invalid) as refused:
            await rounds.assign(cast.office.officer, id=item, command=Assign([barred.account]))
        assert "须回避" in refused.value.fields["reviewers"]


async def nobody_sees_anothers_sheet(office: chapters.Office, item: int) -> None:
    first, second = office.reviewers[:2]
    theirs = next(task.id for task in await round_queries.desk(second) if task.item == item)
    with pytest.raises(NotFound):
        await sheets.desk(first, theirs)
    with pytest.raises((NotFound, Denied)):
        await sheets.result(first, item)


async def inspected_and_ordered(cast: Cast, project: ProjectView) -> None:
    office = cast.office
    checkpoint = await chapters.inspect(office, project=project.id, title="实地督查", finding="档案不全")
    light = await queries_lights.light_of(office.officer, project.id)
    assert light.reason
    order = await chapters.order(
        office, project=project.id, matter="补齐档案", problem="档案不全", days=10, kind=OrderKind.SUPERVISION
    )
    await chapters.answer(cast.lead, order=order)
    with pytest.raises(Denied):
        await orders.verify(cast.lead, id=order, command=VerifyOrder(passed=True, note="属实"))
    await chapters.close_order(office, order=order)
    assert (await supervision.get(office.officer, order)).state == "closed"
    assert await said(office.officer, "checkpoint", checkpoint)
    steps = await said(office.officer, "order", order)
    assert {"order.receive", "order.replied", "order.closed"} <= steps


async def promoted(cast: Cast, project: ProjectView) -> None:
    office, today = cast.office, clock.today()
    id_ = await chapters.register(
        office, project=project.id, title="蟒蛇河一口一策治理方案", kind=OutcomeKind.POLICY, authors=cast.talents[:2]
    )
    await chapters.climb(office, outcome=id_, upto=Rung.APPLIED, day=today, units=cast.units[2:])
    with pytest.raises(Invalid):
        plan = PilotPlan(cast.units[2], "建设示范点并授牌", today, today + timedelta(days=60))
        await pilots.start_pilot(office.officer, id=id_, content=plan)
    await chapters.pilot(office.officer, id_, today, cast.units[2:])
    for unit in cast.units[2:]:
        content = Takeover(
            unit=unit, channel="现场会", adaptation="按河网密度调整频次", effect="整治排口42处", on=today
        )
        await promotion.replicate(office.officer, id=id_, content=content)
    assert (await outcome_queries.get(office.officer, id_)).state == "promoted"
    steps = await said(office.officer, "outcome", id_)
    assert {f"outcome.{rung}" for rung in (*chapters.LADDER, "registered", "promoted", "replicated")} <= steps


async def on_the_cockpit(cast: Cast, project: ProjectView) -> None:
    found = await cockpit.overview(cast.office.leader)
    figures = {figure.key: figure.value for figure in found.figures}
    assert figures["talents"] == str(story.PEOPLE)
    assert figures["adopted"] == "1"
    assert figures["orders"] == "0"
    assert [step.n for step in found.funnel] == [1] * len(found.funnel)
    assert "project.light" in await said(cast.office.officer, "project", project.id)


async def proven() -> None:
    """The chain holds, and a tampered copy names the first entry that was touched."""
    assert (await trail.verify()).ok
    await db.raw("UPDATE trail_entry SET actor = 999 WHERE seq IN (40, 90)")
    verdict = await trail.verify()
    assert (verdict.ok, verdict.broken) == (False, 40)
