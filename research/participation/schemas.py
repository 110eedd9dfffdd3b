# SPDX-License-Identifier: MIT
"""What the ledger of participation tells."""

from __future__ import annotations

from datetime import date

import msgspec


class Part(msgspec.Struct, frozen=True):
    """One person's part in one application or project under way."""

    talent: int
    kind: str
    record: int
    role: str


class Finding(msgspec.Struct, frozen=True):
    """One rule of participation held against one person or team: met or not, by which value, from which source."""

    who: str
    rule: str
    met: bool
    value: str
    source: str


class Load(msgspec.Struct):
    """What somebody leads and joins at present, and a ban that still runs."""

    talent: int
    parts: list[Part] = []
    banned_until: date | None = None
    ban_reason: str = ""

    @property
    def leads(self) -> int:
        """How many applications and projects the person leads."""
        return sum(part.role == "lead" for part in self.parts)

    @property
    def joins(self) -> int:
        """In how many the person takes part without leading."""
        return sum(part.role == "member" for part in self.parts)
