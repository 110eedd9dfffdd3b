# SPDX-License-Identifier: MIT
"""Calibration by earlier rounds: what counts, what does not, and that the decision never moves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import queries
from reviews.scoring.schemas import Result
from tests.factories.people import actor_as, make_unit
from tests.factories.rounds import Panel, make_assignment, make_round, make_sheet
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]


async def reviewers(n: int) -> list[Actor]:
    return [await actor_as(Role.REVIEWER, unit=await make_unit()) for _ in range(n)]


async def panel(people: list[Actor], *totals: int, state: str = "scored") -> Panel:
    """An item of a round of its own with one submitted sheet a reviewer, all criteria alike."""
    made = await make_round(kind="midterm", size=len(people), unit=await make_unit())
    criteria = (await rubrics.in_use("midterm")).criteria
    a, i = Assignment, RoundItem
    for person, total in zip(people, totals, strict=True):
        task = await make_assignment(made.item, person.account, state="submitted")
        async with db.write_tx():
            await a.update({a.total: Decimal(total)}).where(a.id == task)
        await make_sheet(task, {one.id: total for one in criteria}, total=f"{total}.00")
    async with db.write_tx():
        await i.update({i.state: state, i.mean: Decimal(80)}).where(i.id == made.item)
    return made


async def result(made: Panel) -> Result:
    return await queries.result(await actor_as(Role.OFFICER), made.item)


async def test_the_first_round_has_nothing_to_calibrate_by() -> None:
    found = await result(await panel(await reviewers(3), 90, 80, 85))
    assert [(row.severity, row.calibrated) for row in found.rows] == [(None, None)] * 3
    assert (found.calibrated, found.calibrated_spread) == (None, None)
    assert found.summary is not None
    assert found.summary.decided == Decimal("85.00")


async def test_a_mild_reviewer_is_taken_down_and_a_strict_one_up() -> None:
    people = await reviewers(3)
    for _ in range(3):
        await panel(people, 90, 80, 70)
    found = await result(await panel(people, 92, 84, 76))
    assert [(row.severity, row.calibrated) for row in found.rows] == [  # three sheets by 10, beside five of 0
        (Decimal("3.75"), Decimal("88.25")),
        (Decimal("0.00"), Decimal("84.00")),
        (Decimal("-3.75"), Decimal("79.75")),
    ]
    assert (found.calibrated, found.summary and found.summary.decided) == (Decimal("84.00"), Decimal("84.00"))


async def test_only_finished_items_of_earlier_rounds_count() -> None:
    people = await reviewers(3)
    await panel(people, 90, 80, 70, state="scoring")
    now = await panel(people, 90, 80, 70)
    await panel(people, 99, 50, 40)
    assert (await result(now)).calibrated is None


async def test_the_last_three_rounds_count_and_no_older_one() -> None:
    people = await reviewers(2)
    await panel(people, 100, 40)
    for _ in range(3):
        await panel(people, 84, 80)
    found = await result(await panel(people, 88, 80))
    assert [row.severity for row in found.rows] == [Decimal("0.75"), Decimal("-0.75")]


async def test_a_newcomer_keeps_the_raw_total() -> None:
    people = await reviewers(3)
    for _ in range(3):
        await panel(people[:2], 84, 80)
    found = await result(await panel(people, 88, 80, 90))
    assert [row.calibrated for row in found.rows] == [Decimal("87.25"), Decimal("80.75"), None]
    assert found.calibrated == Decimal("86.00")
    assert await Round.count() == 4
