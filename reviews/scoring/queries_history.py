# SPDX-License-Identifier: MIT
"""Reading what sheets were: a reviewer one's own, the office those of an item once every sheet is in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import msgspec

from reviews.rounds import queries as rounds
from reviews.rounds.schemas import TaskView
from reviews.rubrics import queries as rubrics
from reviews.rubrics.schemas import CriterionView
from reviews.scoring import differences, queries
from reviews.scoring.schemas import Kept, Revision
from reviews.scoring.states import Event
from reviews.scoring.tables import Sheet, SheetRevision
from thinktank.kernel import db
from thinktank.kernel.actor import Actor

MOST = 500


class _Row(msgspec.Struct):
    task: int
    number: int
    event: Event
    at: datetime
    by_name: str
    reason: str
    content: str
    total: Decimal | None = None


async def _rows(tasks: list[int]) -> list[_Row]:
    r = SheetRevision
    query = r.select(
        r.sheet._.assignment.as_alias("task"), r.number, r.event, r.at, r.by._.name.as_alias("by_name"), r.reason,
        r.content, r.total,
    )  # fmt: skip
    sheets = Sheet.select(Sheet.id).where(Sheet.assignment.is_in(tasks or [0]))
    return await db.rows(query.where(r.sheet.is_in(sheets)).order_by(r.sheet, r.number).limit(MOST), _Row)


def _told(rows: list[_Row], criteria: list[CriterionView], kind: str) -> list[Revision]:
    """Each state with what differs from the one before, the newest first."""
    kept = [msgspec.json.decode(row.content, type=Kept) for row in rows]
    found = [Revision(r.number, r.event, r.at, r.by_name, r.reason, r.total) for r in rows]
    for one, content in zip(found, kept, strict=True):
        one.kept = content
    for place, (was, now) in enumerate(pairwise(kept), start=1):
        found[place].changes = differences.between(was, now, criteria=criteria, kind=kind)
    return found[::-1]


async def own(actor: Actor, assignment: int) -> tuple[TaskView, list[Revision]]:
    """Return one's assignment with what its sheet was, the newest first. NotFound for others."""
    task = await rounds.task(actor, assignment)
    rows = await _rows([task.id])
    return task, _told(rows, await rubrics.criteria(task.rubric), task.kind)


async def of_item(actor: Actor, item: int) -> list[tuple[TaskView, list[Revision]]]:
    """Return what the sheets of an item were, by reviewer; nothing before every one is in. NotFound."""
    found = await rounds.get_item(actor, item)
    if found.state not in queries.ALL_IN:
        return []
    tasks = await rounds.tasks_of(actor, [item])
    rows = await _rows([task.id for task in tasks])
    criteria = await rubrics.criteria(found.rubric)
    told = [(task, [row for row in rows if row.task == task.id]) for task in tasks]
    return [(task, _told(own_rows, criteria, found.kind)) for task, own_rows in told if own_rows]
