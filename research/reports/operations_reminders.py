# SPDX-License-Identifier: MIT
"""The ladders of reports, of matters to coordinate and of what is asked for beside the reports."""

from __future__ import annotations

from research.projects.queries_reminders import mentors_of, officers_of
from research.reports import queries_reminders as owing
from thinktank.notices.ladder import Ladder
from thinktank.notices.operations_ladders import Kind, Words, climbing

REPORT = Kind(
    name="report", path="/reports/", read=owing.reports_due, officers=officers_of, mentors=mentors_of,
    ladder=lambda terms: Ladder(
        before=terms.report_workdays, after=terms.report_after_workdays, mentor=terms.report_mentor_workdays,
        officer=terms.report_officer_workdays,
    ),
    words=Words(
        "%(number)s %(what)s进展报告%(day)s截止",
        "%(number)s %(what)s进展报告%(day)s已截止，请尽快提交",
        "%(number)s %(what)s进展报告%(day)s截止，仍未提交，请督促",
    ),
)  # fmt: skip
MATTER = Kind(
    name="coordination", path="/coordinations/", read=owing.matters_due, officers=officers_of,
    ladder=lambda terms: Ladder(
        before=terms.matter_workdays, after=terms.matter_after_workdays, officer=terms.matter_officer_workdays
    ),
    words=Words(
        "%(number)s 需协调事项%(day)s前答复",
        "%(number)s 需协调事项%(day)s已到期，仍未答复",
        "%(number)s 需协调事项%(day)s已到期，仍未答复",
        detail=True,
    ),
)  # fmt: skip
REQUEST = Kind(
    name="report_request", path="/requests/", read=owing.requests_due, officers=officers_of, mentors=mentors_of,
    ladder=lambda terms: Ladder(
        before=terms.request_workdays, after=terms.request_after_workdays, mentor=terms.request_mentor_workdays,
        officer=terms.request_officer_workdays,
    ),
    words=Words(
        "%(number)s 报送“%(what)s”%(day)s截止",
        "%(number)s 报送“%(what)s”%(day)s已截止，请尽快报送",
        "%(number)s 报送“%(what)s”%(day)s截止，仍未报送，请督促",
    ),
)  # fmt: skip
remind_reports, remind_matters, remind_requests = climbing(REPORT), climbing(MATTER), climbing(REQUEST)
