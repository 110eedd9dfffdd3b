# SPDX-License-Identifier: MIT
"""The ledger of problems: registered, mended, closed out, with an order or without, alike ones, late matters."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from research.corrections import operations as corrections
from research.reports import operations_coordination
from research.reports.schemas import AnswerMatter, CloseMatter
from research.reports.tables import Coordination, Report
from reviews.problems import jobs, operations, queries, queries_alike
from reviews.problems.ledger import LEDGERS
from reviews.problems.schemas import DropProblem, JudgeFixed, PlanMeasure, RegisterProblem, ReportFixed
from reviews.problems.states import ProblemKind
from reviews.supervision import operations_orders
from reviews.supervision.schemas import DraftOrder, GiveReason, ReplyOrder, Step, VerifyOrder
from reviews.supervision.states import OrderKind
from tests.factories.orders import make_problem, pdf
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import Made, make_project
from thinktank.files import store
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.papers.ledgers import Conditions
from thinktank.papers.operations import take_ledger
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
FIXED = ReportFixed(nonsecret=True, progress="数据已补报")
CLOSE = JudgeFixed(passed=True, note="已核对原始表")


class Cast(msgspec.Struct):
    project: Made
    officer: Actor
    leader: Actor
    inspector: Actor

    @property
    def lead(self) -> Actor:
        return self.project.lead


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    return Cast(
        await make_project(percent=10), await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER),
        await actor_as(Role.INSPECTOR),
    )  # fmt: skip


def found(project: int, **more: Any) -> RegisterProblem:
    return RegisterProblem(nonsecret=True, project=project, text="三季度数据没有按期报送", **more)


async def test_the_whole_way_of_a_problem(cast: Cast) -> None:
    made = await operations.register(cast.inspector, command=found(cast.project.id, kind=ProblemKind.DATA))
    assert (made.state, made.owner, made.due_on, made.source) == ("open", cast.lead.account, date(2026, 4, 9), "office")
    planned = await operations.plan(cast.lead, id=made.id, command=PlanMeasure(measure="周五前补报"))
    assert (planned.state, planned.measure) == ("fixing", "周五前补报")
    fixed = await operations.fix(cast.lead, id=made.id, command=FIXED, uploads=[pdf()])
    assert (fixed.state, fixed.actions) == ("fixed", [])
    back = await operations.judge(cast.officer, id=made.id, command=JudgeFixed(passed=False, note="缺九月"))
    assert (back.state, back.holder) == ("fixing", back.owner_name)
    await operations.fix(cast.lead, id=made.id, command=FIXED)
    closed = await operations.judge(cast.inspector, id=made.id, command=CLOSE)
    assert (closed.state, closed.closed_on, closed.actions) == ("closed", clock.today(), ["take_back"])
    lines = await trail.timeline(cast.officer, "problem", made.id)
    assert [line.action for line in reversed(lines) if line.action != "file.attached"] == [
        "problem.registered", "problem.planned", "problem.fixed", "problem.returned", "problem.fixed",
        "problem.closed",
    ]  # fmt: skip
    assert (await trail.verify()).ok


async def test_a_close_out_is_taken_back(cast: Cast) -> None:
    problem = await make_problem(
        project=cast.project.id, owner=cast.lead.account, found_by=cast.officer.account, state="fixed"
    )
    await operations.judge(cast.officer, id=problem, command=CLOSE)
    await corrections.take_back(cast.officer, kind="problem", record=problem, reason="核错了项目")
    again = await queries.get(cast.officer, problem)
    assert (again.state, again.closed_on, again.close_note) == ("fixed", None, "")


async def test_who_may_not(cast: Cast) -> None:
    made = await operations.register(cast.inspector, command=found(cast.project.id))
    outsider = await actor_as(Role.LIAISON, unit=await make_unit("区外局"))
    with pytest.raises(NotFound):
        await queries.get(outsider, made.id)
    with pytest.raises(Denied, match="由督查员或经办人登记"):
        await operations.register(cast.lead, command=found(cast.project.id))
    with pytest.raises(Denied, match="由责任人报完成"):
        await operations.fix(cast.officer, id=made.id, command=FIXED)
    with pytest.raises(Denied, match="销号人不能是责任人"):
        await operations.judge(cast.lead, id=made.id, command=CLOSE)
    with pytest.raises(Denied, match="由督查员或经办人登记"):
        later = PlanMeasure(measure="下月再说", due_on=date(2026, 6, 1))
        await operations.plan(cast.lead, id=made.id, command=later)
    with pytest.raises(Invalid):
        await operations.register(cast.inspector, command=found(cast.project.id, due_on=date(2026, 3, 1)))
    with pytest.raises(Invalid, match="责任单位联络员"):
        await operations.register(cast.inspector, command=found(cast.project.id, owner=outsider.account))


async def test_two_close_it_out_at_once(cast: Cast) -> None:
    problem = await make_problem(
        project=cast.project.id, owner=cast.lead.account, found_by=cast.officer.account, state="fixed"
    )
    await operations.judge(cast.officer, id=problem, command=JudgeFixed(passed=True, note="已核", version=1))
    with pytest.raises((Conflict, Denied)):
        await operations.judge(cast.inspector, id=problem, command=JudgeFixed(passed=True, note="也核", version=1))


async def test_a_dropped_problem_stays_in_the_ledger(cast: Cast) -> None:
    made = await operations.register(cast.inspector, command=found(cast.project.id))
    await operations.drop(cast.officer, id=made.id, command=DropProblem(reason="重复登记"))
    rows = (await queries.listed(cast.officer, state="dropped")).items
    assert [(row.id, row.state) for row in rows] == [(made.id, "dropped")]
    assert (await queries.listed(cast.officer, state="live")).items == []


async def _ordered(cast: Cast) -> tuple[int, int]:
    made = await operations.register(cast.inspector, command=found(cast.project.id))
    draft = DraftOrder(
        nonsecret=True, project=cast.project.id, kind=OrderKind.SUPERVISION, matter="补报数据", problem=made.text,
        requirement="补报三季度数据", due_on=date(2026, 4, 3), entry=made.id,
    )  # fmt: skip
    order = await operations_orders.draft_order(cast.inspector, command=draft)
    await operations_orders.sign_order(cast.leader, id=order.id, command=Step())
    return made.id, order.id


async def test_an_order_carries_its_problem_to_the_close_out_and_back(cast: Cast) -> None:
    problem, order = await _ordered(cast)
    seen = await queries.get(cast.officer, problem)
    assert (seen.order_id, seen.order_number, seen.actions) == (order, "督〔2026〕1号", [])
    with pytest.raises(Denied, match="随督办单办理"):
        await operations.fix(cast.lead, id=problem, command=FIXED)
    await operations_orders.receive(cast.lead, id=order, command=Step())
    reply = ReplyOrder(nonsecret=True, reply="已补报")
    await operations_orders.reply(cast.lead, id=order, command=reply, uploads=[pdf()])
    assert (await queries.get(cast.lead, problem)).state == "fixed"
    await operations_orders.verify(cast.inspector, id=order, command=VerifyOrder(passed=False, note="缺九月"))
    assert (await queries.get(cast.lead, problem)).state == "fixing"
    await operations_orders.reply(cast.lead, id=order, command=reply)
    await operations_orders.verify(cast.inspector, id=order, command=VerifyOrder(passed=True, note="已核对"))
    closed = await queries.get(cast.lead, problem)
    assert (closed.state, closed.close_note, closed.progress) == ("closed", "已核对", "已补报")
    await corrections.take_back(cast.inspector, kind="order", record=order, reason="核错")
    assert (await queries.get(cast.lead, problem)).state == "fixed"


async def test_a_withdrawn_order_gives_the_problem_back(cast: Cast) -> None:
    problem, order = await _ordered(cast)
    await operations_orders.withdraw(cast.officer, id=order, command=GiveReason(reason="改为当面沟通"))
    seen = await queries.get(cast.lead, problem)
    assert (seen.order_id, seen.order_number, seen.actions) == (None, "", ["plan", "fix"])


async def test_an_escalated_order_takes_its_problem_along(cast: Cast) -> None:
    problem, order = await _ordered(cast)
    graver = await operations_orders.escalate(cast.inspector, id=order, command=GiveReason(reason="逾期未办"))
    assert graver.entry == problem
    assert (await queries.get(cast.officer, problem)).order_id == graver.id


async def test_one_matter_one_order(cast: Cast) -> None:
    problem, _order = await _ordered(cast)
    draft = DraftOrder(
        nonsecret=True, project=cast.project.id, kind=OrderKind.SUPERVISION, matter="再补", problem="缺",
        requirement="补报", due_on=date(2026, 4, 3), entry=problem,
    )  # fmt: skip
    with pytest.raises(Denied, match="已下发督办单"):
        await operations_orders.draft_order(cast.officer, command=draft)


async def test_alike_problems_name_their_words_and_hide_others(cast: Cast) -> None:
    far = await make_unit("区远局")
    other = await make_project(percent=10, unit=far)
    base: dict[str, Any] = {"found_by": cast.officer.account}
    await make_problem(project=cast.project.id, owner=cast.lead.account, text="水利数据迟迟没有按期报送", **base)
    await make_problem(project=other.id, owner=other.lead.account, text="四季度数据没有按期报送", **base)
    seen = await queries_alike.similar_to(cast.officer, "三季度数据没有按期报送")
    assert [(one.percent, one.words) for one in seen] == [
        (90, ["季度数据没有按期报送"]),
        (57, ["没有按期报送", "数据"]),
    ]
    near = await actor_as(Role.OFFICER, unit=cast.project.unit, scope=cast.project.unit)
    assert [one.percent for one in await queries_alike.similar_to(near, "三季度数据没有按期报送")] == [57]
    groups = await queries_alike.recurring(cast.officer)
    assert [(group.projects, group.words) for group in groups] == [(2, ["没有按期报送", "数据"])]
    assert await queries_alike.recurring(near) == []


async def _matter(cast: Cast, *, due_on: date) -> int:
    row = await Report.select(Report.id).where(Report.project == cast.project.id).first()
    assert row is not None
    async with db.write_tx():
        matter = Coordination(
            report=row["id"], project=cast.project.id, text="请水利局提供近五年断面数据", created_at=clock.now(),
            state="open", state_since=clock.now(), due_on=due_on,
        )  # fmt: skip
        return int((await Coordination.insert(matter).returning(Coordination.id))[0]["id"])


async def test_a_late_matter_joins_once_and_leaves_when_settled(cast: Cast, frozen: FrozenClock) -> None:
    job = system("任务")
    matter = await _matter(cast, due_on=clock.today())
    assert await jobs.keep_in_step(job) == 0
    frozen.advance(days=7)
    assert await jobs.keep_in_step(job) == 1
    assert await jobs.keep_in_step(job) == 0
    row = (await queries.listed(cast.officer)).items[0]
    assert (row.source, row.kind, row.owner, row.state) == ("matter", "coordination", cast.lead.account, "open")
    await operations_coordination.answer(cast.officer, id=matter, command=AnswerMatter(answer="已提供"))
    await operations_coordination.close(cast.lead, id=matter, command=CloseMatter(settled=True))
    assert await jobs.keep_in_step(job) == 1
    assert (await queries.listed(cast.officer)).items[0].state == "closed"
    assert (await trail.verify()).ok


async def test_the_excel_ledger_holds_what_the_list_shows(cast: Cast) -> None:
    base: dict[str, Any] = {
        "owner": cast.lead.account, "found_by": cast.officer.account, "project": cast.project.id,
    }  # fmt: skip
    await make_problem(text="=1+1 数据没有报送", measure="周五补报", **base)
    await make_problem(state="closed", closed_on=clock.today(), **base)
    name, content = await take_ledger(cast.officer, kind=LEDGERS[0], chosen=Conditions(view="live"))
    assert name == "附件1：课题问题台账（截至2026年3月18日）.xlsx"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[2][:4] == ["序号", "项目", "亮灯", "问题"]
    assert [row[3] for row in rows[3:-1]] == ["=1+1 数据没有报送"]
    assert rows[-1][:2] == ["合计", "1条"]
