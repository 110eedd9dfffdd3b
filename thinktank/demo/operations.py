# SPDX-License-Identifier: MIT
"""Filling a sample district: every step goes through the operations that people use, on the day it happened."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from research.applications import operations as applications
from research.applications import operations_team as teams
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    IndicatorContent,
    Invite,
    MilestoneContent,
    ProductContent,
)
from research.applications.states import ProductForm
from research.outcomes.states import Kind as OutcomeKind
from research.outcomes.states import Rung
from research.projects import operations as projects
from research.projects import queries as project_queries
from research.projects.schemas import ProjectView
from research.reports import jobs as report_jobs
from research.topics.schemas_topics import TargetContent, TopicDraft
from research.topics.states import Level, StepKind
from reviews.rubrics.states import Kind
from reviews.supervision import operations_cycles as inspections
from reviews.supervision.states import OrderKind
from thinktank.demo import (
    applying,
    candidates,
    changing,
    chapters,
    deciding,
    ended,
    granting,
    handing,
    judged,
    ledgers,
    mentoring,
    office,
    people,
    personal,
    postings,
    problems,
    replies,
    reviewing,
    selection,
    staffing,
    templates_of_papers,
)
from thinktank.demo.cast import Cast, gather, on
from thinktank.demo.months import due_reports, gates, hand_in
from thinktank.demo.stories import OPEN_TOPICS, STORIES, Story
from thinktank.identity import passwords
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.calendar import OFFICIAL

FIRST_DAY = 330
NOTICE = 8  # days by which a topic is out earlier than its story counts, for the list and its notice
BEGINS = 20 + NOTICE  # days from the list of topics to the signatures
OUTCOMES = {
    "mangshe": (
        ("蟒蛇河流域一口一策治理方案", OutcomeKind.POLICY, Rung.PROMOTED),
        ("蟒蛇河沿线养殖尾水治理调研报告", OutcomeKind.REPORT, Rung.ADOPTED),
        ("河长制巡查数据集", OutcomeKind.DATASET, Rung.EVALUATED),
    ),
    "water": (
        ("里下河水文化资源名录", OutcomeKind.DATASET, Rung.APPLYING),
        ("水文化精品线路运营建议", OutcomeKind.ADVICE, Rung.RECOMMENDED),
    ),
    "digital": (("制造企业诊断清单", OutcomeKind.TOOL, Rung.SCREENED),),
    "team": (("场景开放机制建议", OutcomeKind.ADVICE, Rung.REGISTERED),),
}


async def fill() -> list[str]:
    """Fill an empty, migrated database with the sample district; return what it holds, in words.

    Conflict when there is a district already: the demo never mixes with real data.
    """
    today = clock.today()
    with on(today - timedelta(days=FIRST_DAY)), passwords.cheaply():  # the page of the demo's way in shows them
        cast = await gather()
        await office.open_years(cast.officer, today=today)
    running, made = {}, {}
    for story in STORIES:
        project = made[story.key] = await _play(cast, story, today)
        if story.key in replies.PROJECTS:
            running[project] = cast.members[story.lead]
    open_topics = await _open_topics(cast, today)
    await applying.play(cast, topics=open_topics[:3], sealed=open_topics[-1], today=today)
    await selection.fill(cast, today)
    await granting.play(cast, today)
    await candidates.fill(cast, today)
    await postings.play(cast)
    await mentoring.play(cast)
    await _keep_up()
    await judged.play(cast, today=today)
    leads = {story.key: cast.members[story.lead] for story in STORIES}
    await changing.play(cast, projects=made, leads=leads, today=today)
    await ended.play(cast, running=made, leads=leads, today=today)
    await inspections.lay_out(system("演示"))
    await office.settle(cast.officer, today=today)
    await templates_of_papers.settle(cast.officer, today=today)
    await personal.settle(cast, today=today)
    await handing.settle(cast, today=today)
    await staffing.play(cast, today=today)
    await reviewing.settle(cast, today=today)
    await deciding.play(cast, today)
    await replies.play(cast, projects=running, today=today)
    await ledgers.settle(cast, today=today)
    return [f"{people.COUNT}名智库成员", f"{len(STORIES)}个重大项目", f"{len(OPEN_TOPICS)}个在榜课题"]


async def _play(cast: Cast, story: Story, today: date) -> int:
    published = today - timedelta(days=story.age + NOTICE)
    lead = cast.members[story.lead]
    with on(published):
        topic = await selection.put_out(cast, _topic(story, published + timedelta(days=9)))
    with on(published + timedelta(days=5)):
        draft = await applications.save_application(lead, topic=topic.id, content=_application(story, published))
        for place in story.team:
            await _join(cast, lead, draft.id, cast.talents[place])
        handed_in = await applications.submit_application(
            lead, topic=topic.id, content=_again(_application(story, published), draft.version)
        )
    listed = published + timedelta(days=10)
    with on(listed):
        accepted = await applications.accept_application(cast.officer, id=handed_in.id, version=None)
    title = f"{listed.year}年{story.direction.label}方向拟立项名单"
    project = await granting.through_list(cast, accepted.id, day=listed, title=title)
    if not story.signed:
        return project.id
    with on(published + timedelta(days=BEGINS)):
        await projects.confirm_agreement(lead, id=project.id, side="lead")
        await projects.confirm_agreement(cast.officer, id=project.id, side="unit", reason="单位已在纸质件上盖章")
        project = await projects.confirm_agreement(cast.officer, id=project.id, side="office")
    steps = [*await gates(cast, story, project, today), *await due_reports(cast, story, project, today)]
    for step in sorted(steps, key=lambda step: step.day):
        with on(step.day):
            await _keep_up()
            await step.run()
    await _afterwards(cast, story, project, today)
    return project.id


async def _afterwards(cast: Cast, story: Story, project: ProjectView, today: date) -> None:
    """The reviews, inspections and outcomes that stand beside some projects today."""
    staff, lead = cast.office, cast.members[story.lead]
    with on(today - timedelta(days=7)):
        if story.key == "village":
            finding = "名录核对完成32/87村，抱团项目尚未包装，连续两期未报。"
            await chapters.inspect(staff, project=project.id, title="秋季实地督查", finding=finding)
            await chapters.order(
                staff,
                project=project.id,
                matter="加快87个村资源核对",
                problem=finding,
                days=10,
                kind=OrderKind.SUPERVISION,
                helped_by=cast.liaison.unit or 0,
            )
        if story.key == "digital":
            gate = next(step for step in await project_queries.milestones(project.id) if step.kind == "midterm")
            await hand_in(lead, gate.id, gate.title)
            item = await chapters.open_review(staff, milestone=gate.id, kind=Kind.MIDTERM, title="重大课题中期检查")
            await chapters.score(staff, item=item, kind=Kind.MIDTERM, base=82, seats=(1, 2))
            late = await chapters.order(
                staff, project=project.id, matter="样本企业诊断滞后", problem="应诊断40家，实际21家。", days=12,
                kind=OrderKind.SUPERVISION, helped_by=cast.liaison.unit or 0,
            )  # fmt: skip
            await chapters.help_out(cast.liaison, order=late)
            await chapters.answer(lead, order=late)
        if story.key == "water":
            await chapters.inspect(staff, project=project.id, title="线路试运营督查", finding="资料齐全，试运营有序。")
    if story.key == "water":
        await _reminded(cast, project, lead, today)
    with on(today - timedelta(days=2)):
        if story.key in {"water", "digital"}:
            days = 3 if story.key == "water" else 9
            await chapters.plan_visit(staff, project=project.id, title="年末实地督查", days=days)
    await problems.fill(staff, lead, key=story.key, project=project.id, today=today)
    if story.key in OUTCOMES:
        await _outcomes(cast, story, project, today)


async def _reminded(cast: Cast, project: ProjectView, lead: Actor, today: date) -> None:
    """A reminder of some weeks ago that was answered, checked and closed."""
    with on(today - timedelta(days=34)):
        letter = await chapters.order(
            cast.office, project=project.id, matter="补报线路沿线安全责任清单", problem="清单缺3处临水点位的责任单位。",
            days=12, kind=OrderKind.REMINDER, helped_by=cast.liaison.unit or 0,
        )  # fmt: skip
    with on(today - timedelta(days=27)):
        await chapters.answer(lead, order=letter)
    with on(today - timedelta(days=25)):
        await chapters.close_order(cast.office, order=letter)


async def _outcomes(cast: Cast, story: Story, project: ProjectView, today: date) -> None:
    authors = [cast.talents[place] for place in (story.lead, *story.team[:2])]
    units = [cast.units["大纵湖镇人民政府"], cast.units["楼王镇人民政府"]]
    for title, kind, upto in OUTCOMES[story.key]:
        with on(today - timedelta(days=6)):
            outcome = await chapters.register(cast.office, project=project.id, title=title, kind=kind, authors=authors)
            if upto != Rung.REGISTERED:
                day = clock.today()
                await chapters.climb(cast.office, outcome=outcome, upto=upto, day=day, units=units)


async def _keep_up() -> None:
    """Run the periodic work that would have run by this day."""
    for job in report_jobs.JOBS:
        await job.work(job.actor)


def _topic(story: Story, closes_on: date) -> TopicDraft:
    return TopicDraft(
        title=story.title,
        direction=story.direction,
        level=Level.MAJOR,
        background=f"区委青年人才智库年度重大课题，需求来自一线单位。{story.problem}",
        problem=story.problem,
        goal=story.goal,
        effect=story.effect,
        deliverable="调研报告、实施方案",
        conditions="在库成员牵头，课题组不超过5人，所在单位支持",
        contact="区委组织部人才科",
        months=story.months,
        closes_on=OFFICIAL.next_workday(closes_on),
        indicators=[TargetContent(name, unit, Decimal(target)) for name, unit, target in story.targets],
    )


def _application(story: Story, published: date) -> ApplicationDraft:
    start = OFFICIAL.next_workday(published + timedelta(days=BEGINS))
    return ApplicationDraft(
        problem=story.problem,
        goal=story.goal,
        effect=story.effect,
        approach="走访沿线单位和群众，问卷与座谈结合，选点试行后完善。",
        basis="课题组成员均在一线岗位，单位提供数据和场地支持。",
        content="一是摸清现状和需求；二是分析成因和堵点；三是提出可操作的对策，选点试行。",
        indicators=[IndicatorContent(name, unit, Decimal(target)) for name, unit, target in story.targets],
        milestones=_plan(story, start),
        products=[ProductContent(ProductForm.REPORT, f"{story.title}调研报告"[:80])],
        nonsecret=True,
        pledge=True,
    )


async def _join(cast: Cast, lead: Actor, application: int, talent: int) -> None:
    """Ask somebody in, whose answer the office enters from paper."""
    asked = await teams.invite(lead, application=application, command=Invite(talent, "调研与数据"))
    await teams.answer(cast.officer, id=asked.id, command=Answer(accept=True, reason="书面同意"))


def _again(draft: ApplicationDraft, version: int) -> ApplicationDraft:
    return msgspec.structs.replace(draft, version=version)


def _plan(story: Story, start: date) -> list[MilestoneContent]:
    """Three gates and the work between them, spread over the term, due on working days."""
    term = story.months * 30

    def day(share: float) -> date:
        return OFFICIAL.next_workday(start + timedelta(days=round(term * share)))

    works = [
        MilestoneContent(StepKind.WORK, title, "形成书面材料并经导师确认", day(0.12 + 0.3 * n), day(0.42 + 0.3 * n))
        for n, title in enumerate(story.work)
    ]
    return [
        MilestoneContent(StepKind.KICKOFF, "开题", "专家论证通过", start, day(0.12)),
        works[0],
        MilestoneContent(StepKind.MIDTERM, "中期", "完成阶段任务并提交中期报告", day(0.12), day(0.5)),
        *works[1:],
        MilestoneContent(StepKind.CLOSING, "结题", "指标完成，提交研究报告和专报", day(0.5), day(1)),
    ]


async def _open_topics(cast: Cast, today: date) -> list[int]:
    """Put topics on the list that can be claimed, the last one sealed; return them."""
    made = []
    for place, (title, direction, problem) in enumerate(OPEN_TOPICS, start=1):
        with on(today - timedelta(days=6)):
            content = TopicDraft(
                title=title, direction=direction, level=Level.KEY, background=problem, problem=problem,
                goal="提出可操作的办法并选点试行", effect="有关单位采用，群众和企业得实惠",
                deliverable="对策建议", contact="区委组织部人才科", months=6,
                closes_on=OFFICIAL.next_workday(today + timedelta(days=20)), sealed=place == len(OPEN_TOPICS),
            )  # fmt: skip
            made.append((await selection.put_out(cast, content)).id)
    return made
