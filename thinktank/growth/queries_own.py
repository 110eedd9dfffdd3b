# SPDX-License-Identifier: MIT
"""What the growth record holds of a person."""

from __future__ import annotations

from thinktank.growth.states import CLAIM
from thinktank.growth.tables import Assessment, GrowthClaim, GrowthEntry
from thinktank.kernel.subjects import MOST, Section, Subject
from thinktank.policies import queries as policies


async def entries(subject: Subject) -> Section:
    """Return the lines of the growth record."""
    g = GrowthEntry
    query = g.select(g.on, g.category, g.text).where(g.talent == (subject.talent or -1)).order_by(g.on).limit(MOST)
    return Section(
        "成长档案", [{"日期": row["on"], "类别": row["category"], "内容": row["text"]} for row in await query]
    )


async def assessments(subject: Subject) -> Section:
    """Return the levels of the person's signed assessments: they were told. Opinions stay in the department."""
    a = Assessment
    query = a.select(a.year, a.level, a.signed_at)
    rows = [
        {
            "年度": (await policies.year(row["year"])).name, "等次": row["level"],
            "审定日期": f"{row['signed_at']:%Y-%m-%d}",
        }
        for row in await query.where((a.talent == (subject.talent or -1)) & (a.state == "signed")).order_by(a.id)
    ]  # fmt: skip
    return Section("年度评价", rows)


async def claims(subject: Subject) -> Section:
    """Return what was filled in for the person's growth record, and what became of it."""
    c = GrowthClaim
    query = c.select(c.on, c.category, c.text, c.state, c.note).where(c.talent == (subject.talent or -1))
    rows = [
        {
            "日期": row["on"], "类别": row["category"], "内容": row["text"], "结果": CLAIM.public_label(row["state"]),
            "说明": row["note"],
        }
        for row in await query.order_by(c.id).limit(MOST)
    ]  # fmt: skip
    return Section("成长档案填报", rows)


MY_DATA = (entries, claims, assessments)
