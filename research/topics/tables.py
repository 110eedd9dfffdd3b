# SPDX-License-Identifier: MIT
"""Topics and the applications that claim them."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, LazyTableReference, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, optional_number, prose, ref, word
from thinktank.policies.tables import ProgrammeYear
from thinktank.talents.tables import Talent


class TopicCall(Stateful, Table, tablename="topic_call"):
    """A call for topics (选题征集): who may propose, from when until when."""

    title = Varchar(length=80)
    text = prose()
    opens_on = Date()
    closes_on = Date()
    audiences = word(40)  # unit, company, member: comma-separated codes of ``Audience``
    unit = ref(Unit, null=True)  # whose subtree is addressed; nobody's = everybody
    created_by = ref(Account)
    created_at = Timestamptz()


class Topic(Stateful, Table, tablename="topic"):
    """A research topic (课题): a real problem of a requesting unit, proposed, decided, put on the list."""

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
    # how it came to the office
    channel = Varchar(length=10, default="office")  # a code of ``Channel``
    of_call = ref(TopicCall, null=True)
    submitted_at = optional_moment()
    # what the office advises and what was decided
    advice = word(10)  # approve, decline; blank while the office has not advised
    advice_note = prose()
    advised_by = ref(Account, null=True)
    merged_into = ref(LazyTableReference("Topic", module_path=__name__), null=True)
    reason = prose()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    # whom it is for, where it is commissioned
    commissioned_unit = ref(Unit, null=True)
    commissioned_lead = ref(Talent, null=True)
    # conditions that the application is checked against
    lead_direction = Boolean(default=False)  # the leader belongs to the topic's direction
    lead_education = word(10)  # at least; blank = any
    lead_age = optional_number()  # at most, full years
    lead_unit = ref(Unit, null=True)  # the leader comes from this unit or below


class TopicIndicator(Table, tablename="topic_indicator"):
    """A target that the list names: from where to where it should go."""

    topic = ref(Topic)
    name = Varchar(length=80)
    unit = word(20)
    baseline = Numeric(digits=(12, 2), null=True, default=None)
    target = Numeric(digits=(12, 2))
    sort = Integer(default=0)


class TopicListing(Table, tablename="topic_listing"):
    """One time that a topic went on the list, and how that ended."""

    topic = ref(Topic)
    number = Integer(default=1)
    track = Varchar(length=20)
    published_at = Timestamptz()
    published_by = ref(Account, null=True)
    closes_on = optional_day()
    ended_at = optional_moment()
    result = word(12)  # awarded, unclaimed, taken_back; blank while it is out


class TopicGram(Table, tablename="topic_gram"):
    """A pair of neighbouring characters of a topic's title, by which likely twins are found."""

    gram = Varchar(length=2)
    topic = ref(Topic)


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
    # what its review came to; cached facts whose one writer is the review's decision
    review_round = optional_number()
    review_title = word(120)
    review_decision = word(10)  # granted, refused; blank before the review is decided
    review_score = Numeric(digits=(6, 2), null=True, default=None)
    review_grade = word(12)
    review_note = prose()


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
