# SPDX-License-Identifier: MIT
"""A project's rest, its ends, its second acceptance: what each brings with it, and each taken back whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from research.corrections import operations as corrections
from research.participation import queries as ledger
from research.participation.tables import Ban, Participation
from research.projects import operations, queries
from research.projects import operations_manage as manage
from research.projects.schemas import ChangeStatus
from research.projects.states import Fault
from research.projects.tables import Milestone, Project
from research.reports.tables import Report
from tests.factories.projects import Made, make_project, office
from tests.factories.rounds import make_gate
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]


async def step(actor: Actor, made: Made, move: str, **more: Any) -> str:
    command = ChangeStatus(move, "会议研究决定", **more)
    return (await manage.change_status(actor, id=made.id, command=command)).status


async def standing(made: Made) -> dict[str, Any]:
    p = Project
    busy = Participation.select(Participation.talent).where(
        (Participation.record == made.id) & (Participation.active == True)  # noqa: E712
    )
    reports = await Report.select(Report.ends_on, Report.state).where(Report.project == made.id)
    return {
        "head": (await p.select(p.due_on, p.status, p.stage).where(p.id == made.id))[0],
        "steps": [(m.title, m.starts_on, m.due_on) for m in await queries.milestones(made.id)],
        "busy": sorted(row["talent"] for row in await busy),
        "reports": sorted((str(row["ends_on"]), row["state"]) for row in reports),
    }


async def test_a_rest_moves_what_is_not_done_by_its_working_days(frozen: FrozenClock) -> None:
    made, officer = await make_project(), await office()
    await step(officer, made, "suspend")
    paused = await standing(made)
    frozen.advance(days=22)  # from 18 March to 9 April: 15 working days, 清明 on 6 April
    assert await step(officer, made, "resume") == "normal"
    after = await standing(made)
    assert [due for _title, _start, due in after["steps"]] == [
        date(2026, 4, 23), date(2026, 8, 6), date(2026, 8, 6), date(2026, 12, 21),
    ]  # fmt: skip
    assert after["head"]["due_on"] == date(2026, 12, 21)
    assert max(after["reports"])[0] == "2026-12-21"
    detail = (await trail.timeline(officer, "project", made.id))[0].detail
    assert detail.startswith("会议研究决定；暂停15个工作日，未完成节点顺延；「开题评审」由2026-04-01顺延到2026-04-23")
    await corrections.take_back(officer, kind="project", record=made.id, reason="恢复有误")
    back = await standing(made)
    # What was due while it rested is not asked for afterwards.
    assert back["reports"] == [row for row in paused["reports"] if row[0] >= "2026-04"]
    assert back | {"reports": []} == paused | {"reports": []}
    await corrections.take_back(officer, kind="project", record=made.id, reason="不应暂停")
    assert (await standing(made))["head"]["status"] == "normal"


async def test_a_revocation_keeps_lead_and_named_from_applying_until_a_day() -> None:
    made, leader, officer = await make_project(), await office(Role.DEPT_LEADER), await office()
    before = await standing(made)
    with pytest.raises(Denied, match="部领导"):
        await step(officer, made, "revoke", ground=Fault.PLAGIARISM)
    for more, field in (
        ({}, "ground"),
        ({"ground": Fault.PLAGIARISM, "banned_until": clock.today()}, "banned_until"),
        ({"ground": Fault.PLAGIARISM, "banned": [99_999]}, "banned"),
    ):
        with pytest.raises(Invalid) as refused:
            await step(leader, made, "revoke", **more)
        assert list(refused.value.fields) == [field]
    until = date(2029, 3, 18)
    banned = [made.member_talent]
    assert await step(leader, made, "revoke", ground=Fault.PLAGIARISM, banned_until=until, banned=banned) == "revoked"
    loads = await ledger.load([made.lead_talent, made.member_talent])
    number = (await queries.head(leader, made.id)).number
    assert {(load.banned_until, load.ban_reason) for load in loads.values()} == {(until, f"{number}撤项：抄袭剽窃")}
    assert (await standing(made))["busy"] == []
    await corrections.take_back(leader, kind="project", record=made.id, reason="查无实据")
    assert await standing(made) == before
    loads = await ledger.load([made.lead_talent, made.member_talent])
    assert [load.banned_until for load in loads.values()] == [None, None]
    assert await Ban.count() == 2  # lifted, and on file


async def test_a_revocation_lasts_as_long_as_the_setting_unless_told_otherwise() -> None:
    made, leader = await make_project(), await office(Role.DEPT_LEADER)
    await step(leader, made, "revoke", ground=Fault.NO_WORK)
    assert [(row["talent"], row["until"]) for row in await Ban.select(Ban.talent, Ban.until)] == [
        (made.lead_talent, date(2028, 3, 17))
    ]


@pytest.mark.parametrize("status", ["normal", "rectifying", "suspended"])
async def test_an_agreed_end_is_without_blame_and_goes_back_to_where_it_came_from(status: str) -> None:
    made, leader, officer = await make_project(status=status), await office(Role.DEPT_LEADER), await office()
    before = await standing(made)
    await step(leader, made, "terminate")
    assert ((await standing(made))["busy"], await Ban.count()) == ([], 0)
    with pytest.raises(Denied):
        await corrections.take_back(officer, kind="project", record=made.id, reason="不终止")
    await corrections.take_back(leader, kind="project", record=made.id, reason="不终止")
    assert await standing(made) == before


async def test_two_change_a_status_at_once_and_one_wins() -> None:
    made, officer = await make_project(), await office()
    version = (await queries.head(officer, made.id)).version
    await step(officer, made, "suspend", version=version)
    with pytest.raises((Conflict, Denied)):
        await step(officer, made, "suspend", version=version)
    with pytest.raises(Conflict):
        await step(officer, made, "resume", version=version)


async def test_an_acceptance_that_failed_is_asked_for_once_more_within_three_months(frozen: FrozenClock) -> None:
    made, leader = await make_project(stage="closing"), await office(Role.DEPT_LEADER)
    await Milestone.update({Milestone.state: "done"}).where(Milestone.id == made.milestones["midterm"])
    closing = await make_gate(made.id, kind="closing")
    await operations.record_decision(leader, milestone=closing, decision="failed", note="材料不全")
    head = await queries.head(leader, made.id)
    assert (head.failed_closings, head.second_until) == (1, date(2026, 6, 18))
    frozen.advance(days=93)
    with pytest.raises(Denied, match="期限（2026-06-18）已过"):
        await operations.hand_in(made.lead, id=closing, version=None, note="补正")
    frozen.advance(days=-1)
    await operations.hand_in(made.lead, id=closing, version=None, note="补正")
    await operations.record_decision(leader, milestone=closing, decision="failed", note="仍不达标")
    assert (await queries.head(leader, made.id)).failed_closings == 2
    with pytest.raises(Denied, match="两次验收不通过"):
        await operations.hand_in(made.lead, id=closing, version=None, note="再补")
    told = await Notice.select(Notice.account).where(Notice.rule == "project.not_accepted")
    assert [row["account"] for row in told] == [leader.account]
