# SPDX-License-Identifier: MIT
"""Who sees which needs and postings: the only read doors."""

from __future__ import annotations

from typing import Any

from thinktank.identity import queries as identity
from thinktank.identity.schemas import UnitView
from thinktank.identity.tables import Unit
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.postings.tables import Posting, PostNeed

OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)
UNIT_ROLES = (Role.LIAISON,)


def visible_to(actor: Actor) -> Any:
    """Return the Where of the postings that an actor may see, None for all of them.

    The office sees its scope by either unit, a liaison those of the own unit and a person the own, both from the
    moment on at which the three sides are asked.
    """
    p = Posting
    if actor.is_system:
        return None
    asked = p.asked_at.is_not_null()
    where: Any = ((p.talent._.account == actor.account) & asked) if actor.account else (p.id == -1)
    for roles, direction, also in ((OFFICE_ROLES, p.direction, None), (UNIT_ROLES, None, asked)):
        if not actor.has(*roles):
            continue
        sent = identity.in_scope(actor, roles, p.sender, direction)
        if sent is None:
            if also is None:
                return None
            where |= also
            continue
        scope = sent | identity.in_scope(actor, roles, p.receiver, direction)
        where |= scope if also is None else scope & also
    return where


def within(query: Any, actor: Actor) -> Any:
    """Narrow a select on postings to those that the actor may see."""
    where = visible_to(actor)
    return query if where is None else query.where(where)


def needs_visible_to(actor: Actor) -> Any:
    """Return the Where of the needs that an actor may see, None for all: the office its scope, a liaison the unit's."""
    n = PostNeed
    if actor.is_system:
        return None
    where: Any = n.id == -1
    for roles, direction in ((OFFICE_ROLES, n.direction), (UNIT_ROLES, None)):
        if actor.has(*roles):
            scope = identity.in_scope(actor, roles, n.unit, direction)
            if scope is None:
                return None
            where |= scope
    return where


async def covers(actor: Actor, roles: tuple[Role, ...], column: Any, id: int, direction: Any = None) -> bool:  # noqa: A002
    """Whether the actor's grants of these roles cover the unit in a column of one record."""
    if not actor.has(*roles):
        return False
    where = identity.in_scope(actor, roles, column, direction)
    table = column._meta.table  # noqa: SLF001 -- Piccolo keeps a column's table there
    return where is None or await db.exists(table.select(table.id).where(where & (table.id == id)))


async def covers_unit(actor: Actor, roles: tuple[Role, ...], unit: int) -> bool:
    """Whether the actor's grants of these roles cover a unit."""
    if not actor.has(*roles):
        return False
    where = identity.in_scope(actor, roles, Unit.id)
    known = Unit.id == unit
    return await db.exists(Unit.select(Unit.id).where(known if where is None else known & where))


async def units_for(actor: Actor) -> list[UnitView]:
    """Return the units for which the actor may state a need, by name: the scope of an officer or a liaison."""
    found = await identity.unit_options()
    scope = identity.in_scope(actor, (Role.OFFICER, *UNIT_ROLES), Unit.id)
    if scope is None:
        return found
    inside = {row["id"] for row in await Unit.select(Unit.id).where(scope)}
    return [unit for unit in found if unit.id in inside]
