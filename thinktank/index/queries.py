# SPDX-License-Identifier: MIT
"""Finding entries. Who may see what lies behind them is for the caller to ask of the records' own queries.

A search never walks the entries: it starts from the rarest gram of the text and looks each candidate's other grams up.
Where even the rarest gram is common, a list walks in its own order and looks up there, and soon has a page.
"""

from __future__ import annotations

from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from thinktank.index import grams
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import db

MOST = 50
FEW = 20_000  # up to so many records are gathered from their grams; beyond, a list is walked and finds a page at once
Ways = list[list[str]]


class Hit(msgspec.Struct):
    """A record that was found."""

    id: int
    kind: str
    record: int
    title: str
    detail: str
    href: str


class Match(msgspec.Struct, frozen=True):
    """What a text found: a sub-select of its records, or how to tell for one record while a list is walked."""

    kind: str
    terms: list[Ways]
    leads: list[tuple[str, QueryString]] | None  # a gram to start from, what else has to hold; None: start nowhere

    def where(self, id_: Any) -> Any:
        """Return the Where that keeps a list to what was found; ``id_`` is the list's column of the record's id."""
        column = id_.get_where_string(engine_type=db.engine().engine_type)
        if self.leads is None:
            return WhereRaw(_WALKED, self.kind, column, _terms(self.terms, QueryString('"e"."id"')))
        if not self.leads:
            return id_ == -1
        parts = [QueryString(_GATHERED, gram, self.kind, rest) for gram, rest in self.leads]
        return WhereRaw("{} IN ({})", column, QueryString(" UNION ".join("{}" for _ in parts), *parts))


# -- statements -------------------------------------------------------------------------------------------------

_WALKED = 'EXISTS (SELECT 1 FROM "search_entry" "e" WHERE "e"."kind" = {} AND "e"."record" = {} AND {})'
# CROSS JOIN keeps SQLite to this order: the gram's entries first.
_GATHERED = (
    'SELECT "e"."record" FROM "search_gram" "g" CROSS JOIN "search_entry" "e" '
    'WHERE "g"."gram" = {} AND "e"."id" = "g"."entry" AND "e"."kind" = {} AND {}'
)
_HOLDS = 'EXISTS (SELECT 1 FROM "search_gram" "x" WHERE "x"."gram" = {} AND "x"."entry" = {})'


def _joined(parts: list[QueryString], word: str) -> QueryString:
    return QueryString(word.join("({})" for _ in parts), *parts)


def _way(way: list[str], entry: QueryString) -> QueryString:
    return _joined([QueryString(_HOLDS, gram, entry) for gram in way], " AND ")


def _terms(terms: list[Ways], entry: QueryString) -> QueryString:
    return _joined([_joined([_way(way, entry) for way in ways], " OR ") for ways in terms], " AND ")


async def _rarity(terms: list[Ways]) -> dict[str, int]:
    """Return how many entries hold each gram, counted up to FEW + 1."""
    wanted = sorted({gram for ways in terms for way in ways for gram in way})
    g = SearchGram
    found = await db.together(
        *((db.count(g.select(g.entry).where(g.gram == gram).limit(FEW + 1)), db.Count) for gram in wanted)
    )
    return {gram: rows[0].n for gram, rows in zip(wanted, found, strict=True)}


async def match(kind: str, text: str) -> Match | None:
    """Look a typed text up among the records of a kind; None when there is nothing to look for."""
    terms = grams.of_query(text)
    return _match(kind, terms, await _rarity(terms)) if terms else None


def _match(kind: str, terms: list[Ways], rare: dict[str, int]) -> Match:
    leads = [[min(way, key=lambda gram: rare[gram]) for way in ways] for ways in terms]
    weights = [sum(rare[gram] for gram in lead) for lead in leads]
    best = weights.index(min(weights))
    if weights[best] > FEW:
        return Match(kind=kind, terms=terms, leads=None)
    entry = QueryString('"e"."id"')
    others = [_terms([ways], entry) for n, ways in enumerate(terms) if n != best]
    found = [
        (lead, _joined([_way(way, entry), *others], " AND "))
        for way, lead in zip(terms[best], leads[best], strict=True)
        if rare[lead]
    ]
    return Match(kind=kind, terms=terms, leads=found)


async def hits(kind: str, text: str, *, among: Any = None, limit: int = MOST) -> list[Hit]:
    """Return the newest entries of a kind that match; ``among`` is a sub-select of the ids that may be seen."""
    return (await hits_of({kind: among}, text, limit=limit))[kind]


async def hits_of(kinds: dict[str, Any], text: str, *, limit: int = MOST) -> dict[str, list[Hit]]:
    """Return the newest entries of several kinds that match, each with a sub-select of the ids that may be seen.

    None stands for all of them. One query, and one for how rare each gram is.
    """
    terms = grams.of_query(text)
    found: dict[str, list[Hit]] = {kind: [] for kind in kinds}
    if not terms or not kinds:
        return found
    rare = await _rarity(terms)
    parts = [_newest(_match(kind, terms, rare), among, min(limit, MOST)) for kind, among in kinds.items()]
    for hit in await db.rows(db.stacked(*parts), Hit):
        found[hit.kind].append(hit)
    return {kind: sorted(some, key=lambda hit: -hit.id) for kind, some in found.items()}


def _newest(found: Match, among: Any, limit: int) -> Any:
    e = SearchEntry
    where = (e.kind == found.kind) & found.where(e.record)
    if among is not None:
        where &= e.record.is_in(among.where(found.where(among.table.id)))
    query = e.select(e.id, e.kind, e.record, e.title, e.detail, e.href).where(where)
    return query.order_by(e.id, ascending=False).limit(limit)
