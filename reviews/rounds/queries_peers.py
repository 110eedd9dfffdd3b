# SPDX-License-Identifier: MIT
"""Who else has handed in a sheet for an item, for a reviewer who may see it."""

from __future__ import annotations

from typing import Any

import msgspec

from reviews.rounds.schemas import TaskView
from reviews.rounds.states import ACTIVE, AssignmentState
from reviews.rounds.tables import Assignment, Interest
from thinktank.kernel import db

STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"


class Handed(msgspec.Struct):
    """A reviewer whose sheet counts."""

    id: int
    reviewer: int
    name: str
    ordinal: int | None = None


async def handed_in(item: int) -> list[Handed]:
    """Return those whose sheet is in and who have no interest in the matter, by the order of handing in."""
    a, n = Assignment, Interest
    against = n.select(n.id).where(
        (n.item == a.item) & (n.account == a.reviewer) & (n.active == True)  # noqa: E712 -- a column
    )
    given = (a.item == item) & (a.state == str(AssignmentState.SUBMITTED)) & db.there_is_no(against)
    query = a.select(a.id, a.reviewer, a.reviewer._.name.as_alias("name"), a.ordinal)
    return sorted(await db.rows(query.where(given), Handed), key=lambda one: (one.ordinal or 0, one.id))


async def reviewing(round_: int) -> list[tuple[int, int]]:
    """Return assignment and reviewer of everybody live in a round, each person once; none with an interest."""
    return await _reviewing(Assignment.item._.round == round_)


async def reviewing_item(item: int) -> list[tuple[int, int]]:
    """Return assignment and reviewer of everybody live on an item; none with an interest."""
    return await _reviewing(Assignment.item == item)


async def _reviewing(where: Any) -> list[tuple[int, int]]:
    a, n = Assignment, Interest
    against = n.select(n.id).where(
        (n.item == a.item) & (n.account == a.reviewer) & (n.active == True)  # noqa: E712 -- a column
    )
    live = where & a.state.is_in([str(state) for state in ACTIVE]) & db.there_is_no(against)
    rows = await a.select(a.id, a.reviewer).where(live).order_by(a.id)
    return [(task, reviewer) for reviewer, task in {row["reviewer"]: row["id"] for row in reversed(rows)}.items()]


def label(task: TaskView, one: Handed) -> str:
    """How a reviewer is called before the others: by name, in a blind round by a letter that stays."""
    if not task.blind:
        return one.name
    place = one.ordinal or 0
    return f"专家{STEMS[place - 1]}" if 0 < place <= len(STEMS) else f"专家{place or one.id}"
