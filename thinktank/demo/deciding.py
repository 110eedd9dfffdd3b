# SPDX-License-Identifier: MIT
"""A round that is being decided together: finished works, two equals at the quota, conditions, an appeal."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from research.applications import operations as applications
from research.applications.schemas import ApplicationDraft, ProductContent
from research.applications.states import ProductForm
from research.projects import operations as projects
from research.projects import operations_granting as granting
from research.projects import queries as project_queries
from research.topics.schemas_topics import TopicDraft
from research.topics.states import Level, Track
from reviews.decisions import operations_appeals as appeals
from reviews.decisions import operations_letters as letters
from reviews.decisions import operations_staging as staging
from reviews.decisions import queries_letters
from reviews.decisions import queries_staging as staged
from reviews.decisions.schemas import FileAppeal, Publish, Release, SignRow, Stage, StageRow
from reviews.decisions.states import Fault
from reviews.rounds import operations as rounds
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import Assign, NewRound
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import Kind
from reviews.scoring import operations as scoring
from reviews.scoring import operations_decisions as deciding
from reviews.scoring import operations_recall as recall
from reviews.scoring.schemas import DraftDecision, SaveSheet, ScoreIn
from thinktank.demo import selection
from thinktank.demo.applying import person
from thinktank.demo.cast import Cast, on
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction

HARSH = (-2, 0, 2)
SAID = ("数据扎实，对策可以直接用。", "问题抓得准，建议再压缩篇幅。", "可操作性较好，建议写明责任单位。")
PLACE = 98
"""The first place in the ledger of those who hand these works in."""


class Work(msgspec.Struct, frozen=True):
    """A finished work: what it is called, where it belongs, around which score the panel finds it."""

    title: str
    direction: Direction
    score: int


WORKS = (
    Work("镇级工业园共享用工平台运行评估", Direction.INDUSTRY, 93),
    Work("村级光伏收益分配办法比较", Direction.RURAL, 93),
    Work("老城区停车共享试点一年评估", Direction.URBAN, 88),
    Work("青年创业担保贷款使用效果调查", Direction.INNOVATION, 82),
    Work("社区托育点布局和收费调查", Direction.EDU_HEALTH, 74),
    Work("乡镇文化站开放情况调查", Direction.EDU_HEALTH, 55),
)
ASKED, DRAFTED, MENDING, FAILED = 0, (2, 3), 4, 5


async def play(cast: Cast, today: date) -> None:
    """Hand six works in, grant and judge them in rounds, publish two, leave two to sign and two equals open."""
    with on(today - timedelta(days=48)):
        claims = [await _applied(cast, work, PLACE + place) for place, work in enumerate(WORKS)]
        command = _round(Kind.GRANT, "成果后补集中立项评审")
        items = await _opened(cast, msgspec.structs.replace(command, applications=claims))
    with on(today - timedelta(days=40)):
        await _judged(cast, Kind.GRANT, [(items[claim], 84) for claim in claims], "granted")
        await _published(cast, items, claims, Stage(note="材料完整，同意立项。"), "granted")
    with on(today - timedelta(days=36)):
        made = [await _granted(cast, claim, PLACE + place) for place, claim in enumerate(claims)]
    with on(today - timedelta(days=24)):
        gates = [await _handed_in(lead, project) for lead, project in made]
        command = _round(Kind.CLOSING, "成果后补集中结题评审")
        found = await _opened(cast, msgspec.structs.replace(command, milestones=gates))
    order = [found[gate] for gate in gates]
    with on(today - timedelta(days=15)):
        scores = [(item, work.score) for item, work in zip(order, WORKS, strict=True)]
        await _judged(cast, Kind.CLOSING, scores, "passed")
    await _decided(cast, order, [lead for lead, _project in made], gates, today)


def _round(kind: Kind, title: str) -> NewRound:
    closes = clock.today() + timedelta(days=14)
    return NewRound(kind, f"{clock.today().year}年{title}", closes_on=closes, size=len(HARSH))


async def _opened(cast: Cast, command: NewRound) -> dict[int, int]:
    """Open a round with three reviewers on everything; return its items by what they are about."""
    round_ = (await rounds.open_round(cast.officer, command=command)).id
    items = await round_queries.items_of(cast.officer, round_)
    for item in items:
        await rounds.assign(cast.officer, id=item.id, command=Assign([one.account for one in cast.reviewers[:3]]))
    return {item.milestone or item.application or 0: item.id for item in items}


async def _judged(cast: Cast, kind: Kind, scores: list[tuple[int, int]], advice: str) -> None:
    """Let the three declare and hand in sheets that find everything alike."""
    criteria = (await rubrics.in_use(kind)).criteria
    for seat, reviewer in enumerate(cast.reviewers[:3]):
        tasks = {task.item: task.id for task in await round_queries.desk(reviewer)}
        for item, score in scores:
            await rounds.declare(reviewer, id=tasks[item])
            marks = [ScoreIn(one.id, value=score + HARSH[seat]) for one in criteria]
            sheet = SaveSheet(scores=marks, opinion=SAID[seat], advice=advice)
            await scoring.submit_sheet(reviewer, assignment=tasks[item], command=sheet)


async def _published(cast: Cast, items: dict[int, int], keys: list[int], stage: Stage, word: str) -> None:
    """Draft one word for all of a round and have it signed."""
    round_ = (await round_queries.get_item(cast.officer, items[keys[0]])).round
    rows = [StageRow(items[key], word) for key in keys]
    await staging.stage(cast.officer, round=round_, command=msgspec.structs.replace(stage, rows=rows))
    await _sign(cast, round_)


async def _sign(cast: Cast, round_: int) -> None:
    board = await staged.board(cast.leader, round_)
    drafted = [row.item for row in board.rows if row.item.state == "drafted"]
    rows = [SignRow(item.id, sign=True, version=item.version) for item in drafted]
    await staging.publish(cast.leader, round=round_, command=Publish(rows))


async def _applied(cast: Cast, work: Work, place: int) -> int:
    """Take a finished work to the point where it is reviewed; return its application."""
    lead = await person(cast, place)
    topic = await selection.put_out(cast, _topic(work))
    draft = ApplicationDraft(
        problem="做法已运行一年，效果没有评估。", goal="评估效果并提出改进办法", effect="主管部门采用",
        content="台账比对；走访用户；提出改进建议", approach="数据比对、问卷和座谈",
        products=[ProductContent(ProductForm.REPORT, f"{work.title}报告")], nonsecret=True, pledge=True,
    )  # fmt: skip
    done = await applications.submit_application(lead, topic=topic.id, content=draft)
    return (await applications.accept_application(cast.officer, id=done.id, version=None)).id


async def _granted(cast: Cast, claim: int, place: int) -> tuple[Actor, int]:
    """Grant a reviewed work and sign its agreement: it stands before its acceptance at once."""
    lead = await person(cast, place)
    project = await granting.grant(cast.leader, application=claim, mentors=[cast.mentor.account])
    await projects.confirm_agreement(lead, id=project.id, side="lead")
    await projects.confirm_agreement(cast.officer, id=project.id, side="unit", reason="单位已在纸质件上盖章")
    await projects.confirm_agreement(cast.officer, id=project.id, side="office")
    return lead, project.id


def _topic(work: Work) -> TopicDraft:
    return TopicDraft(
        title=work.title, direction=work.direction, level=Level.GENERAL, track=Track.FINISHED_WORK,
        problem="做法已运行一年，效果没有评估。", goal="评估效果并提出改进办法", effect="主管部门采用",
        deliverable="评估报告", months=3,
    )  # fmt: skip


async def _handed_in(lead: Actor, project: int) -> int:
    [gate] = [step for step in await project_queries.milestones(project) if step.kind == "closing"]
    await projects.hand_in(lead, id=gate.id, version=None, note="研究报告、专报和佐证材料已备齐，指标逐项自查完成。")
    return gate.id


async def _decided(cast: Cast, items: list[int], leads: list[Actor], gates: list[int], today: date) -> None:
    """Publish what passes with conditions and what fails; draft two more; the equals wait for their vote."""
    round_ = (await round_queries.get_item(cast.officer, items[0])).round
    with on(today - timedelta(days=6)):
        mend = DraftDecision(
            "passed_after_revision", "原则通过。", grade="qualified", conditions_due=clock.today() + timedelta(days=12),
            conditions="补充三个托育点的实际入托数据；附收费标准出处；删去没有依据的比例。",
        )  # fmt: skip
        no = DraftDecision("failed", "样本不足，结论缺少数据支撑。", grade="unqualified")
        for item, command in ((items[MENDING], mend), (items[FAILED], no)):
            await deciding.draft_decision(cast.officer, item=item, command=command)
            said = (await queries_letters.choosing(cast.officer, item))[1]
            await letters.release(cast.officer, item=item, command=Release([one.key for one in said[:2]]))
        await _sign(cast, round_)
    with on(today - timedelta(days=3)):
        rows = [StageRow(items[n], "passed") for n in DRAFTED]
        await staging.stage(cast.officer, round=round_, command=Stage(rows, note="同意通过，请按评审意见完善后归档。"))
        why = FileAppeal(Fault.MATERIAL, "评审用的是初稿，不是提交的定稿，附件2没有给专家。", real=True)
        await appeals.file_appeal(leads[FAILED], item=items[FAILED], command=why)
    with on(today - timedelta(days=1)):
        note = "已按三条要求逐条修改，见修改说明。"
        await projects.hand_in(leads[MENDING], id=gates[MENDING], version=None, note=note)
        task = next(one for one in await round_queries.desk(cast.reviewers[0]) if one.item == items[ASKED])
        await recall.ask_back(cast.reviewers[0], assignment=task.id, reason="创新性一项看错了档位")
