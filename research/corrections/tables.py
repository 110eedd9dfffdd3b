# SPDX-License-Identifier: MIT
"""Decisions with every row that each of them changed."""

from __future__ import annotations

from piccolo.columns import BigInt, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import optional_moment, prose, ref, word


class Ruling(Table, tablename="ruling"):
    """A decision about a record; ``reversed_at`` is set when it was taken back."""

    kind = Varchar(length=20)
    record = BigInt()
    text = word(200)
    by = ref(Account, null=True)
    at = Timestamptz()
    reversed_at = optional_moment()
    reversed_by = ref(Account, null=True)
    reason = prose()


class RulingChange(Table, tablename="ruling_change"):
    """A row that a decision changed: its state before and after, and its other columns before, as JSON."""

    ruling = ref(Ruling)
    place = Varchar(length=40)
    row = BigInt()
    field = word(20)
    was = word(32)
    became = word(32)
    kept = prose()
