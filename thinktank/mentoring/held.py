# SPDX-License-Identifier: MIT
"""The members whom somebody mentors."""

from __future__ import annotations

from thinktank.identity.holdings import Held, Holding, Move
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.mentoring.tables import Mentorship
from thinktank.trail import operations as trail


async def _held(account: int) -> list[Held]:
    m = Mentorship
    query = m.select(m.id, m.talent, m.talent._.name.as_alias("name"))
    rows = await query.where((m.mentor == account) & m.until.is_null()).order_by(m.id)
    return [Held(row["id"], row["name"], f"/talents/{row['talent']}") for row in rows]


async def _move(actor: Actor, move: Move) -> int:
    m, today = Mentorship, clock.today()
    mine = m.id.is_in(move.ids) & (m.mentor == move.leaver) & m.until.is_null()
    gone = await m.update({m.until: today}).where(mine).returning(m.talent)
    there = {row["talent"] for row in await m.select(m.talent).where((m.mentor == move.successor) & m.until.is_null())}
    for row in gone:
        if row["talent"] not in there:
            await m.insert(m(talent=row["talent"], mentor=move.successor, since=today))
        fields = {"from": move.leaver, "to": move.successor}
        await trail.record(
            actor, "talent.mentor_moved", "talent", row["talent"], "导师交接", detail=move.reason, fields=fields
        )
    return len(gone)


HOLDINGS = (Holding(key="mentorships", title="指导的成员", held=_held, move=_move, needs=Role.MENTOR),)
