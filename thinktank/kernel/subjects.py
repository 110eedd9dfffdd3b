# SPDX-License-Identifier: MIT
"""Whose personal data is meant, and how a capability says what it holds of them (PIPL art. 45).

A capability's ``queries_own.py`` names its functions in ``MY_DATA``; the composition root collects them in the order
of the capabilities.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

MOST = 500
"""How many rows of one part are given at the most."""
ERASED = "（已按规定删去）"
"""What stands where a text about a person was erased and something has to stand."""


class Subject(msgspec.Struct, frozen=True):
    """A person as the program knows them: an account, and the person of the bank behind it, if any."""

    account: int
    talent: int | None


class Section(msgspec.Struct):
    """One part of somebody's data: rows of label and value as people read them; no row where there is nothing."""

    title: str
    rows: list[dict[str, Any]]


Provider = Callable[[Subject], Awaitable[Section]]
