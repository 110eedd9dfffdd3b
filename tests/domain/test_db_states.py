# SPDX-License-Identifier: MIT
"""Moving a record through its states, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.scratch import (
    MACHINE,
    Row,
    Scratch,
    add,
    create,
    drop,
)
from thinktank.kernel import db, states
from thinktank.kernel.errors import Conflict, NotFound

pytestmark = pytest.mark.postgres
TOGETHER = 10


@pytest.fixture(autouse=True)
async def scratch(database: Any) -> AsyncIterator[None]:
    await create()
    yield
    await drop()


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
