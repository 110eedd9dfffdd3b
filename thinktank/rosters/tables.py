# SPDX-License-Identifier: MIT
"""Ledgers that leave the system, and what the columns of ledgers that came in were found to mean.

A batch of an import stands in ``talents/tables.py``: the people whom it brought in point at it (ADR 0008).
"""

from __future__ import annotations

from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class ExportRequest(Stateful, Table, tablename="export_request"):
    """A list that somebody asked to take away: who, what of it, what for, who let it go, and the file."""

    title = Varchar(length=60)
    purpose = prose()
    conditions = Text(default="{}")  # the list's conditions as JSON
    picked = Text(default="[]")  # the people ticked, instead of all whom the conditions find
    columns = word(300)
    full_phones = Boolean(default=False)
    classes = word(20)
    rows = Integer(default=0)
    requested_by = ref(Account)
    requested_at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()
    file = word(64)  # the SHA-256 under which the bytes lie; empty before and after
    filename = word(200)
    size = Integer(default=0)
    expires_at = optional_moment()


class ColumnMemory(Table, tablename="column_memory"):
    """What a header of a ledger was found to mean by hand, for the next ledger with such a header."""

    header = Varchar(length=60)
    field = word(40)
    account = ref(Account)
    at = Timestamptz()
