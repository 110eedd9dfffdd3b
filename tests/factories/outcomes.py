# SPDX-License-Identifier: MIT
"""Outcomes, put straight into their tables."""

from __future__ import annotations

from typing import Any

from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeStep
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
