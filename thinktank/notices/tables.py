# SPDX-License-Identifier: MIT
"""In-site notices and the outbox of mails."""

from __future__ import annotations

from piccolo.columns import BigInt, Boolean, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import optional_day, optional_moment, prose, ref, word


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


class OutboxMail(Table, tablename="outbox_mail"):
    """A mail to be delivered by the job, at least once, always under the same Message-ID."""

    notice = ref(Notice)
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
    """How one person wants mail; who has none gets each by itself."""

    account = ref(Account)
    digest = Boolean(default=False)
    hour = Integer(default=8)
    digested_on = optional_day()
    digested_upto = BigInt(default=0)
