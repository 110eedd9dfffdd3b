# SPDX-License-Identifier: MIT
"""Keeping search entries, in the transaction of what they are about."""

from __future__ import annotations

from thinktank.index import grams
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import db


async def put(kind: str, record: int, title: str, detail: str, href: str, words: list[str]) -> None:
    """Make or replace a record's entry. ``words`` are what it is found by, its title as well if wanted.

    Must run inside ``write_tx()``. Never give words that whoever sees the title may not see.
    """
    db.current_tx()
    e = SearchEntry
    same = (e.kind == kind) & (e.record == record)
    changes = {e.title: title[:200], e.detail: detail[:300], e.href: href}
    found = await e.update(changes).where(same).returning(e.id)
    if not found:
        new = e(kind=kind, record=record, title=title[:200], detail=detail[:300], href=href)
        found = await e.insert(new).returning(e.id)
    await _keep(found[0]["id"], grams.of_words(words))


async def _keep(entry: int, wanted: set[str]) -> None:
    g = SearchGram
    have = {row["gram"] for row in await g.select(g.gram).where(g.entry == entry)}
    if gone := have - wanted:
        await g.delete().where((g.entry == entry) & g.gram.is_in(sorted(gone)))
    fresh = sorted(wanted - have)
    for start in range(0, len(fresh), 200):
        await g.insert(*(g(gram=gram, entry=entry) for gram in fresh[start : start + 200]))


async def drop(kind: str, record: int) -> None:
    """Take a record out of the search; nothing happens when it was not in it."""
    db.current_tx()
    e = SearchEntry
    row = await e.select(e.id).where((e.kind == kind) & (e.record == record)).first()
    if row is not None:
        await SearchGram.delete().where(SearchGram.entry == row["id"])
        await e.delete().where(e.id == row["id"])
