# SPDX-License-Identifier: MIT
"""Writing every search entry anew: after an upgrade that finds more, or where entries were lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from thinktank.index import operations
from thinktank.index.tables import SearchEntry
from thinktank.kernel import db

AT_ONCE = 200


class Source(msgspec.Struct, frozen=True):
    """Where the entries of a kind come from: the table, and how one record's entry is written, or taken away."""

    kind: str
    title: str
    table: Any
    put: Callable[[int], Awaitable[None]]


sources: list[Source] = []
"""Filled by the composition root from SEARCHED of every capability."""


async def write(*, at_once: int = AT_ONCE) -> dict[str, int]:
    """Write the entries of all records anew, some in each transaction; return how many, by title of the kind.

    Entries whose record is gone are taken away. The search answers meanwhile: an entry is replaced, never missing.
    """
    done = {}
    for source in sources:
        done[source.title] = await _write(source, at_once)
        await _forget(source, at_once)
    return done


async def _write(source: Source, at_once: int) -> int:
    number, last, count = source.table.id, 0, 0
    while True:
        query = source.table.select(number).where(number > last).order_by(number).limit(at_once)
        ids = [row["id"] for row in await query]
        if not ids:
            return count
        async with db.write_tx():
            for id_ in ids:
                await source.put(id_)
        last, count = ids[-1], count + len(ids)


async def _forget(source: Source, at_once: int) -> None:
    e = SearchEntry
    gone = e.record.not_in(source.table.select(source.table.id))
    while rows := await e.select(e.record).where((e.kind == source.kind) & gone).limit(at_once):
        async with db.write_tx():
            for row in rows:
                await operations.drop(source.kind, row["record"])
