# SPDX-License-Identifier: MIT
"""Rows written by the hundred are the rows that the query builder would have written, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.people import district
from thinktank.kernel import bulk, clock, db
from thinktank.kernel.errors import Conflict
from thinktank.talents.tables import Talent
from thinktank.trail.tables import TimelineEntry

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


def columns() -> list[Any]:
    t = Talent
    return [t.name, t.unit, t.birth_month, t.admitted_on, t.state_since, t.created_at, t.phone, t.proposed_score]


async def test_rows_read_back_as_those_of_the_query_builder() -> None:
    unit, now = await district(), clock.now()
    values = ["陈甲“引号”", unit, date(1994, 5, 1), None, now, now, "013800000001", 7]
    async with db.write_tx():
        (one,) = await bulk.insert(Talent, columns(), [values])
        named: dict[str, Any] = {column._meta.name: value for column, value in zip(columns(), values, strict=True)}
        (other,) = await Talent.insert(Talent(**named)).returning(Talent.id)
    first, second = [
        {name: value for name, value in row.items() if name != "id"}
        for row in await Talent.select().where(Talent.id.is_in([one, other["id"]]))
    ]
    assert first == second


async def test_ids_come_in_the_order_of_the_rows_and_truth_stays_truth() -> None:
    unit, now = await district(), clock.now()
    names = [f"陈{n:04d}" for n in range(700)]
    async with db.write_tx():
        assert await bulk.insert(Talent, columns(), []) == []
        rows = [[name, unit, None, None, now, now, "", 0] for name in names]
        ids = await bulk.insert(Talent, columns(), rows)
        t = TimelineEntry
        await bulk.insert(t, [t.record, t.staff_only, t.at], [[1, True, now], [2, False, now]])
    found = {row["id"]: row["name"] for row in await Talent.select(Talent.id, Talent.name)}
    assert [found[id_] for id_ in ids] == names
    shown = await TimelineEntry.select(TimelineEntry.staff_only).order_by(TimelineEntry.record)
    assert [row["staff_only"] for row in shown] == [True, False]


async def test_what_does_not_fit_is_refused_and_nothing_stays() -> None:
    unit, now = await district(), clock.now()
    with pytest.raises(Conflict):
        async with db.write_tx():
            good = ["陈甲", unit, None, None, now, now, "", 0]
            await bulk.insert(Talent, columns(), [good, [None, *good[1:]]])
    assert await Talent.count() == 0


async def test_rows_change_by_one_statement_and_none_leaves_what_stands() -> None:
    unit, now = await district(), clock.now()
    rows = [[name, unit, date(1994, 5, 1), None, now, now, "", 0] for name in ("陈甲", "陈乙", "陈丙")]
    t = Talent
    async with db.write_tx():
        one, two, three = await bulk.insert(Talent, columns(), rows)
        with db.recording() as seen:
            given: list[list[Any]] = [
                [one, "陈子", None, date(2026, 3, 1)],
                [two, None, "013800000002", None],
                [9999, "无", None, None],
            ]
            assert await bulk.update(t, (t.name, t.phone, t.admitted_on), given, versioned=True) == 2
            assert await bulk.update(t, (t.name,), []) == 0
        assert len(seen) == 1
        assert await bulk.update(t, (t.proposed_score,), [[three, 5]]) == 1
    found = await t.select(t.name, t.phone, t.admitted_on, t.birth_month, t.proposed_score, t.version).order_by(t.id)
    born = date(1994, 5, 1)
    assert [tuple(row.values()) for row in found] == [
        ("陈子", "", date(2026, 3, 1), born, 0, 2),
        ("陈乙", "013800000002", None, born, 0, 2),
        ("陈丙", "", None, born, 5, 1),
    ]
