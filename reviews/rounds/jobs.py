# SPDX-License-Identifier: MIT
"""What rounds do by themselves: conflicts of interest found again every night, reminders of sheets that are due."""

from __future__ import annotations

from datetime import timedelta

from reviews.rounds import operations_interests as interests
from reviews.rounds import queries
from reviews.rounds.states import ItemState
from reviews.rounds.tables import RoundItem
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder
from thinktank.notices.operations_ladders import Kind, Words, climbing


async def detect_conflicts(actor: Actor) -> int:
    """Look again at every undecided item of an open round: facts change in many places; return how many stopped."""
    i = RoundItem
    open_ = (i.round._.state == "open") & (i.state != str(ItemState.DECIDED))
    ended = 0
    for row in await i.select(i.id).where(open_).order_by(i.id):
        async with db.write_tx():
            ended += await interests.detect_again(actor, row["id"])
    return ended


SHEETS = Kind(
    name="assignment", path="/reviews/", read=queries.owed, officers=queries.keepers,
    ladder=lambda terms: Ladder(
        before=terms.review_workdays, after=terms.review_after_workdays, officer=terms.review_officer_workdays
    ),
    words=Words(
        "评审%(day)s截止，请按时提交",
        "评审%(day)s已截止，请尽快提交",
        "有评审%(day)s截止，专家仍未提交，请催办",
        detail=True,
    ),
)  # fmt: skip
remind = climbing(SHEETS)
"""Through the condition by which reviewers read: who has an interest is told nothing."""
JOBS = (
    Job(name="review_conflicts", every=timedelta(days=1), work=detect_conflicts, title="核对评审回避"),
    Job(name="review_reminders", every=timedelta(hours=6), work=remind, title="按阶梯提醒评审"),
)
