# SPDX-License-Identifier: MIT
"""The reminder job in a process of its own, killed again and again: no rung is climbed twice, none is left out."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories.projects import make_project, make_report
from tests.support import engines
from thinktank.kernel import clock, db
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine

ROOT = Path(__file__).parents[2]
DUE = date(2026, 3, 31)
REPORTS = 240
RUNGS = (-7, -3, 0, 1, 3, 5, 7)
KILLS = 4


def told(path: Path) -> Counter[tuple[int, int, str]]:
    """How often each was told of each report on each rung, read beside a running process."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT account, record, occasion FROM notice WHERE rule = 'report.ladder'")
        return Counter((account, record, occasion) for account, record, occasion in rows)


def process(path: Path, day: date) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.reminding", str(path), day.isoformat(), "10"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_midway(path: Path, day: date, after: int) -> None:
    """Start the job and kill it, by the signal that cannot be caught, once it has told some more."""
    goal, running = sum(told(path).values()) + after, process(path, day)
    with running:
        while running.poll() is None and sum(told(path).values()) < goal:
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)


async def _fill() -> tuple[int, set[int]]:
    await db.engine().open()
    made = await make_project(with_reports=False)
    async with db.write_tx():
        ids = {await make_report(made.id, seq=n, state="open", due_on=DUE) for n in range(1, REPORTS + 1)}
    await db.engine().close()
    return made.lead.account, ids


@pytest.mark.slow
@pytest.mark.engines_only("sqlite", reason="the killed process opens the file that the test looks into")
async def test_a_killed_job_is_made_up_for_on_every_rung(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "killed.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    with engines.using(PooledSQLiteEngine(str(path))), clock.using(FrozenClock(clock.noon_of(DUE, hour=9))):
        lead, ids = await _fill()
    expected: Counter[Any] = Counter()
    for n, steps in enumerate(RUNGS[:5]):
        day = OFFICIAL.add_workdays(DUE, steps) if steps else DUE
        if n < KILLS:
            killed_midway(path, day, after=20 + 30 * n)
        with process(path, day) as running:
            out, error = running.communicate(timeout=120)
        assert running.returncode == 0, error
        assert int(out.split()[0]) <= REPORTS
        expected += Counter((lead, id_, f"{DUE.isoformat()} owner{steps:+d}") for id_ in ids)
        assert told(path) == expected
    with process(path, DUE + timedelta(days=3)) as running:
        assert running.communicate(timeout=120)[0].split()[0] == "0"
