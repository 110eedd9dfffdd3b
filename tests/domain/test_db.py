# SPDX-License-Identifier: MIT
"""The one way to write, and how to read, on both engines (ADR 0002)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from tests.support.scratch import (
    Row,
    Scratch,
    add,
    create,
    drop,
    in_another_task,
    names,
    settled_threads,
)
from thinktank.kernel import db
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.postgres
TOGETHER = 10


@pytest.fixture(autouse=True)
async def scratch(database: Any) -> AsyncIterator[None]:
    await create()
    yield
    await drop()


# -- the transaction -----------------------------------------------------------------------------------------


async def test_write_tx_commits() -> None:
    async with db.write_tx():
        await add("a")
        await add("b")
    assert await names() == ["a", "b"]


async def test_error_rolls_everything_back() -> None:
    with pytest.raises(Invalid):
        async with db.write_tx():
            await add("a")
            raise Invalid("no")
    assert await names() == []


async def test_program_fault_rolls_back_and_leaves_the_writer_usable() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write_tx():
            await add("a")
            _ = 1 / 0
    async with db.write_tx():
        await add("b")
    assert await names() == ["b"]


async def test_nested_write_joins_the_outer() -> None:
    async with db.write_tx() as outer:
        await add("a")
        async with db.write_tx() as inner:
            assert inner is outer
            await add("b")
        assert await in_another_task(names()) == []
    assert await names() == ["a", "b"]


async def test_error_in_a_joined_write_dooms_the_outer_even_when_caught() -> None:
    with pytest.raises(Conflict) as caught:
        async with db.write_tx():
            await add("a")
            try:
                async with db.write_tx():
                    await add("b")
                    raise Invalid("no")
            except Invalid:
                pass
    assert caught.value.code == "doomed"
    assert await names() == []


async def test_refused_statement_dooms_the_write_even_when_caught() -> None:
    await add("a")
    with pytest.raises(Conflict) as caught:
        async with db.write_tx():
            await add("b")
            with suppress(Conflict):
                await add("a")
    assert caught.value.code == "doomed"
    assert await names() == ["a"]


async def test_hooks_run_in_order_before_the_commit() -> None:
    seen: list[str] = []
    async with db.write_tx() as tx:

        async def first() -> None:
            seen.append("first")
            assert await in_another_task(names()) == []
            tx.before_commit(third)

        async def second() -> None:
            seen.append("second")

        async def third() -> None:
            seen.append("third")
            await add("from a hook")

        tx.before_commit(first)
        tx.before_commit(second)
        seen.append("body")
    assert seen == ["body", "first", "second", "third"]
    assert await names() == ["from a hook"]


async def test_failing_hook_rolls_back() -> None:
    async def hook() -> None:
        raise Invalid("no")

    with pytest.raises(Invalid):
        async with db.write_tx() as tx:
            tx.before_commit(hook)
            await add("a")
    assert await names() == []


async def test_hooks_do_not_run_after_an_error() -> None:
    seen: list[str] = []

    async def hook() -> None:
        seen.append("ran")

    with pytest.raises(Invalid):
        async with db.write_tx() as tx:
            tx.before_commit(hook)
            raise Invalid("no")
    assert seen == []


async def test_current_tx_is_there_only_inside() -> None:
    with pytest.raises(RuntimeError):
        db.current_tx()
    async with db.write_tx() as tx:
        assert db.current_tx() is tx
    with pytest.raises(RuntimeError):
        db.current_tx()


async def test_task_that_outlives_its_write_does_not_join_it() -> None:
    go = asyncio.Event()

    async def later() -> None:
        await go.wait()
        async with db.write_tx():
            await add("later")

    async with db.write_tx():
        await add("first")
        task = asyncio.create_task(later())
    go.set()
    await task
    assert await names() == ["first", "later"]


# -- errors --------------------------------------------------------------------------------------------------


async def test_broken_unique_index_is_a_conflict() -> None:
    await add("a")
    with pytest.raises(Conflict) as caught:
        await add("a")
    assert caught.value.code == "integrity"


async def test_broken_reference_is_a_conflict_and_changes_nothing() -> None:
    with pytest.raises(Conflict):
        async with db.write_tx():
            await add("a")
            await add("b", unit=4711)
    assert await names() == []


@pytest.mark.engines_only("postgres", reason="only PostgreSQL has deferred constraints here")
async def test_refused_commit_is_a_conflict_and_gives_the_connection_back(database: Any) -> None:
    await db.raw("ALTER TABLE scratch ALTER CONSTRAINT scratch_unit_fkey DEFERRABLE INITIALLY DEFERRED")
    for _ in range(database.size + 2):
        with pytest.raises(Conflict):
            async with db.write_tx():
                await add("a", unit=4711)
    assert await names() == []


@pytest.mark.engines_only("sqlite", reason="PostgreSQL waits for rows, not for the file")
async def test_writer_held_by_another_process_is_unavailable(database: PooledSQLiteEngine) -> None:
    other = PooledSQLiteEngine(database.path)
    await db.raw("SELECT 1")
    await database._connections[0].execute_fetchall("PRAGMA busy_timeout = 20")
    async with other.write():
        with pytest.raises(Unavailable):
            async with db.write_tx():
                await add("a")
    await other.close()
    async with db.write_tx():
        await add("b")
    assert await names() == ["b"]


# -- reading -------------------------------------------------------------------------------------------------


async def test_raw_binds_values_and_returns_dicts() -> None:
    await add("it's {a}")
    assert await db.raw("SELECT name, amount FROM scratch WHERE name = {}", "it's {a}") == [
        {"name": "it's {a}", "amount": 0}
    ]
    assert await db.exists(Scratch.select().where(Scratch.name == "it's {a}"))
    assert not await db.exists(Scratch.select().where(Scratch.name == "b"))
    assert await db.first(Scratch.select().where(Scratch.name == "b"), Row) is None


async def test_recording_collects_statements() -> None:
    with db.recording() as statements:
        await names()
        async with db.write_tx():
            await add("a")
    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT"]


# -- opening and closing -------------------------------------------------------------------------------------


async def test_engine_opened_by_many_at_once_opens_once_and_closes_cleanly(database: Any) -> None:
    await database.close()
    before = await settled_threads()
    await asyncio.gather(*(names() for _ in range(TOGETHER)), *(database.open() for _ in range(TOGETHER)))
    if db.is_sqlite():
        assert threading.active_count() == before + database.size + 1
    await database.close()
    assert await settled_threads() == before
    assert await names() == []


@pytest.mark.engines_only("sqlite", reason="PostgreSQL keeps no file here")
async def test_open_that_fails_leaves_no_thread(tmp_path: Any) -> None:
    before = await settled_threads()
    engine = PooledSQLiteEngine(str(tmp_path))
    with pytest.raises(Exception, match="unable to open"):
        await engine.open()
    assert await settled_threads() == before


@pytest.mark.engines_only("sqlite", reason="pragmas are SQLite's")
async def test_connections_are_durable_and_keep_references(database: PooledSQLiteEngine) -> None:
    async with db.write_tx():
        assert await db.raw("PRAGMA synchronous") == [{"synchronous": 2}]
        assert await db.raw("PRAGMA foreign_keys") == [{"foreign_keys": 1}]
        assert await db.raw("PRAGMA journal_mode") == [{"journal_mode": "wal"}]
    assert await db.raw("PRAGMA query_only") == [{"query_only": 1}]
