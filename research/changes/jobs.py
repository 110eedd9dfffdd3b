# SPDX-License-Identifier: MIT
"""What time does to change requests: those approved for a day take effect on it, answers are asked for."""

from __future__ import annotations

from datetime import timedelta

from research.changes import operations_effect
from research.changes import queries_reminders as owing
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder
from thinktank.notices.operations_ladders import Kind, Words, climbing

ANSWER = Kind(
    name="change", path="/changes/", read=owing.answers_due, owners=owing.holders_of, officers=owing.watchers_of,
    ladder=lambda terms: Ladder(
        before=terms.change_workdays, after=terms.change_after_workdays, officer=terms.change_officer_workdays
    ),
    words=Words(
        "%(number)s %(what)s请在%(day)s前办理",
        "%(number)s %(what)s%(day)s已到期，请尽快办理",
        "%(number)s %(what)s%(day)s已到期，仍未办理，请督促",
    ),
)  # fmt: skip
remind_answers = climbing(ANSWER)
JOBS = (
    Job("changes.effect_due", timedelta(hours=1), operations_effect.effect_due, "使到期的变更生效"),
    Job("changes.remind", timedelta(hours=1), remind_answers, "按阶梯提醒待答复的变更申请"),
)
