# SPDX-License-Identifier: MIT
"""The one way to write, on both engines (ADR 0002)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from contextvars import Context
from enum import StrEnum
from typing import Any

import msgspec
import pytest
from piccolo.columns import ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel import db, states
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from thinktank.kernel.states import Machine, Transition

pytestmark = pytest.mark.postgres
TOGETHER = 10


class ScratchUnit(Table):
    name = Varchar()


class Scratch(Table):
    name = Varchar()
    amount = Integer(default=0)
    unit = ForeignKey(ScratchUnit, null=True, default=None)
    state = Varchar(default="draft")
    state_since = Timestamptz()
    version = Integer(default=1)


class Row(msgspec.Struct):
    id: int
    name: str
    amount: int
    version: int


class Paper(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    DONE = "done"


MACHINE = Machine(
    name="paper",
    states=Paper,
    labels={"draft": "草稿", "sent": "已送出", "done": "办结"},
    initial=Paper.DRAFT,
    final=(Paper.DONE,),
    transitions=(
        Transition(name="send", from_=("draft",), to="sent", label="送出", who="author"),
        Transition(name="finish", from_=("sent",), to="done", label="办结", who="officer"),
    ),
)


@pytest.fixture(autouse=True)
async def scratch(database: Any) -> AsyncIterator[None]:
    await ScratchUnit.create_table()
    await Scratch.create_table()
    await db.raw("CREATE UNIQUE INDEX scratch_name ON scratch (name)")
    yield
    await Scratch.alter().drop_table(if_exists=True)
    await ScratchUnit.alter().drop_table(if_exists=True)


async def add(name: str, **values: Any) -> int:
    added = await Scratch.insert(Scratch(name=name, **values))
    return int(added[0]["id"])


async def names() -> list[str]:
    return [row["name"] for row in await Scratch.select(Scratch.name).order_by(Scratch.id)]


async def settled_threads() -> int:
    """Count the threads once those that have been told to stop have stopped."""
    count, seen = 0, threading.active_count()
    while count != seen:
        count = seen
        await asyncio.sleep(0.05)
        seen = threading.active_count()
    return count


async def in_another_task(work: Any) -> Any:
    """Run as another request would: outside of the transaction that is open here."""
    return await asyncio.create_task(work, context=Context())


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


# -- several at once -----------------------------------------------------------------------------------------


async def test_ten_concurrent_read_then_writes_all_succeed() -> None:
    id_ = await add("counter")

    async def bump(number: int) -> None:
        async with db.write_tx():
            await add(f"writer {number}")
            await asyncio.sleep(0)
            await Scratch.update({Scratch.amount: Scratch.amount + 1}).where(Scratch.id == id_)

    await asyncio.gather(*(bump(number) for number in range(TOGETHER)))
    row = await db.first(Scratch.select().where(Scratch.id == id_), Row)
    assert row is not None
    assert row.amount == TOGETHER
    assert await Scratch.count() == TOGETHER + 1


async def test_readers_see_committed_rows_only_and_do_not_wait() -> None:
    async with db.write_tx():
        await add("a")
        assert await names() == ["a"]
        assert await asyncio.wait_for(in_another_task(names()), timeout=2) == []
    assert await in_another_task(names()) == ["a"]


async def test_cancelled_writer_changes_nothing_and_the_next_one_works() -> None:
    started = asyncio.Event()

    async def slow() -> None:
        async with db.write_tx():
            await add("slow")
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.write_tx():
        await add("next")
    assert await names() == ["next"]


@pytest.mark.parametrize("steps", range(12))
async def test_writer_cancelled_at_any_step_leaves_all_or_nothing(steps: int) -> None:
    async def work() -> None:
        async with db.write_tx():
            await add("a")
            await add("b")

    task = asyncio.create_task(work())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with db.write_tx():
        await add("next")
    assert await names() in (["next"], ["a", "b", "next"])


async def test_writes_outside_a_transaction_wait_for_the_writer() -> None:
    order: list[str] = []

    async def single() -> None:
        await add("single")
        order.append("single")

    async with db.write_tx():
        await add("a")
        task = asyncio.create_task(single(), context=Context())
        await asyncio.sleep(0.02)
        order.append("commit")
    await task
    assert sorted(await names()) == ["a", "single"]
    if db.is_sqlite():
        assert order == ["commit", "single"]


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


# -- states --------------------------------------------------------------------------------------------------


async def test_move_writes_state_since_and_version() -> None:
    id_ = await add("a")
    async with db.write_tx():
        assert await states.move(Scratch, MACHINE, "send", id=id_, version=1, also={Scratch.amount: 7}) == "sent"
    row = (await Scratch.select().where(Scratch.id == id_))[0]
    assert (row["state"], row["version"], row["amount"]) == ("sent", 2, 7)
    assert row["state_since"] is not None


async def test_move_of_a_stale_version_is_a_conflict() -> None:
    id_ = await add("a", version=3)
    with pytest.raises(Conflict) as caught:
        async with db.write_tx():
            await states.move(Scratch, MACHINE, "send", id=id_, version=2)
    assert caught.value.code == "stale"


async def test_move_from_another_state_is_illegal_and_names_the_state() -> None:
    id_ = await add("a")
    with pytest.raises(Conflict) as caught:
        async with db.write_tx():
            await states.move(Scratch, MACHINE, "finish", id=id_, version=1)
    assert caught.value.code == "illegal"
    assert "草稿" in caught.value.message


async def test_move_of_nothing_is_not_found() -> None:
    with pytest.raises(NotFound):
        async with db.write_tx():
            await states.move(Scratch, MACHINE, "send", id=4711)


async def test_ten_concurrent_moves_have_one_winner() -> None:
    id_ = await add("a")

    async def send() -> str:
        async with db.write_tx():
            return await states.move(Scratch, MACHINE, "send", id=id_, version=1)

    results = await asyncio.gather(*(send() for _ in range(TOGETHER)), return_exceptions=True)
    assert [r for r in results if r == "sent"] == ["sent"]
    assert all(isinstance(r, Conflict) for r in results if r != "sent")
    assert await db.rows(Scratch.select(*Scratch.all_columns()), Row) == [Row(id=id_, name="a", amount=0, version=2)]


async def test_touch_counts_the_version_and_refuses_a_stale_one() -> None:
    id_ = await add("a")
    async with db.write_tx():
        await states.touch(Scratch, id=id_, version=1, values={Scratch.amount: 5})
    with pytest.raises(Conflict):
        async with db.write_tx():
            await states.touch(Scratch, id=id_, version=1, values={Scratch.amount: 6})
    with pytest.raises(NotFound):
        async with db.write_tx():
            await states.touch(Scratch, id=4711, version=1, values={Scratch.amount: 6})
    row = await db.first(Scratch.select(), Row)
    assert row == Row(id=id_, name="a", amount=5, version=2)


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
