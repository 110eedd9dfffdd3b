# SPDX-License-Identifier: MIT
"""What rounds do by themselves: conflicts of interest found again every night, reminders of sheets that are due."""

from __future__ import annotations

from datetime import timedelta

from reviews.rounds import operations_interests as interests
from reviews.rounds import queries
from reviews.rounds.states import ItemState
from reviews.rounds.tables import RoundItem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies


async def detect_conflicts(actor: Actor) -> int:
    """Look again at every undecided item of an open round: facts change in many places; return how many stopped."""
    i = RoundItem
    open_ = (i.round._.state == "open") & (i.state != str(ItemState.DECIDED))
    ended = 0
    for row in await i.select(i.id).where(open_).order_by(i.id):
        async with db.write_tx():
            ended += await interests.detect_again(actor, row["id"])
    return ended


async def remind(_actor: Actor) -> int:
    """Tell reviewers some working days (a setting) before a sheet is due, once when it is overdue; return how many.

    Through the door by which reviewers read: who has an interest is told nothing.
    """
    today = clock.today()
    last = (await policies.calendar()).add_workdays(today, (await policies.reminders()).order_workdays)
    told = 0
    for task in await queries.owed(last):
        late = task.closes_on < today
        async with db.write_tx():
            told += await notices.notify(
                [task.reviewer],
                rule="review.overdue" if late else "review.due",
                kind="assignment",
                record=task.id,
                title=_("评审已逾期，请尽快提交") if late else _("评审即将截止，请按时提交"),
                body=_("%(kind)s，第%(n)s号材料") % {"kind": task.kind.label, "n": task.item},
                href=f"/reviews/{task.id}",
                occasion=task.closes_on.isoformat(),
            )
    return told


JOBS = (
    Job(name="review_conflicts", every=timedelta(days=1), work=detect_conflicts, title="核对评审回避"),
    Job(name="review_reminders", every=timedelta(hours=6), work=remind, title="评审到期提醒"),
)
