# SPDX-License-Identifier: MIT
"""What the bank does when a unit has another name, goes into another one or comes out of it."""

from __future__ import annotations

from thinktank.identity.events import UnitMerged, UnitRenamed, UnitSplit
from thinktank.talents.operations_facts import reindex
from thinktank.talents.tables import Talent


async def on_unit_merged(event: UnitMerged) -> None:
    """Let the people of the bank follow their unit; the unit's own trail says when and why."""
    t = Talent
    for row in await t.update({t.unit: event.into}).where(t.unit == event.unit).returning(t.id):
        await reindex(row["id"])


async def on_unit_renamed(event: UnitRenamed) -> None:
    """Let the unit's people be found by its new name, in the same transaction: a unit has hundreds at most."""
    for row in await Talent.select(Talent.id).where(Talent.unit == event.unit).order_by(Talent.id):
        await reindex(row["id"])


async def on_unit_split(event: UnitSplit) -> None:
    """Let the people of the bank go along with their accounts."""
    t = Talent
    for row in await t.update({t.unit: event.unit}).where(t.account.is_in(list(event.accounts))).returning(t.id):
        await reindex(row["id"])
