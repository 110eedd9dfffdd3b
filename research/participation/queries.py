# SPDX-License-Identifier: MIT
"""Reading the ledger of participation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from research.participation.schemas import Load, Part
from research.participation.tables import Ban, Participation
from thinktank.kernel import clock, db

_NO_BAN = QueryString("CAST(NULL AS DATE) AS until"), QueryString("'' AS reason")
_NO_PART = QueryString("'' AS kind"), QueryString("0 AS record"), QueryString("'' AS role")


class _Row(msgspec.Struct):
    """A part that somebody has, or a ban, which has a last day."""

    talent: int
    kind: str
    record: int
    role: str
    until: date | None
    reason: str


async def load(talents: Iterable[int], *, apart_from: tuple[str, int] | None = None) -> dict[int, Load]:
    """Return what each of these people leads and joins at present, with a running ban; one query.

    ``apart_from`` names a record (kind, id) that does not count: the application that is being handed in again.
    The caller shows of it only what the rules of participation need.
    """
    wanted = sorted(set(talents))
    loads = {talent: Load(talent=talent, parts=[]) for talent in wanted}
    if not wanted:
        return loads
    p, b = Participation, Ban
    parts = p.select(p.talent, p.kind, p.record, p.role, *_NO_BAN)
    bans = b.select(b.talent, *_NO_PART, b.until, b.reason)
    active: Any = p.talent.is_in(wanted) & (p.active == True)  # noqa: E712 -- a column comparison
    running: Any = b.talent.is_in(wanted) & (b.until >= clock.today()) & b.lifted_at.is_null()
    asked = db.stacked(parts.where(active).order_by(p.id), bans.where(running).order_by(b.until))
    for row in await db.rows(asked, _Row):
        load_ = loads[row.talent]
        if row.until is not None:
            load_.banned_until, load_.ban_reason = row.until, row.reason
        elif (row.kind, row.record) != apart_from:
            load_.parts.append(Part(row.talent, row.kind, row.record, row.role))
    return loads
