# SPDX-License-Identifier: MIT
"""Which applications somebody has made or joined."""

from __future__ import annotations

from research.topics.states import APPLICATION
from research.topics.tables import Application, ApplicationMember
from thinktank.kernel.subjects import MOST, Section, Subject


async def applications(subject: Subject) -> Section:
    """Return the applications that the person leads or is named in."""
    a, m = Application, ApplicationMember
    talent = subject.talent or -1
    named = m.select(m.application).where(m.talent == talent)
    query = a.select(a.lead, a.topic._.title.as_alias("title"), a.state, a.submitted_at)
    rows = [
        {
            "课题": row["title"], "角色": "负责人" if row["lead"] == talent else "课题组成员",
            "提交日期": f"{row['submitted_at']:%Y-%m-%d}" if row["submitted_at"] else "",
            "结果": APPLICATION.public_label(row["state"]),
        }
        for row in await query.where((a.lead == talent) | a.id.is_in(named)).order_by(a.id).limit(MOST)
    ]  # fmt: skip
    return Section("揭榜申报", rows)


MY_DATA = (applications,)
