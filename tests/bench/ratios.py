# SPDX-License-Identifier: MIT
"""What an answer costs beside the bare thing: the engine, an API list, a page."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Litestar, get
from litestar.response import Response
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString
from typing_extensions import override

from tests.bench.driver import Work, asking, rates
from tests.bench.lines import Line
from thinktank.kernel.db import PooledSQLiteEngine, Rows, Statement
from thinktank.web import page as pages
from thinktank.web.templates import render

ONE = "SELECT id, name, post FROM talent WHERE id = {}"
FIFTY = "SELECT id, name, post FROM talent WHERE id > {} ORDER BY id LIMIT 50"
OF_THE_SESSION = ('FROM "session"', 'FROM "role_grant"')
Ask = Callable[[], Awaitable[tuple[int, str, bytes]]]


class Recorder(PooledSQLiteEngine):
    """The engine of the program, which can also write down what it runs, with the values."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.tape: list[Sequence[Statement]] | None = None

    @override
    async def fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        if self.tape is not None:
            self.tape.append(statements)
        return await super().fetch(statements)


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
        lines.append(Line(f"engine, {label}: ours / sqlite3 in a thread", found.ratio("ours", "raw")))
        lines.append(Line(f"engine, {label}: ours / Piccolo's own", found.ratio("ours", "stock")))
    raw.close()
    return lines


# -- requests ---------------------------------------------------------------------------------------------------


async def record(engine: Recorder, ask: Ask) -> tuple[list[Sequence[Statement]], tuple[int, str, bytes]]:
    """Ask once and return the trips to the database that it took, and the answer; RuntimeError unless it is 200."""
    await ask()
    engine.tape = []
    answer = await ask()
    tape, engine.tape = engine.tape, None
    if answer[0] != 200:
        raise RuntimeError(f"status {answer[0]}: {answer[2][:300]!r}")
    return tape, answer


async def api_lines(engine: Recorder, app: Litestar, cookie: str) -> list[Line]:
    """A list of 50 by the API beside bare handlers.

    One makes the same trips through the same pool, the session's included; one runs on an open sqlite3 connection, in
    the loop itself, what the list alone asks. Both read every row and answer with the bytes that ours answered with.
    """
    ask = asking(app, "/api/v1/talents", cookie)
    tape, (_, media, body) = await record(engine, ask)
    own = [one for trip in tape for one in trip if not any(part in one.sql for part in OF_THE_SESSION)]
    connection = sqlite3.connect(engine.path)

    @get("/pool")
    async def pool() -> Response[bytes]:
        for trip in tape:
            await engine.fetch(trip)
        return Response(body, media_type=media)

    @get("/raw")
    async def raw() -> Response[bytes]:
        for statement in own:
            connection.execute(statement.sql, statement.args).fetchall()
        return Response(body, media_type=media)

    bare = Litestar([pool, raw], openapi_config=None)
    works: dict[str, Work] = {"ours": ask, "pool": asking(bare, "/pool"), "raw": asking(bare, "/raw")}
    found = await rates(works)
    connection.close()
    statements = sum(map(len, tape))
    return [
        Line(f"API list of 50 ({statements} statements, {len(tape)} trips): requests/s", found.rate("ours")),
        Line("API list of 50 / bare handler, same statements and pool", found.ratio("ours", "pool"), 0.6),
        Line(f"API list of 50 / bare handler, raw sqlite3, {len(own)} statements", found.ratio("ours", "raw"), 0.2),
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
    statements = sum(map(len, tape))
    return [
        Line(f"page of 50 ({statements} statements, {len(tape)} trips): requests/s", found.rate("ours")),
        Line("page of 50 / bare handler, same template", found.ratio("ours", "bare"), 0.5),
    ]
