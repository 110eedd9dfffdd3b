# SPDX-License-Identifier: MIT
"""Needs of units, postings of people, what the sides said, requests for change, turns."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class PostNeed(Stateful, Table, tablename="post_need"):
    """A unit's need for somebody at a post (岗位需求).

    ``project`` and ``project_title`` name a record of a higher package; ``taken`` counts the postings that live
    on it, and operations are its one writer.
    """

    unit = ref(Unit)
    kind = Varchar(length=20)
    post = Varchar(length=80)
    duties = prose()
    skills = word(200)
    direction = Varchar(length=20)
    project = BigInt(default=0)
    project_title = word(160)
    full_time = Boolean(default=True)
    number = Integer(default=1)
    taken = Integer(default=0)
    months = Integer(default=3)
    starts_on = Date()
    conditions = prose()
    mentor_name = word(60)
    reason = prose()
    created_by = ref(Account)
    created_at = Timestamptz()


class Posting(Stateful, Table, tablename="posting"):
    """A member at a post of another unit for a time. ``sender`` is the unit that the person came from then."""

    need = ref(PostNeed)
    talent = ref(Talent)
    sender = ref(Unit)
    receiver = ref(Unit)
    kind = Varchar(length=20)
    direction = Varchar(length=20)
    post = Varchar(length=80)
    full_time = Boolean(default=True)
    starts_on = Date()
    ends_on = Date()
    first_ends_on = Date()
    basis = word(120)
    fit = Integer(default=0)
    reason = prose()
    asked_at = optional_moment()
    approved_at = optional_moment()
    warnings = prose()
    arrived_on = optional_day()
    contact = word(60)
    mentor_name = word(60)
    plan = prose()
    half_on = Date()
    half_text = prose()
    half_at = optional_moment()
    half_comment = prose()
    summary = prose()
    summary_at = optional_moment()
    grade = word(20)
    ended_on = optional_day()
    end_reason = prose()
    created_by = ref(Account)
    created_at = Timestamptz()


class PostingOpinion(Table, tablename="posting_opinion"):
    """What one side said: its consent before, its opinion in the final appraisal; ``side`` office is the department."""

    posting = ref(Posting)
    step = Varchar(length=12)
    side = Varchar(length=12)
    agrees = Boolean(default=True)
    text = prose()
    on_paper = Boolean(default=False)
    by = ref(Account)
    at = Timestamptz()


class PostingChange(Table, tablename="posting_change"):
    """A request to extend a posting or to end it early, and what was decided."""

    posting = ref(Posting)
    kind = Varchar(length=12)
    to_on = Date()
    reason = prose()
    asked_by = ref(Account)
    asked_at = Timestamptz()
    decision = word(10)
    note = prose()
    decided_at = optional_moment()


class Turn(Table, tablename="posting_turn"):
    """Who is on by the rota, from one day to another (both inclusive)."""

    need = ref(PostNeed)
    posting = ref(Posting)
    starts_on = Date()
    ends_on = Date()
