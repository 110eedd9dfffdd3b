# SPDX-License-Identifier: MIT
"""What a correction tells the capabilities whose rows it put back."""

from __future__ import annotations

from collections.abc import Iterator

from research.corrections.schemas import Restored
from thinktank.kernel.events import Event


class TakenBack(Event, frozen=True, kw_only=True):
    """A decision was taken back, and these rows stand again where they stood before it."""

    kind: str
    record: int
    text: str
    reason: str
    rows: tuple[Restored, ...]

    def of(self, place: str, field: str = "") -> Iterator[Restored]:
        """The rows of one table, of one machine's column where it is named."""
        return (row for row in self.rows if row.place == place and (not field or row.field == field))
