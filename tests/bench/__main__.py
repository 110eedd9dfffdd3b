# SPDX-License-Identifier: MIT
"""``make bench``: ratios within one run, since times of one machine say nothing about another."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, get
from litestar.response import Response
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

from tests.bench.driver import Work, asking, rates
from tests.factories import people
from tests.support import engines, server
from thinktank.app import create_app
from thinktank.identity.queries import token_hash
from thinktank.identity.tables import Session
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.settings import Settings
from thinktank.trail import operations as trail
from thinktank.web import page as pages
from thinktank.web.templates import render

PEOPLE = 500
WRITES = 300
ONE = "SELECT id, name, post FROM talent WHERE id = {}"
FIFTY = "SELECT id, name, post FROM talent WHERE id > {} ORDER BY id LIMIT 50"
Ask = Callable[[], Awaitable[tuple[int, str, bytes]]]


class Line(msgspec.Struct):
    """One figure; without a bar it is for information."""

    what: str
    value: float
    bar: float | None = None
    most: bool = False

    @property
    def verdict(self) -> str:
        """Whether the bar is met."""
        if self.bar is None:
            return ""
        return "ok" if (self.value <= self.bar if self.most else self.value >= self.bar) else "MISSED"


class Recorder(PooledSQLiteEngine):
    """The engine of the program, which can also write down what it runs, with the values."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.tape: list[tuple[str, list[Any]]] | None = None

    async def _run(self, sql: str, args: list[Any]) -> Any:
        if self.tape is not None:
            self.tape.append((sql, args))
        return await super()._run(sql, args)


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
    return "tt_session=bench"


# -- engine -----------------------------------------------------------------------------------------------------


async def engine_lines(engine: Recorder) -> list[Line]:
    """Reads through our pool beside sqlite3 in a thread, and beside Piccolo's own engine."""
    stock = SQLiteEngine(path=engine.path)
    raw = sqlite3.connect(engine.path, check_same_thread=False)
    lock = asyncio.Lock()
    lines = []
    for label, sql in (("1 row", ONE), ("50 rows", FIFTY)):
        query = QueryString(sql, 1)
        plain = sql.replace("{}", "?")

        async def threaded(plain: str = plain) -> Any:
            async with lock:
                return await asyncio.to_thread(lambda: raw.execute(plain, (1,)).fetchall())

        found = await rates(
            {
                "ours": lambda query=query: engine.run_querystring(query),  # type: ignore[misc]
                "raw": threaded,
                "stock": lambda query=query: stock.run_querystring(query),  # type: ignore[misc]
            }
        )
        lines.append(Line(f"engine, {label}: ours / sqlite3 in a thread", found["ours"] / found["raw"]))
        lines.append(Line(f"engine, {label}: ours / Piccolo's own", found["ours"] / found["stock"]))
    raw.close()
    return lines


# -- requests ---------------------------------------------------------------------------------------------------


async def record(engine: Recorder, ask: Ask) -> tuple[list[tuple[str, list[Any]]], tuple[int, str, bytes]]:
    """Ask once and return the statements that it took, and the answer; RuntimeError unless it is 200."""
    await ask()
    engine.tape = []
    answer = await ask()
    tape, engine.tape = engine.tape, None
    if answer[0] != 200:
        raise RuntimeError(f"status {answer[0]}: {answer[2][:300]!r}")
    return tape, answer


async def api_lines(engine: Recorder, app: Litestar, cookie: str) -> list[Line]:
    """A list of 50 by the API beside a bare handler that runs the same statements and gives the same bytes."""
    ask = asking(app, "/api/v1/talents", cookie)
    tape, (_, media, body) = await record(engine, ask)
    connection = sqlite3.connect(engine.path)

    @get("/pool")
    async def pool() -> Response[bytes]:
        for sql, args in tape:
            await engine._run(sql, args)
        return Response(body, media_type=media)

    @get("/raw")
    async def raw() -> Response[bytes]:
        for sql, args in tape:
            connection.execute(sql, args).fetchall()
        return Response(body, media_type=media)

    bare = Litestar([pool, raw], openapi_config=None)
    works: dict[str, Work] = {"ours": ask, "pool": asking(bare, "/pool"), "raw": asking(bare, "/raw")}
    found = await rates(works)
    connection.close()
    return [
        Line(f"API list of 50 ({len(tape)} statements): requests/s", found["ours"]),
        Line("API list of 50 / bare handler, same statements and pool", found["ours"] / found["pool"], 0.6),
        Line("API list of 50 / bare handler, raw sqlite3", found["ours"] / found["raw"], 0.2),
    ]


async def page_lines(engine: Recorder, app: Litestar, cookie: str) -> list[Line]:
    """The list's page beside a bare handler that renders the same template from what it rendered last."""
    ask = asking(app, "/talents", cookie)
    kept: list[Any] = []

    def keeping(name: str, context: dict[str, Any], **more: Any) -> str:
        kept[:] = [name, context, more]
        return render(name, context, **more)

    watched: Any = pages
    watched.render = keeping
    try:
        tape, _ = await record(engine, ask)
    finally:
        watched.render = render
    name, context, more = kept

    @get("/constant", media_type="text/html")
    async def constant() -> str:
        return render(name, context, **more)

    found = await rates({"ours": ask, "bare": asking(Litestar([constant], openapi_config=None), "/constant")})
    return [
        Line(f"page of 50 ({len(tape)} statements): requests/s", found["ours"]),
        Line("page of 50 / bare handler, same template", found["ours"] / found["bare"], 0.5),
    ]


# -- writes -----------------------------------------------------------------------------------------------------


async def write_lines() -> list[Line]:
    """Chained entries of the trail in a second, one transaction each, one after the other."""
    actor = await people.actor_as(Role.OFFICER)
    started = time.perf_counter()
    for n in range(WRITES):
        async with db.write_tx():
            await trail.record(actor, "talent.noted", "talent", n, "记一笔", fields={"n": n})
    return [Line("trail: chained writes/s, one transaction each", WRITES / (time.perf_counter() - started))]


def roster_lines(folder: Path) -> list[Line]:
    """The import of 10,000 people, in a process of its own for its memory."""
    folder.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.roster", str(folder)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        print(run.stderr[-2000:], file=sys.stderr)
        return [Line("import and matching of 10,000: failed", float("inf"), 20, most=True)]
    seconds, peak = map(float, run.stdout.split()[-2:])
    return [
        Line("import and matching of 10,000: seconds", seconds, 20, most=True),
        Line("import and matching of 10,000: peak MiB", peak, 300, most=True),
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
        lines += roster_lines(folder / "roster")
    for line in lines:
        bar = "" if line.bar is None else f"{'≤' if line.most else '≥'} {line.bar:g}"
        print(f"{line.what:<62}{line.value:>10.2f}  {bar:<8}{line.verdict}")


if __name__ == "__main__":
    main()
