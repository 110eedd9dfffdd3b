# SPDX-License-Identifier: MIT
"""The roles that go with a desk."""

from __future__ import annotations

from thinktank.identity import operations
from thinktank.identity.holdings import Held, Holding, Move
from thinktank.identity.tables import RoleGrant
from thinktank.kernel import clock
from thinktank.kernel.actor import ADMINS, Actor, Role
from thinktank.kernel.directions import Direction

PERSONAL = ADMINS | {Role.MEMBER}  # a member is one by admission; the administrators' roles do not go with a desk


async def _held(account: int) -> list[Held]:
    g = RoleGrant
    where = (g.account == account) & (g.until.is_null() | (g.until > clock.today()))
    rows = await g.select(g.id, g.role, g.unit._.name.as_alias("unit")).where(where).order_by(g.id)
    found = [(row["id"], Role(row["role"]), row["unit"]) for row in rows]
    return [Held(id_, f"{role.label}（{unit}）") for id_, role, unit in found if role not in PERSONAL]


async def _move(actor: Actor, move: Move) -> int:
    g = RoleGrant
    rows = await g.select().where(g.id.is_in(move.ids) & (g.account == move.leaver)).order_by(g.id)
    for row in rows:
        direction = Direction(row["direction"]) if row["direction"] else None
        await operations.end_grant(actor, account=move.leaver, id=row["id"])
        await operations.grant_role(
            actor, account=move.successor, role=Role(row["role"]), unit=row["unit"], direction=direction,
            until=row["until"],
        )  # fmt: skip
    return len(rows)


HOLDINGS = (Holding(key="roles", title="角色", held=_held, move=_move),)
