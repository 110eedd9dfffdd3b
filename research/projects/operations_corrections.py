# SPDX-License-Identifier: MIT
"""What follows for a project when a decision about it is taken back."""

from __future__ import annotations

from research.corrections.events import TakenBack
from research.participation import operations as participation
from research.projects import operations_agreement, queries
from research.projects.events import TermMoved
from research.projects.states import STATUS
from research.projects.tables import Milestone
from thinktank.kernel import events
from thinktank.kernel.actor import system
from thinktank.kernel.i18n import _
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def on_taken_back(event: TakenBack) -> None:
    """Write it on the project's timeline, tell its people, and count them in again where it had been closed."""
    closed = {row.row for row in event.of("project", "stage") if row.was == "closed"}
    closed |= {row.row for row in event.of("project", "status") if row.was in STATUS.final}
    for project in sorted({*closed, *await touched(event)}):
        head = await queries.head(system("系统"), project)
        text = _("撤销：%(what)s") % {"what": event.text}
        await trail.record(event.actor, "project.taken_back", "project", project, text, detail=event.reason)
        if project in closed:
            await _rejoin(project)
            await participation.lift(kind="project", record=project)
        if event.kind == "agreement":
            await operations_agreement.reopen(event.actor, head, event.reason)
        if project in closed or event.kind == "project":
            await events.announce(TermMoved(actor=event.actor, project=project, old=head.due_on, new=head.due_on))
        await notices.notify(
            set(await queries.team_accounts(project, mentors=True)) - {event.actor.account},
            rule="project.taken_back", kind="project", record=project,
            title=f"{head.number} {text}", body=event.reason, href=f"/projects/{project}",
            occasion=f"{event.kind}:{event.record}:{head.version}",
        )  # fmt: skip


async def touched(event: TakenBack) -> set[int]:
    """The projects whose own row or whose milestones were put back."""
    steps = [row.row for row in event.of("milestone")]
    m = Milestone
    found = await m.select(m.project).where(m.id.is_in(steps)) if steps else []
    return {row.row for row in event.of("project")} | {int(row["project"]) for row in found}


async def _rejoin(project: int) -> None:
    """The people of a project that goes on again count as busy with it."""
    for member in await queries.members(project):
        if member.talent is not None:
            role = "lead" if member.role == "lead" else "member"
            await participation.join(talent=member.talent, kind="project", record=project, role=role)
