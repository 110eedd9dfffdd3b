# SPDX-License-Identifier: MIT
"""What placement holds of a person."""

from __future__ import annotations

from thinktank.kernel.directions import Direction
from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.placement.tables import Placement


async def decisions(subject: Subject) -> Section:
    """Return the decisions on the person's direction."""
    p = Placement
    query = p.select(p.direction, p.decided_at, p.reason).where(p.talent == (subject.talent or -1))
    rows = [
        {"日期": f"{row['decided_at']:%Y-%m-%d}", "主方向": Direction(row["direction"]).label, "理由": row["reason"]}
        for row in await query.order_by(p.id).limit(MOST)
    ]
    return Section("方向归属", rows)


MY_DATA = (decisions,)
