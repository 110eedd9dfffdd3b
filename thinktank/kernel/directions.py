# SPDX-License-Identifier: MIT
"""The five directions of the think tank."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """A direction of research and work; the order is the programme's own."""

    INDUSTRY = "industry"
    INNOVATION = "innovation"
    RURAL = "rural"
    URBAN = "urban"
    EDU_HEALTH = "edu_health"

    @property
    def label(self) -> str:
        """The direction's name on screen."""
        return _NAMES[self][0]

    @property
    def mark(self) -> str:
        """The single character that stands for it where space is short."""
        return _NAMES[self][1]

    @property
    def number(self) -> int:
        """Its place in the order, from 1; also its colour class (d1 … d5)."""
        return list(Direction).index(self) + 1


_NAMES = {
    Direction.INDUSTRY: ("产业发展", "产"),
    Direction.INNOVATION: ("创新创业", "创"),
    Direction.RURAL: ("乡村振兴", "乡"),
    Direction.URBAN: ("城市建设", "城"),
    Direction.EDU_HEALTH: ("教育卫生", "教"),
}
