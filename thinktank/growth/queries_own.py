# SPDX-License-Identifier: MIT
"""What the growth record holds of a person."""

from __future__ import annotations

from thinktank.growth.tables import GrowthEntry
from thinktank.kernel.subjects import MOST, Section, Subject


async def entries(subject: Subject) -> Section:
    """Return the lines of the growth record."""
    g = GrowthEntry
    query = g.select(g.on, g.category, g.text).where(g.talent == (subject.talent or -1)).order_by(g.on).limit(MOST)
    return Section(
        "成长档案", [{"日期": row["on"], "类别": row["category"], "内容": row["text"]} for row in await query]
    )


MY_DATA = (entries,)
