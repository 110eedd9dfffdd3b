# SPDX-License-Identifier: MIT
"""Problems that wait for their owner."""

from __future__ import annotations

from reviews.problems.states import UNDER_WAY
from reviews.problems.tables import Problem
from thinktank.identity.holdings import Held, Holding, Move, pass_on
from thinktank.kernel.actor import Actor


async def _held(account: int) -> list[Held]:
    q = Problem
    query = q.select(q.id, q.text).where((q.owner == account) & q.state.is_in(list(UNDER_WAY)))
    return [Held(row["id"], row["text"][:60], f"/problems/{row['id']}") for row in await query.order_by(q.id)]


async def _move(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Problem.owner, kind="problem")


HOLDINGS = (Holding(key="problems", title="待整改的问题", held=_held, move=_move),)
