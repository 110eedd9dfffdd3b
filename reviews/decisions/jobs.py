# SPDX-License-Identifier: MIT
"""What decisions do by themselves: reminders of appeals that are to be answered."""

from __future__ import annotations

from datetime import timedelta

from reviews.decisions import queries_appeals as queries
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder
from thinktank.notices.operations_ladders import Kind, Words, climbing

APPEALS = Kind(
    name="review_appeal", path="/reviews/appeals/", read=queries.owed, officers=queries.keepers,
    ladder=lambda terms: Ladder(
        before=terms.review_workdays, after=terms.review_after_workdays, officer=terms.review_officer_workdays
    ),
    words=Words(
        "复核申请%(day)s前答复", "复核申请%(day)s已到期，请尽快答复", "复核申请%(day)s已到期，还没有答复", detail=True
    ),
)  # fmt: skip
remind = climbing(APPEALS)
"""Whoever answers an appeal, before and after its day; what nobody has taken up is owed by all who may."""
JOBS = (Job(name="appeal_reminders", every=timedelta(hours=6), work=remind, title="提醒答复复核申请"),)
