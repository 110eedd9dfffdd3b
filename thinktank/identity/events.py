# SPDX-License-Identifier: MIT
"""What identity tells higher capabilities."""

from __future__ import annotations

from thinktank.kernel.events import Event


class UnitMerged(Event, frozen=True, kw_only=True):
    """One unit has gone into another: whoever belongs to it now belongs there."""

    unit: int
    into: int
