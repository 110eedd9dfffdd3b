# SPDX-License-Identifier: MIT
"""What comes in and goes out of topics and applications."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

MOST_TEXT = 2_000
MOST_MEMBERS = 29  # besides the leader: what a form carries; the limit of a team is a policy
MOST_INDICATORS = 12
MOST_STEPS = 20
MOST_TARGET = 10_000_000
Prose = Annotated[str, Meta(max_length=MOST_TEXT)]
Reason = Annotated[
    str, Meta(title="原因", min_length=1, max_length=300, description="写明哪里要改、怎么改，团队会看到")
]
Version = int | None


class Stamp(msgspec.Struct, forbid_unknown_fields=True):
    """A decision that needs no words; ``version`` is the one that the actor saw."""

    version: Version = None


class Standing(msgspec.Struct):
    """The actor as a person of the bank."""

    talent: int
    name: str
    unit: int
    unit_name: str
    active: bool
