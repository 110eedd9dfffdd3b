# SPDX-License-Identifier: MIT
"""Filling a sample district: every step goes through the operations that people use, on the day it happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import msgspec

from research.outcomes.states import Kind as OutcomeKind
from research.outcomes.states import Rung
from research.projects import operations as projects
from research.projects import queries as project_queries
from research.projects.schemas import ProjectView
from research.reports import jobs as report_jobs
from research.reports import operations as reports
from research.reports import queries as report_queries
from research.reports.schemas import Submission
from research.topics import operations as topics
from research.topics import operations_applications as applications
from research.topics.schemas import (
    ApplicationDraft,
    IndicatorContent,
    MemberContent,
    MilestoneContent,
    TopicDraft,
)
from research.topics.states import Level, StepKind
from reviews.rubrics import operations as rubrics
from reviews.rubrics.states import Kind
from reviews.supervision.states import OrderKind
from thinktank.demo import chapters, people
from thinktank.demo.stories import OPEN_TOPICS, STORIES, Story
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.identity.schemas import Activate, NewAccount, NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict
from thinktank.placement import operations as placement
from thinktank.placement.schemas import ConfirmProposals
from thinktank.talents import importing
from thinktank.talents import operations as talents
from thinktank.talents import queries as bank
from thinktank.talents.schemas import CommitImport

PASSWORD = "demo-Youth-2026"  # noqa: S105 -- printed on the demo's sign-in page, refused off loopback
FIRST_DAY = 330
HALF = 50
RECENT = 32
BEHIND = 20
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
DECISIONS = {"kickoff": "通过", "midterm": "进度正常", "closing": "通过"}
STAFF = (
    ("jingban", "王丙", Role.OFFICER, people.DEPARTMENT, "人才科科员"),
    ("lingdao", "沈乙", Role.DEPT_LEADER, people.DEPARTMENT, "副部长"),
    ("ducha", "陆丁", Role.INSPECTOR, people.DEPARTMENT, "督查专员"),
    ("ducha2", "葛戊", Role.INSPECTOR, people.DEPARTMENT, "督查专员"),
    ("daoshi", "何午", Role.MENTOR, "江海大学", "教授"),
    ("zhuanjia1", "严甲", Role.REVIEWER, "江海大学", "研究员"),
    ("zhuanjia2", "华卯", Role.REVIEWER, "市社科院", "研究员"),
    ("zhuanjia3", "金辰", Role.REVIEWER, "市委党校", "教授"),
    ("zhuanjia4", "魏巳", Role.REVIEWER, "市规划设计院", "高级工程师"),
    ("zhuanjia5", "陶未", Role.REVIEWER, "新洋工学院", "副教授"),
    ("zhuanjia6", "姜申", Role.REVIEWER, "市农科院", "研究员"),
    ("lianluo", "谢酉", Role.LIAISON, "区住房和城乡建设局", "人事科科长"),
)
OUTSIDE = ("江海大学", "市社科院", "市委党校", "市规划设计院", "新洋工学院", "市农科院")


class Cast(msgspec.Struct):
    """Who plays in the demo."""

    officer: Actor
    leader: Actor
    mentor: Actor
    reviewers: list[Actor]
    inspectors: list[Actor]
    members: dict[int, Actor]  # place in the ledger → the member's account
    talents: list[int]  # place in the ledger → talent
    units: dict[str, int]

    @property
    def office(self) -> chapters.Office:
        """Those of them who review, check and decide."""
        return chapters.Office(self.officer, self.leader, self.reviewers, self.inspectors)


class Step(msgspec.Struct):
    """Something that somebody does on a day."""

    day: date
    run: Callable[[], Awaitable[None]]


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """Let it be an hour of a past working day."""
    with clock.using(FrozenClock(clock.noon_of(OFFICIAL.next_workday(day), hour=hour))):
        yield


async def fill() -> list[str]:
    """Fill an empty, migrated database with the sample district; return what it holds, in words.

    Conflict when there is a district already: the demo never mixes with real data.
    """
    today = clock.today()
    with on(today - timedelta(days=FIRST_DAY)):
        cast = await _people()
    for story in STORIES:
        await _play(cast, story, today)
    await _open_topics(cast, today)
    await _keep_up()
    return [f"{people.COUNT}名智库成员", f"{len(STORIES)}个重大项目", f"{len(OPEN_TOPICS)}个在榜课题"]


# -- people -----------------------------------------------------------------------------------------------------


async def _people() -> Cast:
    setup = system("demo")
    root = await identity.create_root(setup, name=people.DISTRICT)
    units = {name: await _unit(setup, root, name) for name in (people.DEPARTMENT, *OUTSIDE, *people.UNITS)}
    actors = {
        login: await _account(login, name, role, units[unit], post, root) for login, name, role, unit, post in STAFF
    }
    await rubrics.ship()
    officer = actors["jingban"]
    batch = await importing.upload(officer, filename="青年人才台账（样例）.xlsx", content=people.ledger())
    await importing.commit(
        officer,
        id=batch.id,
        command=CommitImport("members", version=batch.version, admitted_on=clock.today(), unclassified=True),
    )
    await placement.confirm(officer, command=ConfirmProposals(all=True))
    listed = await _ledger_ids(officer)
    members = {
        story.lead: await _member(officer, listed[story.lead], f"chengyuan{n}") for n, story in enumerate(STORIES, 1)
    }
    return Cast(
        officer=officer,
        leader=actors["lingdao"],
        mentor=actors["daoshi"],
        reviewers=[actors[f"zhuanjia{n}"] for n in range(1, 7)],
        inspectors=[actors["ducha"], actors["ducha2"]],
        members=members,
        talents=listed,
        units=units,
    )


async def _unit(actor: Actor, root: int, name: str) -> int:
    return await identity.create_unit(actor, command=NewUnit(name=name, parent=root))


async def _account(login: str, name: str, role: Role, unit: int, post: str, root: int) -> Actor:
    whole = role in {Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR}
    command = NewAccount(login=login, name=name, unit=unit, role=role, post=post, scope=root if whole else None)
    issued = await identity.create_account(system("demo"), command=command, demo=True)
    await identity.activate(token=issued.token, command=Activate(PASSWORD, PASSWORD, consent=True))
    return await accounts.actor_of(issued.account)


async def _ledger_ids(officer: Actor) -> list[int]:
    """The talents in the order of the ledger."""
    return [(await bank.pickable(officer, name))[0].id for name in people.names()]


async def _member(officer: Actor, talent: int, login: str) -> Actor:
    issued = await talents.open_account(officer, id=talent, login=login)
    await identity.activate(token=issued.token, command=Activate(PASSWORD, PASSWORD, consent=True))
    return await accounts.actor_of(issued.account)


# -- a project's story --------------------------------------------------------------------------------------------


async def _play(cast: Cast, story: Story, today: date) -> None:
    published = today - timedelta(days=story.age)
    lead = cast.members[story.lead]
    with on(published):
        topic = await topics.draft_topic(cast.officer, content=_topic(story, published + timedelta(days=14)))
        await topics.publish_topic(cast.officer, id=topic.id, version=topic.version)
    with on(published + timedelta(days=5)):
        draft = await applications.save_application(lead, topic=topic.id, content=_application(cast, story, published))
        handed_in = await applications.submit_application(
            lead, topic=topic.id, content=_again(_application(cast, story, published), draft.version)
        )
    with on(published + timedelta(days=16)):
        accepted = await applications.accept_application(cast.officer, id=handed_in.id, version=None)
        project = await projects.grant(cast.leader, application=accepted.id, mentors=[cast.mentor.account])
    if not story.signed:
        return
    with on(published + timedelta(days=20)):
        await projects.confirm_agreement(lead, id=project.id, side="lead")
        await projects.confirm_agreement(cast.officer, id=project.id, side="unit", reason="单位已在纸质件上盖章")
        project = await projects.confirm_agreement(cast.officer, id=project.id, side="office")
    steps = [*await _gates(cast, story, project, today), *await _reports(cast, story, project, today)]
    for step in sorted(steps, key=lambda step: step.day):
        with on(step.day):
            await _keep_up()
            await step.run()
    await _afterwards(cast, story, project, today)


async def _afterwards(cast: Cast, story: Story, project: ProjectView, today: date) -> None:
    """The reviews, inspections and outcomes that stand beside some projects today."""
    office, lead = cast.office, cast.members[story.lead]
    with on(today - timedelta(days=7)):
        if story.key == "village":
            finding = "名录核对完成32/87村，抱团项目尚未包装，连续两期未报。"
            await chapters.inspect(office, project=project.id, title="秋季实地督查", finding=finding)
            await chapters.order(
                office,
                project=project.id,
                matter="加快87个村资源核对",
                problem=finding,
                days=10,
                kind=OrderKind.SUPERVISION,
            )
        if story.key == "digital":
            gate = next(step for step in await project_queries.milestones(project.id) if step.kind == "midterm")
            await _hand_in(lead, gate.id, gate.title)
            item = await chapters.open_review(office, milestone=gate.id, kind=Kind.MIDTERM, title="重大课题中期检查")
            await chapters.score(office, item=item, kind=Kind.MIDTERM, base=82, sheets=2)
            late = await chapters.order(
                office, project=project.id, matter="样本企业诊断滞后", problem="应诊断40家，实际21家。", days=12,
                kind=OrderKind.SUPERVISION,
            )  # fmt: skip
            await chapters.answer(lead, order=late)
        if story.key == "water":
            await chapters.inspect(office, project=project.id, title="线路试运营督查", finding="资料齐全，试运营有序。")
    if story.key in OUTCOMES:
        await _outcomes(cast, story, project, today)


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
    )


def _application(cast: Cast, story: Story, published: date) -> ApplicationDraft:
    start = OFFICIAL.next_workday(published + timedelta(days=20))
    return ApplicationDraft(
        problem=story.problem,
        goal=story.goal,
        effect=story.effect,
        approach="走访沿线单位和群众，问卷与座谈结合，选点试行后完善。",
        basis="课题组成员均在一线岗位，单位提供数据和场地支持。",
        members=[MemberContent(cast.talents[place], "调研与数据") for place in story.team],
        indicators=[IndicatorContent(name, unit, Decimal(target)) for name, unit, target in story.targets],
        milestones=_plan(story, start),
        nonsecret=True,
    )


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


async def _gates(cast: Cast, story: Story, project: ProjectView, today: date) -> list[Step]:
    """The hand-ins and decisions of the gates that are behind the project, and of the work before them."""
    plan = await project_queries.milestones(project.id)
    gates = [step for step in plan if step.kind in DECISIONS][: story.gates]
    last = gates[-1].due_on if gates else project.starts_on
    lead = cast.members[story.lead]
    steps = []
    for work in plan:
        if work.kind == "work" and work.due_on <= (last if story.lag > BEHIND else today - timedelta(days=10)):
            steps.append(Step(work.due_on - timedelta(days=2), partial(_hand_in, lead, work.id, work.title)))
            steps.append(Step(work.due_on, partial(_accept_work, cast.officer, work.id)))
    for gate in gates:
        day = min(gate.due_on, today - timedelta(days=8))
        steps.append(Step(day - timedelta(days=5), partial(_hand_in, lead, gate.id, gate.title)))
        if story.key == "mangshe" and gate.kind == "closing":
            steps.append(Step(day, partial(_review, cast, gate.id)))
        else:
            steps.append(Step(day, partial(_decide, cast.leader, gate.id, gate.kind)))
    return steps


async def _review(cast: Cast, gate: int) -> None:
    """The closing review of the first project: five sheets, the mean without extremes, the decision."""
    office = cast.office
    item = await chapters.open_review(office, milestone=gate, kind=Kind.CLOSING, title="重大课题结题评审")
    await chapters.score(office, item=item, kind=Kind.CLOSING, base=88)
    await chapters.decide(office, item=item, decision="passed", grade="excellent")


async def _accept_work(officer: Actor, milestone: int) -> None:
    await projects.accept_work_milestone(officer, id=milestone, version=None)


async def _hand_in(lead: Actor, gate: int, title: str) -> None:
    await projects.hand_in(lead, id=gate, version=None, note=f"{title}材料已备齐，对照任务书逐项自查。")


async def _decide(leader: Actor, gate: int, kind: str) -> None:
    await projects.record_decision(leader, milestone=gate, decision=DECISIONS[kind], score=88.6, note="同意")


async def _reports(cast: Cast, story: Story, project: ProjectView, today: date) -> list[Step]:
    """What becomes of each due period."""
    periods = sorted(await report_queries.for_project(system("demo"), project.id), key=lambda report: report.seq)
    steps = []
    for report, fate in zip(periods, story.reports, strict=False):
        day = report.due_on + timedelta(days=4) if fate == "l" else report.due_on - timedelta(days=3)
        if fate in "sr":
            day = min(day, max(report.opens_on, today - timedelta(days=3)))
        if fate == "m" or day >= today or report.opens_on >= today:
            continue
        later = min(day + timedelta(days=2), today)
        percent = await _pace(project.id, story, later, today)
        steps.append(Step(day, partial(_submit, cast.members[story.lead], story, report.id, percent)))
        if fate in "al":
            steps.append(Step(later, partial(_accept, cast.mentor, report.id, percent)))
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


async def _return(mentor: Actor, report: int) -> None:
    await reports.return_(mentor, id=report, version=None, reason="请补写访谈团队的数量和分类")


async def _submit(lead: Actor, story: Story, report: int, percent: int) -> None:
    content = Submission(
        progress=f"按任务书推进{story.work[0]}，已完成约{percent}%，数据台账同步更新。",
        problems="个别部门数据口径不一致，正在比对。",
        next_steps="继续入户走访，月底前形成阶段材料。",
        coordination="请协调有关部门下月10日前提供数据。" if percent > HALF else "",
        percent=percent,
        nonsecret=True,
    )
    await reports.submit(lead, id=report, report=content)


async def _open_topics(cast: Cast, today: date) -> None:
    for title, direction, problem in OPEN_TOPICS:
        with on(today - timedelta(days=6)):
            content = TopicDraft(
                title=title, direction=direction, level=Level.KEY, background=problem, problem=problem,
                goal="提出可操作的办法并选点试行", effect="有关单位采用，群众和企业得实惠",
                deliverable="对策建议", contact="区委组织部人才科", months=6,
                closes_on=OFFICIAL.next_workday(today + timedelta(days=20)),
            )  # fmt: skip
            topic = await topics.draft_topic(cast.officer, content=content)
            await topics.publish_topic(cast.officer, id=topic.id, version=topic.version)


async def is_demo() -> bool:
    """Whether this database holds the demo's people."""
    return bool(await accounts.demo_logins())


async def require_empty() -> None:
    """Conflict unless the database has no district yet."""
    units = await accounts.unit_options()
    if units:
        raise Conflict("这个数据目录里已经有数据，演示库要建在空目录里")
