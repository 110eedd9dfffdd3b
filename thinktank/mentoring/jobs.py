# SPDX-License-Identifier: MIT
"""Suggestions that fall due are told to their owner, once."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.mentoring.tables import Suggestion
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies

AT_ONCE = 500


async def remind(_actor: Actor) -> int:
    """Tell owners some working days before a suggestion is due (setting), and when it is overdue; return how many."""
    s, today = Suggestion, clock.today()
    ahead = (await policies.reminders()).suggestion_workdays
    last = (await policies.calendar()).add_workdays(today, ahead)
    told = 0
    async with db.write_tx():
        due = s.select(s.id, s.owner, s.due_on).where((s.state == "assigned") & (s.due_on <= last))
        for row in await due.order_by(s.id).limit(AT_ONCE):
            late = row["due_on"] < today
            told += await notices.notify(
                [row["owner"]], rule="suggestion.overdue" if late else "suggestion.due", kind="suggestion",
                record=row["id"], title=_("意见建议已逾期") if late else _("意见建议即将到期"),
                href=f"/mentoring/suggestions/{row['id']}", occasion=row["due_on"].isoformat(),
            )  # fmt: skip
    return told


JOBS = (Job("mentoring.suggestions", timedelta(hours=12), remind, "提醒意见建议到期"),)
