# SPDX-License-Identifier: MIT
"""Several who write at once, and writers that are cancelled, on both engines (ADR 0002)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
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
)
from thinktank.kernel import db

pytestmark = pytest.mark.postgres
TOGETHER = 10


@pytest.fixture(autouse=True)
async def scratch(database: Any) -> AsyncIterator[None]:
    await create()
    yield
    await drop()


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
