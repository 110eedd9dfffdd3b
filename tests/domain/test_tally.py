# SPDX-License-Identifier: MIT
"""Counts that rows keep: whatever is done, they are what a count of every row finds, in SQL and row by row."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from research.outcomes.states import LADDER
from research.outcomes.tables import Outcome
from research.projects.operations import set_light
from research.projects.states import STAGE, STATUS
from research.projects.tables import Project
from research.reports.states import REPORT
from research.reports.tables import Report
from reviews.supervision import operations as supervision
from reviews.supervision.states import ORDER, OrderKind
from reviews.supervision.tables import Order
from tests.factories.orders import make_order
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_account, make_unit
from tests.factories.projects import make_project, make_report
from thinktank.identity.states import ACCOUNT
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role
from thinktank.kernel.changes import changing
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.states import Machine, move, touch
from thinktank.tally import operations, queries

pytestmark = pytest.mark.usefixtures("wired", "database")
STEPS = 80


async def walk(chance: random.Random, table: Any, machine: Machine, also: dict[Any, Any]) -> None:
    """Take one row of a table through any step that its state allows; sometimes nothing but its columns change."""
    column = getattr(table, machine.column)
    rows = await table.select(table.id, column.as_alias("state")).order_by(table.id)
    row = chance.choice(rows)
    steps = [step for step in machine.transitions if row["state"] in step.from_]
    if steps and chance.random() < 0.7:
        await move(table, machine, chance.choice(steps).name, id=row["id"], also=also)
    else:
        await touch(table, id=row["id"], version=None, values=also)


async def some_order(chance: random.Random, project: int, by: int) -> None:
    """Draft an order, and take any order a step on; half of the steps issue it anew."""
    kind = str(chance.choice(list(OrderKind)))
    await make_order(project=project, handler=by, drafted_by=by, kind=kind, state="draft")
    also: dict[Any, Any] = {Order.issued_at: clock.now()} if chance.random() < 0.5 else {}
    await walk(chance, Order, ORDER, also)


async def anything(chance: random.Random, units: list[int], author: tuple[int, int]) -> None:
    """One change of something that is counted."""
    soon, at = clock.today() + timedelta(days=chance.randint(-40, 40)), clock.now()
    sent = chance.choice([None, at, at - timedelta(days=30)])
    projects = [row["id"] for row in await Project.select(Project.id).order_by(Project.id)]
    some = chance.choice(projects)
    match chance.randrange(9):
        case 0:
            await walk(chance, Project, STAGE, {})
        case 1:
            await walk(chance, Project, STATUS, {Project.percent: 5})
        case 2:
            await set_light(project=some, light=chance.choice(["green", "yellow", "red", "grey"]), reason="试")
        case 3:
            await supervision.refresh(some)
        case 4:
            days = {Report.due_on: soon, Report.grace_on: chance.choice([None, soon + timedelta(days=3)])}
            await walk(chance, Report, REPORT, days | {Report.submitted_at: sent})
        case 5:
            report = await make_report(some, seq=chance.randrange(100, 10**6), due_on=soon, ends_on=soon)
            if chance.random() < 0.3:
                await changing(Report, report)
                await Report.delete().where(Report.id == report)
        case 6:
            await make_account(Role.REVIEWER, unit=chance.choice(units))
            await walk(chance, Account, ACCOUNT, {Account.unit: chance.choice(units)})
        case 7:
            await some_order(chance, some, author[1])
        case _:
            await make_outcome(
                unit=units[0], author=author[0], registered_by=author[1], number=f"成{chance.randrange(10**9)}"
            )
            await walk(chance, Outcome, LADDER, {})


async def row_by_row() -> Counter[tuple[str, str]]:
    """Where every row of every counted table says that it counts."""
    found: Counter[tuple[str, str]] = Counter()
    for table, standing in queries.standings.items():
        ids = [row["id"] for row in await table.select(table.id)]  # type: ignore[attr-defined]
        for places in (await standing(ids)).values() if ids else ():
            found.update(places)
    return found


async def kept(names: set[str]) -> Counter[tuple[str, str]]:
    """What stands written down."""
    return Counter({(line.name, line.key): line.n for line in await queries.lines(*names)})


@pytest.mark.postgres
@pytest.mark.parametrize("seed", [1, 2])
async def test_counts_are_what_a_full_count_finds_after_any_changes(frozen: FrozenClock, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    units = [await make_unit(), await make_unit()]
    officer = await actor_as(Role.OFFICER)
    made = [await make_project(with_reports=False, light="green") for _ in range(3)]
    for project in made:
        await make_report(project.id, seq=1)
    assert await kept(set(queries.recounts)) == await row_by_row()
    await operations.rebuild()  # the people, whom their factory does not count
    for _ in range(STEPS):
        frozen.advance(days=chance.choice([0, 0, 1, 9]))
        try:
            async with db.write_tx():
                await anything(chance, units, (made[0].lead_talent, officer.account))
                if chance.random() < 0.1:
                    raise InterruptedError  # and all of it never was
        except InterruptedError:
            continue
    names = {
        "account.unit",
        "project.going",
        "report.due",
        "report.on_time",
        "report.day",
        "light.since",
        "light.until",
    }
    names |= {name for name in queries.recounts if name.startswith(("outcome.", "order."))}
    assert {name for name, _key in await row_by_row()} - names == set()
    assert await kept(names) == await row_by_row()
    assert await queries.faults() == []


async def test_a_rebuild_mends_every_count() -> None:
    await make_project()
    await operations.rebuild()
    right = await kept(set(queries.recounts))
    async with db.write_tx():
        await operations.bump("project.going", key="urban/major/green", by=7)
        await operations.bump("light.since", key="2001-01/red")
    assert len(await queries.faults()) == 2
    assert await operations.rebuild() == len(queries.recounts)
    assert await queries.faults() == []
    assert await kept(set(queries.recounts)) == right


async def test_a_refused_write_counts_nothing() -> None:
    made = await make_project(light="green")
    before = await queries.counts("project.going")
    with pytest.raises(InterruptedError):
        async with db.write_tx():
            await set_light(project=made.id, light="red", reason="试")
            raise InterruptedError
    assert await queries.counts("project.going") == before == {"urban/major/green": 1}
