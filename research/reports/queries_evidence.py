# SPDX-License-Identifier: MIT
"""What reports say of members' year, for the annual assessment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from research.projects.tables import Project
from research.reports.tables import Report
from thinktank.growth.schemas import Evidence
from thinktank.kernel import clock
from thinktank.kernel.i18n import _

_OWED = ("submitted", "returned", "accepted", "missed")


async def punctuality(talents: Sequence[int], first: date, last: date) -> dict[int, list[Evidence]]:
    """Return of the projects that people lead how many reports fell due between two days, and how many came in time."""
    r, p = Report, Project
    led = p.select(p.id).where(p.lead.is_in(list(talents)))
    due = r.project.is_in(led) & (r.due_on >= first) & (r.due_on <= last) & r.state.is_in(list(_OWED))
    owed: Counter[int] = Counter()
    timely: Counter[int] = Counter()
    for row in await r.select(r.project._.lead.as_alias("lead"), r.due_on, r.grace_on, r.submitted_at).where(due):
        owed[row["lead"]] += 1
        last_day = clock.end_of(row["grace_on"] or row["due_on"])
        timely[row["lead"]] += bool(row["submitted_at"] and row["submitted_at"] < last_day)
    words = _("应报%(n)d期，按期%(m)d期")
    return {
        lead: [Evidence(_("定期汇报"), words % {"n": n, "m": timely[lead]}, "/reports")] for lead, n in owed.items()
    }


ASSESSMENT_EVIDENCE = (punctuality,)
