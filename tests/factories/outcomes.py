# SPDX-License-Identifier: MIT
"""Outcomes, put straight into their tables."""

from __future__ import annotations

from typing import Any

from research.adoption.tables import Adoption, Brief, EffectReturn
from research.outcomes.tables import Measurement, Outcome, OutcomeAuthor, OutcomeIndicator, OutcomeStep
from thinktank.kernel import clock, db
from thinktank.kernel.changes import added


async def make_outcome(
    *,
    unit: int,
    author: int,
    registered_by: int,
    state: str = "registered",
    number: str = "成2026-901",
    direction: str = "rural",
    screened: bool | None = None,
    **values: Any,
) -> int:
    """Insert an outcome on a rung, with one author; from ``screened`` on it has passed the secrecy screening."""
    now = clock.now()
    checked = state != "registered" if screened is None else screened
    given: dict[str, Any] = {
        "title": "村级集体经济风险提示",
        "kind": "advice",
        "summary": "抱团项目的三类风险和对策",
        "nonsecret": True,
    } | values
    row = Outcome(
        number=number, direction=direction, unit=unit, state=state, state_since=now, registered_by=registered_by,
        registered_at=now, secrecy_checked_at=now if checked else None,
        secrecy_checked_by=registered_by if checked else None, **given,
    )  # fmt: skip
    async with db.write_tx():
        id_ = int((await Outcome.insert(row).returning(Outcome.id))[0]["id"])
        await added(Outcome, id_)
        await OutcomeAuthor.insert(OutcomeAuthor(outcome=id_, talent=author, share=100, sort=0))
        if state != "registered":
            await OutcomeStep.insert(
                OutcomeStep(outcome=id_, rung=state, body="区委办公室", on=clock.today(), by=registered_by, at=now)
            )
    return id_


async def make_proof(*, outcome: int, by: int, grounds: str = "published", checked: bool = False) -> int:
    """Insert a proof beside the ladder, its originals seen or not."""
    now = clock.now()
    row = OutcomeStep(
        outcome=outcome, rung="evidence", body="盐城日报社", document="理论版", on=clock.today(), grounds=grounds,
        by=by, at=now, checked_by=by if checked else None, checked_at=now if checked else None,
    )  # fmt: skip
    async with db.write_tx():
        return int((await OutcomeStep.insert(row).returning(OutcomeStep.id))[0]["id"])


async def make_values(outcome: int, *, by: int) -> dict[str, int]:
    """Insert an indicator with a value that waits for its approval and one that was sent back."""
    now, i, m = clock.now(), OutcomeIndicator, Measurement
    async with db.write_tx():
        row = i(outcome=outcome, name="走访企业", unit="家", baseline=0, target=60)
        indicator = int((await i.insert(row).returning(i.id))[0]["id"])
        made = [
            (await m.insert(
                m(indicator=indicator, on=clock.today(), value=30, by=by, at=now, state=state, state_since=now)
            ).returning(m.id))[0]["id"]
            for state in ("submitted", "returned")
        ]  # fmt: skip
    return {"outcome_indicator": indicator, "measurement": made[0], "returned_value": made[1]}


async def make_way(outcome: int, *, adopted: int, unit: int, by: int, liaison: int) -> dict[str, int]:
    """Insert a draft of a brief, a confirmation asked for, and one given, whose effect is asked for."""
    now, day = clock.now(), clock.today()
    a, b, e = Adoption, Brief, EffectReturn
    values: dict[str, Any] = {"outcome": outcome, "ask": "请核对", "due_on": day, "asked_by": by, "asked_of": liaison,
                              "asked_at": now, "state_since": now}  # fmt: skip
    async with db.write_tx():
        draft = b(
            outcome=outcome, title="三条建议", addressees="区委办公室", problem="问题", advice="建议", drafted_by=by,
            drafted_at=now, state="draft", state_since=now,
        )  # fmt: skip
        found = {"brief": int((await b.insert(draft).returning(b.id))[0]["id"])}
        asked = a(**values, unit=unit, state="asked")
        found["adoption"] = int((await a.insert(asked).returning(a.id))[0]["id"])
        given = a(
            **(values | {"outcome": adopted}), unit=unit, state="confirmed", adopted_on=day, content="吸收",
            document="盐办发〔2026〕1号", measures="办法", grounds="unit_file", answered_at=now,
        )  # fmt: skip
        found["confirmed_adoption"] = int((await a.insert(given).returning(a.id))[0]["id"])
        told = e(adoption=found["confirmed_adoption"], months=6, due_on=day, asked_of=liaison, state="asked",
                 state_since=now)  # fmt: skip
        found["effect"] = int((await e.insert(told).returning(e.id))[0]["id"])
    return found
