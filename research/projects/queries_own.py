# SPDX-License-Identifier: MIT
"""In which projects somebody takes or took part."""

from __future__ import annotations

from research.projects.tables import ProjectMember
from thinktank.kernel.subjects import MOST, Section, Subject

ROLES = {"lead": "课题负责人"}


async def projects(subject: Subject) -> Section:
    """Return the projects that the person leads or works in, past ones included."""
    m = ProjectMember
    query = m.select(
        m.role, m.duty, m.since, m.until, m.project._.number.as_alias("number"), m.project._.title.as_alias("title")
    ).where(m.talent == (subject.talent or -1))
    rows = [
        {
            "编号": row["number"], "课题": row["title"], "角色": ROLES.get(row["role"], "课题组成员"),
            "分工": row["duty"], "自": row["since"], "至": row["until"] or "今",
        }
        for row in await query.order_by(m.id).limit(MOST)
    ]  # fmt: skip
    return Section("参与课题", rows)


MY_DATA = (projects,)
