# SPDX-License-Identifier: MIT
"""Write a ledger of 100,000 people; print seconds and peak MiB."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from tests.factories import people
from tests.support import server
from thinktank.app import wire
from thinktank.files import store
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role
from thinktank.rosters import operations_exports as exports
from thinktank.rosters.schemas import RequestExport
from thinktank.settings import Settings
from thinktank.talents.schemas import Filter

PEOPLE = 100_000
COLUMNS = ["name", "unit_name", "post", "strengths", "direction", "admitted_on"]


async def fill(unit: int) -> None:
    """Make the people by one statement a few thousand at a time."""
    now = clock.now().isoformat()
    for start in range(0, PEOPLE, 5000):
        rows = [[f"陈{n:06d}", f"chen {n:06d}", f"科员{n % 40}"] for n in range(start, start + 5000)]
        async with db.write_tx():
            await db.raw(
                "INSERT INTO talent (name, name_key, post, unit, state, state_since, created_at, strengths, direction) "
                "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), "
                "CAST({} AS INTEGER), 'active', {}, {}, '数据分析、统计', 'urban' FROM json_each({})",
                unit, now, now, json.dumps(rows, ensure_ascii=False),
            )  # fmt: skip


async def run() -> float:
    await fill(await people.district())
    officer = await people.actor_as(Role.OFFICER)
    command = RequestExport("青年人才台账", "测量导出用时", COLUMNS, unclassified=True)
    view = await exports.request(officer, command=command, chosen=Filter())
    started = time.perf_counter()
    rows = await exports.write(view.id)
    if rows != PEOPLE:
        raise SystemExit(f"{rows} people written, not {PEOPLE}")
    return time.perf_counter() - started


if __name__ == "__main__":
    wire()
    folder = Path(sys.argv[1])
    store.configure(Settings(data=str(folder), secret="bench"))
    seconds = server.prepare(folder, run)
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
