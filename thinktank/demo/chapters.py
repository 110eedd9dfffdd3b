# SPDX-License-Identifier: MIT
"""What follows a project's work: reviews by five reviewers, inspections and orders, outcomes on the ladder."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from research.outcomes import operations as outcomes
from research.outcomes import operations_pilots as pilots
from research.outcomes import operations_promotion as promotion
from research.outcomes.schemas import (
    AuthorContent,
    Climb,
    Evaluation,
    Material,
    PilotPlan,
    PilotResult,
    Registration,
    Regrade,
    Screening,
    Takeover,
)
from research.outcomes.states import EvaluationLevel, Grounds, Rung
from research.outcomes.states import Kind as OutcomeKind
from reviews.rounds import operations as rounds
from reviews.rounds import queries as round_queries
from reviews.rounds.phases import HABITS, Mode
from reviews.rounds.schemas import Assign, NewRound
from reviews.rounds.states import WORDS
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import Kind
from reviews.scoring import operations as scoring
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring.schemas import DraftDecision, SaveSheet, ScoreIn
from reviews.supervision import operations_checkpoints as supervision
from reviews.supervision import operations_helpers as helping
from reviews.supervision import operations_orders as orders
from reviews.supervision.schemas import (
    DraftOrder,
    HelpOrder,
    PlanCheckpoint,
    RecordCheckpoint,
    ReplyOrder,
    Step,
    VerifyOrder,
)
from reviews.supervision.states import CheckpointKind, OrderKind
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HARSHNESS = (4, 0, -3, 2, -6)
CAUTIOUS = -4
MERITS = (1, 2, -4, 2, -3, 4)  # how a good project does on one criterion against another
OPINIONS = (
    "选题切口小、问题实，对策分得清轻重，可直接用于下年度计划。",
    "走访扎实，案例有代表性；建议把数据口径和样本来源说明白。",
    "部门协同顺畅，推广条件还要写具体，分清哪些镇适用。",
    "时间节点完成得好，成果形式符合任务书约定。",
    "问题分析到位，但创新处着墨不多，建议补充与外地做法的比较。",
)
LADDER = (
    Rung.SCREENED,
    Rung.EVALUATED,
    Rung.RECOMMENDED,
    Rung.ADOPTED,
    Rung.APPLYING,
    Rung.APPLIED,
    Rung.PILOT,
)


class Paper:
    """A scanned page as an upload."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self._file = io.BytesIO(PDF)

    async def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        return self._file.read(size)

    async def seek(self, offset: int) -> int:
        """Go to a place."""
        return self._file.seek(offset)


class Office(msgspec.Struct):
    """Who reviews, checks and decides."""

    officer: Actor
    leader: Actor
    reviewers: list[Actor]
    inspectors: list[Actor]


ROOM = "区委3楼第二会议室"


# -- reviews ------------------------------------------------------------------------------------------------------


async def open_review(
    office: Office, *, kind: Kind, title: str, milestone: int | None = None, application: int | None = None
) -> int:
    """Open a round for a gate or an application, put five reviewers on it, let them declare; return the item."""
    meets = HABITS[kind].mode is Mode.MEETING
    command = NewRound(
        kind, title, closes_on=clock.today() + timedelta(days=14), milestones=[milestone] if milestone else [],
        applications=[application] if application else [], mode=HABITS[kind].mode, place=ROOM if meets else "",
        meets_at=clock.noon_of(clock.today() + timedelta(days=7), hour=9) if meets else None,
    )  # fmt: skip
    made = await rounds.open_round(office.officer, command=command)
    item = (await round_queries.items_of(office.officer, made.id))[0]
    chosen = [reviewer.account for reviewer in office.reviewers[:5]]
    await rounds.assign(office.officer, id=item.id, command=Assign(chosen))
    for reviewer in office.reviewers[:5]:
        await rounds.declare(reviewer, id=await _assignment(reviewer, item.id))
    return item.id


async def _assignment(reviewer: Actor, item: int) -> int:
    return next(task.id for task in await round_queries.desk(reviewer) if task.item == item)


async def score(office: Office, *, item: int, kind: Kind, base: int, seats: Sequence[int] = range(5)) -> None:
    """Let the reviewers at some seats hand their sheets in, each around a base score."""
    criteria = (await rubrics.in_use(str(kind))).criteria
    words = [word.code for word in WORDS[kind]]
    for seat in seats:
        reviewer, offset = office.reviewers[seat], HARSHNESS[seat]
        scores = [
            ScoreIn(
                criterion.id,
                value=base + offset + MERITS[place % len(MERITS)] + (seat * 3 + place * 2 + base) % 5 - 2,
                comment="材料支撑较好，可再补数据",
            )
            for place, criterion in enumerate(criteria)
        ]
        advice = words[1 if offset < CAUTIOUS else 0]
        sheet = SaveSheet(scores=scores, opinion=OPINIONS[seat % len(OPINIONS)], advice=advice, version=None)
        await scoring.submit_sheet(reviewer, assignment=await _assignment(reviewer, item), command=sheet)


async def decide(office: Office, *, item: int, decision: str, grade: str = "") -> None:
    """Sign the decision of a finished review."""
    command = DraftDecision(decision, "同意专家组意见，请按反馈完善后进入下一阶段。", grade=grade)
    await verdicts.decide(office.leader, item=item, command=command)


# -- supervision --------------------------------------------------------------------------------------------------


async def inspect(office: Office, *, project: int, title: str, finding: str) -> int:
    """Plan a visit and record what it found; return the checkpoint."""
    inspector = office.inspectors[0]
    plan = PlanCheckpoint(project, title, clock.today(), CheckpointKind.VISIT)
    checkpoint = await supervision.plan_checkpoint(inspector, command=plan)
    await supervision.record_checkpoint(
        inspector, id=checkpoint.id, command=RecordCheckpoint(nonsecret=True, finding=finding)
    )
    return checkpoint.id


async def plan_visit(office: Office, *, project: int, title: str, days: int) -> int:
    """Plan a visit some days ahead; return the checkpoint."""
    inspector = office.inspectors[0]
    plan = PlanCheckpoint(project, title, clock.today() + timedelta(days=days), CheckpointKind.VISIT)
    return (await supervision.plan_checkpoint(inspector, command=plan)).id


async def order(
    office: Office, *, project: int, matter: str, problem: str, days: int, kind: OrderKind, helped_by: int = 0
) -> int:
    """Draft an order with what it goes by, beside whose handler a unit stands, and sign it; return it."""
    draft = DraftOrder(
        nonsecret=True,
        project=project,
        kind=kind,
        matter=matter,
        problem=problem,
        requirement="查明原因，列出措施和完成时间，按期书面反馈并附佐证。",
        due_on=clock.today() + timedelta(days=days),
        basis="任务书和月度督查",
        units=[helped_by] if helped_by else [],
    )
    made = await orders.draft_order(office.officer, command=draft, uploads=[Paper("任务书节选.pdf")])
    await orders.sign_order(office.leader, id=made.id, command=Step())
    return made.id


async def answer(lead: Actor, *, order: int) -> None:
    """Receive an order and answer it with evidence."""
    await orders.receive(lead, id=order, command=Step())
    await orders.start(lead, id=order, command=Step())
    reply = ReplyOrder(nonsecret=True, reply="已召开会商，明确口径和责任人，材料附后。")
    await orders.reply(lead, id=order, command=reply, uploads=[Paper("会商纪要.pdf")])


async def help_out(liaison: Actor, *, order: int) -> None:
    """Say as the unit beside the handler what was done, with evidence."""
    said = HelpOrder(nonsecret=True, text="已派两人参加会商，提供12家样本企业的用地和建设资料。")
    await helping.help_out(liaison, id=order, command=said, uploads=[Paper("资料交接单.pdf")])


async def close_order(office: Office, *, order: int) -> None:
    """Verify an answered order by somebody else and close it."""
    verdict = VerifyOrder(passed=True, note="现场核查属实")
    await orders.verify(office.inspectors[1], id=order, command=verdict)


# -- outcomes -----------------------------------------------------------------------------------------------------


async def register(office: Office, *, project: int, title: str, kind: OutcomeKind, authors: list[int]) -> int:
    """Register an outcome with its authors' equal shares; return it."""
    share = 100 // len(authors)
    shares = [AuthorContent(talent, share) for talent in authors]
    shares[0] = AuthorContent(authors[0], 100 - share * (len(authors) - 1))
    content = Registration(
        title=title,
        kind=kind,
        project=project,
        authors=shares,
        summary="围绕任务书指标形成，附调研数据和可操作的措施清单。",
        problem="沿线污染来源不清、责任不明",
        practice="一口一策建账，镇村网格巡查，尾水集中处理",
        effect="试点断面水质由Ⅳ类改善到Ⅲ类",
        distinct="同一课题的不同成果，形式、内容和使用单位各不相同",
        nonsecret=True,
    )
    found = await outcomes.register(office.officer, content=content)
    return found.id


async def climb(office: Office, *, outcome: int, upto: Rung, day: date, units: list[int]) -> None:
    """Take an outcome up the ladder to a rung, with what each rung needs."""
    for rung in (
        Rung.SCREENED,
        Rung.EVALUATED,
        Rung.RECOMMENDED,
        Rung.ADOPTED,
        Rung.APPLYING,
        Rung.APPLIED,
        Rung.PILOT,
    ):
        await _rung(office, outcome, rung, day, units)
        if rung == upto:
            return
    for unit in units:
        content = Takeover(
            unit=unit,
            channel="现场会",
            adaptation="按本地河网密度调整巡查频次",
            effect="排口整治42处，投诉下降",
            on=day,
        )
        await promotion.replicate(office.officer, id=outcome, content=content)


async def _rung(office: Office, outcome: int, rung: Rung, day: date, units: list[int]) -> None:
    officer = office.officer
    if rung == Rung.SCREENED:
        await outcomes.screen(officer, id=outcome, content=Screening(checked=True, note="不含敏感内容"))
    elif rung == Rung.EVALUATED:
        judged = Evaluation(
            EvaluationLevel.D, note="针对性强，可操作", grounds=Grounds.PUBLISHED, body="区委《决策参考》编辑部",
            document="2026年第8期",
        )  # fmt: skip
        await outcomes.evaluate(office.leader, id=outcome, content=judged)
    elif rung == Rung.PILOT:
        await pilot(officer, outcome, day, units)
    else:
        papers = [Paper("采纳证明.pdf")] if rung == Rung.ADOPTED else []
        step = Climb(
            rung,
            body="区生态环境保护委员会办公室",
            document="盐环委办〔2026〕18号",
            on=day,
            note="纳入年度河道治理安排",
            grounds=Grounds.UNIT_FILE if rung == Rung.ADOPTED else None,
            approver="周正",
        )
        await outcomes.climb(officer, id=outcome, content=step, uploads=papers)
        if rung == Rung.ADOPTED:
            again = Regrade(EvaluationLevel.C, "已由区级部门行文采纳，由D级调整为C级")
            await outcomes.regrade(office.leader, id=outcome, content=again)


async def pilot(officer: Actor, outcome: int, day: date, units: list[int]) -> None:
    """Start a pilot at the first unit, confirm it, and write the experience material."""
    plan = PilotPlan(units[0], "选两个村开展一口一策治理", day, day + timedelta(days=60))
    found = await pilots.start_pilot(officer, id=outcome, content=plan)
    result = PilotResult("指标完成，群众认可，做法可复制")
    await pilots.confirm_pilot(officer, id=outcome, pilot=found.pilots[0].id, content=result)
    material = Material(
        practice="一口一策建账，镇村网格巡查，尾水集中处理",
        effect="试点断面水质由Ⅳ类改善到Ⅲ类",
        conditions="河网密集、养殖尾水占比高的镇村",
        takeaways="先建账后治理，责任到塘口",
        cautions="汛期前完成清淤，避免反复",
    )
    await outcomes.describe(officer, id=outcome, content=material)
