# SPDX-License-Identifier: MIT
"""The projects that a mentor advises."""

from __future__ import annotations

from research.projects.states import STATUS
from research.projects.tables import ProjectMentor
from thinktank.identity.holdings import Held, Holding, Move
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.trail import operations as trail


async def _held(account: int) -> list[Held]:
    m = ProjectMentor
    query = m.select(m.id, m.project, m.project._.title.as_alias("title"))
    going = m.until.is_null() & (m.project._.stage != "closed") & m.project._.status.not_in(list(STATUS.final))
    rows = await query.where((m.account == account) & going).order_by(m.id)
    return [Held(row["id"], row["title"], f"/projects/{row['project']}") for row in rows]


async def _move(actor: Actor, move: Move) -> int:
    m, today = ProjectMentor, clock.today()
    mine = m.id.is_in(move.ids) & (m.account == move.leaver) & m.until.is_null()
    gone = await m.update({m.until: today}).where(mine).returning(m.project)
    there = {
        row["project"] for row in await m.select(m.project).where((m.account == move.successor) & m.until.is_null())
    }
    for row in gone:
        if row["project"] not in there:
            await m.insert(m(project=row["project"], account=move.successor, since=today))
        fields = {"from": move.leaver, "to": move.successor}
        await trail.record(
            actor, "project.mentor_moved", "project", row["project"], "导师交接", detail=move.reason, fields=fields
        )
    return len(gone)


HOLDINGS = (Holding(key="projects", title="指导的项目", held=_held, move=_move, needs=Role.MENTOR),)
