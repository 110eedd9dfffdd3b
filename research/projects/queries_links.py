# SPDX-License-Identifier: MIT
"""What projects offer to the postings below them: which one can be picked, and who is on its team."""

from __future__ import annotations

from research.projects.queries import visible_to
from research.projects.rules import GOING
from research.projects.tables import Project, ProjectMember
from thinktank.kernel.actor import Actor
from thinktank.postings.queries import LinkSource

MOST = 200


async def options(actor: Actor) -> list[tuple[int, str]]:
    """Return the projects under way that the actor may see, newest first, as number and title."""
    p = Project
    going = p.status.is_in(list(GOING)) & (p.stage != "closed")
    query = p.select(p.id, p.number, p.title).where(visible_to(actor) & going)
    found = await query.order_by(p.id, ascending=False).limit(MOST)
    return [(row["id"], f"{row['number']}　{row['title']}") for row in found]


async def team(project: int) -> dict[int, str]:
    """Return who is on a project's team now and as what, by person: for another capability's proposals."""
    m = ProjectMember
    found = await m.select(m.talent, m.role).where((m.project == project) & m.until.is_null()).limit(MOST)
    return {row["talent"]: row["role"] for row in found}


async def of_person(talent: int) -> list[tuple[int, str]]:
    """Return the projects on whose team a person is now, as number and title: for another capability's choices."""
    m = ProjectMember
    query = m.select(m.project, m.project._.number.as_alias("number"), m.project._.title.as_alias("title")).where(
        (m.talent == talent) & m.until.is_null()
    )
    found = await query.order_by(m.project, ascending=False).limit(MOST)
    return [(row["project"], f"{row['number']}　{row['title']}") for row in found]


PAIR_LINKS = {"project": of_person}
POSTING_LINKS = {"project": LinkSource(options, team)}
