# SPDX-License-Identifier: MIT
"""``make bench``: ratios within one run, since times of one machine say nothing about another."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from litestar import Litestar

from tests.bench import footprint, growth, reminders
from tests.bench.lines import Line
from tests.bench.ratios import Recorder, api_lines, engine_lines, page_lines
from tests.factories import people
from tests.support import engines, server
from thinktank.app import create_app
from thinktank.identity.queries import token_hash
from thinktank.identity.tables import Session
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role
from thinktank.settings import Settings
from thinktank.trail import operations as trail

PEOPLE = 500
WRITES = 300


async def fill() -> str:
    """Make the people of the bank and an officer; return the officer's session cookie."""
    officer = await people.actor_as(Role.OFFICER)
    async with db.write_tx():
        for _ in range(PEOPLE):
            await people.make_talent()
    return await session_of(officer.account)


async def session_of(account: int) -> str:
    """Sign an account in without the form; return the cookie."""
    now = clock.now()
    row = Session(token_hash=token_hash("bench"), account=account, created_at=now, seen_at=now)
    row.expires_at = now + timedelta(hours=9)
    async with db.write_tx():
        await Session.insert(row)
    return "tt_session=bench; tt_csrf=bench"  # a browser has both after its first page


# -- writes -----------------------------------------------------------------------------------------------------


async def write_lines() -> list[Line]:
    """Chained entries of the trail in a second, one transaction each, one after the other."""
    actor = await people.actor_as(Role.OFFICER)
    started = time.perf_counter()
    for n in range(WRITES):
        async with db.write_tx():
            await trail.record(actor, "talent.noted", "talent", n, "记一笔", fields={"n": n})
    return [Line("trail: chained writes/s, one transaction each", WRITES / (time.perf_counter() - started))]


def apart(module: str, what: str, folder: Path, *, seconds: float, mebibytes: float) -> list[Line]:
    """A long piece of work in a process of its own, for its memory: its seconds and its peak."""
    folder.mkdir()
    run = subprocess.run([sys.executable, "-m", module, str(folder)], capture_output=True, text=True, check=False)
    if run.returncode:
        print(run.stderr[-2000:], file=sys.stderr)
        return [Line(f"{what}: failed", float("inf"), seconds, most=True)]
    took, peak = map(float, run.stdout.split()[-2:])
    return [
        Line(f"{what}: seconds", took, seconds, most=True),
        Line(f"{what}: peak MiB", peak, mebibytes, most=True),
    ]


def ledger_lines(folder: Path) -> list[Line]:
    """A roster of 10,000 coming in, and a ledger of 100,000 going out."""
    return [
        *apart("tests.bench.roster", "import and matching of 10,000", folder / "roster", seconds=20, mebibytes=300),
        *apart("tests.bench.export", "export of 100,000", folder / "export", seconds=30, mebibytes=200),
    ]


# -- all of it --------------------------------------------------------------------------------------------------


async def measure(engine: Recorder, app: Litestar, cookie: str) -> list[Line]:
    """Take every figure that needs the application."""
    async with app.lifespan():
        return [
            *await engine_lines(engine),
            *await api_lines(engine, app, cookie),
            *await page_lines(engine, app, cookie),
            *await write_lines(),
        ]


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cookie = server.prepare(folder, fill)
        app = create_app(Settings(data=name, secret="bench", jobs_every=0))
        engine = Recorder(str(folder / "thinktank.sqlite"))
        with engines.using(engine):
            lines = asyncio.run(measure(engine, app, cookie))
        lines += ledger_lines(folder)
    lines += footprint.lines()
    lines += growth.lines()
    lines += reminders.lines()
    for line in lines:
        print(line.text)


if __name__ == "__main__":
    main()
