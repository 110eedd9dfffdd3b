# SPDX-License-Identifier: MIT
"""What projects offer to capabilities below them: files, decisions to take back, projects to link with."""

from __future__ import annotations

from research.corrections.schemas import Correction, Place, Subject
from research.projects import rules
from research.projects.queries import head, milestone, of_visible, team_accounts, ties_of, visible_to
from research.projects.queries_agreement import standing
from research.projects.rules import GOING
from research.projects.states import MILESTONE, STAGE, STATUS
from research.projects.tables import IndicatorValue, Milestone, Project, ProjectMember
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
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


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of a project."""
    return await db.exists(Project.select(Project.id).where(visible_to(actor) & (Project.id == record)))


async def may_read_milestone_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of a milestone."""
    m = Milestone
    return await db.exists(m.select(m.id).where((m.id == record) & of_visible(m.project, actor)))


async def may_read_value_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read what proves a target's value: whoever reads the project."""
    v = IndicatorValue
    mine = of_visible(v.indicator._.project, actor)
    return await db.exists(v.select(v.id).where((v.id == record) & mine))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the milestone's id
    """Return the office's word on a piece of work as something to take back. NotFound outside the scope."""
    step, project = await milestone(actor, id)
    may = rules.may_take_back_work(await ties_of(actor, project), step.kind, state=step.state)
    return Subject(title=step.title, href=f"/milestones/{id}", version=step.version, may=may)


PAIR_LINKS = {"project": of_person}
POSTING_LINKS = {"project": LinkSource(options, team)}


async def correctable_status(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the project's id
    """Return the newest word on a project's status as something to take back. NotFound outside the scope."""
    project = await head(actor, id)
    ties = await ties_of(actor, project)
    may = rules.may_take_status_back(ties, status=project.status, leader=actor.has(Role.DEPT_LEADER))
    people = tuple(await team_accounts(id, mentors=True))
    title = f"{project.number} {project.title}"
    return Subject(title=title, href=f"/projects/{id}", version=project.version, may=may, people=people)


async def correctable_agreement(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the project's id
    """Return an agreement's taking effect as something to take back. NotFound outside the scope."""
    project = await head(actor, id)
    may = rules.may_undo_agreement(await ties_of(actor, project), await standing(project))
    people = tuple(await team_accounts(id, mentors=True))
    title, href = f"{project.number} {project.title}", f"/projects/{id}/agreement"
    return Subject(title=title, href=href, version=project.version, may=may, people=people)


CORRECTIONS = {
    "milestone": Correction("节点结论", correctable), "project": Correction("项目状态", correctable_status),
    "agreement": Correction("任务书生效", correctable_agreement),
}  # fmt: skip
PLACES = (
    Place(Milestone, MILESTONE, "节点"), Place(Project, STAGE, "项目阶段"), Place(Project, STATUS, "项目状态"),
)  # fmt: skip
FILE_READERS = {
    "project": may_read_file,
    "milestone": may_read_milestone_file,
    "indicator_value": may_read_value_file,
}
