# SPDX-License-Identifier: MIT
"""Lists of applications that are to be granted, and what is held against them while they are on notice."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Timestamptz, Varchar
from piccolo.table import Table

from research.topics.tables import Application
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_moment, prose, ref, word


class GrantList(Stateful, Table, tablename="grant_list"):
    """Applications put before the leader together; signed, they are on public notice (公示) until its last day."""

    title = Varchar(length=80)
    note = prose()
    reason = prose()  # why the leader sent it back
    drafted_by = ref(Account)
    created_at = Timestamptz()
    signed_by = ref(Account, null=True)
    signed_at = optional_moment()
    notice_from = optional_day()
    notice_until = optional_day()


class GrantItem(Table, tablename="grant_item"):
    """One application on a list, with what is advised; what became of it is told by the application."""

    of_list = ref(GrantList)
    application = ref(Application)
    verdict = Varchar(length=10)
    reason = prose()  # owed where it shall not be granted; its team reads it
    mentors = word(60)  # accounts, comma-separated


class GrantObjection(Versioned, Table, tablename="grant_objection"):
    """What somebody holds against a grant while it is on notice, in their own name, and the answer."""

    item = ref(GrantItem)
    name = Varchar(length=40)
    contact = word(60)
    text = prose()
    account = ref(Account, null=True)
    at = Timestamptz()
    due_on = Date()  # by when it is to be answered
    answer = prose()
    upheld = Boolean(default=False)
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
