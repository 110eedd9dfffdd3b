# SPDX-License-Identifier: MIT
"""Who owes what by when: the very conditions of the desks, walked day by day for the reminders."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects.tables import Project, ProjectMentor
from research.reports import queries, queries_coordination
from research.reports.tables import Coordination, Report
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Role


class Owed(msgspec.Struct):
    """Something that somebody owes by a day; ``account`` is who owes it."""

    id: int
    project: int
    number: str
    what: str
    due_on: date
    account: int | None


async def reports_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the reports due on a day that wait for their lead, by the key: those that stand on the lead's desk."""
    r = Report
    p = r.project._
    query = r.select(
        r.id, r.project, p.number.as_alias("number"), r.label.as_alias("what"), r.due_on,
        p.lead._.account.as_alias("account"),
    ).where((r.due_on == day) & (r.id > after) & queries.owed())  # fmt: skip
    return await db.rows(query.order_by(r.id).limit(limit), Owed)


async def matters_due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the matters to be answered by a day, by the key; who was given one owes it, else the office."""
    c = Coordination
    query = c.select(
        c.id, c.project, c.project._.number.as_alias("number"), c.text.as_alias("what"), c.due_on,
        c.owner_account.as_alias("account"),
    ).where((c.due_on == day) & (c.id > after) & c.state.is_in(list(queries_coordination.WAITING)))  # fmt: skip
    return await db.rows(query.order_by(c.id).limit(limit), Owed)


async def mentors_of(ids: list[int]) -> dict[int, list[int]]:
    """Return the accounts that advise these projects now, by project, in one query."""
    t = ProjectMentor
    found: dict[int, list[int]] = {}
    for row in await t.select(t.project, t.account).where(t.project.is_in(ids) & t.until.is_null()):
        found.setdefault(row["project"], []).append(row["account"])
    return found


async def officers_of(ids: list[int]) -> dict[int, list[int]]:
    """Return the officers that may see these projects, by project: one query for each officer, none sees more."""
    found: dict[int, list[int]] = {}
    for account in await identity.account_ids_with_role(Role.OFFICER):
        officer = await identity.actor_of(account)
        where: Any = projects.visible_to(officer) & Project.id.is_in(ids)
        for row in await Project.select(Project.id).where(where):
            found.setdefault(row["id"], []).append(account)
    return found
