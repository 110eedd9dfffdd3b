# SPDX-License-Identifier: MIT
"""What outcomes are measured by: only approved values count, and nobody approves his or her own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from research.outcomes import operations_indicators, queries_indicators
from research.outcomes.schemas_indicators import DecideMeasure, IndicatorView, Measure, NewIndicator
from research.outcomes.tables import Measurement
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit
from thinktank.demo.chapters import Paper
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = [pytest.mark.usefixtures("database", "frozen"), pytest.mark.postgres]
DAY = date(2026, 3, 10)


async def measured(**changes: Any) -> tuple[Actor, Actor, int, int]:
    """An officer, an author, an outcome, its indicator."""
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    author, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state="applying")
    values: dict[str, Any] = {"name": "夜间占道停车", "baseline": Decimal(120), "target": Decimal(60), "unit": "辆",
                              "ascending": False} | changes  # fmt: skip
    found = await operations_indicators.add(author, outcome=id_, content=NewIndicator(**values))
    return officer, author, id_, found.indicators[0].id


async def put(actor: Actor, indicator: int, value: int | None = None, **changes: Any) -> IndicatorView:
    number = None if value is None else Decimal(value)
    content = Measure(changes.pop("on", DAY), number, nonsecret=True, **changes)
    return (await operations_indicators.measure(actor, indicator=indicator, content=content)).indicators[0]


async def agree(actor: Actor, value: int, **changes: Any) -> IndicatorView:
    content = DecideMeasure(**({"agree": True} | changes))
    return (await operations_indicators.decide(actor, id=value, content=content)).indicators[0]


async def test_only_approved_values_count_by_the_newest_day() -> None:
    officer, author, id_, indicator = await measured()
    first = await put(author, indicator, 90)
    assert (first.actual, first.percent, first.values[0].state) == (None, None, "submitted")
    with pytest.raises(Denied):
        await agree(author, first.values[0].id)
    with pytest.raises(NotFound):
        await agree(await actor_as(Role.OFFICER, unit=await make_unit(), scope=await make_unit()), first.values[0].id)
    counted = await agree(officer, first.values[0].id, version=first.values[0].version)
    assert (counted.actual, counted.percent, counted.trend) == (Decimal(90), 50, "up")
    later = await put(author, indicator, 105, on=DAY + timedelta(days=3))
    assert (later.actual, later.percent) == (Decimal(90), 50)
    worse = await agree(officer, later.values[0].id)
    assert (worse.actual, worse.percent, worse.trend) == (Decimal(105), 25, "down")
    with pytest.raises(Conflict):
        await agree(officer, worse.values[0].id)
    back = await agree(officer, worse.values[0].id, agree=False, reason="口径不一致")
    assert (back.actual, back.values[0].state_label) == (Decimal(90), "已退回")
    assert [one.id for one in (await queries_indicators.of_outcome(officer, id_)).indicators] == [indicator]


async def test_nobody_approves_what_he_put_down_himself() -> None:
    officer, _author, _id, indicator = await measured()
    made = await put(officer, indicator, 80)
    assert made.values[0].actions == []
    with pytest.raises(Denied, match="您填报的"):
        await agree(officer, made.values[0].id)
    assert (await agree(await actor_as(Role.DEPT_LEADER), made.values[0].id)).actual == Decimal(80)


async def test_a_share_keeps_what_it_is_a_share_of() -> None:
    officer, author, _id, indicator = await measured(
        name="随访率", baseline=Decimal(40), target=Decimal(80), ascending=True, percentage=True
    )
    for wrong, fields in (
        ({"value": 66}, {"numerator", "denominator"}),
        ({"numerator": Decimal(3)}, {"denominator"}),
        ({"numerator": Decimal(5), "denominator": Decimal(3)}, {"denominator"}),
        ({"numerator": Decimal(0), "denominator": Decimal(0)}, {"denominator"}),
    ):
        with pytest.raises(Invalid) as found:
            await put(author, indicator, **wrong)
        assert set(found.value.fields) == fields
    made = await put(author, indicator, numerator=Decimal(2), denominator=Decimal(3))
    assert (made.unit, made.values[0].value) == ("%", Decimal("66.67"))
    counted = await agree(officer, made.values[0].id)
    assert (counted.percent, counted.values[0].numerator, counted.values[0].denominator) == (67, Decimal(2), Decimal(3))


async def test_what_was_sent_back_is_put_down_anew_by_who_did() -> None:
    officer, author, _id, indicator = await measured()
    made = await put(author, indicator, 90)
    value = made.values[0].id
    with pytest.raises(Invalid, match="退回的理由"):
        await agree(officer, value, agree=False)
    await agree(officer, value, agree=False, reason="请附台账")
    content = Measure(DAY, Decimal(95), nonsecret=True)
    with pytest.raises(Denied):
        await operations_indicators.resubmit(officer, id=value, content=content)
    again = await operations_indicators.resubmit(author, id=value, content=content)
    assert (again.indicators[0].values[0].state, again.indicators[0].values[0].value) == ("submitted", Decimal(95))
    with pytest.raises(Conflict):
        await operations_indicators.resubmit(author, id=value, content=content)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": Decimal(130)}, "target"),
        ({"ascending": True}, "target"),
        ({"percentage": True}, "percentage"),
        ({"baseline_on": DAY, "due_on": DAY}, "due_on"),
    ],
)
async def test_an_indicator_that_cannot_be_reached_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        await measured(**changes)
    assert set(wrong.value.fields) == {field}


async def test_outsiders_neither_read_nor_add_nor_open_what_proves_a_value() -> None:
    officer, author, id_, indicator = await measured()
    content = Measure(DAY, Decimal(90), nonsecret=True)
    await operations_indicators.measure(author, indicator=indicator, content=content, uploads=[Paper("台账.pdf")])
    value = (await Measurement.select(Measurement.id))[0]["id"]
    outsider, liaison = (await make_member())[0], await actor_as(Role.LIAISON, unit=author.unit)
    assert await queries_indicators.may_read_file(officer, value)
    assert not await queries_indicators.may_read_file(outsider, value)
    for act in (
        queries_indicators.of_outcome(outsider, id_),
        operations_indicators.measure(outsider, indicator=indicator, content=content),
        queries_indicators.measurement(outsider, value),
        queries_indicators.indicator(officer, 99_999),
    ):
        with pytest.raises(NotFound):
            await act
    with pytest.raises(Denied):
        await operations_indicators.measure(liaison, indicator=indicator, content=content)
    tomorrow = Measure(clock.today() + timedelta(days=1), Decimal(90), nonsecret=True)
    with pytest.raises(Invalid, match="还没有到"):
        await operations_indicators.measure(author, indicator=indicator, content=tomorrow)
    same = NewIndicator("夜间占道停车", Decimal(0), Decimal(1))
    with pytest.raises(Conflict):
        await operations_indicators.add(author, outcome=id_, content=same)
