# SPDX-License-Identifier: MIT
"""Orders that wait for their handler, and checkpoints that an inspector has still to visit."""

from __future__ import annotations

from typing import Any

from reviews.supervision.states import AT_HANDLER
from reviews.supervision.tables import Checkpoint, Order
from thinktank.identity.holdings import Held, Holding, Move
from thinktank.kernel.actor import Actor, Role
from thinktank.trail import operations as trail


async def _orders(account: int) -> list[Held]:
    o = Order
    query = o.select(o.id, o.number, o.matter).where((o.handler == account) & o.state.is_in(list(AT_HANDLER)))
    rows = await query.order_by(o.id)
    return [Held(row["id"], f"{row['number']} {row['matter']}", f"/supervision/orders/{row['id']}") for row in rows]


async def _checkpoints(account: int) -> list[Held]:
    c = Checkpoint
    query = c.select(c.id, c.title).where((c.inspector == account) & (c.state == "planned"))
    rows = await query.order_by(c.id)
    return [Held(row["id"], row["title"], f"/supervision/checkpoints/{row['id']}") for row in rows]


async def _pass_on(actor: Actor, move: Move, table: Any, column: Any, kind: str) -> int:
    mine = table.id.is_in(move.ids) & (column == move.leaver)
    moved = (
        await table.update({column: move.successor, table.version: table.version + 1}).where(mine).returning(table.id)
    )
    for row in moved:
        fields = {"from": move.leaver, "to": move.successor}
        await trail.record(actor, f"{kind}.handed_over", kind, row["id"], "工作交接", detail=move.reason, fields=fields)
    return len(moved)


async def _move_orders(actor: Actor, move: Move) -> int:
    return await _pass_on(actor, move, Order, Order.handler, "order")


async def _move_checkpoints(actor: Actor, move: Move) -> int:
    return await _pass_on(actor, move, Checkpoint, Checkpoint.inspector, "checkpoint")


HOLDINGS = (
    Holding(key="orders", title="待办的督办单", held=_orders, move=_move_orders),
    Holding(key="checkpoints", title="待查的检查点", held=_checkpoints, move=_move_checkpoints, needs=Role.INSPECTOR),
)
