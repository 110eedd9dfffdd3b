# SPDX-License-Identifier: MIT
"""Problems that wait for their owner."""

from __future__ import annotations

from reviews.problems.states import UNDER_WAY
from reviews.problems.tables import Problem
from thinktank.identity.holdings import Held, Holding, Move
from thinktank.kernel.actor import Actor
from thinktank.trail import operations as trail


async def _held(account: int) -> list[Held]:
    q = Problem
    query = q.select(q.id, q.text).where((q.owner == account) & q.state.is_in(list(UNDER_WAY)))
    return [Held(row["id"], row["text"][:60], f"/problems/{row['id']}") for row in await query.order_by(q.id)]


async def _move(actor: Actor, move: Move) -> int:
    q = Problem
    mine = q.id.is_in(move.ids) & (q.owner == move.leaver)
    moved = await q.update({q.owner: move.successor, q.version: q.version + 1}).where(mine).returning(q.id)
    for row in moved:
        fields = {"from": move.leaver, "to": move.successor}
        await trail.record(
            actor, "problem.handed_over", "problem", row["id"], "工作交接", detail=move.reason, fields=fields
        )
    return len(moved)


HOLDINGS = (Holding(key="problems", title="待整改的问题", held=_held, move=_move),)
