# SPDX-License-Identifier: MIT
"""``python -m tests.bench.lights``: the lights of 20,000 projects as the job computes them, seconds.

Once when every light moves, once more when nothing has changed since.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from pathlib import Path

from reviews.supervision import jobs, queries_lights
from tests.bench import growth
from tests.bench.lines import Line
from tests.support import engines
from thinktank.app import wire
from thinktank.kernel import db
from thinktank.kernel.actor import system
from thinktank.kernel.db import PooledSQLiteEngine

BAR = 30


async def lines(source: Path) -> list[Line]:
    """Return the figures; the province's database is copied, and the copy thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "thinktank.sqlite"
        shutil.copyfile(source, path)
        engine = PooledSQLiteEngine(str(path))
        with engines.using(engine):
            await db.engine().open()
            try:
                return await _timed()
            finally:
                await db.engine().close()


async def _timed() -> list[Line]:
    found = []
    for what in ("every light afresh", "again, nothing changed"):
        started = time.perf_counter()
        await jobs.refresh_lights(system("任务"))
        found.append(Line(f"lights of 20,000 projects, {what}, seconds", time.perf_counter() - started, BAR, most=True))
    going = 0
    last = 0
    while ids := await queries_lights.going_projects(last):
        going, last = going + len(ids), ids[-1]
    return [*found, Line("projects whose light moves", going)]


if __name__ == "__main__":
    wire()
    province = growth.database(growth.PROVINCE) / "thinktank.sqlite"  # built outside of any loop
    for line in asyncio.run(lines(province)):
        print(f"{line.what}: {line.value:.1f} {line.verdict}")
