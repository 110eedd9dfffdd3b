# SPDX-License-Identifier: MIT
"""What somebody was asked to review, and the interests on record."""

from __future__ import annotations

from reviews.rounds.states import ASSIGNMENT
from reviews.rounds.tables import Assignment
from thinktank.kernel.subjects import MOST, Section, Subject


async def assignments(subject: Subject) -> Section:
    """Return the reviews that the person was asked for; the title alone, since rounds may be blind."""
    a = Assignment
    query = a.select(a.assigned_at, a.state, a.item._.title.as_alias("title")).where(a.reviewer == subject.account)
    rows = [
        {"日期": f"{row['assigned_at']:%Y-%m-%d}", "评审对象": row["title"], "状态": ASSIGNMENT.label(row["state"])}
        for row in await query.order_by(a.id).limit(MOST)
    ]
    return Section("评审任务", rows)


MY_DATA = (assignments,)
