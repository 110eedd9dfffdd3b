# SPDX-License-Identifier: MIT
"""Reading, and the one way to write (ADR 0002).

``write_tx()`` is the only door for writes: it takes the single writer at once (``BEGIN IMMEDIATE``), is joined
by nested calls, and aborts as a whole.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol, TypeVar, cast

import msgspec
from piccolo.conf.apps import Finder
from piccolo.querystring import QueryString

from thinktank.kernel.engines import (
    PooledPostgresEngine,
    PooledSQLiteEngine,
    Tx,
    doomed,
    recording,
    running,
)
from thinktank.kernel.statements import (
    EVERYTHING,
    Rows,
    Statement,
    Template,
    compiled,
    counted,
    counts,
    grouped,
    judged,
    kept,
    stacked,
    there_is,
    there_is_no,
)

__all__ = [
    "EVERYTHING",
    "PooledPostgresEngine",
    "PooledSQLiteEngine",
    "Prepared",
    "Rows",
    "Statement",
    "Tx",
    "beside",
    "count",
    "counts",
    "current_tx",
    "engine",
    "exists",
    "first",
    "grouped",
    "is_sqlite",
    "judged",
    "kept",
    "keyed",
    "on_claim",
    "raw",
    "recording",
    "rows",
    "stacked",
    "there_is",
    "there_is_no",
    "together",
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

    async def fetch(self, statements: Sequence[Statement]) -> list[Rows]:
        """Run statements one after the other on one connection, in one trip; return what each found."""
        ...

    def write(self) -> AbstractAsyncContextManager[None]:
        """Hold one transaction."""


@cache
def _conf() -> Any:
    """The module that holds the engine; Piccolo's own finder looks it up at every query."""
    return Finder().get_piccolo_conf_module()


def engine() -> ReadWriteEngine:
    """Return the engine named by the settings."""
    return cast("ReadWriteEngine", _conf().DB)


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


async def together(*asked: tuple[Any, type[Any]]) -> list[list[Any]]:
    """Run several reads in one trip to the database and return each one's rows as structs.

    Each is a Piccolo query, or a statement, and the struct of its rows.
    """
    run = engine()
    found = await run.fetch([compiled(query, run.engine_type) for query, _ in asked])
    return [one.into(into) for one, (_, into) in zip(found, asked, strict=True)]


async def rows(query: Any, into: type[T]) -> list[T]:
    """Run a Piccolo query and return its rows as structs (columns by name; aliases where names differ)."""
    (found,) = await together((query, into))
    return found


async def beside(query: Any, *kinds: tuple[int, type[Any]]) -> list[tuple[Any, ...]]:
    """Run a query whose first so many columns make one struct, the next so many another, and so on; names may recur.

    A column behind foreign keys that has no alias goes by its own name.
    """
    run = engine()
    (found,) = await run.fetch([compiled(query, run.engine_type)])
    names = tuple(name.rpartition(".")[2] for name in found.names)
    parts, at = [], 0
    for width, kind in kinds:
        part = slice(at, at := at + width)
        parts.append(Rows(names[part], [row[part] for row in found.values]).into(kind))
    return list(zip(*parts, strict=True))


async def first(query: Any, into: type[T]) -> T | None:
    """Run a Piccolo query and return its first row as a struct, or None."""
    found = await rows(query.limit(1), into)
    return found[0] if found else None


class Count(msgspec.Struct):
    """What a counting statement found."""

    n: int


def count(query: Any) -> Statement:
    """Return the statement that counts a select's rows, for ``together()`` with ``Count``."""
    return counted(query, engine().engine_type)


async def raw(sql: str, *args: Any) -> list[dict[str, Any]]:
    """Run a statement with ``{}`` placeholders on either engine and return its rows.

    For what the query builder cannot say; the text is a literal, values go into ``args``.
    """
    run = engine()
    (found,) = await run.fetch([compiled(QueryString(sql, *args), run.engine_type)])
    return found.dicts()


class Prepared(Template):
    """A query that is built once and run with other values each time: for what every request asks."""

    def with_values(self, *values: Any) -> Statement:
        """Return it with these values, for ``together()``."""
        return self.bind(engine().engine_type, *values)

    async def rows(self, *values: Any) -> list[dict[str, Any]]:
        """Run it with these values, in the order of the samples."""
        (found,) = await engine().fetch([self.with_values(*values)])
        return found.dicts()

    async def first(self, into: type[T], *values: Any) -> T | None:
        """Run it with these values and return its first row as a struct, or None."""
        found = await rows(self.with_values(*values), into)
        return found[0] if found else None


async def exists(query: Any) -> bool:
    """Whether a Piccolo select finds at least one row."""
    return bool(await query.limit(1))
