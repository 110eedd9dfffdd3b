# SPDX-License-Identifier: MIT
"""Who is where: the calendar by unit and month, and the turns of a post."""

from __future__ import annotations

from datetime import date

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.postings import queries_needs
from thinktank.postings.queries import row_columns
from thinktank.postings.queries_scope import within
from thinktank.postings.rota import OnPost
from thinktank.postings.rules import last_day
from thinktank.postings.schemas import PostingRow, TurnRow, Whereabouts
from thinktank.postings.states import DONE, THERE
from thinktank.postings.tables import Posting, Turn

MOST = 500


async def whereabouts(actor: Actor, month: date, *, by: str = "receiver", unit: int | None = None) -> list[Whereabouts]:
    """Return who is at which post in a month, as far as the actor may see: by receiving or by sending unit.

    ``month`` is any day of it. People who have been approved but have not arrived are in from their first day;
    at most 500 people.
    """
    p = Posting
    first = month.replace(day=1)
    last = last_day(first, 1)
    column = p.sender if by == "sender" else p.receiver
    there = (p.starts_on <= last) & (p.ends_on >= first) & p.state.is_in(["approved", *THERE, *DONE])
    query = p.select(*row_columns()).where(there & (p.ended_on.is_null() | (p.ended_on >= first)))
    if unit is not None:
        query = query.where(column == unit)
    ordered = within(query, actor).order_by(column).order_by(p.starts_on).order_by(p.id).limit(MOST)
    found: dict[int, Whereabouts] = {}
    for row in await db.rows(ordered, PostingRow):
        id_, name = (row.sender, row.sender_name) if by == "sender" else (row.receiver, row.receiver_name)
        row.grade = ""
        found.setdefault(id_, Whereabouts(id_, name, [])).people.append(row)
    return list(found.values())


async def at_post(need: int) -> list[OnPost]:
    """Return who is at a post now or has been approved for it; the caller has read the need through its scope."""
    p = Posting
    there = p.state.is_in(["approved", "arrived", "in_post", "mid_review", "extended"])
    query = p.select(p.id.as_alias("posting"), p.starts_on, p.ends_on).where((p.need == need) & there)
    return await db.rows(query.order_by(p.id).limit(MOST), OnPost)


async def turns(actor: Actor, need: int) -> list[TurnRow]:
    """Return the turns of a post in their order, the newest 200; NotFound outside of the need's scope."""
    await queries_needs.need(actor, need)
    return await turns_of(need)


async def turns_of(need: int, posting: int | None = None) -> list[TurnRow]:
    """Return the turns of a post, or of one person at it; the caller has read the record through its scope."""
    t = Turn
    where = t.need == need
    if posting is not None:
        where &= t.posting == posting
    query = t.select(t.id, t.posting, t.posting._.talent._.name.as_alias("name"), t.starts_on, t.ends_on)
    found = await db.rows(query.where(where).order_by(t.starts_on, ascending=False).limit(200), TurnRow)
    return found[::-1]
