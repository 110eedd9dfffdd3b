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

    @property
    def text(self) -> str:
        """The figure as a line of the table."""
        bar = "" if self.bar is None else f"{'≤' if self.most else '≥'} {self.bar:g}"
        return f"{self.what:<62}{self.value:>10.2f}  {bar:<8}{self.verdict}"
