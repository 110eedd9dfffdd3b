# SPDX-License-Identifier: MIT
"""Reading briefings. ``visible_to()`` is the only read door."""

from __future__ import annotations

from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw

from thinktank.briefings import rules
from thinktank.briefings.schemas import BriefingRow, BriefingView, PartView
from thinktank.briefings.sections import Figure, Listing
from thinktank.briefings.tables import Briefing, BriefingFigure, BriefingPart
from thinktank.cockpit.queries import sees_all
from thinktank.documents.charts import Chart
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest

B = Briefing
STANDING: Any = WhereRaw("briefing.state <> 'dropped'")  # in the words of the index briefing_standing


def visible_to(actor: Actor) -> Any:
    """The Where of the briefings that an actor may read.

    A briefing tells what its maker saw. One over the whole tree is read by whoever sees the whole tree; any other by
    those and by its maker, for nobody else's scope is the same.
    """
    if not actor.is_office:
        return B.id == -1
    if sees_all(actor):
        return db.EVERYTHING
    return (B.made_by == actor.account) & (B.whole == False)  # noqa: E712 -- a column


def _columns() -> list[Any]:
    return [
        B.id, B.version, B.kind, B.first, B.last, B.direction, B.number, B.audience, B.whole, B.state, B.state_since,
        B.drawn_at, B.made_by, B.made_by._.name.as_alias("made_by_name"),
    ]  # fmt: skip


async def listed(
    actor: Actor, *, kind: str = "", after: str | None = None, before: str | None = None
) -> Page[BriefingRow]:
    """Return a page of the briefings that the actor may read, the newest first; those given up are left out."""
    where = STANDING & visible_to(actor)
    if kind:
        where &= B.kind == kind
    query = B.select(*_columns()).where(where)
    return await newest(query, BriefingRow, B.id, after=after, before=before, counting=B.select().where(where))


async def get(actor: Actor, id: int) -> BriefingView:  # noqa: A002 -- the record's id
    """Return a briefing with parts, figures and what the actor may do; three queries. NotFound outside the scope."""
    columns = [*_columns(), B.settled_by._.name.as_alias("settled_by_name"), B.settled_at, B.reason]
    found = await db.first(B.select(*columns).where(visible_to(actor) & (B.id == id)), BriefingView)
    if found is None:
        raise NotFound
    found.parts = await parts(id)
    f = BriefingFigure
    query = f.select(f.number, f.key, f.name, f.value, f.unit, f.earlier, f.source, f.href).where(f.briefing == id)
    found.figures = await db.rows(query.order_by(f.number), Figure)
    found.actions = rules.actions(actor, state=found.state)
    return found


class _Part(msgspec.Struct):
    key: str
    drawn: str
    own: str
    own_from: str
    shown: bool
    chart: str
    listing: str
    edited_by_name: str | None
    edited_at: Any


async def parts(briefing: int) -> list[PartView]:
    """Return the parts of a briefing in their order, counted as far as they are shown."""
    p = BriefingPart
    query = p.select(
        p.key, p.drawn, p.own, p.own_from, p.shown, p.chart, p.listing, p.edited_at,
        p.edited_by._.name.as_alias("edited_by_name"),
    )  # fmt: skip
    found = []
    place = 0
    for row in await db.rows(query.where(p.briefing == briefing).order_by(p.sort), _Part):
        place += row.shown
        found.append(_view(row, place if row.shown else 0))
    return found


def _view(row: _Part, place: int) -> PartView:
    return PartView(
        key=row.key, drawn=row.drawn, own=row.own, own_from=row.own_from, shown=row.shown, place=place,
        chart=msgspec.json.decode(row.chart, type=Chart) if row.chart else None,
        listing=msgspec.json.decode(row.listing, type=Listing) if row.listing else None,
        edited_by_name=row.edited_by_name, edited_at=row.edited_at,
    )  # fmt: skip


async def standing(row: BriefingRow) -> dict[str, int]:
    """Return what the figures were in the last briefing of the same kind before this one's days, by key.

    ``row.last`` is the last day of the period before.
    """
    f = BriefingFigure
    same = (B.kind == str(row.kind)) & (B.direction == row.direction) & (B.whole == row.whole) & (B.state != "dropped")
    mine = same if row.whole else same & (B.made_by == row.made_by)
    last = await B.select(B.id).where(mine & (B.last == row.last)).order_by(B.id, ascending=False).first()
    if last is None:
        return {}
    rows = await f.select(f.key, f.value).where(f.briefing == last["id"])
    return {one["key"]: one["value"] for one in rows}


async def drafts(actor: Actor) -> list[BriefingRow]:
    """Return the actor's own briefings that are worked on, the oldest first."""
    query = B.select(*_columns()).where((B.made_by == actor.account) & (B.state == "draft") & visible_to(actor))
    return await db.rows(query.order_by(B.id).limit(20), BriefingRow)
