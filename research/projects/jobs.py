# SPDX-License-Identifier: MIT
"""What time does to projects: steps of the plan are moved with the holidays, and asked for."""

from __future__ import annotations

from datetime import timedelta

from research.projects import operations_schedule
from research.projects import queries_reminders as owing
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder
from thinktank.notices.operations_ladders import Kind, Words, climbing

MILESTONE = Kind(
    name="milestone", path="/milestones/", read=owing.milestones_due, officers=owing.officers_of,
    mentors=owing.mentors_of,
    ladder=lambda terms: Ladder(
        before=terms.milestone_workdays, after=terms.milestone_after_workdays, mentor=terms.milestone_mentor_workdays,
        officer=terms.milestone_officer_workdays,
    ),
    words=Words(
        "%(number)s 节点“%(what)s”%(day)s到期",
        "%(number)s 节点“%(what)s”%(day)s已到期，请尽快提交",
        "%(number)s 节点“%(what)s”%(day)s到期，仍未提交，请督促",
    ),
)  # fmt: skip
remind_milestones = climbing(MILESTONE)
JOBS = (
    Job("projects.lay_out_again", timedelta(hours=12), operations_schedule.lay_out_again, "按新公布的节假日重排节点"),
    Job("projects.remind", timedelta(hours=1), remind_milestones, "按阶梯提醒到期的节点"),
)
