# SPDX-License-Identifier: MIT
"""Topics and the applications that claim them."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word
from thinktank.policies.tables import ProgrammeYear
from thinktank.talents.tables import Talent


class Topic(Stateful, Table, tablename="topic"):
    """A research topic (课题): a real problem of a requesting unit, put on the list."""

    number = word(30)
    title = Varchar(length=120)
    direction = Varchar(length=20)
    level = Varchar(length=10)
    track = Varchar(length=20)
    programme = word(40)
    background = prose()
    problem = prose()
    goal = prose()
    effect = prose()
    deliverable = word(120)
    conditions = prose()
    requester = ref(Unit, null=True)
    contact = word(80)
    months = Integer(default=8)
    closes_on = optional_day()
    sealed = Boolean(default=False)  # what is handed in stays closed until the office opens it after the last day
    opened_at = optional_moment()
    year = ref(ProgrammeYear, null=True)
    published_at = optional_moment()
    created_by = ref(Account)
    created_at = Timestamptz()


class Application(Stateful, Table, tablename="application"):
    """A claim (揭榜/申报) on a topic by a team; feeds the task agreement."""

    topic = ref(Topic)
    lead = ref(Talent)
    unit = ref(Unit)
    problem = prose()
    goal = prose()
    effect = prose()
    content = prose()
    approach = prose()
    basis = prose()
    starts_on = optional_day()
    due_on = optional_day()
    nonsecret = Boolean(default=False)
    pledge = Boolean(default=False)  # 诚信承诺
    submitted_at = optional_moment()
    unit_opinion = prose()
    unit_agrees = Boolean(null=True, default=None)
    unit_opinion_by = ref(Account, null=True)
    reason = prose()
    returns = Integer(default=0)
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    created_at = Timestamptz()


class ApplicationMember(Table, tablename="application_member"):
    """A member of the applying team besides its lead."""

    application = ref(Application)
    talent = ref(Talent)
    duty = word(120)


class ApplicationIndicator(Table, tablename="application_indicator"):
    """A target that can be counted (考核指标)."""

    application = ref(Application)
    name = Varchar(length=80)
    unit = word(20)
    target = Numeric(digits=(12, 2))
    sort = Integer(default=0)


class ApplicationMilestone(Table, tablename="application_milestone"):
    """A planned step with its mark of completion; ``kind`` is kickoff, midterm, closing or work."""

    application = ref(Application)
    kind = Varchar(length=10)
    title = Varchar(length=80)
    mark = word(200)
    starts_on = Date()
    due_on = Date()
    sort = Integer(default=0)
