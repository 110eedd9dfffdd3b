# SPDX-License-Identifier: MIT
"""Reviews that somebody has still to write: they pass on as a new assignment, conflicts of interest and all."""

from __future__ import annotations

from reviews.rounds import operations
from reviews.rounds.schemas import Assign
from reviews.rounds.states import AssignmentState
from reviews.rounds.tables import Assignment
from thinktank.identity.holdings import Held, Holding, Move
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _

WAITING = (AssignmentState.ASSIGNED, AssignmentState.DECLARED)


async def _held(account: int) -> list[Held]:
    a = Assignment
    query = a.select(a.id, a.item, a.item._.round._.title.as_alias("round"))
    rows = await query.where((a.reviewer == account) & a.state.is_in([str(s) for s in WAITING])).order_by(a.id)
    return [
        Held(row["id"], f"{row['round']}　{_('第%(n)s号材料') % {'n': row['item']}}", f"/reviews/items/{row['item']}")
        for row in rows
    ]


async def _move(actor: Actor, move: Move) -> int:
    a = Assignment
    mine = a.id.is_in(move.ids) & (a.reviewer == move.leaver) & a.state.is_in([str(s) for s in WAITING])
    rows = await a.select(a.id, a.item).where(mine).order_by(a.id)
    for row in rows:
        await operations.unassign(actor, id=row["id"], reason=move.reason)
        await operations.assign(actor, id=row["item"], command=Assign([move.successor]))
    return len(rows)


HOLDINGS = (Holding(key="reviews", title="未完成的评审", held=_held, move=_move, needs=Role.REVIEWER),)
