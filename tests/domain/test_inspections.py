# SPDX-License-Identifier: MIT
"""Regular inspections: laid out by cycle, checked against the agreement, their problems in the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from research.projects.tables import Milestone, ProjectMentor
from reviews.problems import queries as problems
from reviews.problems.states import ProblemKind
from reviews.supervision import operations_checkpoints, operations_cycles, queries_checkpoints
from reviews.supervision.schemas import ItemSeen, ProblemFound, RecordCheckpoint
from reviews.supervision.states import Seen
from reviews.supervision.tables import Checkpoint
from tests.factories.orders import make_checkpoint
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import Made, make_project, make_report
from thinktank.files import store
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.policies import operations as policies
from thinktank.policies.kinds_supervision import Supervision
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
JOB = system("任务")


class Cast(msgspec.Struct):
    project: Made
    officer: Actor
    inspector: Actor


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    project = await make_project(percent=10, with_reports=False)
    return Cast(project, await actor_as(Role.OFFICER), await actor_as(Role.INSPECTOR))


async def planned() -> list[dict[str, Any]]:
    c = Checkpoint
    return await c.select(c.project, c.title, c.due_on, c.inspector, c.cycle).where(c.cycle != "").order_by(c.id)


async def test_each_cycle_plans_once_and_the_next_again(cast: Cast, frozen: FrozenClock) -> None:
    assert await operations_cycles.lay_out(JOB) == 0  # signed today, and the quarter is over in thirteen days
    frozen.advance(days=20)
    assert await operations_cycles.lay_out(JOB) == 1
    assert await operations_cycles.lay_out(JOB) == 0
    frozen.advance(days=85)
    assert await operations_cycles.lay_out(JOB) == 1
    rows = await planned()
    assert [(row["title"], row["due_on"], row["cycle"]) for row in rows] == [
        ("2026年第二季度督查", date(2026, 7, 14), "2026-3-2"), ("2026年第三季度督查", date(2026, 10, 20), "2026-3-3"),
    ]  # fmt: skip
    assert {row["inspector"] for row in rows} == {cast.inspector.account}
    assert (await trail.verify()).ok


async def test_inspections_are_shared_among_those_whose_scope_it_is(cast: Cast, frozen: FrozenClock) -> None:
    frozen.advance(days=20)
    second = await actor_as(Role.INSPECTOR)
    elsewhere = await make_unit("区远局")
    await actor_as(Role.INSPECTOR, unit=elsewhere, scope=elsewhere)
    await make_project(percent=10, with_reports=False)
    assert await operations_cycles.lay_out(JOB) == 2
    assert sorted(row["inspector"] for row in await planned()) == sorted([cast.inspector.account, second.account])


async def test_nobody_inspects_a_project_that_they_mentor(cast: Cast, frozen: FrozenClock) -> None:
    frozen.advance(days=20)
    async with db.write_tx():
        m = ProjectMentor
        await m.insert(m(project=cast.project.id, account=cast.inspector.account, since=clock.today()))
    assert await operations_cycles.lay_out(JOB) == 0


async def test_a_setting_stops_it(cast: Cast) -> None:
    value = Supervision(every_months=0)
    await policies.set_value(cast.officer, name="supervision", value=value, effective_from=clock.today())
    assert await operations_cycles.lay_out(JOB) == 0


async def test_the_checklist_is_the_agreements_and_is_kept_as_seen(cast: Cast) -> None:
    checkpoint = await make_checkpoint(
        project=cast.project.id, inspector=cast.inspector.account, covers_from=date(2026, 1, 1),
        covers_to=date(2026, 12, 31),
    )  # fmt: skip
    seen = (await queries_checkpoints.checkpoint(cast.inspector, checkpoint))[0]
    lines = await queries_checkpoints.checklist(seen)
    open_steps = await Milestone.select(Milestone.id).where(
        (Milestone.project == cast.project.id) & (Milestone.state != "done") & (Milestone.due_on <= date(2026, 12, 31))
    )
    assert [line.key for line in lines if line.key[0] == "m"] == [f"m{row['id']}" for row in open_steps]
    command = RecordCheckpoint(
        nonsecret=True, finding="进度慢", items=[ItemSeen(lines[0].key, Seen.PARTLY, "缺纪要"), ItemSeen("m999999")],
        problems=[ProblemFound("会商纪要没有报送", ProblemKind.RULES)],
    )  # fmt: skip
    done = await operations_checkpoints.record_checkpoint(cast.inspector, id=checkpoint, command=command)
    assert [(item.text, item.result, item.note) for item in done.items] == [(lines[0].text, "partly", "缺纪要")]
    found = (await problems.listed(cast.officer)).items
    assert [(one.text, one.kind, one.source, one.source_label, one.owner) for one in found] == [
        ("会商纪要没有报送", "rules", "checkpoint", "会商进度现场督查", cast.project.lead.account)
    ]


async def test_the_report_of_the_cycle_is_read_not_asked_for_again(cast: Cast) -> None:
    sent = {"submitted_at": clock.now(), "submitted_by": cast.project.lead.account, "progress": "完成摸底"}
    await make_report(cast.project.id, seq=1, state="submitted", **sent)
    base: dict[str, Any] = {"project": cast.project.id, "inspector": cast.inspector.account}
    inside = await make_checkpoint(**base, covers_from=date(2026, 1, 1), covers_to=date(2026, 3, 31))
    later = await make_checkpoint(**base, covers_from=date(2027, 1, 1), covers_to=date(2027, 3, 31))
    found = []
    for number in (inside, later):
        seen = (await queries_checkpoints.checkpoint(cast.inspector, number))[0]
        report = await queries_checkpoints.report_of(seen)
        found.append(report.progress if report else None)
    assert found == ["完成摸底", None]
