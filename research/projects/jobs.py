# SPDX-License-Identifier: MIT
"""What time does to projects: steps of the plan are moved with the holidays, and asked for."""

from __future__ import annotations

from datetime import timedelta

from research.projects import operations_schedule
from research.projects import queries_reminders as owing
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Audience, Ladder, Owed, Rung, day_of
from thinktank.notices.operations_ladders import Kind, walk
from thinktank.policies import queries as policies


async def remind_milestones(_actor: Actor) -> int:
    """Tell leads, then mentors, then officers about steps that are due; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.milestone_workdays, after=terms.milestone_after_workdays, mentor=terms.milestone_mentor_workdays,
        officer=terms.milestone_officer_workdays,
    )  # fmt: skip
    return await walk(MILESTONE, ladder)


def _words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "title": one.what, "day": day_of(one)}
    if rung.steps <= 0:
        return _("%(number)s 节点“%(title)s”%(day)s到期") % about, ""
    if rung.audience is Audience.OWNER:
        return _("%(number)s 节点“%(title)s”%(day)s已到期，请尽快提交") % about, ""
    return _("%(number)s 节点“%(title)s”%(day)s到期，仍未提交，请督促") % about, ""


MILESTONE = Kind(
    name="milestone", path="/milestones/", read=owing.milestones_due, words=_words, officers=owing.officers_of,
    mentors=owing.mentors_of,
)  # fmt: skip
JOBS = (
    Job("projects.lay_out_again", timedelta(hours=12), operations_schedule.lay_out_again, "按新公布的节假日重排节点"),
    Job("projects.remind", timedelta(hours=1), remind_milestones, "按阶梯提醒到期的节点"),
)
