# SPDX-License-Identifier: MIT
"""What the seven projects do not show: projects at rest, in rectification, ended; changes and topics of all states."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from research.applications import operations as applications
from research.applications import plan
from research.applications.schemas import ApplicationDraft, IndicatorContent, ProductContent
from research.applications.states import ProductForm
from research.changes import operations as changes
from research.changes.schemas import Back, ChangeDraft, Decide, Opine, Propose
from research.changes.states import ChangeKind, Ground, Word
from research.projects import operations as projects
from research.projects import operations_manage as manage
from research.projects import queries as project_queries
from research.projects.schemas import ChangeStatus
from research.projects.states import Fault
from research.reports import operations as reports
from research.reports import queries as report_queries
from research.reports.schemas import Draft
from research.topics import operations as topics
from research.topics.schemas_topics import TopicDraft
from research.topics.states import Level, Track
from thinktank.demo import granting, selection
from thinktank.demo.applying import person
from thinktank.demo.cast import Cast, on
from thinktank.demo.months import hand_in
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.directions import Direction
from thinktank.policies.kinds import Research

AGE = 75  # days since these were granted
SOON = 9  # days until the change that is approved ahead holds


class Small(msgspec.Struct):
    """A general project: its title, where it belongs, who leads it (a place in the ledger)."""

    title: str
    direction: Direction
    lead: int


AT_REST = Small("镇村公共自行车调度优化", Direction.URBAN, 80)
MENDING = Small("蔬菜直供社区的冷链组织", Direction.INDUSTRY, 82)
GIVEN_UP = Small("旧厂房改文创空间的准入办法", Direction.INNOVATION, 84)
REVOKED = Small("乡村医生轮训的激励办法", Direction.EDU_HEALTH, 86)
PASSED_OVER = ("镇村公交接驳怎样更准点", Direction.URBAN, "公交与客运班线时刻不衔接，换乘等半小时。")
ARCHIVED = ("老字号传承人怎样带徒弟", Direction.INDUSTRY, "传承人年龄偏大，学徒留不住。")


async def play(cast: Cast, *, running: dict[str, int], leads: dict[str, Actor], today: date) -> None:
    """Play the small projects to their ends, then what is missing among changes, topics and reports."""
    began = today - timedelta(days=AGE)
    resting, mending, given_up, revoked = [
        await _granted(cast, one, began) for one in (AT_REST, MENDING, GIVEN_UP, REVOKED)
    ]
    with on(today - timedelta(days=16)):
        pause = ChangeStatus("suspend", "负责人参加上级专项工作三个月，课题组申请暂停")
        await manage.change_status(cast.officer, id=resting, command=pause)
    await _mend(cast, mending, MENDING, today)
    await _give_up(cast, given_up, GIVEN_UP, today)
    with on(today - timedelta(days=11)):
        why = ChangeStatus("revoke", "中途核查发现问卷数据系编造，课题组已承认", ground=Fault.FALSE_DATA)
        await manage.change_status(cast.leader, id=revoked, command=why)
    await _changes(cast, running, leads, today)
    await _topics(cast, today)
    await _draft_of_report(leads["health"], running["health"], today)


async def _granted(cast: Cast, one: Small, began: date) -> int:
    """Take a small project from the list to its signed agreement."""
    lead = await person(cast, one.lead)
    listed = began - timedelta(days=20)  # five working days of notice, and the longest holidays
    with on(listed):
        topic = await selection.put_out(cast, _topic(one.title, one.direction, began))
        content = ApplicationDraft(
            problem="现状不清，堵点不明。", goal="提出可操作的办法并选点试行。",
            effect="有关单位采用，服务对象可评价。",
            content="一是摸清现状；二是分析堵点；三是设计办法并试行。", approach="走访、座谈、案例比较。",
            indicators=[IndicatorContent("走访单位", "家", Decimal(20))],
            milestones=plan.usual_steps(OFFICIAL.next_workday(began), 6, OFFICIAL, Research()),
            products=[ProductContent(ProductForm.BRIEF, f"{one.title}对策建议"[:80])], nonsecret=True, pledge=True,
        )  # fmt: skip
        done = await applications.submit_application(lead, topic=topic.id, content=content)
        accepted = await applications.accept_application(cast.officer, id=done.id, version=None)
    title = f"{one.direction.label}一般课题拟立项名单"
    project = (await granting.through_list(cast, accepted.id, day=listed, title=title)).id
    with on(began):
        await projects.confirm_agreement(lead, id=project, side="lead")
        await projects.confirm_agreement(cast.officer, id=project, side="unit", reason="单位已在纸质件上盖章")
        await projects.confirm_agreement(cast.officer, id=project, side="office")
    return project


def _topic(title: str, direction: Direction, closes_on: date, problem: str = "基层多次反映，尚无办法。") -> TopicDraft:
    return TopicDraft(
        title=title, direction=direction, level=Level.GENERAL, track=Track.JIEBANG, background=problem, problem=problem,
        goal="提出可操作的办法并选点试行", effect="有关单位采用，群众得实惠", deliverable="对策建议",
        contact="区委组织部人才科", months=6, closes_on=OFFICIAL.next_workday(closes_on),
    )  # fmt: skip


async def _mend(cast: Cast, project: int, one: Small, today: date) -> None:
    """Let a project's mid-term check ask for rectification within a term."""
    lead = await person(cast, one.lead)
    steps = {str(step.kind): step for step in await project_queries.milestones(project)}
    for days, kind, word, note in (
        (45, "kickoff", "通过", "思路清楚，同意开题"),
        (12, "midterm", "限期整改", "样本不足，限一个月内补齐三个社区的数据"),
    ):
        with on(today - timedelta(days=days)):
            await hand_in(lead, steps[kind].id, steps[kind].title)
            await projects.record_decision(cast.officer, milestone=steps[kind].id, decision=word, note=note)


async def _give_up(cast: Cast, project: int, one: Small, today: date) -> None:
    """End a project without blame, as its team asked for."""
    reason = "区里已出台旧厂房改造统一办法，课题要解决的问题不再存在，商定终止。"
    draft = ChangeDraft(kind=ChangeKind.TERMINATE, reason=reason, ground=Ground.POLICY_MOVED)
    await _decided(cast, await person(cast, one.lead), project, draft, day=today - timedelta(days=21))


async def _decided(
    cast: Cast, lead: Actor, project: int, draft: ChangeDraft, *, day: date, on_day: date | None = None
) -> None:
    with on(day):
        id_ = (await changes.draft(lead, project=project, command=draft)).id
        await changes.send(lead, id=id_)
    with on(day + timedelta(days=2)):
        await changes.opine(cast.officer, id=id_, command=Opine(Word.AGREE, "同意", behalf="盖章件已收"))
        await changes.propose(cast.officer, id=id_, command=Propose(Word.AGREE, "情况属实，拟同意"))
    with on(day + timedelta(days=4)):
        await changes.decide(cast.leader, id=id_, command=Decide(approve=True, note="同意", effective_on=on_day))


async def _changes(cast: Cast, running: dict[str, int], leads: dict[str, Actor], today: date) -> None:
    """One taken back, one before experts, one approved for a later day."""
    withdrawn = ChangeDraft(kind=ChangeKind.BUDGET, reason="拟增加印刷费用", budget="印刷费增加0.2万元")
    with on(today - timedelta(days=9)):
        made = await changes.draft(leads["water"], project=running["water"], command=withdrawn)
        await changes.send(leads["water"], id=made.id)
    with on(today - timedelta(days=8)):
        await changes.withdraw(leads["water"], id=made.id, command=Back("费用由单位承担，不再申请"))
    heard = ChangeDraft(
        kind=ChangeKind.TITLE_CONTENT, reason="两个社区差异大，需分类研究", approach="按城区、镇区两类社区分别设计流程",
    )  # fmt: skip
    with on(today - timedelta(days=7)):
        asked = await changes.draft(leads["health"], project=running["health"], command=heard)
        await changes.send(leads["health"], id=asked.id)
    with on(today - timedelta(days=5)):
        await changes.opine(cast.officer, id=asked.id, command=Opine(Word.AGREE, "同意", behalf="盖章件已收"))
    with on(today - timedelta(days=4)):
        await changes.consult(cast.officer, id=asked.id)
    later = ChangeDraft(kind=ChangeKind.OUTPUT_FORM, reason="镇街要求形成可直接执行的文本", deliverable="项目实施方案")
    await _decided(
        cast, leads["village"], running["village"], later, day=today - timedelta(days=6),
        on_day=today + timedelta(days=SOON),
    )  # fmt: skip


async def _topics(cast: Cast, today: date) -> None:
    """One that nobody claimed and that is to go out again, one of last year that is archived."""
    for (title, direction, problem), ago, archived in ((PASSED_OVER, 50, False), (ARCHIVED, 280, True)):
        with on(today - timedelta(days=ago)):
            out = await selection.put_out(cast, _topic(title, direction, clock.today() + timedelta(days=14), problem))
        with on(today - timedelta(days=ago - 25)):
            over = await topics.pass_over(cast.officer, id=out.id, version=None)
            if archived:
                await topics.archive_topic(cast.officer, id=over.id, version=over.version)


async def _draft_of_report(lead: Actor, project: int, today: date) -> None:
    """Begin the report that is open."""
    with on(today - timedelta(days=1), hour=20):
        open_ = [one for one in await report_queries.for_project(lead, project) if one.state == "open"]
        for one in open_[:1]:
            words = Draft(
                progress="第三个社区完成签约120人，随访率八成。", problems="一名社区医生调离，接手人员在培训。"
            )
            await reports.save_draft(lead, id=one.id, draft=words)
