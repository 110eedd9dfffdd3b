# SPDX-License-Identifier: MIT
"""Checkpoints, orders and lights: what the operations do, refuse and write down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from research.projects.tables import Milestone, Project
from reviews.supervision import (
    jobs,
    operations,
    operations_checkpoints,
    operations_orders,
    queries,
    queries_checkpoints,
)
from reviews.supervision.schemas import (
    DraftOrder,
    EndOverride,
    ExtendOrder,
    GiveReason,
    OrderView,
    OverrideLight,
    PlanCheckpoint,
    RecordCheckpoint,
    ReplyOrder,
    Step,
    VerifyOrder,
)
from reviews.supervision.states import Colour, OrderKind
from reviews.supervision.tables import LightRecord
from tests.factories.orders import make_checkpoint, make_order, pdf
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import Made, make_project
from thinktank.files import store
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")
PASS = VerifyOrder(passed=True, note="已到现场核对")


class Cast(msgspec.Struct):
    project: Made
    officer: Actor
    leader: Actor
    inspector: Actor


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    return Cast(
        await make_project(percent=10, with_reports=False),
        await actor_as(Role.OFFICER),
        await actor_as(Role.DEPT_LEADER),
        await actor_as(Role.INSPECTOR),
    )


def draft(project: int, **changes: Any) -> DraftOrder:
    values: dict[str, Any] = {
        "nonsecret": True,
        "project": project,
        "kind": OrderKind.SUPERVISION,
        "matter": "会商未召开",
        "problem": "清单会商尚未召开",
        "requirement": "召开会商并报送纪要",
        "due_on": date(2026, 4, 3),
    } | changes
    return DraftOrder(**values)


async def light_of(project: int) -> str:
    row = await Project.select(Project.light).where(Project.id == project).first()
    return str(row["light"]) if row else ""


async def test_the_whole_way_of_an_order(cast: Cast) -> None:
    lead = cast.project.lead
    made = await operations_orders.draft_order(cast.inspector, command=draft(cast.project.id))
    assert (made.state, made.number, made.handler) == ("draft", "", lead.account)
    with pytest.raises(NotFound):
        await queries.get(lead, made.id)
    signed = await operations_orders.sign_order(cast.leader, id=made.id, command=Step(version=made.version))
    assert (signed.state, signed.number) == ("issued", "督〔2026〕1号")
    assert await light_of(cast.project.id) == "yellow"
    await operations_orders.receive(lead, id=made.id, command=Step())
    await operations_orders.start(lead, id=made.id, command=Step())
    answered = await operations_orders.reply(
        lead, id=made.id, command=ReplyOrder(nonsecret=True, reply="已召开会商"), uploads=[pdf()]
    )
    assert answered.state == "replied"
    closed = await operations_orders.verify(cast.inspector, id=made.id, command=PASS)
    assert (closed.state, closed.closed_on, closed.actions) == ("closed", clock.today(), ["take_back"])
    assert await light_of(cast.project.id) == "green"
    lines = await trail.timeline(cast.officer, "order", made.id)
    actions = [line.action for line in lines if line.action != "file.attached"]
    assert actions[::-1] == [
        "order.drafted", "order.issued", "order.receive", "order.start", "order.replied", "order.closed",
    ]  # fmt: skip
    assert (await trail.verify()).ok
    told = await Notice.select(Notice.rule).where(Notice.account == lead.account)
    assert {"order.issued", "order.verified"} <= {row["rule"] for row in told}


async def test_closing_needs_evidence_and_returning_needs_a_reason(cast: Cast) -> None:
    order = await _order(cast, state="replied", reply="已办")
    with pytest.raises(Denied, match="佐证"):
        await operations_orders.verify(cast.inspector, id=order, command=PASS)
    with pytest.raises(Invalid):
        await operations_orders.verify(cast.inspector, id=order, command=VerifyOrder(passed=False))
    back = await operations_orders.verify(cast.inspector, id=order, command=VerifyOrder(passed=False, note="缺纪要"))
    assert (back.state, back.holder) == ("returned", back.handler_name)
    again = await operations_orders.reply(
        cast.project.lead, id=order, command=ReplyOrder(nonsecret=True, reply="补充"), uploads=[pdf()]
    )
    closed = await operations_orders.verify(cast.officer, id=order, command=PASS)
    assert (again.state, closed.state) == ("replied", "closed")


async def _order(cast: Cast, **more: Any) -> int:
    values = {
        "project": cast.project.id, "handler": cast.project.lead.account, "drafted_by": cast.officer.account,
    } | more  # fmt: skip
    return await make_order(**values)


async def test_the_handler_never_verifies(cast: Cast) -> None:
    order = await _order(cast, state="replied", handler=cast.inspector.account)
    with pytest.raises(Denied, match="核查人不能是承办人"):
        await operations_orders.verify(cast.inspector, id=order, command=PASS)
    assert "verify" not in (await queries.get(cast.inspector, order)).actions
    assert "verify" in (await queries.get(cast.officer, order)).actions


async def test_leader_signs_officer_only_reminders(cast: Cast) -> None:
    grave = await _order(cast, state="draft")
    mild = await _order(cast, state="draft", kind="reminder")
    for actor in (cast.officer, cast.inspector):
        with pytest.raises(Denied):
            await operations_orders.sign_order(actor, id=grave, command=Step())
    signed = await operations_orders.sign_order(cast.officer, id=mild, command=Step())
    assert signed.state == "issued"
    assert await light_of(cast.project.id) == "green"  # a reminder does not turn the light


STEPS: dict[str, tuple[Callable[..., Any], Callable[[], Any], tuple[str, ...]]] = {
    "sign": (operations_orders.sign_order, Step, ("draft",)),
    "receive": (operations_orders.receive, Step, ("issued",)),
    "start": (operations_orders.start, Step, ("received",)),
    "reply": (
        operations_orders.reply,
        lambda: ReplyOrder(nonsecret=True, reply="已办"),
        ("received", "handling", "returned"),
    ),
    "verify": (operations_orders.verify, lambda: VerifyOrder(passed=False, note="缺"), ("replied", "verifying")),
    "withdraw": (
        operations_orders.withdraw,
        lambda: GiveReason("撤"),
        ("draft", "approved", "issued", "received", "handling", "returned", "replied", "verifying"),
    ),
    "escalate": (
        operations_orders.escalate,
        lambda: GiveReason("无效果"),
        ("issued", "received", "handling", "returned", "replied", "verifying"),
    ),
    "extend": (
        operations_orders.extend,
        lambda: ExtendOrder(date(2026, 5, 8), "等批复"),
        ("issued", "received", "handling", "returned"),
    ),
}
ALL = (
    "draft", "approved", "issued", "received", "handling", "replied", "verifying", "returned", "closed", "escalated",
    "withdrawn",
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
async def test_every_forbidden_step_is_refused_and_never_offered(cast: Cast, step: str) -> None:
    run, command, allowed = STEPS[step]
    who = cast.project.lead if step in {"receive", "start", "reply"} else cast.leader
    for state in ALL:
        order = await _order(cast, state=state, issued_at=clock.now())
        seen: OrderView = await queries.get(who, order) if who is cast.leader or state not in ALL[:2] else None  # type: ignore[assignment]
        if state in allowed:
            assert step in seen.actions
            await run(who, id=order, command=command())
        else:
            assert seen is None or step not in seen.actions
            with pytest.raises((Denied, NotFound)):
                await run(who, id=order, command=command())


async def test_outsiders_find_nothing_and_others_of_the_team_only_read(cast: Cast) -> None:
    order = await _order(cast)
    elsewhere = await actor_as(Role.OFFICER, scope=await make_unit())
    for outsider in (elsewhere, await actor_as(Role.MEMBER), await actor_as(Role.REVIEWER)):
        assert (await queries.listed(outsider)).items == []
        with pytest.raises(NotFound):
            await operations_orders.receive(outsider, id=order, command=Step())
        assert not await queries.may_read_file(outsider, order)
    assert (await queries.get(cast.project.member, order)).actions == []
    with pytest.raises(Denied):
        await operations_orders.receive(cast.project.member, id=order, command=Step())


async def test_a_stale_version_is_a_conflict(cast: Cast) -> None:
    order = await _order(cast)
    with pytest.raises(Conflict):
        await operations_orders.receive(cast.project.lead, id=order, command=Step(version=7))


async def test_drafting_is_refused_with_reasons(cast: Cast) -> None:
    with pytest.raises(Denied):
        await operations_orders.draft_order(cast.project.mentor, command=draft(cast.project.id))
    with pytest.raises(Invalid) as late:
        await operations_orders.draft_order(cast.officer, command=draft(cast.project.id, due_on=date(2026, 3, 1)))
    assert "due_on" in late.value.fields
    saturday = await operations_orders.draft_order(
        cast.officer, command=draft(cast.project.id, due_on=date(2026, 4, 11))
    )
    assert saturday.due_on == date(2026, 4, 13)


async def test_escalation_links_back_and_overdue_rectification_is_red(cast: Cast, frozen: FrozenClock) -> None:
    order = await _order(cast)
    graver = await operations_orders.escalate(cast.inspector, id=order, command=GiveReason("未整改"))
    assert (graver.kind, graver.escalated_from, graver.state) == (OrderKind.RECTIFICATION, order, "draft")
    await operations_orders.sign_order(cast.leader, id=graver.id, command=Step())
    frozen.at = clock.end_of(graver.due_on) + timedelta(hours=1)
    await operations.refresh(cast.project.id)
    row = await Project.select(Project.light, Project.light_reason).where(Project.id == cast.project.id).first()
    assert row is not None
    assert row["light"] == "red"
    assert "整改通知逾期" in row["light_reason"]


async def test_the_ladder_is_climbed_to_its_top_and_each_rung_keeps_its_reason(cast: Cast) -> None:
    made = await operations_orders.draft_order(cast.inspector, command=draft(cast.project.id, kind=OrderKind.REMINDER))
    climbed = [made.id]
    for _kind in list(OrderKind)[1:]:
        await operations_orders.sign_order(cast.leader, id=climbed[-1], command=Step())
        why = GiveReason(reason=f"第{len(climbed)}次没有动静")
        climbed.append((await operations_orders.escalate(cast.officer, id=climbed[-1], command=why)).id)
    await operations_orders.sign_order(cast.leader, id=climbed[-1], command=Step())
    with pytest.raises(Denied, match="最高一级"):
        await operations_orders.escalate(cast.officer, id=climbed[-1], command=GiveReason(reason="x"))
    seen = [await queries.get(cast.officer, one) for one in climbed]
    assert [one.kind for one in seen] == list(OrderKind)
    assert [one.escalated_from for one in seen] == [None, *climbed[:-1]]
    assert [one.state for one in seen] == ["escalated"] * 3 + ["issued"]
    for n, one in enumerate(climbed[:-1], start=1):
        line = (await trail.timeline(cast.officer, "order", one))[0]
        assert (line.action, line.detail) == ("order.escalated", f"第{n}次没有动静")


async def test_two_check_at_once_and_one_of_them_is_told(cast: Cast) -> None:
    order = await _order(cast, state="replied", reply="已办")
    await operations_orders.verify(
        cast.inspector, id=order, command=VerifyOrder(passed=False, note="缺纪要")
    )  # so that it has been checked once
    await operations_orders.reply(
        cast.project.lead, id=order, command=ReplyOrder(nonsecret=True, reply="补充"), uploads=[pdf()]
    )
    version = (await queries.get(cast.officer, order)).version
    close, send_back = VerifyOrder(True, "已核", version), VerifyOrder(False, "仍缺签到表", version)
    found = await asyncio.gather(
        operations_orders.verify(cast.inspector, id=order, command=close),
        operations_orders.verify(cast.officer, id=order, command=send_back),
        return_exceptions=True,
    )
    refused = [one for one in found if isinstance(one, BaseException)]
    assert [type(one) for one in refused] in ([Conflict], [Denied])
    seen = await queries.get(cast.officer, order)
    done = next(one for one in found if isinstance(one, OrderView))
    assert (seen.state, seen.verify_note) == (done.state, done.verify_note)
    told = [line.action for line in await trail.timeline(cast.officer, "order", order)]
    assert sum(action in {"order.closed", "order.returned"} for action in told) == 2


async def test_a_light_given_back_early_keeps_both_reasons(cast: Cast) -> None:
    project = cast.project.id
    await operations.refresh(project)
    until = clock.today() + timedelta(days=20)
    await operations.override_light(cast.leader, project=project, command=OverrideLight(Colour.RED, "数据不实", until))
    ended = await operations.end_override(cast.officer, project=project, command=EndOverride("数据已核实"))
    with pytest.raises(Conflict):
        await operations.end_override(cast.officer, project=project, command=EndOverride("再来"))
    assert (ended.light, ended.overridden_until) == ("green", None)
    assert [(line.light, line.overridden, line.until is None) for line in ended.history] == [
        ("green", False, True), ("red", True, False), ("green", False, False),
    ]  # fmt: skip
    assert ended.history[1].reason == "人工调整：数据不实"
    lines = await trail.timeline(cast.officer, "project", project)
    said = [(line.actor_name, line.detail) for line in lines if line.action.startswith("project.light_")]
    assert said == [(cast.officer.name, "数据已核实"), (cast.leader.name, "数据不实")]


async def test_light_history_override_and_its_end(cast: Cast, frozen: FrozenClock) -> None:
    project = cast.project.id
    await operations.refresh(project)
    assert await operations.refresh(project) is False
    with pytest.raises(Denied):
        await operations.override_light(
            cast.inspector, project=project, command=OverrideLight(Colour.RED, "不实", date(2026, 4, 1))
        )
    with pytest.raises(Invalid):
        await operations.override_light(
            cast.officer, project=project, command=OverrideLight(Colour.RED, "不实", date(2027, 4, 1))
        )
    seen = await operations.override_light(
        cast.officer, project=project, command=OverrideLight(Colour.RED, "数据不实", date(2026, 3, 20))
    )
    assert (seen.light, seen.overridden_until) == ("red", date(2026, 3, 20))
    frozen.advance(days=3)
    assert await jobs.refresh_lights(system("job:lights")) == 1
    assert await light_of(project) == "green"
    history = await LightRecord.select(LightRecord.light, LightRecord.until).order_by(LightRecord.id)
    assert [row["light"] for row in history] == ["green", "red", "green"]
    assert [row["until"] is None for row in history] == [False, False, True]


async def test_a_late_milestone_turns_the_light_by_the_days(cast: Cast, frozen: FrozenClock) -> None:
    project, day = cast.project.id, clock.today()
    await Milestone.update({Milestone.due_on: day - timedelta(days=1)}).where(
        Milestone.id == cast.project.milestones["kickoff"]
    )
    await operations.refresh(project)
    assert await light_of(project) == "yellow"
    frozen.advance(days=14)
    await operations.refresh(project)
    assert await light_of(project) == "red"


async def test_checkpoint_from_plan_to_record(cast: Cast) -> None:
    with pytest.raises(Denied):
        await operations_checkpoints.plan_checkpoint(
            cast.project.mentor, command=PlanCheckpoint(cast.project.id, "现场", clock.today())
        )
    made = await operations_checkpoints.plan_checkpoint(
        cast.officer,
        command=PlanCheckpoint(cast.project.id, "会商进度", clock.today(), inspector=cast.inspector.account),
    )
    assert [one.id for one in await queries_checkpoints.checkpoints_of_inspector(cast.inspector)] == [made.id]
    found = RecordCheckpoint(nonsecret=True, finding="会商未召开", advice="抓紧召开", version=made.version)
    other = await actor_as(Role.INSPECTOR)
    with pytest.raises(Denied):
        await operations_checkpoints.record_checkpoint(other, id=made.id, command=found)
    done = await operations_checkpoints.record_checkpoint(cast.inspector, id=made.id, command=found)
    assert (done.state, done.finding, done.done_on) == ("done", "会商未召开", clock.today())
    with pytest.raises(Denied):
        await operations_checkpoints.record_checkpoint(cast.inspector, id=made.id, command=found)
    linked = await operations_orders.draft_order(cast.inspector, command=draft(cast.project.id, checkpoint=made.id))
    assert linked.checkpoint == made.id


async def test_reminders_come_once(cast: Cast, frozen: FrozenClock) -> None:
    await _order(cast, due_on=clock.today() + timedelta(days=1))
    await make_checkpoint(project=cast.project.id, inspector=cast.inspector.account)
    assert await jobs.remind(system("job:order_reminders")) == 1
    assert await jobs.remind(system("job:order_reminders")) == 0
    frozen.advance(days=2)
    assert await jobs.remind(system("job:order_reminders")) == 1
