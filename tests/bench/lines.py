# SPDX-License-Identifier: MIT
"""A figure of the benchmark, and its bar."""

from __future__ import annotations

import msgspec


class Line(msgspec.Struct):
    """One figure; without a bar it is for information."""

    what: str
    value: float
    bar: float | None = None
    most: bool = False

    @property
    def verdict(self) -> str:
        """Whether the bar is met."""
        if self.bar is None:
            return ""
        return "ok" if (self.value <= self.bar if self.most else self.value >= self.bar) else "MISSED"
