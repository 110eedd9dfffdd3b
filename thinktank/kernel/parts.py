# SPDX-License-Identifier: MIT
"""Long work in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
CHUNK = 500


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Yield a sequence in parts that fit one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
