# SPDX-License-Identifier: MIT
"""What outcomes are measured by: indicators, measured values, and the approval without which no value counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from research.outcomes import queries, queries_indicators, rules
from research.outcomes.achievement import share
from research.outcomes.operations_versions import KIND, not_in_future
from research.outcomes.schemas import OutcomeView
from research.outcomes.schemas_indicators import DecideMeasure, IndicatorsView, IndicatorView, Measure, NewIndicator
from research.outcomes.states import MEASURE, MeasureState
from research.outcomes.tables import Measurement, OutcomeIndicator
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def add(actor: Actor, *, outcome: int, content: NewIndicator) -> IndicatorsView:
    """Say what an outcome is measured by. NotFound, Denied, Conflict for a name twice, Invalid for a wrong target."""
    async with db.write_tx():
        require(rules.may_prove(actor, await queries.get(actor, outcome)))
        wrong = rules.wrong_indicator(content)
        if wrong:
            raise Invalid(fields=wrong)
        row = OutcomeIndicator(
            outcome=outcome, name=content.name, unit="%" if content.percentage else content.unit,
            percentage=content.percentage, ascending=content.ascending, baseline=content.baseline,
            baseline_on=content.baseline_on, target=content.target, due_on=content.due_on,
        )  # fmt: skip
        await OutcomeIndicator.insert(row)
        await trail.record(actor, "outcome.indicator_added", KIND, outcome, _("新增指标"), detail=content.name)
        return await queries_indicators.of_outcome(actor, outcome)


async def measure(actor: Actor, *, indicator: int, content: Measure, uploads: Sequence[Upload] = ()) -> IndicatorsView:
    """Put a value down with its evidence; it counts once somebody else of the office approves it.

    NotFound, Denied; Invalid for a day to come, a share without its parts, or a number where a share is asked.
    """
    async with db.write_tx():
        found, outcome = await queries_indicators.indicator(actor, indicator)
        require(rules.may_prove(actor, outcome))
        made = await put_down(actor, found, outcome, content)
        await files.attach(actor, kind=queries_indicators.FILES, record=made, uploads=uploads)
        return await queries_indicators.of_outcome(actor, outcome.id)


async def put_down(actor: Actor, indicator: IndicatorView, outcome: OutcomeView, content: Measure) -> int:
    """Write a value of an indicator down, to be approved; return it. Inside ``write_tx()``; who may has been asked."""
    not_in_future(content.on)
    value = _value(indicator, content)
    row = Measurement(
        indicator=indicator.id, on=content.on, value=value, numerator=content.numerator,
        denominator=content.denominator, note=content.note, by=actor.account, at=clock.now(),
        state=MeasureState.SUBMITTED, state_since=clock.now(),
    )  # fmt: skip
    made = int((await Measurement.insert(row).returning(Measurement.id))[0]["id"])
    text = _("填报指标“%(name)s”") % {"name": indicator.name}
    await trail.record(actor, "outcome.measured", KIND, outcome.id, text, detail=f"{value}{indicator.unit}")
    return made


def _value(indicator: IndicatorView, content: Measure) -> Decimal:
    if not indicator.percentage:
        if content.value is None:
            raise Invalid(fields={"value": _("请填写数值")})
        return content.value
    lacking = {
        name: _("比例指标请填写分子和分母") for name in ("numerator", "denominator") if getattr(content, name) is None
    }
    if lacking or content.numerator is None or content.denominator is None:
        raise Invalid(fields=lacking)
    if content.denominator <= 0 or not 0 <= content.numerator <= content.denominator:
        raise Invalid(fields={"denominator": _("分母应大于0，分子在0和分母之间")})
    return share(content.numerator, content.denominator)


async def decide(actor: Actor, *, id: int, content: DecideMeasure) -> IndicatorsView:  # noqa: A002 -- the record's id
    """Let a value count, or send it back with the reason; who put it down is told.

    NotFound; Denied for authors and for who put it down; Conflict; Invalid for a return without a reason.
    """
    async with db.write_tx():
        found, outcome = await queries_indicators.measurement(actor, id)
        require(rules.may_judge_measure(actor, outcome, by=found.by))
        if not content.agree and not content.reason.strip():
            raise Invalid(fields={"reason": _("请写明退回的理由")})
        m = Measurement
        also: dict[Any, Any] = {
            m.decided_by: actor.account, m.decided_at: clock.now(), m.reason: "" if content.agree else content.reason,
        }  # fmt: skip
        step = "approve" if content.agree else "return"
        await states.move(m, MEASURE, step, id=id, version=content.version, also=also)
        text = _("指标数据%(what)s") % {"what": _(MEASURE.transition(step).label)}
        await trail.record(actor, f"outcome.measure_{step}", KIND, outcome.id, text, detail=content.reason)
        await notices.notify(
            [found.by], rule=f"outcome.measure_{step}", kind=KIND, record=outcome.id, body=content.reason,
            title=f"{outcome.title}：{text}", href=f"/outcomes/{outcome.id}/indicators",
            occasion=f"{id}:{found.version}",
        )  # fmt: skip
        return await queries_indicators.of_outcome(actor, outcome.id)


async def resubmit(actor: Actor, *, id: int, content: Measure) -> IndicatorsView:  # noqa: A002 -- the record's id
    """Put a value down anew that was sent back. NotFound, Denied for others than who put it down, Conflict, Invalid."""
    async with db.write_tx():
        found, outcome = await queries_indicators.measurement(actor, id)
        require(rules.may_resubmit(actor, outcome, by=found.by))
        not_in_future(content.on)
        indicator = await queries_indicators.one(found.indicator)
        m = Measurement
        also: dict[Any, Any] = {
            m.on: content.on, m.value: _value(indicator, content), m.numerator: content.numerator,
            m.denominator: content.denominator, m.note: content.note,
        }  # fmt: skip
        await states.move(m, MEASURE, "resubmit", id=id, version=content.version, also=also)
        await trail.record(actor, "outcome.measured", KIND, outcome.id, _("重新填报指标"), detail=indicator.name)
        return await queries_indicators.of_outcome(actor, outcome.id)
