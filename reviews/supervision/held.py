# SPDX-License-Identifier: MIT
"""Orders that wait for their handler, and checkpoints that an inspector has still to visit."""

from __future__ import annotations

from reviews.supervision.states import AT_HANDLER, BEFORE_ISSUE
from reviews.supervision.tables import Checkpoint, Order, OrderHelper
from thinktank.identity.holdings import Held, Holding, Move, pass_on
from thinktank.kernel import db
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


async def _helped(account: int) -> list[Held]:
    h, o = OrderHelper, Order
    mine = h.select(h.for_order).where(h.account == account)
    query = o.select(o.id, o.number, o.matter).where(o.id.is_in(mine) & o.state.is_in([*BEFORE_ISSUE, *AT_HANDLER]))
    rows = await query.order_by(o.id)
    return [Held(row["id"], f"{row['number']} {row['matter']}", f"/supervision/orders/{row['id']}") for row in rows]


async def _move_helped(actor: Actor, move: Move) -> int:
    """Put the successor beside the handlers; where the successor stands already, or handles, the leaver just goes."""
    h, o = OrderHelper, Order
    fields = {"from": move.leaver, "to": move.successor}
    moved = 0
    for order in move.ids:
        mine = (h.for_order == order) & (h.account == move.leaver)
        there = await db.exists(h.select(h.id).where((h.for_order == order) & (h.account == move.successor)))
        handles = await db.exists(o.select(o.id).where((o.id == order) & (o.handler == move.successor)))
        if there or handles:
            gone = await h.delete().where(mine).returning(h.id)
        else:
            gone = await h.update({h.account: move.successor, h.version: h.version + 1}).where(mine).returning(h.id)
        if gone:
            moved += 1
            await trail.record(
                actor, "order.helper_handed_over", "order", order, "工作交接", detail=move.reason, fields=fields
            )
    return moved


async def _move_orders(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Order.handler, kind="order")


async def _move_checkpoints(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Checkpoint.inspector, kind="checkpoint")


HOLDINGS = (
    Holding(key="orders", title="待办的督办单", held=_orders, move=_move_orders),
    Holding(key="helped_orders", title="协办的督办单", held=_helped, move=_move_helped),
    Holding(key="checkpoints", title="待查的检查点", held=_checkpoints, move=_move_checkpoints, needs=Role.INSPECTOR),
)
