# SPDX-License-Identifier: MIT
"""How a project's months go: gates, reports, reviews, in the order of their days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from research.projects import operations as projects
from research.projects import operations_plan as project_plans
from research.projects import queries as project_queries
from research.projects.schemas import ProjectView, RecordActual
from research.reports import operations as reports
from research.reports import operations_coordination as matters
from research.reports import queries as report_queries
from research.reports import queries_coordination as matter_queries
from research.reports.schemas import AnswerMatter, CloseMatter, Submission
from reviews.rubrics.states import Kind
from thinktank.demo import chapters
from thinktank.demo.cast import Cast, Step
from thinktank.demo.stories import Story
from thinktank.kernel.actor import Actor, system

HALF = 50
RECENT = 32
BEHIND = 20
ANSWERED_AFTER = 12  # days
MATTERS = {
    "mangshe": "请协调区水务局提供近三年水质断面数据。",
    "water": "请协调区文化广电和旅游局开放线路沿线场馆。",
    "digital": "请协调区工业和信息化局组织20家样本企业入企诊断。",
    "team": "请协调区科学技术局明确场景开放清单的牵头科室。",
    "village": "请协调区农业农村局核实村级资产登记口径。",
    "health": "请协调区卫生健康委员会开通两个社区的随访数据接口。",
    "elderly": "请协调区住房和城乡建设局提供小区竣工图。",
}
REVIEWS = {
    Kind.KICKOFF: (83, "passed", ""),
    Kind.MIDTERM: (85, "on_track", ""),
    Kind.CLOSING: (87, "passed", "good"),
}
DECISIONS = {"kickoff": "通过", "midterm": "进度正常", "closing": "通过"}


async def gates(cast: Cast, story: Story, project: ProjectView, today: date) -> list[Step]:
    """The hand-ins and decisions of the gates that are behind the project, and of the work before them."""
    plan = await project_queries.milestones(project.id)
    gates = [step for step in plan if step.kind in DECISIONS][: story.gates]
    last = gates[-1].due_on if gates else project.starts_on
    lead = cast.members[story.lead]
    steps = []
    for work in plan:
        if work.kind == "work" and work.due_on <= (last if story.lag > BEHIND else today - timedelta(days=10)):
            steps.append(Step(work.due_on - timedelta(days=2), partial(hand_in, lead, work.id, work.title)))
            steps.append(Step(work.due_on, partial(_accept_work, cast.officer, work.id)))
    for gate in gates:
        day = min(gate.due_on, today - timedelta(days=8))
        steps.append(Step(day - timedelta(days=5), partial(hand_in, lead, gate.id, gate.title)))
        if story.key == "mangshe":
            steps.append(Step(day, partial(_review, cast, gate.id, Kind(gate.kind))))
        else:
            steps.append(Step(day, partial(_decide, cast.leader, gate.id, gate.kind)))
    ended = any(gate.kind == "closing" for gate in gates)
    day = min(today - timedelta(days=9), gates[-1].due_on - timedelta(days=6) if ended else today)
    spent = (day - project.starts_on).days * 100 // max(1, (project.due_on - project.starts_on).days)
    share = 100 if ended else max(5, min(95, spent - story.lag))
    if day > project.starts_on:
        steps.append(Step(day, partial(_count, lead, project.id, share)))
    return steps


async def _count(lead: Actor, project: int, share: int) -> None:
    """Note how far each target is, in whole numbers."""
    for target in (await project_queries.get(lead, project)).indicators:
        value = Decimal(int(target.target * share / 100))
        if value:
            command = RecordActual(actual=value, note="按走访登记表和台账累计，去除重复", nonsecret=True)
            await project_plans.record_actual(lead, indicator=target.id, command=command)


async def _review(cast: Cast, gate: int, kind: Kind) -> None:
    """A review of the first project: five sheets, the mean without extremes, the decision."""
    office = cast.office
    base, word, grade = REVIEWS[kind]
    item = await chapters.open_review(office, milestone=gate, kind=kind, title=f"重大课题{kind.label}")
    await chapters.score(office, item=item, kind=kind, base=base)
    await chapters.decide(office, item=item, decision=word, grade=grade)


async def _accept_work(officer: Actor, milestone: int) -> None:
    await projects.accept_work_milestone(officer, id=milestone, version=None)


async def hand_in(lead: Actor, gate: int, title: str) -> None:
    """Hand in a milestone with a short note."""
    await projects.hand_in(lead, id=gate, version=None, note=f"{title}材料已备齐，对照任务书逐项自查。")


async def _decide(leader: Actor, gate: int, kind: str) -> None:
    await projects.record_decision(leader, milestone=gate, decision=DECISIONS[kind], score=88.6, note="同意")


async def due_reports(cast: Cast, story: Story, project: ProjectView, today: date) -> list[Step]:
    """What becomes of each due period."""
    periods = sorted(await report_queries.for_project(system("demo"), project.id), key=lambda report: report.seq)
    steps = []
    for report, fate in zip(periods, story.reports, strict=False):
        day = (
            (report.grace_on or report.due_on) + timedelta(days=1) if fate == "l" else report.due_on - timedelta(days=3)
        )
        if fate in "sr":
            day = min(day, max(report.opens_on, today - timedelta(days=3)))
        if fate == "m" or day >= today or report.opens_on >= today:
            continue
        later = min(day + timedelta(days=2), today)
        percent = await _pace(project.id, story, later, today)
        steps.append(Step(day, partial(_submit, cast.members[story.lead], story, report.id, percent)))
        if fate in "al":
            steps.append(Step(later, partial(_accept, cast.mentor, report.id, percent)))
        if percent > HALF and (today - later).days > ANSWERED_AFTER:
            steps.append(Step(later + timedelta(days=3), partial(_settle, cast, cast.members[story.lead], report.id)))
        if fate == "r":
            steps.append(Step(later, partial(_return, cast.mentor, report.id)))
    return steps


async def _pace(project: int, story: Story, day: date, today: date) -> int:
    """The progress of a day, so that it ends as far behind today's plan as the story says."""
    planned = await project_queries.plan_percent(project, day)
    now = max(1, await project_queries.plan_percent(project, today))
    share = max(0, now - story.lag) / now
    recent = (today - day).days < RECENT
    return round((now if recent else planned) * share)


async def _accept(mentor: Actor, report: int, percent: int) -> None:
    await reports.accept(mentor, id=report, version=None, percent=percent, note="数据扎实，继续推进")


async def _settle(cast: Cast, lead: Actor, report: int) -> None:
    """Answer what a report asked to be coordinated, and close it."""
    found = await matter_queries.listed(cast.officer, waiting=True)
    for item in [one for one in found if one.report == report]:
        answer = AnswerMatter(answer="已协调区统计局，数据三天内提供，联系人见站内消息")
        await matters.answer(cast.officer, id=item.id, command=answer)
        await matters.close(lead, id=item.id, command=CloseMatter(note="数据已收到"))


async def _return(mentor: Actor, report: int) -> None:
    await reports.return_(mentor, id=report, version=None, reason="请补写访谈团队的数量和分类")


async def _submit(lead: Actor, story: Story, report: int, percent: int) -> None:
    content = Submission(
        progress=f"按任务书推进{story.work[0]}，已完成约{percent}%，数据台账同步更新。",
        problems="个别部门数据口径不一致，正在比对。",
        next_steps="继续入户走访，月底前形成阶段材料。",
        coordination=MATTERS.get(story.key, "请协调有关部门提供数据。") if percent > HALF else "",
        percent=percent,
        nonsecret=True,
    )
    await reports.submit(lead, id=report, report=content)
