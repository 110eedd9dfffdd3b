# SPDX-License-Identifier: MIT
"""A district of any size, written into the tables directly: for plans, query counts and growth.

Its records are what operations would have left behind, state by state, on the day ``today``; the same every time.
Nobody's trail stands behind them, so ``thinktank check`` has something to say.
"""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import date
from pathlib import Path

from tests.support import engines
from tests.support.bulk import adoption, personal, persons, reviews, work
from tests.support.bulk.writer import ACTORS, Sizes, Writer
from thinktank.app import wire
from thinktank.kernel import clock, db
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.tally import operations as tally

__all__ = ["ACTORS", "Sizes", "build"]


def build(path: Path, sizes: Sizes, today: date) -> Path:
    """Migrate a new SQLite file, fill it, and bring its counts and its statistics up to date."""
    engines.build_sqlite(path)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        writer = Writer(connection, sizes, today)
        for part in (persons.fill, work.fill, adoption.fill, reviews.fill, personal.fill):
            part(writer)
        connection.commit()
    finally:
        connection.close()
    with engines.using(PooledSQLiteEngine(str(path), readers=1)):
        asyncio.run(_count())
    return path


async def _count() -> None:
    """Write down every maintained count as its own recount finds it."""
    wire()
    await db.engine().open()
    try:
        await tally.rebuild()
    finally:
        await db.engine().close()


def day_of_build() -> date:
    """The day that the records are laid around."""
    return clock.today()
