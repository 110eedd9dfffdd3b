# SPDX-License-Identifier: MIT
"""Values that a department sets, and its own days on top of the national calendar."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, ref, word


class PolicyValue(Table, tablename="policy_value"):
    """One version of a policy, in force from a day on until the next version's day."""

    name = Varchar(length=40)
    value = Text()
    effective_from = Date()
    note = word()
    set_by = ref(Account, null=True)
    at = Timestamptz()
    revoked_at = optional_moment()
    revoked_by = ref(Account, null=True)
    revoke_note = word()


class CalendarDay(Table, tablename="calendar_day"):
    """A day that is not what the library says: a holiday, or a make-up workday."""

    day = Date()
    working = Boolean()
    label = word(60)


class ProgrammeYear(Stateful, Table, tablename="programme_year"):
    """A programme year (批次、年度): what topics, projects and assessments belong to."""

    name = Varchar(length=40)
    starts_on = Date()
    ends_on = Date()
