# SPDX-License-Identifier: MIT
"""Ledgers on their way out: who sees which, and the people that go into one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import db, paging
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.rosters import rules
from thinktank.rosters.columns import COLUMNS, Person, class_of
from thinktank.rosters.schemas import ExportView
from thinktank.rosters.tables import ExportRequest
from thinktank.talents import conditions
from thinktank.talents import queries as talents
from thinktank.talents.rules import P1, P2, P3
from thinktank.talents.schemas import Filter, masked_phone
from thinktank.talents.tables import Talent

CHUNK = 2000


class Stored(msgspec.Struct):
    """What is kept of a request beside its view."""

    id: int
    conditions: str
    picked: str
    file: str


def visible_to(actor: Actor) -> Any:
    """Return the Where of the exports that an actor may see: the office those of its scope, others their own."""
    e = ExportRequest
    if actor.is_system:
        return None
    where = e.requested_by == actor.account
    if actor.has(*OFFICE):
        scope = identity.in_scope(actor, tuple(OFFICE), e.requested_by._.unit)
        return None if scope is None else where | scope
    return where


def _views(actor: Actor) -> Any:
    e = ExportRequest
    names = [name for name in ExportView.__struct_fields__ if name not in {"requested_by_name", "actions"}]
    query = e.select(*(getattr(e, name) for name in names), e.requested_by._.name.as_alias("requested_by_name"))
    where = visible_to(actor)
    return query if where is None else query.where(where)


async def exports(actor: Actor, *, after: str | None = None, before: str | None = None) -> Page[ExportView]:
    """Return a page of the exports that the actor may see, newest first; Denied for who takes nothing away."""
    require(rules.may_export(actor))
    e = ExportRequest
    found = await paging.newest(_views(actor), ExportView, e.id, after=after, before=before)
    alone = await is_alone(actor)
    for view in found.items:
        view.actions = _actions(actor, view, alone=alone)
    return found


async def get(actor: Actor, id: int) -> ExportView:  # noqa: A002 -- the record's id
    """Return an export; NotFound for one of somebody else outside the office."""
    view = await db.first(_views(actor).where(ExportRequest.id == id), ExportView)
    if view is None:
        raise NotFound
    view.actions = _actions(actor, view, alone=await is_alone(actor))
    return view


def _actions(actor: Actor, view: ExportView, *, alone: bool) -> list[str]:
    own = view.requested_by == actor.account
    found = []
    if rules.may_decide_export(actor, own=own, state=view.state, alone=alone):
        found.append("decide_alone" if own else "decide")
    if rules.may_take(own=own, state=view.state):
        found.append("take")
    return found


async def is_alone(actor: Actor) -> bool:
    """Whether no other officer could approve what this one asks for: an office of one (decisions.md, Export)."""
    return set(await identity.account_ids_with_role(Role.OFFICER)) <= {actor.account}


async def approvers(actor: Actor) -> list[int]:
    """Return the accounts that may let an export go: the office without who asks."""
    found = [one for role in OFFICE for one in await identity.account_ids_with_role(role)]
    return sorted(set(found) - {actor.account})


async def count_waiting(actor: Actor) -> int:
    """Return how many exports wait for the actor's word, up to 1000+."""
    if not actor.has(*OFFICE):
        return 0
    e = ExportRequest
    where = (e.state == "requested") & (e.requested_by != actor.account)
    scope = visible_to(actor)
    return await paging.bounded_count(e.select().where(where if scope is None else where & scope), e.id)


async def stored(id: int) -> Stored:  # noqa: A002 -- the record's id
    """Return what the writer of the file needs; NotFound when there is no such export."""
    e = ExportRequest
    found = await db.first(e.select(e.id, e.conditions, e.picked, e.file).where(e.id == id), Stored)
    if found is None:
        raise NotFound
    return found


# -- the people -------------------------------------------------------------------------------------------------


async def open_columns(actor: Actor) -> dict[str, str]:
    """Return the columns that an actor may take away, by name with their class."""
    raised = (await policies.field_classes()).raised()
    classes = {P1, P2, P3} if actor.is_system or actor.has(*OFFICE) else {P1, P2}
    return {name: one for name in COLUMNS if (one := class_of(name, raised)) in classes}


def chosen_of(text: str) -> Filter:
    """Return a list's conditions from what is stored."""
    return msgspec.json.decode(text, type=Filter)


async def whom(actor: Actor, chosen: Filter, picked: list[int]) -> Any:
    """Return the Where of the people that go into a ledger: those whom the actor's list would show."""
    where = await conditions.of(actor, chosen)
    return where & Talent.id.is_in(picked) if picked else where


async def count(actor: Actor, chosen: Filter, picked: list[int], *, most: int | None = None) -> int:
    """Return how many people a ledger would hold: exactly, or up to ``most`` + 1, which stands for more."""
    query = Talent.select(Talent.id).where(await whom(actor, chosen, picked))
    (found,) = await db.rows(db.count(query if most is None else query.limit(most + 1)), db.Count)
    return found.n


async def people(actor: Actor, chosen: Filter, picked: list[int], *, full_phones: bool) -> AsyncIterator[list[Person]]:
    """Yield the people of a ledger in the list's order, a few thousand at a time, without what is closed to the actor.

    Phones are masked unless they are asked for in full by who may see them so.
    """
    key, name, descending = talents.ORDERS[chosen.sort]
    where = await whom(actor, chosen, picked)
    query = (
        _columns().where(where).order_by(key, ascending=not descending).order_by(Talent.id, ascending=not descending)
    )
    last: Person | None = None
    while True:
        part = query if last is None else query.where(_beyond(key, getattr(last, name), last.id, descending=descending))
        rows = await db.rows(part.limit(CHUNK), Person)
        if not rows:
            return
        last = msgspec.structs.replace(rows[-1])
        await talents.hide_closed(actor, rows)
        if not full_phones:
            for row in rows:
                row.phone = masked_phone(row.phone)
        yield rows
        query = _columns().where(where).order_by(key, ascending=not descending)
        query = query.order_by(Talent.id, ascending=not descending)


def _columns() -> Any:
    t = Talent
    names = [name for name in Person.__struct_fields__ if name != "unit_name"]
    return t.select(*(getattr(t, name) for name in names), t.unit._.name.as_alias("unit_name"))


def _beyond(key: Any, value: Any, id_: int, *, descending: bool) -> Any:
    if descending:
        return (key <= value) & ((key < value) | (Talent.id < id_))
    return (key >= value) & ((key > value) | (Talent.id > id_))


def picked_of(text: str) -> list[int]:
    """Return the ticked people from what is stored."""
    found: list[int] = json.loads(text)
    return found
