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
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Audience, Ladder, Owed, Rung, day_of
from thinktank.notices.operations_ladders import Kind, walk
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
    """Tell reviewers before and after a sheet is due, then who runs the round; return how many words were new.

    Through the condition by which reviewers read: who has an interest is told nothing.
    """
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.review_workdays, after=terms.review_after_workdays, officer=terms.review_officer_workdays
    )
    return await walk(SHEETS, ladder)


def _words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"what": one.what, "day": day_of(one)}
    if rung.steps <= 0:
        return _("评审%(day)s截止，请按时提交") % about, one.what
    if rung.audience is Audience.OWNER:
        return _("评审%(day)s已截止，请尽快提交") % about, one.what
    return _("有评审%(day)s截止，专家仍未提交，请催办") % about, one.what


SHEETS = Kind(name="assignment", path="/reviews/", read=queries.owed, words=_words, officers=queries.keepers)
JOBS = (
    Job(name="review_conflicts", every=timedelta(days=1), work=detect_conflicts, title="核对评审回避"),
    Job(name="review_reminders", every=timedelta(hours=6), work=remind, title="按阶梯提醒评审"),
)
