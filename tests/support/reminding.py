# SPDX-License-Identifier: MIT
"""A process that climbs the ladders of reports on a database file, and can be killed at any instant.

``python -m tests.support.reminding FILE DAY [BATCH]`` runs the job once as if it were ten o'clock of that day, and
prints how many words were new and the seconds it took.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import date

from research.reports import operations_reminders
from tests.support import engines
from thinktank.app import wire
from thinktank.kernel import clock, db
from thinktank.kernel.actor import system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.notices import operations_ladders


async def run() -> int:
    """Run the job once; return how many words were new."""
    wire()
    await db.engine().open()
    try:
        return await operations_reminders.remind_reports(system("job:reports.remind"))
    finally:
        await db.engine().close()


def main(path: str, day: str, batch: str = "500") -> None:
    """Run it as the command line says."""
    operations_ladders.BATCH = int(batch)
    at = clock.noon_of(date.fromisoformat(day), hour=10)
    with engines.using(PooledSQLiteEngine(path)), clock.using(FrozenClock(at)):
        started = time.perf_counter()
        told = asyncio.run(run())
    print(told, round(time.perf_counter() - started, 2))


if __name__ == "__main__":
    main(*sys.argv[1:])
