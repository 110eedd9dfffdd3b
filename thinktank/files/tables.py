# SPDX-License-Identifier: MIT
"""Attachments: the bytes lie in the file store, named by their SHA-256."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import optional_moment, ref, word


class StoredFile(Table, tablename="stored_file"):
    """One attachment of one record; ``kind`` and ``record`` say whose, and so who may read it."""

    kind = Varchar(length=40)
    record = BigInt()
    category = word(40)
    name = Varchar(length=200)
    media = Varchar(length=100)
    size = Integer()
    sha256 = Varchar(length=64)
    cleared = Boolean(default=False)  # the office has cleared it for blind reviewers
    uploaded_by = ref(Account)
    at = Timestamptz()
    removed_at = optional_moment()
