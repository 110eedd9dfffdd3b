# SPDX-License-Identifier: MIT
"""The chain holds, and a tampered copy is found out at its first bad entry."""

from __future__ import annotations

import asyncio

import pytest

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.trail import operations, queries
from thinktank.trail.tables import TimelineEntry, TrailEntry, TrailHead, TrailValue

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]
SOMEBODY = Actor(account=7, name="王甲")


async def write(n: int) -> None:
    for number in range(n):
        async with db.write_tx():
            await operations.record(SOMEBODY, "thing.done", "thing", number, "办了一件事", fields={"n": number})


async def test_chain_of_many_writers_holds() -> None:
    await asyncio.gather(*(write(3) for _ in range(5)))
    verdict = await queries.verify()
    assert verdict.ok
    assert verdict.entries == 15


async def test_refused_write_leaves_no_trace() -> None:
    await write(1)
    with pytest.raises(ValueError, match="stop"):
        async with db.write_tx():
            await operations.record(SOMEBODY, "thing.done", "thing", 9, "没办成")
            raise ValueError("stop")
    assert await TrailEntry.count() == 1
    assert await TimelineEntry.count() == 1
    assert (await queries.verify()).ok


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        ("UPDATE trail_entry SET actor = 8 WHERE seq = 3", 3),
        ("UPDATE trail_entry SET fields = '{}' WHERE seq = 2", 2),
        ("DELETE FROM trail_value WHERE entry = (SELECT id FROM trail_entry WHERE seq = 4)", 4),
        ("UPDATE trail_head SET seq = 9", 6),
    ],
)
async def test_tampering_is_named_by_its_first_entry(tamper: str, broken: int) -> None:
    await write(5)
    if tamper.startswith("DELETE"):
        await db.raw(tamper)
        await db.raw("DELETE FROM trail_entry WHERE seq = 4")
    else:
        await db.raw(tamper)
    verdict = await queries.verify()
    assert not verdict.ok
    assert verdict.broken == broken
    assert verdict.reason


async def test_values_can_be_deleted_without_breaking_the_chain_but_not_changed() -> None:
    await write(3)
    first = (await TrailValue.select().order_by(TrailValue.id).limit(1))[0]
    await TrailValue.delete().where(TrailValue.id == first["id"])
    assert (await queries.verify()).ok
    await db.raw("UPDATE trail_value SET value = '99' WHERE id = {}", first["id"] + 1)
    assert (await queries.verify()).broken == 2


async def test_head_follows_the_last_entry() -> None:
    await write(2)
    head = (await TrailHead.select())[0]
    last = (await TrailEntry.select().where(TrailEntry.seq == 2))[0]
    assert (head["seq"], head["hash"]) == (2, last["hash"])


async def test_staff_only_lines_stay_inside_the_department() -> None:
    async with db.write_tx():
        await operations.record(SOMEBODY, "thing.noted", "thing", 1, "内部", staff_only=True)
        await operations.record(SOMEBODY, "thing.done", "thing", 1, "公开")
    assert [line.text for line in await queries.timeline(SOMEBODY, "thing", 1)] == ["公开"]
