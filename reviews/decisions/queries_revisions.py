# SPDX-License-Identifier: MIT
"""What decisions ask to be mended: what was handed in, who looked at it, whose desk it is on."""

from __future__ import annotations

from typing import Any

import msgspec

from reviews.decisions import rules
from reviews.decisions.schemas import Check, LookDue, RecheckView, RevisionView
from reviews.decisions.tables import Recheck
from reviews.rounds import material
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import RecheckBy, Revision
from reviews.rounds.tables import RoundItem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound

MOST = 50


async def checks(item: int) -> list[Check]:
    """Return the panel's second looks; the caller has read the item."""
    r = Recheck
    query = r.select(
        r.assignment, r.assignment._.reviewer._.name.as_alias("reviewer_name"), r.asked_at, r.agreed, r.note, r.at
    )
    return await db.rows(query.where(r.item == item).order_by(r.id).limit(MOST), Check)


async def revision(actor: Actor, id: int) -> RevisionView:  # noqa: A002 -- the item
    """Return what an item's team was to mend, for the office; NotFound outside scope or where nothing was."""
    item = await rounds.get_item(actor, id)
    if item.revision == Revision.NONE:
        raise NotFound
    found = await checks(id)
    agreed = sum(one.agreed is True for one in found)
    named = {
        "accept": rules.may_accept(actor, item, asked=len(found), agreed=agreed),
        "refuse": rules.may_refuse(actor, item),
    }
    return RevisionView(
        item=item,
        material=await material.of_item(id, blind=False, now=True),
        checks=found,
        agreed=agreed,
        recheck_label=RecheckBy(item.recheck).label if item.recheck else "",
        actions=[name for name, decision in named.items() if decision],
    )


class _Look(msgspec.Struct):
    conditions: str
    revision: str
    note: str
    conditions_due: Any = None
    agreed: bool | None = None


async def recheck(actor: Actor, assignment: int) -> RecheckView:
    """Return a second look that the actor is asked for; NotFound for anybody else."""
    task = await rounds.task(actor, assignment)
    r = Recheck
    item = r.item._
    query = r.select(
        item.conditions.as_alias("conditions"), item.conditions_due.as_alias("conditions_due"),
        item.revision.as_alias("revision"), r.agreed, r.note,
    )  # fmt: skip
    found = await db.first(query.where(r.assignment == assignment), _Look)
    if found is None:
        raise NotFound
    return RecheckView(
        assignment=assignment,
        kind_label=task.kind_label,
        conditions=found.conditions,
        conditions_due=found.conditions_due,
        material=await material.of_task(task, now=True),
        revision=found.revision,
        note=found.note,
        agreed=found.agreed,
        actions=["look"] if rules.may_look(revision=found.revision, agreed=found.agreed) else [],
    )


async def looks_due(actor: Actor) -> list[LookDue]:
    """Return the second looks that wait for the actor, without what is looked at."""
    tasks = {task.id: task for task in await rounds.desk(actor)} if actor.has(Role.REVIEWER) else {}
    r = Recheck
    waiting = r.assignment.is_in(list(tasks) or [0]) & r.agreed.is_null() & (r.item._.revision == Revision.HANDED_IN)
    rows = await r.select(r.assignment, r.item._.conditions_due.as_alias("due")).where(waiting).limit(MOST)
    return [LookDue(row["assignment"], tasks[row["assignment"]].kind_label, row["due"]) for row in rows]


async def mending(actor: Actor) -> list[ItemView]:
    """Return what the office has to look at: handed in, or past its day; the oldest day first."""
    if not actor.has(*OFFICE):
        return []
    i = RoundItem
    late = (i.revision == Revision.DUE) & (i.conditions_due < clock.today())
    found = await rounds.items_where(actor, (i.revision == Revision.HANDED_IN) | late)
    return sorted(found, key=lambda one: (one.conditions_due or clock.today(), one.id))
