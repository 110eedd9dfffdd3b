# SPDX-License-Identifier: MIT
"""How many projects are under way, by direction, level and light, kept up to date for dashboards."""

from __future__ import annotations

from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.query.functions.aggregate import Count

from research.projects.tables import Project
from thinktank.kernel import db
from thinktank.tally import queries as tally

GOING = "project.going"
"""By ``Group.key``: the projects under way."""
NOT_CLOSED: Any = WhereRaw("project.stage <> 'closed'")  # in the very words of the index project_going
UNDER_WAY: Any = NOT_CLOSED & Project.status.is_in(["normal", "rectifying", "suspended"])
"""The Where of projects under way."""


class Group(msgspec.Struct, frozen=True):
    """What projects are counted by."""

    direction: str
    level: str
    light: str

    @property
    def key(self) -> str:
        """The group as a count's key; a project without a light yet counts as green."""
        return f"{self.direction}/{self.level}/{self.light or 'green'}"


class _Standing(Group, frozen=True):
    id: int


class _Group(Group, frozen=True):
    count: int


def group(key: str) -> Group:
    """Return the group of a key."""
    return Group(*key.split("/"))


def under_way(lines: list[tally.Line]) -> dict[Group, int]:
    """Return the projects under way by group, out of the counts ``GOING`` among others."""
    return {group(line.key): line.n for line in lines if line.name == GOING}


async def standing(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these projects count."""
    p = Project
    query = p.select(p.direction, p.level, p.light, p.id).where(p.id.is_in(ids) & UNDER_WAY)
    return {row.id: [(GOING, row.key)] for row in await db.rows(query, _Standing)}


async def groups(where: Any) -> dict[Group, int]:
    """Count the projects under way that a Where keeps, by group."""
    p = Project
    query = p.select(p.direction, p.level, p.light, Count(p.id)).where(where & UNDER_WAY)
    found: dict[Group, int] = {}
    for row in await db.rows(query.group_by(p.direction, p.level, p.light), _Group):
        one = group(row.key)
        found[one] = found.get(one, 0) + row.count
    return found


async def recount() -> dict[str, int]:
    """Count the projects under way afresh."""
    return {one.key: n for one, n in (await groups(db.EVERYTHING)).items()}


STANDINGS = {Project: standing}
RECOUNTS = {GOING: recount}
