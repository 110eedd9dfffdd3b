# SPDX-License-Identifier: MIT
"""Outcomes and the rungs they climb."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class Outcome(Stateful, Table, tablename="outcome"):
    """What a project brought about; ``state`` is its rung on the ladder."""

    number = Varchar(length=30)
    title = Varchar(length=120)
    kind = Varchar(length=30)
    project = ref(Project, null=True)
    direction = Varchar(length=20)
    unit = ref(Unit)
    summary = prose()
    problem = prose()
    practice = prose()  # 做法
    effect = prose()  # 成效
    conditions = prose()  # 适用条件
    takeaways = prose()  # 可复制要点
    cautions = prose()  # 注意事项
    level = word(2)
    nonsecret = Boolean(default=False)
    origin = word(200)  # where a finished work came from that belongs to no project
    returned_at = optional_moment()  # while the team has to add something
    returned_reason = prose()
    returned_by = ref(Account, null=True)
    secrecy_checked_by = ref(Account, null=True)
    secrecy_checked_at = optional_moment()
    registered_by = ref(Account)
    registered_at = Timestamptz()


class OutcomeAuthor(Table, tablename="outcome_author"):
    """An author with the share of the work, in percent."""

    outcome = ref(Outcome)
    talent = ref(Talent)
    share = Integer()
    sort = Integer(default=0)


class OutcomeStep(Table, tablename="outcome_step"):
    """A rung reached: by which body, under what number, when, proven by what, approved by whom.

    With the rung ``evidence`` it is a proof beside the ladder.
    """

    outcome = ref(Outcome)
    rung = Varchar(length=20)
    body = word(120)
    document = word(80)
    on = Date()
    note = prose()
    waiver = prose()
    file = Integer(null=True, default=None)
    grounds = word(20)  # what type of evidence it is
    approver = word(60)
    checked_by = ref(Account, null=True)
    checked_at = optional_moment()
    by = ref(Account)
    at = Timestamptz()
    reversed_at = optional_moment()
    reversed_reason = prose()


class OutcomeVersion(Table, tablename="outcome_version"):
    """What an outcome said before it was written anew."""

    outcome = ref(Outcome)
    nth = Integer(default=1)
    content = Text(default="{}")
    reason = prose()
    by = ref(Account)
    at = Timestamptz()


class OutcomeIndicator(Table, tablename="outcome_indicator"):
    """What an outcome is measured by: where it began, where it shall come. ``ascending``: more is better."""

    outcome = ref(Outcome)
    name = Varchar(length=80)
    unit = word(20)
    percentage = Boolean(default=False)
    ascending = Boolean(default=True)
    baseline = Numeric(digits=(14, 2))
    baseline_on = optional_day()
    target = Numeric(digits=(14, 2))
    due_on = optional_day()
    sort = Integer(default=0)


class Measurement(Stateful, Table, tablename="measurement"):
    """A value of an indicator on a day; it counts once it is approved. A share keeps what it is a share of."""

    indicator = ref(OutcomeIndicator)
    on = Date()
    value = Numeric(digits=(14, 2))
    numerator = Numeric(digits=(14, 2), null=True, default=None)
    denominator = Numeric(digits=(14, 2), null=True, default=None)
    note = prose()
    by = ref(Account)
    at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    reason = prose()


class Pilot(Stateful, Table, tablename="pilot"):
    """A pilot (试点培育) of an outcome at a place, with the basis that 示范/授牌 needs."""

    outcome = ref(Outcome)
    unit = ref(Unit)
    plan = prose()
    starts_on = Date()
    ends_on = Date()
    basis_body = word(120)
    basis_document = word(80)
    result = prose()
    confirmed_at = optional_moment()


class Replication(Table, tablename="replication"):
    """A unit that took an outcome over: what it adapted, what came of it."""

    outcome = ref(Outcome)
    unit = ref(Unit)
    channel = word(40)
    adaptation = prose()
    effect = prose()
    on = optional_day()
    at = Timestamptz()
    by = ref(Account)
    reversed_at = optional_moment()
