# SPDX-License-Identifier: MIT
"""Briefs, tasks, confirmations of adoption, and what came of them."""

from __future__ import annotations

from piccolo.columns import Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from research.outcomes.tables import Outcome
from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, optional_number, prose, ref, word


class Brief(Stateful, Table, tablename="policy_brief"):
    """A brief (专报) made from an outcome; numbered when it is sent."""

    outcome = ref(Outcome)
    number = word(40)
    title = Varchar(length=120)
    addressees = Varchar(length=200)
    problem = prose()
    advice = prose()
    effect = prose()
    signer = word(60)
    sent_on = optional_day()
    drafted_by = ref(Account)
    drafted_at = Timestamptz()


class OutcomeTask(Table, tablename="outcome_task"):
    """What an instruction asks of the project's team; supervision carries it as an order."""

    outcome = ref(Outcome)
    matter = Varchar(length=120)
    basis = prose()
    requirement = prose()
    due_on = Date()
    order_id = optional_number()  # written by the order's own capability
    by = ref(Account)
    at = Timestamptz()


class Adoption(Stateful, Table, tablename="adoption"):
    """A unit that is asked whether it adopted an outcome, and what it confirmed (采纳证明)."""

    outcome = ref(Outcome)
    unit = ref(Unit)
    ask = prose()
    due_on = Date()
    asked_by = ref(Account)
    asked_of = ref(Account)  # the liaison who is reminded
    asked_at = Timestamptz()
    content = prose()  # 采纳内容
    measures = prose()  # 用在什么文件、措施里
    document = word(80)
    grounds = word(20)
    adopted_on = optional_day()
    effect = prose()
    confirmer = word(60)
    reason = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
    asked_months = Integer(default=0)  # up to which month its effect was asked for


class EffectReturn(Stateful, Table, tablename="effect_return"):
    """What came of an adoption after some months, in the words and figures of the unit."""

    adoption = ref(Adoption)
    months = Integer()
    due_on = Date()
    asked_of = ref(Account)
    effect = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
    reason = prose()
