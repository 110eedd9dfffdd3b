# SPDX-License-Identifier: MIT
"""Projects: grant, team, agreement, milestones, targets."""

from __future__ import annotations

from decimal import Decimal

from piccolo.columns import Boolean, Date, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.table import Table

from research.topics.tables import Application, Topic
from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_moment, prose, ref, word
from thinktank.policies.tables import ProgrammeYear
from thinktank.talents.tables import Talent


class Project(Versioned, Table, tablename="project"):
    """A granted topic at work: ``stage`` and ``status`` are two machines (decisions.md).

    ``light``, ``light_reason`` and ``light_since`` are cached facts whose one writer is supervision,
    through ``projects.operations.set_light``.
    """

    number = Varchar(length=30)
    title = Varchar(length=120)
    topic = ref(Topic)
    application = ref(Application)
    direction = Varchar(length=20)
    level = Varchar(length=10)
    lead = ref(Talent)
    unit = ref(Unit)
    year = ref(ProgrammeYear, null=True)
    stage = Varchar(length=32)
    stage_since = Timestamptz()
    status = Varchar(length=32)
    status_since = Timestamptz()
    starts_on = Date()
    due_on = Date()
    percent = Integer(default=0)
    light = word(10)
    light_reason = word(300)
    light_since = optional_moment()
    grade = word(12)
    granted_at = Timestamptz()
    signed_at = optional_moment()
    closed_at = optional_moment()
    failed_closings = Integer(default=0)
    second_until = optional_day()  # the last day on which a second acceptance may be asked for


class ProjectMember(Table, tablename="project_member"):
    """Somebody of the team (课题组), lead included, while they are on it."""

    project = ref(Project)
    talent = ref(Talent)
    role = Varchar(length=10)
    duty = word(120)
    since = Date()
    until = optional_day()


class ProjectMentor(Table, tablename="project_mentor"):
    """A mentor of a project: advises, accepts reports, never scores it."""

    project = ref(Project)
    account = ref(Account)
    since = Date()
    until = optional_day()


class Agreement(Table, tablename="agreement"):
    """One version of the task agreement (任务书) and who has confirmed it."""

    project = ref(Project)
    number = Integer(default=1)
    content = Text()
    lead_signed_at = optional_moment()
    unit_signed_at = optional_moment()
    office_signed_at = optional_moment()
    lead_signed_by = ref(Account, null=True)
    unit_signed_by = ref(Account, null=True)
    office_signed_by = ref(Account, null=True)
    lead_paper = Boolean(default=False)  # signed on paper: the scan is among the files
    unit_paper = Boolean(default=False)
    office_paper = Boolean(default=False)
    effective = Boolean(default=False)
    created_at = Timestamptz()


class Milestone(Stateful, Table, tablename="milestone"):
    """A step of the plan; review gates (kickoff, midterm, closing) and plain work stand side by side."""

    project = ref(Project)
    kind = Varchar(length=10)
    title = Varchar(length=80)
    mark = word(200)
    starts_on = Date()
    due_on = Date()
    baseline_due_on = Date()
    weight = Integer(default=0)  # share of the whole plan, in percent
    percent = Integer(default=0)
    note = prose()
    handed_in_at = optional_moment()
    handed_in_by = ref(Account, null=True)
    done_on = optional_day()
    result = word(32)
    reason = prose()
    sort = Integer(default=0)
    baseline_starts_on = optional_day()
    asked_on = optional_day()  # the due day as it was set, before the calendar moved it to a working day
    person = ref(Talent, null=True)  # who answers for it; null: the lead


class MilestoneLink(Table, tablename="milestone_link"):
    """A step that waits for another: it begins after that one is due, and ``lag`` working days more."""

    earlier = ref(Milestone)
    later = ref(Milestone)
    lag = Integer(default=0)


class ProjectIndicator(Table, tablename="project_indicator"):
    """A target of the agreement and where it stands."""

    project = ref(Project)
    name = Varchar(length=80)
    unit = word(20)
    target = Numeric(digits=(12, 2))
    actual = Numeric(digits=(12, 2), default=Decimal(0))
    sort = Integer(default=0)


class IndicatorValue(Table, tablename="indicator_value"):
    """How far a target was at a time, and by what that is known; its files prove it."""

    indicator = ref(ProjectIndicator)
    value = Numeric(digits=(12, 2))
    note = prose()
    by = ref(Account)
    at = Timestamptz()
