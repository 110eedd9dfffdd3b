# SPDX-License-Identifier: MIT
"""How the search entries of projects are written anew."""

from __future__ import annotations

from research.projects import queries
from research.projects.operations_granting import put_index
from research.projects.tables import Project
from thinktank.index.anew import Source
from thinktank.kernel.actor import system


async def reindex(id: int) -> None:  # noqa: A002 -- the record's id
    """Write a project's entry anew. Must run inside ``write_tx()``."""
    await put_index(await queries.head(system("系统"), id))


SEARCHED = (Source("project", "项目", Project, reindex),)
