# SPDX-License-Identifier: MIT
"""Finding entries. Who may see what lies behind them is for the caller to ask of the records' own queries."""

from __future__ import annotations

from typing import Any

import msgspec

from thinktank.index import grams
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import db

MOST = 50


class Hit(msgspec.Struct):
    """A record that was found."""

    id: int
    kind: str
    record: int
    title: str
    detail: str
    href: str


def _holding(wanted: list[str]) -> Any:
    where: Any = None
    for gram in wanted:
        one = SearchEntry.id.is_in(SearchGram.select(SearchGram.entry).where(SearchGram.gram == gram))
        where = one if where is None else where & one
    return where


def matching(text: str) -> Any:
    """Return the Where over ``SearchEntry`` for a typed text, or None when there is nothing to look for."""
    where: Any = None
    for ways in grams.of_query(text):
        term = _holding(ways[0])
        for way in ways[1:]:
            term = term | _holding(way)
        where = term if where is None else where & term
    return where


def records(kind: str, text: str) -> Any:
    """Return the sub-select of the record ids of a kind that match, for ``T.id.is_in(…)``; None for no text."""
    where = matching(text)
    e = SearchEntry
    return None if where is None else e.select(e.record).where((e.kind == kind) & where)


async def hits(kind: str, text: str, *, among: Any = None, limit: int = MOST) -> list[Hit]:
    """Return the newest entries of a kind that match; ``among`` is a sub-select of the ids that may be seen."""
    where = matching(text)
    if where is None:
        return []
    e = SearchEntry
    where = (e.kind == kind) & where
    if among is not None:
        where &= e.record.is_in(among)
    query = e.select(e.id, e.kind, e.record, e.title, e.detail, e.href).where(where)
    return await db.rows(query.order_by(e.id, ascending=False).limit(min(limit, MOST)), Hit)
