# SPDX-License-Identifier: MIT
"""Reading what outcomes are measured by."""

from __future__ import annotations

from typing import Any

from research.outcomes import queries, rules
from research.outcomes.schemas import OutcomeView
from research.outcomes.schemas_indicators import IndicatorsView, IndicatorView, MeasurementView
from research.outcomes.tables import Measurement, Outcome, OutcomeIndicator
from thinktank.files import queries as files
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound

MOST = 30
MOST_VALUES = 400
FILES = "measurement"


async def of_outcome(actor: Actor, id: int) -> IndicatorsView:  # noqa: A002 -- the outcome's id
    """Return an outcome's indicators with their values, newest first; NotFound outside the scope."""
    outcome = await queries.get(actor, id)
    found = await plain(id)
    for one in found:
        for value in one.values:
            value.actions = rules.measure_actions(actor, outcome, state=value.state, by=value.by)
    return IndicatorsView(
        id, outcome.title, outcome.number, found, may_add=bool(rules.may_prove(actor, outcome)),
        may_measure=bool(rules.may_prove(actor, outcome)),
    )  # fmt: skip


async def plain(outcome: int) -> list[IndicatorView]:
    """Return an outcome's indicators, whoever asks: for papers and for other capabilities. Three queries."""
    i = OutcomeIndicator
    found = await db.rows(
        _indicators().where(i.outcome == outcome).order_by(i.sort).order_by(i.id).limit(MOST), IndicatorView
    )
    values = await _values([one.id for one in found])
    for one in found:
        one.values = [value for value in values if value.indicator == one.id]
        one.reckon()
    return found


def _indicators() -> Any:
    i = OutcomeIndicator
    return i.select(
        i.id, i.outcome, i.name, i.unit, i.percentage, i.ascending, i.baseline, i.baseline_on, i.target, i.due_on
    )  # fmt: skip


async def _values(indicators: list[int]) -> list[MeasurementView]:
    if not indicators:
        return []
    m = Measurement
    query = _columns().where(m.indicator.is_in(indicators)).order_by(m.on, ascending=False)
    found = await db.rows(query.order_by(m.id, ascending=False).limit(MOST_VALUES), MeasurementView)
    kept = await files.of_many(FILES, [one.id for one in found])
    for one in found:
        one.files = kept.get(one.id, [])
    return found


def _columns() -> Any:
    m = Measurement
    return m.select(
        m.id, m.version, m.state, m.indicator, m.on, m.value, m.numerator, m.denominator, m.note, m.by,
        m.by._.name.as_alias("by_name"), m.reason,
    )  # fmt: skip


def _seen(actor: Actor, outcome: Any) -> Any:
    """The Where that keeps what hangs on an outcome that the actor may read."""
    where = queries.visible_to(actor)
    return db.EVERYTHING if where is None else outcome.is_in(Outcome.select(Outcome.id).where(where))


async def indicator(actor: Actor, id: int) -> tuple[IndicatorView, OutcomeView]:  # noqa: A002 -- the record's id
    """Return one indicator without its values, and its outcome; NotFound outside the scope."""
    i = OutcomeIndicator
    found = await db.first(_indicators().where((i.id == id) & _seen(actor, i.outcome)), IndicatorView)
    if found is None:
        raise NotFound
    return found, await queries.get(actor, found.outcome)


async def one(id: int) -> IndicatorView:  # noqa: A002 -- the record's id
    """Return one indicator without its values, of an outcome that has been read in scope. NotFound."""
    found = await db.first(_indicators().where(OutcomeIndicator.id == id), IndicatorView)
    if found is None:
        raise NotFound
    return found


async def measurement(actor: Actor, id: int) -> tuple[MeasurementView, OutcomeView]:  # noqa: A002 -- the record's id
    """Return one value and its outcome; NotFound outside the scope."""
    m = Measurement
    found = await db.first(_columns().where((m.id == id) & _seen(actor, m.indicator._.outcome)), MeasurementView)
    if found is None:
        raise NotFound
    row = await m.select(m.indicator._.outcome.as_alias("outcome")).where(m.id == id).first()
    outcome = await queries.get(actor, row["outcome"] if row else 0)
    found.actions = rules.measure_actions(actor, outcome, state=found.state, by=found.by)
    return found, outcome


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read what proves a value."""
    m = Measurement
    row = await m.select(m.indicator._.outcome.as_alias("outcome")).where(m.id == record).first()
    return row is not None and await queries.may_read(actor, row["outcome"])
