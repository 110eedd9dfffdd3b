# SPDX-License-Identifier: MIT
"""Rounds: what is reviewed, by whom, and who may not."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from research.outcomes.tables import Outcome
from research.projects.tables import Milestone, Project
from research.topics.tables import Application
from reviews.rubrics.tables import Rubric
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, optional_number, prose, ref, word


class Round(Stateful, Table, tablename="review_round"):
    """A review round of one kind with one frozen rubric."""

    kind = Varchar(length=20)
    title = Varchar(length=120)
    rubric = ref(Rubric)
    size = Integer(default=5)
    blind = Boolean(default=True)
    opens_on = Date()
    closes_on = Date()
    mode = Varchar(length=10, default="letter")
    shares_from = optional_day()  # from when who has handed in sees the others' comments before the end
    discuss_until = optional_day()  # no discussion where there is none
    meets_at = optional_moment()
    place = word(120)
    minutes = prose()
    held_at = optional_moment()
    created_by = ref(Account)
    created_at = Timestamptz()


class RoundItem(Stateful, Table, tablename="round_item"):
    """One thing under review: exactly one of application, milestone and outcome, mostly with its project.

    ``submitted`` and ``mean`` are cached facts whose one writer is scoring.
    """

    round = ref(Round)
    title = Varchar(length=120)
    direction = Varchar(length=20)
    application = ref(Application, null=True)
    project = ref(Project, null=True)
    milestone = ref(Milestone, null=True)
    outcome = ref(Outcome, null=True)
    assigned = Integer(default=0)
    submitted = Integer(default=0)
    material = Integer(default=0)  # the number of the version that is reviewed; 0: none was fixed
    turn = Integer(default=0)  # its place on the agenda of a meeting; 0: in the order of numbers
    extra = Integer(default=0)  # reviewers beyond the round's size, where the panel was split
    mean = Numeric(digits=(6, 2), null=True, default=None)
    decision = word(40)
    grade = word(12)
    decision_note = prose()
    drafted_by = ref(Account, null=True)
    drafted_at = optional_moment()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    over_reason = prose()  # why an excellent grade goes beyond the quota
    conditions = prose()  # what has to be mended, where the decision asks for it
    conditions_due = optional_day()
    recheck = word(10)  # who looks at it a second time: office or panel
    revision = Varchar(length=16, default="none")  # a machine of its own: what was mended, and whether it was accepted
    revision_since = optional_moment()
    revision_note = prose()
    notice_until = optional_day()  # the last day on which its team may appeal


class Assignment(Stateful, Table, tablename="assignment"):
    """A reviewer for an item; ``answered`` is how many criteria the sheet has (written by scoring)."""

    item = ref(RoundItem)
    reviewer = ref(Account)
    assigned_by = ref(Account)
    assigned_at = Timestamptz()
    declared_at = optional_moment()
    reason = prose()
    answered = Integer(default=0)
    total = Numeric(digits=(6, 2), null=True, default=None)
    ordinal = optional_number()  # given at the first handing in: by it a blind round tells reviewers apart
    extended_to = optional_day()  # later than the round's own day, else empty
    stands_for = optional_number()  # the assignment that a substitute took over


class Interest(Table, tablename="conflict_of_interest"):
    """A conflict between an account and an item: of what kind, found how, on what evidence; lifted, when it was.

    ``source``: system, reviewer (declared by the person), pinned (by the office; detection does not touch it).
    """

    item = ref(RoundItem)
    account = ref(Account)
    kind = Varchar(length=20)
    source = Varchar(length=10)
    evidence = prose()
    active = Boolean(default=True)
    at = Timestamptz()
    by = ref(Account, null=True)  # who put it on record, or lifted it
    lifted_at = optional_moment()
    note = prose()  # why it was lifted


class RoundMaterial(Table, tablename="round_material"):
    """What is read in a review, whole: as it was when it was put under review, or put in later with a reason.

    ``content`` is a ``material.Content`` as JSON, ``digest`` its SHA-256.
    """

    item = ref(RoundItem)
    number = Integer()
    digest = Varchar(length=64)
    content = prose()
    reason = prose()
    at = Timestamptz()
    by = ref(Account)
