# SPDX-License-Identifier: MIT
"""The kernel's own bookkeeping."""

from __future__ import annotations

from piccolo.columns import Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import optional_moment, optional_number, prose, word


class JobRun(Table, tablename="job_run"):
    """When a periodic job last started and how it ended."""

    name = Varchar(length=64)
    started_at = Timestamptz()
    finished_at = optional_moment()
    done = Integer(default=0)
    error = prose()


class Sequence(Table, tablename="sequence"):
    """The last number given out per series, such as the orders of a year."""

    name = Varchar(length=64)
    last = Integer(default=0)


class RequestKey(Table, tablename="request_key"):
    """A submitted form's or API call's key, claimed in its transaction, with the first answer."""

    key = Varchar(length=160)
    at = Timestamptz()
    status = optional_number()
    headers = prose()
    body = prose()
    fingerprint = word(80)
