# SPDX-License-Identifier: MIT
"""What decisions do by themselves: reminders of appeals that are to be answered."""

from __future__ import annotations

from datetime import timedelta

from reviews.decisions import queries_appeals as queries
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder, Owed, Rung, day_of
from thinktank.notices.operations_ladders import Kind, walk
from thinktank.policies import queries as policies


async def remind(_actor: Actor) -> int:
    """Tell who answers an appeal before and after its day, then all who may; return how many words were new."""
    days = (await policies.verdicts()).remind_workdays
    return await walk(APPEALS, Ladder(before=(days, 0), after=(1,), officer=2))


def _words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"day": day_of(one)}
    if rung.steps <= 0:
        return _("复核申请%(day)s前答复") % about, one.what
    return _("复核申请%(day)s已到期，还没有答复") % about, one.what


APPEALS = Kind(
    name="review_appeal", path="/reviews/appeals/", read=queries.owed, words=_words, officers=queries.keepers
)
JOBS = (Job(name="appeal_reminders", every=timedelta(hours=6), work=remind, title="提醒答复复核申请"),)
