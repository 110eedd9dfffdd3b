# SPDX-License-Identifier: MIT
"""Reporting periods with their reports, and the matters that others must settle."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word


class Report(Stateful, Table, tablename="report"):
    """One period of one project, laid out when the agreement is signed, and the report for it."""

    project = ref(Project)
    seq = Integer()
    label = Varchar(length=20)
    starts_on = Date()
    ends_on = Date()
    opens_on = Date()
    due_on = Date()
    progress = prose()
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


class Coordination(Stateful, Table, tablename="coordination"):
    """A matter to coordinate (需协调事项) from a report, until it is answered."""

    report = ref(Report)
    project = ref(Project)
    text = prose()
    answer = prose()
    due_on = optional_day()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
    created_at = Timestamptz()
    owner = word(80)
