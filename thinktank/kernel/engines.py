# SPDX-License-Identifier: MIT
"""The two engines (ADR 0002); the rest of the program knows only ``kernel/db.py``.

Piccolo's own SQLite engine opens a connection, and a thread, for every query. Ours keeps a pool of reader
connections and one writer open.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import aiosqlite
import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine, dict_factory
from piccolo.querystring import QueryString
from typing_extensions import override

from thinktank.kernel.errors import Conflict, Unavailable
from thinktank.kernel.statements import Rows, Statement

Hook = Callable[[], Awaitable[None]]
READERS = 4
BUSY_MS = 5_000
CHUNK = 64  # rows that a cursor reads ahead; ours are read whole
_READS = ("SELECT", "WITH", "EXPLAIN", "PRAGMA")
_recorder: ContextVar[list[str] | None] = ContextVar("recorder", default=None)


# Piccolo's own converters go through two functions in Python for every value; a column's affinity has made it whole
sqlite3.register_converter("INTEGER", int)
sqlite3.register_converter("DATE", lambda value: date.fromisoformat(value.decode()))
sqlite3.register_converter("TIMESTAMPTZ", lambda value: datetime.fromisoformat(value.decode()).replace(tzinfo=UTC))


class Tx:
    """The running write: hooks run just before its commit, in the order they were added."""

    def __init__(self) -> None:
        self.doomed = False
        self.over = False
        self.hooks: list[Hook] = []
        self.notes: dict[str, Any] = {}

    def before_commit(self, hook: Hook, *, first: bool = False) -> None:
        """Run a hook as one of the last statements of this transaction; ``first`` before those that wait already."""
        self.hooks.insert(0 if first else len(self.hooks), hook)


running: ContextVar[Tx | None] = ContextVar("tx", default=None)


class _Open:
    """What Piccolo's engine looks at to learn that a transaction is open; ``over`` once it is not."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.over = False


class _Connection(aiosqlite.Connection):
    """A connection that runs several statements in one trip to its thread, and reads rows as tuples."""

    async def fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run the statements one after the other and return what each found."""
        run: Any = self._execute  # aiosqlite's own way into its thread
        found: list[Rows] = await run(self._fetch, statements)
        return found

    def _fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        found = []
        for statement in statements:
            cursor = self._conn.cursor()
            cursor.row_factory = None
            cursor.execute(statement.sql, statement.args)
            names = tuple(column[0] for column in cursor.description or ())
            found.append(Rows(names, cursor.fetchall()))
        return found


class PooledSQLiteEngine(SQLiteEngine):
    """SQLite with open connections: several readers, one writer, WAL, fsync at every commit.

    Every statement's rows are read to the end at once: a cursor that is not holds its lock, and aiosqlite's thread
    keeps the last one alive.
    """

    def __init__(self, path: str, readers: int = READERS) -> None:
        super().__init__(path=path, timeout=BUSY_MS / 1000, cached_statements=512)
        self.size = readers
        self._idle: asyncio.Queue[_Connection] | None = None
        self._connections: list[_Connection] = []
        self._turn = asyncio.Lock()
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Open the pool in the running loop; opening twice does nothing."""
        if self._idle is None:
            async with self._opening:
                await self._open_once()

    async def _open_once(self) -> None:
        if self._idle is not None:
            return
        try:
            self._idle = await self._pool()
        except BaseException:
            await self.close()
            raise

    async def _pool(self) -> asyncio.Queue[_Connection]:
        """Connect the writer, which comes first, and the readers; return those that are idle."""
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        writer = await self._join()
        await writer.execute_fetchall("PRAGMA journal_mode = WAL")
        idle: asyncio.Queue[_Connection] = asyncio.Queue()
        for _ in range(self.size):
            reader = await self._join()
            await reader.execute_fetchall("PRAGMA query_only = 1")
            idle.put_nowait(reader)
        return idle

    async def _join(self) -> _Connection:
        connection = await self._connect(foreign_keys=True)
        self._connections.append(connection)
        return connection

    async def close(self) -> None:
        """Close every connection; their threads would otherwise keep the process alive."""
        connections, self._connections, self._idle = self._connections, [], None
        for connection in connections:
            await connection.close()
        self._turn, self._opening = asyncio.Lock(), asyncio.Lock()  # a lock belongs to the loop that waited for it

    async def _connect(self, *, foreign_keys: bool) -> _Connection:
        options = dict(self.connection_kwargs)
        connector = partial(sqlite3.connect, options.pop("database"), **options)
        connection = cast("_Connection", await _Connection(connector, CHUNK))
        connection.row_factory = cast("Any", dict_factory)
        try:
            for pragma in (f"foreign_keys = {foreign_keys:d}", "synchronous = FULL", f"busy_timeout = {BUSY_MS}"):
                await connection.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await connection.close()
            raise
        return connection

    @override
    async def get_connection(self) -> aiosqlite.Connection:
        """A connection of its own for Piccolo's migration runner, which closes it itself.

        Foreign keys are not enforced on it: dropping a table to rebuild it would delete its children. The
        migrations check them instead (``migrate.forwards()``).
        """
        return await self._connect(foreign_keys=False)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[None]:
        """Hold the single writer for one transaction.

        A connection runs its statements in the order in which they are asked for, also those whose caller was
        cancelled: so the rollback, asked for last, leaves the writer clean whatever happened before.
        """
        await self.open()
        async with self._turn:
            open_tx = _Open(self._connections[0])
            token = self.current_transaction.set(cast("Any", open_tx))
            try:
                with _translated():
                    await open_tx.connection.execute_fetchall("BEGIN IMMEDIATE")
                yield
                with _translated():
                    await open_tx.connection.commit()
            except BaseException:
                await open_tx.connection.rollback()
                raise
            finally:
                open_tx.over = True
                self.current_transaction.reset(token)

    @override
    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:
        (found,) = await self.fetch([Statement(*querystring.compile_string(engine_type=self.engine_type))])
        return found.dicts()

    @override
    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:
        (found,) = await self.fetch([Statement(ddl)])
        return found.dicts()

    async def fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run statements in one trip to a connection's thread, one after the other; return what each found.

        Inside a write they run on its connection; else reads on an idle reader, and anything else on the writer.
        """
        for statement in statements:
            note(statement.sql)
        open_tx: Any = self.current_transaction.get()  # ours, or one that Piccolo's migration runner opened
        with _translated():
            if open_tx is not None and not getattr(open_tx, "over", False):
                return cast("list[Rows]", await open_tx.connection.fetch(statements))
            await self.open()
            if not all(_is_read(statement.sql) for statement in statements):
                async with self._turn:
                    return await self._connections[0].fetch(statements)
            idle = cast("asyncio.Queue[_Connection]", self._idle)
            reader = await idle.get()
            try:
                return await reader.fetch(statements)
            finally:
                idle.put_nowait(reader)


def _is_read(sql: str) -> bool:
    return sql.lstrip()[:7].upper().startswith(_READS)


class PooledPostgresEngine(PostgresEngine):
    """PostgreSQL through asyncpg's pool, with the same two doors as the SQLite engine."""

    def __init__(self, dsn: str, size: int = 10) -> None:
        super().__init__(config={"dsn": dsn, "server_settings": {"lock_timeout": str(BUSY_MS)}}, extensions=())
        self.size = size
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Open the pool in the running loop; opening twice does nothing."""
        async with self._opening:
            if self.pool is None:
                await self.start_connection_pool(min_size=1, max_size=self.size)

    async def close(self) -> None:
        """Close the pool."""
        if self.pool is not None:
            await self.close_connection_pool()
        self._opening = asyncio.Lock()  # a lock belongs to the loop that waited for it

    @asynccontextmanager
    async def write(self) -> AsyncIterator[None]:
        """Run one transaction on one connection, which goes back to the pool whatever happens.

        Piccolo's own transaction keeps the connection when the commit fails.
        """
        await self.open()
        async with self._connection() as connection:
            transaction = connection.transaction()
            with _translated():
                await transaction.start()
            token = self.current_transaction.set(cast("Any", _Open(connection)))
            try:
                yield
            except BaseException:
                with suppress(asyncpg.InterfaceError, asyncpg.PostgresError, OSError):
                    await transaction.rollback()  # a lost connection is rolled back by the server
                raise
            else:
                with _translated():
                    await transaction.commit()
            finally:
                self.current_transaction.reset(token)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        pool = cast("asyncpg.Pool[Any]", self.pool)
        try:
            with _translated():
                connection = await pool.acquire(timeout=BUSY_MS / 1000)
        except TimeoutError as error:
            raise Unavailable from error
        try:
            yield cast("asyncpg.Connection[Any]", connection)
        finally:
            await pool.release(connection)

    async def fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run statements on one connection, the open write's if there is one; return what each found."""
        for statement in statements:
            note(statement.sql)
        open_tx: Any = self.current_transaction.get()
        with _translated():
            if open_tx is not None:
                return [await _fetched(open_tx.connection, statement) for statement in statements]
            await self.open()
            async with self._connection() as connection:
                return [await _fetched(connection, statement) for statement in statements]

    @override
    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        note(str(querystring.compile_string(engine_type=self.engine_type)[0]))
        with _translated():
            return await super().run_querystring(querystring, in_pool=True)

    @override
    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        note(ddl)
        with _translated():
            return await super().run_ddl(ddl, in_pool=True)


async def _fetched(connection: asyncpg.Connection[Any], statement: Statement) -> Rows:
    records = await connection.fetch(statement.sql, *statement.args)
    return Rows(tuple(records[0].keys()) if records else (), [tuple(record) for record in records])


def note(sql: str) -> None:
    """Remember a statement for ``recording()``."""
    statements = _recorder.get()
    if statements is not None:
        statements.append(sql)


@contextmanager
def recording() -> Iterator[list[str]]:
    """Collect the text of every statement run inside the block: tests count and explain them."""
    statements: list[str] = []
    token = _recorder.set(statements)
    try:
        yield statements
    finally:
        _recorder.reset(token)


_BROKEN = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
_BUSY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the drivers' errors into ours; each engine words them differently.

    A failed statement dooms the write that it belongs to: PostgreSQL takes no further statement after one,
    so SQLite must not commit what came before it either.
    """
    try:
        yield
    except _BROKEN as error:
        _doom()
        raise Conflict("与已有记录重复或冲突，请刷新后重试", code="integrity") from error
    except sqlite3.OperationalError as error:
        _doom()
        if "locked" in str(error) or "busy" in str(error):
            raise Unavailable from error
        raise
    except _BUSY as error:
        _doom()
        raise Unavailable from error
    except asyncpg.InFailedSQLTransactionError as error:
        raise doomed() from error


def _doom() -> None:
    tx = running.get()
    if tx is not None:
        tx.doomed = True


def doomed() -> Conflict:
    """Return the error of a write that must not be committed."""
    return Conflict("操作没有完成，未作任何改动，请重试", code="doomed")
