# SPDX-License-Identifier: MIT
"""Selects of one shape share their text, and never their values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from piccolo.query.functions.aggregate import Count
from piccolo.querystring import QueryString

from research.projects.tables import Project
from thinktank.kernel import db, shapes, statements
from thinktank.talents.tables import Talent

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]
t, p = Talent, Project


def people(name: str, states: list[str], day: date, limit: int = 5) -> Any:
    """A list with everything that lists have: joined columns, alternatives, a select within, an order, a limit."""
    led = p.select(p.lead).where((p.title == name) & (p.due_on > day))
    there = db.there_is(p.select(p.id).where((p.lead == t.id) & (p.stage == states[0])))
    where = ((t.name == name) | t.unit._.name.like(f"{name}%")) & t.state.is_in(states) & (t.id.is_in(led) | there)
    query = t.select(t.id, t.name, t.unit._.name.as_alias("unit_name")).where(where & (t.admitted_on <= day))
    return query.order_by(t.name_key).order_by(t.id, ascending=False).limit(limit)


def texts(query: Any) -> tuple[db.Statement, db.Statement]:
    """A query's statement, and what the builder makes of it."""
    engine = db.engine().engine_type
    sql, args = statements._built(query, engine)
    return statements.compiled(query, engine), db.Statement(sql, list(args))


async def test_values_are_bound_where_they_stand_and_texts_are_built_once() -> None:
    shapes._texts.clear()
    for name, day in (("甲", date(2026, 1, 1)), ("乙", date(2026, 2, 2)), ("active", date(2026, 3, 3))):
        query = people(name, ["active", name], day)
        ours, built = texts(query)
        assert (ours.sql, list(ours.args)) == (built.sql, built.args)
        assert list(ours.args).count(day) == 2
        await db.rows(query, dict)
    assert len(shapes._texts) == 1


@pytest.mark.parametrize(
    "other",
    [
        people("甲", ["active"], date(2026, 1, 1)),
        people("甲", ["active", "frozen", "left"], date(2026, 1, 1)),
        people("甲", ["active", "frozen"], date(2026, 1, 1), limit=6),
        people("甲", ["active", "frozen"], date(2026, 1, 1)).order_by(t.unit),
        t.select(t.id).where(t.name == "甲"),
        t.select(t.id).where(t.post == "甲"),
        t.select(t.id).where(t.name != "甲"),
        t.select(t.id.as_alias("n")).where(t.name == "甲"),
        t.select(t.id).where(t.name == "甲").order_by(t.id),
        t.select(t.id).where(t.name == "甲").order_by(t.id, ascending=False),
        t.select(t.id).where(t.name == t.name_key),
        t.select(t.id).where(t.name == t.post),
        t.select(t.id, QueryString("'甲' AS word")).where(t.account.is_null()),
        t.select(t.id, QueryString("'乙' AS word")).where(t.account.is_null()),
        p.select(p.id).where(p.lead._.name == "甲"),
        p.select(p.id).where(p.unit._.name == "甲"),
        t.select(t.unit, Count(t.id)).group_by(t.unit),
        t.select(t.unit).distinct(),
    ],
)
async def test_another_shape_has_another_text(other: Any) -> None:
    for query in (people("甲", ["active", "frozen"], date(2026, 1, 1)), other, other):
        ours, built = texts(query)
        assert (ours.sql, list(ours.args)) == (built.sql, built.args)
    await db.rows(other, dict)
