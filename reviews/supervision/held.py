# SPDX-License-Identifier: MIT
"""Orders that wait for their handler, and checkpoints that an inspector has still to visit."""

from __future__ import annotations

from reviews.supervision.states import AT_HANDLER
from reviews.supervision.tables import Checkpoint, Order
from thinktank.identity.holdings import Held, Holding, Move, pass_on
from thinktank.kernel.actor import Actor, Role


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


async def _move_orders(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Order.handler, kind="order")


async def _move_checkpoints(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Checkpoint.inspector, kind="checkpoint")


HOLDINGS = (
    Holding(key="orders", title="待办的督办单", held=_orders, move=_move_orders),
    Holding(key="checkpoints", title="待查的检查点", held=_checkpoints, move=_move_checkpoints, needs=Role.INSPECTOR),
)
