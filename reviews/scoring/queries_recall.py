# SPDX-License-Identifier: MIT
"""Handed-in sheets of an item, for the office: whose, since when, and who asks to have theirs back. No figure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.states import AssignmentState, ItemState
from reviews.rounds.tables import RoundItem
from reviews.scoring import rules
from reviews.scoring.tables import Sheet
from thinktank.kernel import db
from thinktank.kernel.actor import OFFICE, Actor

MOST = 100


class Asked(msgspec.Struct):
    """Somebody asks to have a sheet back."""

    assignment: int
    recall_reason: str
    recall_asked_at: datetime | None = None
    item: int = 0
    title: str = ""


class HandedIn(msgspec.Struct):
    """A handed-in sheet with what the actor may do about it."""

    task: TaskView
    asked: str
    asked_at: datetime | None
    actions: list[str]


async def handed_in(actor: Actor, item: int) -> tuple[ItemView, list[HandedIn]]:
    """Return an item with its handed-in sheets; NotFound outside the scope."""
    found = await rounds.get_item(actor, item)
    tasks = [one for one in await rounds.tasks_of(actor, [item]) if one.state == AssignmentState.SUBMITTED]
    s = Sheet
    query = s.select(s.assignment, s.recall_reason, s.recall_asked_at)
    mine = s.assignment.is_in([one.id for one in tasks] or [0])
    asked = {one.assignment: one for one in await db.rows(query.where(mine).limit(MOST), Asked)}
    rows = []
    for task in tasks:
        one = asked.get(task.id)
        waits = one is not None and one.recall_asked_at is not None
        may = bool(rules.may_give_back(actor, found, task))
        actions = (["give_back", "void"] if may else []) + (["refuse_back"] if may and waits else [])
        reason, at = (one.recall_reason, one.recall_asked_at) if one and waits else ("", None)
        rows.append(HandedIn(task, reason, at, actions))
    return found, rows


async def asked(actor: Actor) -> list[Asked]:
    """Return the sheets that reviewers ask to have back, of undecided items that the office sees."""
    if not actor.has(*OFFICE):
        return []
    s, item = Sheet, Sheet.assignment._.item._
    seen = RoundItem.select(RoundItem.id).where(rounds.visible_to(actor) & (RoundItem.state != str(ItemState.DECIDED)))
    query = s.select(
        s.assignment, s.recall_reason, s.recall_asked_at, s.assignment._.item.as_alias("item"),
        item.title.as_alias("title"),
    ).where(s.recall_asked_at.is_not_null() & s.assignment._.item.is_in(seen))  # fmt: skip
    return await db.rows(query.order_by(s.recall_asked_at).limit(MOST), Asked)
