# SPDX-License-Identifier: MIT
"""A table of the tests' own, for what the kernel promises about writing, and a machine for its rows."""

from __future__ import annotations

import asyncio
import threading
from contextvars import Context
from enum import StrEnum
from typing import Any

import msgspec
from piccolo.columns import ForeignKey, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel import db
from thinktank.kernel.states import Machine, Transition


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


async def create() -> None:
    """Make the tables on the engine in force."""
    await ScratchUnit.create_table()
    await Scratch.create_table()
    await db.raw("CREATE UNIQUE INDEX scratch_name ON scratch (name)")


async def drop() -> None:
    """Take the tables away again."""
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
