# SPDX-License-Identifier: MIT
"""What projects say of members' year, for the annual assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from research.projects.tables import ProjectMember
from thinktank.growth.schemas import Evidence
from thinktank.kernel import clock
from thinktank.kernel.i18n import _


async def roles(talents: Sequence[int], first: date, last: date) -> dict[int, list[Evidence]]:
    """Return the projects on which people worked between two days: the role, the title, the grade once there is one."""
    m = ProjectMember
    there = m.talent.is_in(list(talents)) & (m.since <= last) & (m.until.is_null() | (m.until >= first))
    going = m.project._.closed_at.is_null() | (m.project._.closed_at >= clock.end_of(first))
    query = m.select(
        m.talent, m.role, m.project, m.project._.title.as_alias("title"), m.project._.grade.as_alias("grade")
    )
    found: dict[int, list[Evidence]] = {}
    for row in await query.where(there & going).order_by(m.id):
        words = (_("负责人") if row["role"] == "lead" else _("参加"), row["title"], row["grade"])
        line = Evidence(_("课题"), "，".join(filter(None, words)), f"/projects/{row['project']}")
        found.setdefault(row["talent"], []).append(line)
    return found


ASSESSMENT_EVIDENCE = (roles,)
