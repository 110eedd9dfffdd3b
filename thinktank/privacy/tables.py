# SPDX-License-Identifier: MIT
"""Corrections and requests about personal data."""

from __future__ import annotations

from piccolo.columns import Date, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class FactChange(Stateful, Table, tablename="fact_change"):
    """Facts that a person has corrected and somebody has to confirm, with what stood there before."""

    talent = ref(Talent)
    desk = Varchar(length=10)  # who confirms: unit, or office where a field is of class P3
    changes = Text(default="[]")  # [{field, before, after}], emptied once the values are erased
    reason = prose()
    proposed_by = ref(Account)
    proposed_at = Timestamptz()
    due_on = Date()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = word(300)


class DataRequest(Stateful, Table, tablename="data_request"):
    """What somebody asks about the own data: erase it, withdraw the consent, or a question."""

    account = ref(Account)
    talent = ref(Talent, null=True)
    kind = Varchar(length=20)
    text = prose()
    made_at = Timestamptz()
    due_on = Date()
    answer = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
