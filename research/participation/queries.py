# SPDX-License-Identifier: MIT
"""Reading the ledger of participation."""

from __future__ import annotations

from collections.abc import Iterable

from research.participation.schemas import Load, Part
from research.participation.tables import Ban, Participation
from thinktank.kernel import clock, db


async def load(talents: Iterable[int], *, apart_from: tuple[str, int] | None = None) -> dict[int, Load]:
    """Return what each of these people leads and joins at present, with a running ban; two queries.

    ``apart_from`` names a record (kind, id) that does not count: the application that is being handed in again.
    The caller shows of it only what the rules of participation need.
    """
    wanted = sorted(set(talents))
    loads = {talent: Load(talent=talent, parts=[]) for talent in wanted}
    if not wanted:
        return loads
    p = Participation
    query = p.select(p.talent, p.kind, p.record, p.role).where(
        p.talent.is_in(wanted) & (p.active == True)  # noqa: E712 -- a column comparison
    )
    for part in await db.rows(query.order_by(p.id), Part):
        if (part.kind, part.record) != apart_from:
            loads[part.talent].parts.append(part)
    bans = await Ban.select(Ban.talent, Ban.until, Ban.reason).where(
        Ban.talent.is_in(wanted) & (Ban.until >= clock.today()) & Ban.lifted_at.is_null()
    )
    for ban in sorted(bans, key=lambda row: row["until"]):
        loads[ban["talent"]].banned_until, loads[ban["talent"]].ban_reason = ban["until"], ban["reason"]
    return loads
