# SPDX-License-Identifier: MIT
"""Orders and checkpoints."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from research.projects.tables import Project
from reviews.problems.tables import Problem
from reviews.supervision.tables import Checkpoint, Order, OrderExtension
from thinktank.kernel import clock, db
from thinktank.kernel.changes import added
from thinktank.kernel.numbers import next_number


async def make_order(
    *, project: int, handler: int, drafted_by: int, state: str = "issued", kind: str = "supervision", **more: Any
) -> int:
    """An order in a state, numbered once it is out; due in ten days unless told otherwise."""
    now = clock.now()
    out = state not in {"draft", "approved"}
    async with db.write_tx():
        seq = await next_number("督2026") if out else 0
        values: dict[str, Any] = {
            "number": f"督〔2026〕{seq}号" if out else "",
            "matter": "改造清单会商未按节点召开",
            "basis": "实施计划第2项",
            "problem": "会商尚未召开",
            "requirement": "召开会商并报送纪要",
            "receive_by": clock.today() + timedelta(days=3),
            "due_on": clock.today() + timedelta(days=10),
            "drafted_at": now,
            "signed_by": drafted_by if out else None,
            "signed_at": now if out else None,
            "issued_at": now if out else None,
        } | more
        unit = await Project.select(Project.unit).where(Project.id == project).first()
        row = Order(
            unit=unit["unit"] if unit else None,
            project=project,
            handler=handler,
            drafted_by=drafted_by,
            state=state,
            state_since=now,
            kind=kind,
            **values,
        )
        made = int((await Order.insert(row).returning(Order.id))[0]["id"])
        await added(Order, made)
        return made


async def make_checkpoint(*, project: int, inspector: int, state: str = "planned", **more: Any) -> int:
    """A checkpoint, due in three days unless told otherwise."""
    now = clock.now()
    values: dict[str, Any] = {
        "kind": "visit",
        "title": "会商进度现场督查",
        "due_on": clock.today() + timedelta(days=3),
        "created_by": inspector,
        "created_at": now,
    } | more
    async with db.write_tx():
        row = Checkpoint(project=project, inspector=inspector, state=state, state_since=now, **values)
        return int((await Checkpoint.insert(row).returning(Checkpoint.id))[0]["id"])


async def make_problem(*, project: int, owner: int, found_by: int, state: str = "open", **more: Any) -> int:
    """A problem in the ledger, to be mended within ten days unless told otherwise."""
    values: dict[str, Any] = {
        "kind": "progress",
        "text": "会商纪要迟迟没有报送",
        "source": "office",
        "found_on": clock.today(),
        "due_on": clock.today() + timedelta(days=10),
    } | more
    async with db.write_tx():
        row = Problem(project=project, owner=owner, found_by=found_by, state=state, state_since=clock.now(), **values)
        return int((await Problem.insert(row).returning(Problem.id))[0]["id"])


async def make_wish(*, order: int, asked_by: int, days: int = 20, state: str = "asked") -> int:
    """More time asked for an order, until some days from now."""
    now, e = clock.now(), OrderExtension
    row = e(
        for_order=order, due_on=clock.today() + timedelta(days=days), reason="数据月底才出", asked_by=asked_by,
        asked_at=now, state=state, state_since=now,
    )  # fmt: skip
    async with db.write_tx():
        return int((await e.insert(row).returning(e.id))[0]["id"])


class Paper:
    """A small PDF as it arrives."""

    filename = "会商纪要.pdf"

    def __init__(self) -> None:
        self.content = b"%PDF-1.4\n%%EOF\n"
        self.at = 0

    async def read(self, size: int = -1) -> bytes:
        end = len(self.content) if size < 0 else self.at + size
        piece, self.at = self.content[self.at : end], end
        return piece

    async def seek(self, offset: int) -> int:
        self.at = offset
        return offset


def pdf() -> Paper:
    """A paper as evidence."""
    return Paper()
