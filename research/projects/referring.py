# SPDX-License-Identifier: MIT
"""What of projects names a person."""

from __future__ import annotations

from research.projects import queries
from research.projects.operations_granting import put_index
from research.projects.tables import Milestone, Project, ProjectMember
from thinktank.kernel import clock
from thinktank.kernel.actor import system
from thinktank.talents.references import Pair, Reference


async def _one_of_the_team(pairs: list[Pair]) -> list[int]:
    """End the other's part in a team that both are on, and keep the lead's role with who stays."""
    m = ProjectMember
    for pair in pairs:
        rows = await m.select(m.role, m.duty).where(m.id == pair.other)
        if rows[0]["role"] == "lead":
            await m.update({m.role: "lead"}).where(m.id == pair.kept)
        await m.update({m.until: clock.today()}).where(m.id == pair.other)
    return []


async def _index_led(kept: int, _: int) -> None:
    """Write the search entries of the projects that the person leads afresh: the name may be another."""
    for row in await Project.select(Project.id).where(Project.lead == kept).order_by(Project.id):
        await put_index(await queries.get(system("系统"), row["id"]))


REFERENCES = (
    Reference(title="里程碑责任人", column=Milestone.person, told=("project", "project")),
    Reference(title="项目（负责人）", column=Project.lead, settle=_index_led, told=("project", "id")),
    Reference(
        title="课题组成员",
        column=ProjectMember.talent,
        once=(ProjectMember.project,),
        among=ProjectMember.until.is_null(),
        join=_one_of_the_team,
        told=("project", "project"),
    ),
)
