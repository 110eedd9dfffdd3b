# SPDX-License-Identifier: MIT
"""The chained trail and the per-record timeline."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Date, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import prose, ref, word


class TrailEntry(Table, tablename="trail_entry"):
    """One link of the hash chain: ids and digests only, never a value (decisions.md, Trail)."""

    seq = BigInt()
    format = SmallInt(default=1)
    at = Text()  # ISO 8601, microseconds, UTC: hashed as it stands, the same on both engines
    actor = Integer(default=0)
    behalf = Integer(default=0)
    system = Varchar(length=64, default="")
    action = Varchar(length=80)
    kind = Varchar(length=40)
    record = BigInt(default=0)
    fields = Text(default="{}")  # {field: sha256 of salt and value}
    previous = Varchar(length=64)
    hash = Varchar(length=64)


class TrailValue(Table, tablename="trail_value"):
    """A value behind a digest; deleting it (PIPL) leaves the chain whole."""

    entry = ref(TrailEntry)
    field = Varchar(length=80)
    salt = Varchar(length=32)
    value = Text()


class TrailHead(Table, tablename="trail_head"):
    """The chain's end; its row is the lock under which entries are appended."""

    seq = BigInt(default=0)
    hash = Varchar(length=64)


class TrailSeal(Table, tablename="trail_seal"):
    """The chain's end at the close of a day, to be kept elsewhere."""

    day = Date()
    seq = BigInt()
    hash = Varchar(length=64)
    at = Timestamptz()


class TimelineEntry(Table, tablename="timeline_entry"):
    """What people read on a record's page: who did what, when, in words."""

    kind = Varchar(length=40)
    record = BigInt()
    at = Timestamptz()
    actor = Integer(default=0)
    actor_name = word(80)
    action = Varchar(length=80)
    text = prose()
    detail = prose()
    staff_only = Boolean(default=False)
