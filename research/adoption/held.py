# SPDX-License-Identifier: MIT
"""What of adoption waits for a liaison."""

from __future__ import annotations

from research.adoption.tables import Adoption, EffectReturn
from thinktank.identity.holdings import Held, Holding, Move, pass_on
from thinktank.kernel.actor import Actor, Role


async def _asked(account: int) -> list[Held]:
    a = Adoption
    query = a.select(a.id, a.outcome._.title.as_alias("title")).where((a.asked_of == account) & (a.state == "asked"))
    return [Held(row["id"], row["title"], f"/adoptions/{row['id']}") for row in await query.order_by(a.id)]


async def _pass_asked(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=Adoption.asked_of, kind="adoption")


async def _effects(account: int) -> list[Held]:
    e = EffectReturn
    query = e.select(e.id, e.adoption._.outcome._.title.as_alias("title"))
    found = await query.where((e.asked_of == account) & (e.state == "asked")).order_by(e.id)
    return [Held(row["id"], row["title"], f"/effects/{row['id']}") for row in found]


async def _pass_effects(actor: Actor, move: Move) -> int:
    return await pass_on(actor, move, column=EffectReturn.asked_of, kind="effect_return")


HOLDINGS = (
    Holding(key="adoptions", title="待确认的采纳", held=_asked, move=_pass_asked, needs=Role.LIAISON),
    Holding(key="effects", title="待填写的应用效果", held=_effects, move=_pass_effects, needs=Role.LIAISON),
)
