# SPDX-License-Identifier: MIT
"""Reading the needs of units, within the actor's scope."""

from __future__ import annotations

from typing import Any

from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, bounded_count, newest
from thinktank.postings import rules
from thinktank.postings.queries_scope import UNIT_ROLES, covers, needs_visible_to
from thinktank.postings.schemas import NeedRow, NeedView
from thinktank.postings.states import NEED
from thinktank.postings.tables import PostNeed


def _need_columns() -> list[Any]:
    n = PostNeed
    return [
        n.id, n.unit, n.unit._.name.as_alias("unit_name"), n.kind, n.post, n.direction, n.project, n.project_title,
        n.full_time, n.number, n.taken, n.months, n.starts_on, n.state, n.state_since,
    ]  # fmt: skip


async def needs(
    actor: Actor, *, state: str = "", kind: str = "", after: str | None = None, before: str | None = None
) -> Page[NeedRow]:
    """Return a page of the needs that the actor may see, newest first."""
    n = PostNeed
    where: Any = n.id > 0
    for column, value in ((n.state, state), (n.kind, kind)):
        if value:
            where &= column == value
    scope = needs_visible_to(actor)
    where = where if scope is None else where & scope
    total = await bounded_count(n.select().where(where), n.id)
    return await newest(n.select(*_need_columns()).where(where), NeedRow, n.id, after=after, before=before, total=total)


async def need(actor: Actor, id: int) -> NeedView:  # noqa: A002 -- the record's id
    """Return a need with what the actor may do; NotFound outside of the scope."""
    n = PostNeed
    query = n.select(
        *_need_columns(), n.version, n.duties, n.skills, n.conditions, n.mentor_name, n.reason, n.created_by,
        n.created_by._.name.as_alias("created_by_name"),
    ).where(n.id == id)  # fmt: skip
    scope = needs_visible_to(actor)
    found = await db.first(query if scope is None else query.where(scope), NeedView)
    if found is None:
        raise NotFound
    officer, unit = await need_ties(actor, id)
    found.actions = _need_actions(found, officer=officer, unit=unit)
    return found


async def need_ties(actor: Actor, id: int) -> tuple[bool, bool]:  # noqa: A002 -- the record's id
    """Tell whether the actor is an officer, and a liaison, for a need."""
    n = PostNeed
    officer = await covers(actor, (Role.OFFICER,), n.unit, id, n.direction)
    return officer, await covers(actor, UNIT_ROLES, n.unit, id)


def _need_actions(found: NeedView, *, officer: bool, unit: bool) -> list[str]:
    able = {
        t.name: rules.may_step_need(t.name, officer=officer, unit=unit, state=found.state)
        for t in NEED.leaving(found.state)
    }
    able["edit"] = rules.may_edit_need(officer=officer, unit=unit, state=found.state)
    able["propose"] = rules.may_propose(officer=officer, state=found.state, vacant=found.vacant)
    able["lay_out"] = rules.may_lay_out(officer=officer, receiver=unit, kind=found.kind)
    return [name for name, decision in able.items() if decision]
