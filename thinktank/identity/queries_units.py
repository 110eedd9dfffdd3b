# SPDX-License-Identifier: MIT
"""The tree of units, what each was called, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from thinktank.identity.queries import liaisons_of
from thinktank.identity.queries_counts import ACCOUNTS
from thinktank.identity.schemas import UnitChangeView, UnitDetail, UnitNode
from thinktank.identity.tables import Account, RoleGrant, Unit, UnitAncestry, UnitChange
from thinktank.kernel import clock, db
from thinktank.kernel.errors import NotFound
from thinktank.tally import queries as tally

MOST_UNITS = 5_000
MOST_CHANGES = 50
MOST_PEOPLE = 500
CHANGES = {"renamed": "改名", "moved": "调整隶属", "merged": "并入", "split": "分设"}


def _columns() -> Any:
    u = Unit
    return u.select(u.id, u.version, u.name, u.short_name, u.kind, u.parent, u.active, u.merged_into)


async def unit(id: int) -> UnitDetail:  # noqa: A002 -- the record's id
    """Return one unit with what happened to it, newest first; NotFound when there is none."""
    found = await db.first(_columns().where(Unit.id == id), UnitDetail)
    if found is None:
        raise NotFound
    c = UnitChange
    query = c.select(
        c.id, c.unit, c.kind, c.name_before, c.name_after, c.other._.name.as_alias("other_name"), c.reason, c.at,
        c.by._.name.as_alias("by_name"),
    ).where((c.unit == id) | (c.other == id))  # fmt: skip
    found.changes = await db.rows(query.order_by(c.id, ascending=False).limit(MOST_CHANGES), UnitChangeView)
    for change in found.changes:
        change.label = CHANGES.get(change.kind, change.kind)
    return found


async def is_below(unit_: int, ancestor: int) -> bool:
    """Whether a unit is another one or lies below it."""
    a = UnitAncestry
    return await db.exists(a.select(a.id).where((a.unit == unit_) & (a.ancestor == ancestor)))


async def above(unit_: int) -> set[int]:
    """Return a unit and every unit above it."""
    a = UnitAncestry
    return {row["ancestor"] for row in await a.select(a.ancestor).where(a.unit == unit_)}


async def name_on(unit_: int, day: date | None, *, now: str | None = None) -> str:
    """Return what a unit was called when a day ended; ``now`` is its present name where the caller knows it."""
    return (await names_on([(unit_, day, (await unit(unit_)).name if now is None else now)]))[0]


async def names_on(asked: Sequence[tuple[int, date | None, str]]) -> list[str]:
    """Return what units were called when days ended, in order: each unit with its day (None: now) and present name.

    The name before the first renaming after the day; one query for all of them, none where no day is past.
    """
    today = clock.today()
    days = {(id_, day) for id_, day, _now in asked if day is not None and day < today}
    if not days:
        return [now for _id, _day, now in asked]
    c = UnitChange
    since = clock.end_of(min(day for _id, day in days))
    where = c.unit.is_in(sorted({id_ for id_, _day in days})) & (c.kind == "renamed") & (c.at >= since)
    later = await c.select(c.unit, c.at, c.name_before).where(where).order_by(c.at).order_by(c.id)
    found: dict[tuple[int, date], str] = {}
    for row in reversed(later):
        found |= {
            one: row["name_before"] for one in days if one[0] == row["unit"] and row["at"] >= clock.end_of(one[1])
        }
    return [now if day is None else found.get((id_, day), now) for id_, day, now in asked]


async def people_of(unit_: int) -> list[tuple[int, str]]:
    """Return the accounts of a unit with their names and posts, to choose from; closed ones are left out."""
    a = Account
    where = (a.unit == unit_) & (a.state != "closed")
    rows = await a.select(a.id, a.name, a.post).where(where).order_by(a.name_key).limit(MOST_PEOPLE)
    return [(row["id"], f"{row['name']}　{row['post']}".strip()) for row in rows]


async def tree() -> list[UnitNode]:
    """Return every unit in the order of the tree, with its depth and how many accounts it has: two queries."""
    u = Unit
    rows = await db.rows(_columns().order_by(u.sort).order_by(u.name).limit(MOST_UNITS), UnitNode)
    people = await tally.counts(ACCOUNTS)
    below: dict[int | None, list[UnitNode]] = {}
    for row in rows:
        row.people = people.get(str(row.id), 0)
        below.setdefault(row.parent, []).append(row)
    return _walk(below, None, 0)


def _walk(below: dict[int | None, list[UnitNode]], parent: int | None, depth: int) -> list[UnitNode]:
    found: list[UnitNode] = []
    for node in below.get(parent, []):
        node.depth = depth
        found += [node, *_walk(below, node.id, depth + 1)]
    return found


async def units_above(unit: int) -> list[int]:
    """Return a unit's id and those of all units above it."""
    a = UnitAncestry
    return [row["ancestor"] for row in await a.select(a.ancestor).where(a.unit == unit)]


async def liaisons_within(unit: int) -> list[int]:
    """Return the ids of the liaisons of a unit, of those above it, and of those below."""
    below = UnitAncestry.select(UnitAncestry.unit).where(UnitAncestry.ancestor == unit)
    g = RoleGrant
    held = (g.role == "liaison") & g.until.is_null()
    found = await g.select(g.account).where(held & g.unit.is_in(below))
    return [row["account"] for row in found] + await liaisons_of(unit)
