# SPDX-License-Identifier: MIT
"""In-site notices and the outbox of mails."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Versioned, optional_day, optional_moment, optional_number, prose, ref, word


class Notice(Table, tablename="notice"):
    """A message to one person about one record; once per rule, record, occasion and person."""

    account = ref(Account)
    rule = Varchar(length=60)
    kind = Varchar(length=40)
    record = BigInt()
    occasion = word(40)
    title = Varchar(length=200)
    body = prose()
    href = word(300)
    at = Timestamptz()
    read_at = optional_moment()


class NoticeWay(Versioned, Table, tablename="notice_way"):
    """A way beside mail by which one person wants to be told: a robot's key, or a name at the office's gateway.

    It is never deleted, for deliveries point at it: one that is given up holds no address any more.
    """

    account = ref(Account)
    channel = Varchar(length=20)
    address = word(200)
    secret = word(200)
    enabled = Boolean(default=True)
    set_at = Timestamptz()
    tested_at = optional_moment()


class OutboxMail(Table, tablename="outbox_mail"):
    """A message to be delivered by the job, at least once, always under the same Message-ID.

    By mail to ``address``, or by ``way``; ``created_at`` begins anew when the office sends it again.
    """

    notice = ref(Notice)
    account = ref(Account, null=True)
    channel = Varchar(length=20, default="mail")
    way = ref(NoticeWay, null=True)
    address = Varchar(length=120)
    subject = Varchar(length=200)
    body = prose()
    message_id = Varchar(length=120)
    created_at = Timestamptz()
    tries = Integer(default=0)
    next_try_at = Timestamptz()
    sent_at = optional_moment()
    gave_up_at = optional_moment()
    error = word(300)


class NoticeChoice(Table, tablename="notice_choice"):
    """How one person wants to be told; who has none gets each word by itself, by mail, outside the office's hours."""

    account = ref(Account)
    mail = Boolean(default=True)
    quiet_from = optional_number()  # both or none: the office's hours
    quiet_until = optional_number()
    digest = Boolean(default=False)
    hour = Integer(default=8)
    digested_on = optional_day()
    digested_upto = BigInt(default=0)


class CalendarFeed(Table, tablename="calendar_feed"):
    """A secret address under which one person's calendar of what is due is read; only its SHA-256 is kept."""

    account = ref(Account)
    token_hash = Varchar(length=64)
    created_at = Timestamptz()
    revoked_at = optional_moment()
    used_at = optional_moment()
