# SPDX-License-Identifier: MIT
"""What reports give to a member's profile."""

from __future__ import annotations

from research.reports.queries import visible_to
from research.reports.tables import Report
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event


async def reports(actor: Actor, person: TalentView) -> list[Event]:
    """Return the reports that were handed in on projects that the person leads."""
    r = Report
    mine = (r.project._.lead == person.id) & r.submitted_at.is_not_null() & visible_to(actor)
    query = r.select(r.id, r.label, r.submitted_at, r.due_on, r.project._.title.as_alias("title")).where(mine)
    found = []
    for row in await query.order_by(r.id, ascending=False).limit(MOST):
        timely = row["submitted_at"] < clock.end_of(row["due_on"])
        found.append(
            Event(
                on=clock.day_of(row["submitted_at"]), sort="report", href=f"/reports/{row['id']}",
                title=_("提交%(what)s进展报告") % {"what": row["label"]},
                detail=f"{_('按期') if timely else _('逾期')}，{row['title']}",
            )
        )  # fmt: skip
    return found


PROFILE_EVENTS = (reports,)
