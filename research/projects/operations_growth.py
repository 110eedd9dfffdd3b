# SPDX-License-Identifier: MIT
"""What a project leaves in the growth record of its team: the role, and the grade it closed with."""

from __future__ import annotations

from research.corrections.events import TakenBack
from research.projects.events import ProjectClosed
from research.projects.states import GRADES
from research.projects.tables import Project, ProjectMember
from thinktank.growth import operations as growth
from thinktank.growth.states import Category
from thinktank.kernel.i18n import _

KIND, CLOSED = "project", "closed"


async def on_closed(event: ProjectClosed) -> None:
    """Write a line for everybody on the team of a project that passed its closing review."""
    p, m = Project, ProjectMember
    project = await p.select(p.title, p.grade).where((p.id == event.project) & (p.grade != "")).first()
    if project is None:
        return
    team = m.select(m.talent, m.role).where((m.project == event.project) & m.until.is_null())
    for row in await team.order_by(m.id):
        role = _("负责人") if row["role"] == "lead" else _("课题组成员")
        words = {"title": project["title"], "role": role, "grade": GRADES[project["grade"]]}
        await growth.add(
            talent=row["talent"], category=Category.PROJECT, text=_("“%(title)s”%(role)s，结题%(grade)s") % words,
            kind=KIND, record=event.project, occasion=CLOSED,
        )  # fmt: skip


async def on_taken_back(event: TakenBack) -> None:
    """Take the lines back when the closing decision is."""
    for project in {row.row for row in event.of(KIND, "stage") if row.was == CLOSED}:
        await growth.take_back(kind=KIND, record=project, occasion=CLOSED, reason=event.reason)
