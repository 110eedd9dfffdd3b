# SPDX-License-Identifier: MIT
"""Reporting periods with their reports, and the matters that others must settle."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Milestone, Project, ProjectIndicator
from thinktank.files.tables import StoredFile
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_moment, prose, ref, word


class Report(Stateful, Table, tablename="report"):
    """One period of one project, laid out when the agreement is signed, and the report for it."""

    project = ref(Project)
    seq = Integer()
    label = Varchar(length=20)
    starts_on = Date()
    ends_on = Date()
    opens_on = Date()
    due_on = Date()
    grace_on = optional_day()  # until then it is not late; the due day where there is none
    hard_on = optional_day()  # after that it is missed
    extended = Boolean(default=False)
    form = Varchar(length=10, default="short")
    no_change = Boolean(default=False)
    progress = prose()
    achievements = prose()
    problems = prose()
    next_steps = prose()
    coordination = prose()
    percent = Integer(default=0)
    on_schedule = Boolean(default=True)
    nonsecret = Boolean(default=False)
    saved_at = optional_moment()
    saved_by = ref(Account, null=True)
    submitted_at = optional_moment()
    submitted_by = ref(Account, null=True)
    read_at = optional_moment()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    reason = prose()


class ReportPlan(Versioned, Table, tablename="report_plan"):
    """How one project reports, where the office has set it apart from the policy."""

    project = ref(Project)
    cadence = Varchar(length=20)
    every_days = Integer(default=30)
    form = Varchar(length=20)
    reason = prose()
    set_by = ref(Account, null=True)
    at = Timestamptz()


class ReportExtension(Stateful, Table, tablename="report_extension"):
    """A wish to hand in a period's report later: asked before it is due, decided, kept."""

    report = ref(Report)
    was_due_on = Date()
    until = Date()
    reason = prose()
    asked_by = ref(Account)
    asked_at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()


class Coordination(Stateful, Table, tablename="coordination"):
    """A matter to coordinate (需协调事项) from a report: who sees to it until when, the answer, the close-out."""

    report = ref(Report)
    project = ref(Project)
    text = prose()
    answer = prose()
    due_on = optional_day()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
    created_at = Timestamptz()
    owner = word(80)
    owner_account = ref(Account, null=True)
    closed_by = ref(Account, null=True)
    closed_at = optional_moment()
    note = prose()


class ReportRequest(Stateful, Table, tablename="report_request"):
    """Something that the office asks of one project beside its reports; it counts towards the cap of its month."""

    project = ref(Project)
    title = Varchar(length=80)
    text = prose()
    due_on = Date()
    asked_by = ref(Account)
    asked_at = Timestamptz()
    answer = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
    reason = prose()


class ReportComment(Table, tablename="report_comment"):
    """A word on a report, of its team, mentors or the office."""

    report = ref(Report)
    author = ref(Account)
    text = prose()
    at = Timestamptz()


class ReportEvidence(Table, tablename="report_evidence"):
    """What a file of a report proves: a step of the plan, a target."""

    report = ref(Report)
    file = ref(StoredFile)
    milestone = ref(Milestone, null=True)
    indicator = ref(ProjectIndicator, null=True)
