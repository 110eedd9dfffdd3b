# SPDX-License-Identifier: MIT
"""Reading, and the one way to write (ADR 0002).

``write_tx()`` is the only door for writes: it takes the single writer at once (``BEGIN IMMEDIATE``), is joined
by nested calls, and aborts as a whole.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar, cast

import msgspec
from piccolo.engine import engine_finder
from piccolo.querystring import QueryString

from thinktank.kernel.engines import (
    PooledPostgresEngine,
    PooledSQLiteEngine,
    Tx,
    doomed,
    recording,
    running,
)

__all__ = [
    "PooledPostgresEngine",
    "PooledSQLiteEngine",
    "Prepared",
    "Tx",
    "current_tx",
    "engine",
    "exists",
    "first",
    "is_sqlite",
    "keyed",
    "on_claim",
    "raw",
    "recording",
    "rows",
    "write_tx",
]
T = TypeVar("T")


class ReadWriteEngine(Protocol):
    """What the rest of the program needs of an engine."""

    engine_type: str

    async def open(self) -> None:
        """Open the pool in the running loop; opening twice does nothing."""

    async def close(self) -> None:
        """Close every connection."""

    def write(self) -> AbstractAsyncContextManager[None]:
        """Hold one transaction."""


def engine() -> ReadWriteEngine:
    """Return the engine named by the settings."""
    return cast("ReadWriteEngine", engine_finder())


def is_sqlite() -> bool:
    """Whether the engine in use is SQLite."""
    return engine().engine_type == "sqlite"


def current_tx() -> Tx:
    """Return the running write; RuntimeError outside of one, which is a fault of the program."""
    tx = running.get()
    if tx is None or tx.over:
        raise RuntimeError("not inside write_tx()")
    return tx


@asynccontextmanager
async def write_tx() -> AsyncIterator[Tx]:
    """Open the one write transaction, or join the one that is open.

    An error inside a joined block, and a statement that the database refused, doom the outermost: they
    cannot be caught half-way and the rest committed. Hooks run as the last statements, unless it is doomed.
    Raises Conflict for a broken constraint, Unavailable when the writer cannot be had in time.
    """
    outer = running.get()
    if outer is not None and not outer.over:
        try:
            yield outer
        except BaseException:
            outer.doomed = True
            raise
        return
    async with engine().write():
        tx = Tx()
        token = running.set(tx)
        try:
            await _claim_key()
            yield tx
            for hook in tx.hooks:
                if tx.doomed:
                    break
                await hook()
            if tx.doomed:
                raise doomed()
        finally:
            tx.over = True
            running.reset(token)


# -- repeated submits ---------------------------------------------------------------------------------------

KeyClaimer = Callable[[str], Awaitable[None]]
_key: ContextVar[list[str] | None] = ContextVar("idempotency_key", default=None)
_claimer: list[KeyClaimer] = []


def on_claim(claimer: KeyClaimer) -> None:
    """Name who stores a request's idempotency key in its first write (web/idempotency.py)."""
    _claimer[:] = [claimer]


@contextmanager
def keyed(key: str) -> Iterator[None]:
    """Let the first write inside the block claim this key; a key claimed before makes it a Conflict."""
    token = _key.set([key])
    try:
        yield
    finally:
        _key.reset(token)


async def _claim_key() -> None:
    box = _key.get()
    if box and _claimer:
        await _claimer[0](box.pop())


# -- reading into structs -----------------------------------------------------------------------------------


async def rows(query: Any, into: type[T]) -> list[T]:
    """Run a Piccolo query and return its rows as structs (columns by name; aliases where names differ)."""
    return msgspec.convert(await query, list[into], strict=False)  # type: ignore[valid-type]


async def first(query: Any, into: type[T]) -> T | None:
    """Run a Piccolo query and return its first row as a struct, or None."""
    found = await query.limit(1)
    return msgspec.convert(found[0], into, strict=False) if found else None


async def raw(sql: str, *args: Any) -> list[dict[str, Any]]:
    """Run a statement with ``{}`` placeholders on either engine and return its rows.

    For what the query builder cannot say; the text is a literal, values go into ``args``.
    """
    run: Any = engine()
    return [dict(row) for row in await run.run_querystring(QueryString(sql, *args))]


class Prepared:
    """A query that is built once and run with other values each time: for what every request asks.

    ``build`` gets the samples and returns a Piccolo query; wherever a sample's value stands in it, the value in
    the same place of ``rows(...)`` is bound. Samples must differ from each other and from the query's constants.
    """

    def __init__(self, build: Callable[..., Any], *samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._texts: dict[str, tuple[str, list[Any]]] = {}

    async def rows(self, *values: Any) -> list[dict[str, Any]]:
        """Run it with these values, in the order of the samples."""
        kind = engine().engine_type
        if kind not in self._texts:
            sql, args = self._build(*self._samples).querystrings[0].compile_string(engine_type="sqlite")
            self._texts[kind] = (sql.replace("?", "{}"), args)
        sql, args = self._texts[kind]
        given = dict(zip(self._samples, values, strict=True))
        return await raw(sql, *(given.get(arg, arg) for arg in args))

    async def first(self, into: type[T], *values: Any) -> T | None:
        """Run it with these values and return its first row as a struct, or None."""
        found = await self.rows(*values)
        return msgspec.convert(found[0], into, strict=False) if found else None


async def exists(query: Any) -> bool:
    """Whether a Piccolo select finds at least one row."""
    return bool(await query.limit(1))
