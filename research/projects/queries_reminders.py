# SPDX-License-Identifier: MIT
"""Who is told of what a project owes; and its steps by the day on which they are due, for the reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from research.projects import queries
from research.projects.queries_todo import at_team
from research.projects.tables import Milestone, Project, ProjectMentor
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.notices.ladder import Owed


async def milestones_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the steps due on a day that wait for the lead, by the key: those of which the desk says so."""
    m = Milestone
    p = m.project._
    query = m.select(
        m.id, m.project, p.number.as_alias("number"), m.title.as_alias("what"), m.due_on,
        p.lead._.account.as_alias("account"),
    ).where((m.due_on == day) & (m.id > after) & at_team())  # fmt: skip
    return await db.rows(query.order_by(m.id).limit(limit), Owed)


async def mentors_of(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return the accounts that advise the project of each now: one query."""
    t, by = ProjectMentor, dict[int, list[int]]()
    where: Any = t.project.is_in(list({one.project for one in found})) & t.until.is_null()
    for row in await t.select(t.project, t.account).where(where):
        by.setdefault(row["project"], []).append(row["account"])
    return {one.id: by.get(one.project, []) for one in found}


async def officers_of(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return the officers that may see the project of each."""
    return await in_care_of(found, Role.OFFICER)


async def in_care_of(found: Sequence[Owed], role: Role) -> dict[int, list[int]]:
    """Return who of a role may see the project of each: one query for each of them, none sees more."""
    by, ids = dict[int, list[int]](), list({one.project for one in found})
    for account in await identity.account_ids_with_role(role) if ids else ():
        one = await identity.actor_of(account)
        where: Any = queries.visible_to(one) & Project.id.is_in(ids)
        for row in await Project.select(Project.id).where(where):
            by.setdefault(row["id"], []).append(account)
    return {one.id: by.get(one.project, []) for one in found}
