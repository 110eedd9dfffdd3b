# SPDX-License-Identifier: MIT
"""What waits for somebody: agreements to confirm, milestones to hand in or to accept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.projects import rules
from research.projects.queries import OFFICE_ROLES, row_columns
from research.projects.schemas import ProjectRow
from research.projects.tables import Agreement, Milestone, Project
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.policies import queries as policies


class StepTodo(msgspec.Struct):
    """A milestone that waits for somebody."""

    id: int
    title: str
    state: str
    due_on: date
    number: str


async def to_confirm(actor: Actor) -> list[ProjectRow]:
    """Return the projects whose agreement waits for the actor's side, at most twenty."""
    p, a = Project, Agreement
    sides: list[Any] = []
    own = (p.lead._.account == actor.account) & (p.id.is_in(_unsigned(a.lead_signed_at)))
    if actor.has(Role.MEMBER):
        sides.append(own)
    if actor.has(Role.LIAISON):
        sides.append(p.id.is_in(_unsigned(a.unit_signed_at)) & (_scope(actor, (Role.LIAISON,))))
    if actor.has(*OFFICE_ROLES):
        sides.append(p.id.is_in(_unsigned(a.office_signed_at)) & _scope(actor, OFFICE_ROLES))
    if not sides:
        return []
    where = sides[0]
    for side in sides[1:]:
        where |= side
    query = row_columns().where(where & (p.stage == "contracting") & p.status.is_in(list(rules.GOING)))
    return await db.rows(query.order_by(p.id).limit(20), ProjectRow)


def _unsigned(column: Any) -> Any:
    return Agreement.select(Agreement.project).where(column.is_null())


def _scope(actor: Actor, roles: tuple[Role, ...]) -> Any:
    direction = None if roles == (Role.LIAISON,) else Project.direction
    return identity.in_scope(actor, roles, Project.unit, direction) or db.EVERYTHING


def going() -> Any:
    """The Where that keeps steps of projects under way."""
    p = Milestone.project._
    return p.status.is_in(list(rules.GOING)) & (p.stage != "contracting") & (p.stage != "closed")


def at_team() -> Any:
    """The Where that keeps the steps which a lead has to hand in: the desk and the reminders ask the same."""
    return Milestone.state.is_in(["planned", "returned"]) & going()


async def to_do(actor: Actor) -> list[StepTodo]:
    """Return milestones that wait for the actor: own ones due within two weeks or returned, work to accept."""
    m = Milestone
    p = m.project._
    soon = clock.today() + timedelta(days=(await policies.reminders()).project_days)
    wheres: list[Any] = []
    if actor.has(Role.MEMBER):
        due = (m.state == "planned") & (m.due_on <= soon)
        led = Project.select(Project.id).where(Project.lead._.account == actor.account)
        own = m.project.is_in(led) & m.state.is_in(["planned", "returned"])  # found by project and state
        wheres.append(own & (due | (m.state == "returned")))
    if actor.has(*OFFICE_ROLES):
        scope = _scope(actor, OFFICE_ROLES)
        inside = scope if scope is db.EVERYTHING else m.project.is_in(Project.select(Project.id).where(scope))
        wheres.append((m.state == "handed_in") & (m.kind == "work") & inside)
    if not wheres:
        return []
    where = wheres[0] if len(wheres) == 1 else wheres[0] | wheres[1]
    query = m.select(m.id, m.title, m.state, m.due_on, p.number.as_alias("number")).where(where & going())
    return await db.rows(query.order_by(m.due_on).limit(30), StepTodo)
