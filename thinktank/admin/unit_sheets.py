# SPDX-License-Identifier: MIT
"""The tree of units from a workbook and into one: looked at first, taken in whole or not at all."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from thinktank.documents import ledger
from thinktank.identity import operations, queries_units, rules
from thinktank.identity.schemas import NewUnit, UnitNode
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.policy import require
from thinktank.rosters.sheet import RosterError, read_tables

HEADERS = {
    "单位名称": "name",
    "单位": "name",
    "名称": "name",
    "简称": "short_name",
    "类别": "kind",
    "上级单位": "parent",
    "主管单位": "parent",
    "上级": "parent",
}
TOTAL = "合计"
MOST = 5_000


class UnitLine(msgspec.Struct):
    """One unit of a sheet: what would be done with it, or what is wrong."""

    row: int
    name: str
    short_name: str = ""
    kind: str = ""
    parent: str = ""
    step: str = "add"  # add, there or fault
    fault: str = ""


async def read_units(actor: Actor, *, content: bytes, filename: str) -> list[UnitLine]:
    """Read a sheet of units and say line by line what would be done; nothing is changed.

    Denied for who does not look after units, Invalid for a file that cannot be read or has no column of names.
    """
    require(rules.may_manage(actor))
    try:
        tables = await asyncio.to_thread(read_tables, content, filename)
    except RosterError as error:
        raise Invalid(fields={"file": str(error)}) from error
    lines = next((found for table in tables if (found := _lines(table.rows))), [])
    if not lines:
        raise Invalid(fields={"file": "没有找到“单位名称”一列，请用导出的表格作样式"})
    _judge(lines, await queries_units.tree())
    return lines


def _lines(rows: list[Any]) -> list[UnitLine]:
    """The lines below the first row that names a column of units."""
    for at, row in enumerate(rows):
        places = {HEADERS[text]: n for n, cell in enumerate(row) if (text := _text(cell)) in HEADERS}
        if "name" in places:
            found = (
                UnitLine(row=n, **{field: _text(cells[place]) for field, place in places.items() if place < len(cells)})
                for n, cells in enumerate(rows[at + 1 : at + 1 + MOST], start=at + 2)
                if TOTAL not in map(_text, cells)
            )
            return [line for line in found if line.name]
    return []


def _text(cell: Any) -> str:
    return "".join(str(cell if cell is not None else "").split())


def _judge(lines: list[UnitLine], nodes: list[UnitNode]) -> None:
    """Mark what is there already and what cannot be: an unknown parent, a name twice, a text that is too long."""
    known = {node.name for node in nodes if node.active} | {node.short_name for node in nodes if node.short_name}
    coming = {line.name for line in lines}
    seen: set[str] = set()
    for line in lines:
        if line.name in known:
            line.step = "there"
        elif line.name in seen:
            line.step, line.fault = "fault", "表内重名"
        elif line.parent and line.parent not in known | coming:
            line.step, line.fault = "fault", f"没有上级单位「{line.parent}」"
        elif max(len(line.name), len(line.short_name) * 2, len(line.kind) * 6) > 120:  # noqa: PLR2004 -- the columns
            line.step, line.fault = "fault", "文字过长"
        seen.add(line.name)


async def take_in(actor: Actor, *, content: bytes, filename: str) -> int:
    """Set up the units of a sheet that are not there yet, parents first; return how many.

    All of them or none: Invalid with the first faults, and for parents that lead round in a circle.
    """
    async with db.write_tx():
        lines = await read_units(actor, content=content, filename=filename)
        faults = [f"第{line.row}行：{line.fault}" for line in lines if line.step == "fault"]
        if faults:
            raise Invalid(fields={"file": "；".join(faults[:5])})
        return await _add(actor, [line for line in lines if line.step == "add"])


async def _add(actor: Actor, lines: list[UnitLine]) -> int:
    nodes = await queries_units.tree()
    ids = {node.short_name: node.id for node in nodes if node.short_name} | {n.name: n.id for n in nodes if n.active}
    root, waiting = nodes[0].id, list(lines)
    while waiting:
        ready = [line for line in waiting if not line.parent or line.parent in ids]
        if not ready:
            raise Invalid(fields={"file": f"上级单位互为上下级：{waiting[0].name}"})
        for line in ready:
            command = NewUnit(line.name, ids.get(line.parent, root), line.short_name)
            ids[line.name] = await operations.create_unit(actor, command=command, kind=line.kind)
        waiting = [line for line in waiting if line not in ready]
    return len(lines)


async def workbook(actor: Actor) -> bytes:
    """Return the tree as a ledger that can be taken in again; Denied for who does not look after units."""
    require(rules.may_manage(actor))
    nodes = await queries_units.tree()
    names = {node.id: node.name for node in nodes}
    columns = (
        ledger.Column("单位名称", 30), ledger.Column("简称", 14), ledger.Column("类别", 12),
        ledger.Column("上级单位", 30), ledger.Column("账号数", 10, "number"),
    )  # fmt: skip
    titled = ledger.Ledger(title="单位一览", unit=names[nodes[0].id], as_of=clock.today(), columns=columns)
    rows: list[list[ledger.Cell]] = [
        [n.name, n.short_name, n.kind, names.get(n.parent or 0, ""), n.people] for n in nodes if n.active
    ]
    return ledger.to_bytes(titled, rows)
