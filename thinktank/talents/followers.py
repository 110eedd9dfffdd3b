# SPDX-License-Identifier: MIT
"""What the bank does when a unit goes into another."""

from __future__ import annotations

from thinktank.identity.events import UnitMerged
from thinktank.talents.tables import Talent


async def on_unit_merged(event: UnitMerged) -> None:
    """Let the people of the bank follow their unit; the unit's own trail says when and why."""
    await Talent.update({Talent.unit: event.into}).where(Talent.unit == event.unit)
