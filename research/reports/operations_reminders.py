# SPDX-License-Identifier: MIT
"""The ladders of reports, of matters to coordinate and of what is asked for beside the reports."""

from __future__ import annotations

from research.projects.queries_reminders import mentors_of, officers_of
from research.reports import queries_reminders as owing
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.notices.ladder import Audience, Ladder, Owed, Rung, day_of
from thinktank.notices.operations_ladders import Kind, walk
from thinktank.policies import queries as policies


async def remind_reports(_actor: Actor) -> int:
    """Tell leads, then mentors, then officers about reports that are owed; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.report_workdays, after=terms.report_after_workdays, mentor=terms.report_mentor_workdays,
        officer=terms.report_officer_workdays,
    )  # fmt: skip
    return await walk(REPORT, ladder)


async def remind_matters(_actor: Actor) -> int:
    """Tell who has to answer a matter to coordinate, then the office; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.matter_workdays, after=terms.matter_after_workdays, officer=terms.matter_officer_workdays
    )
    return await walk(MATTER, ladder)


async def remind_requests(_actor: Actor) -> int:
    """Tell leads, then mentors and the office, what is still to be answered; return how many words were new."""
    terms = await policies.reminders()
    ladder = Ladder(
        before=terms.request_workdays, after=terms.request_after_workdays, mentor=terms.request_mentor_workdays,
        officer=terms.request_officer_workdays,
    )  # fmt: skip
    return await walk(REQUEST, ladder)


def _report_words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "label": one.what, "day": day_of(one)}
    if rung.steps <= 0:
        return _("%(number)s %(label)s进展报告%(day)s截止") % about, ""
    if rung.audience is Audience.OWNER:
        return _("%(number)s %(label)s进展报告%(day)s已截止，请尽快提交") % about, ""
    return _("%(number)s %(label)s进展报告%(day)s截止，仍未提交，请督促") % about, ""


def _matter_words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "day": day_of(one)}
    title = (
        _("%(number)s 需协调事项%(day)s前答复")
        if rung.steps <= 0
        else _("%(number)s 需协调事项%(day)s已到期，仍未答复")
    )
    return title % about, one.what


def _request_words(one: Owed, rung: Rung) -> tuple[str, str]:
    about = {"number": one.number, "title": one.what, "day": day_of(one)}
    if rung.steps <= 0:
        return _("%(number)s 报送“%(title)s”%(day)s截止") % about, ""
    if rung.audience is Audience.OWNER:
        return _("%(number)s 报送“%(title)s”%(day)s已截止，请尽快报送") % about, ""
    return _("%(number)s 报送“%(title)s”%(day)s截止，仍未报送，请督促") % about, ""


REPORT = Kind(
    name="report", path="/reports/", read=owing.reports_due, words=_report_words, officers=officers_of,
    mentors=mentors_of,
)  # fmt: skip
MATTER = Kind(
    name="coordination", path="/coordinations/", read=owing.matters_due, words=_matter_words, officers=officers_of
)
REQUEST = Kind(
    name="report_request", path="/requests/", read=owing.requests_due, words=_request_words, officers=officers_of,
    mentors=mentors_of,
)  # fmt: skip
