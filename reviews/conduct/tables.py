# SPDX-License-Identifier: MIT
"""What a round's course leaves behind: substitutes named in advance, wishes for more time, who was at the meeting."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from reviews.rounds.tables import Round
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref


class Substitute(Table, tablename="round_substitute"):
    """A reviewer who stands by for a round; the lowest ``sort`` is asked first."""

    round = ref(Round)
    account = ref(Account)
    sort = Integer(default=1)
    by = ref(Account)
    at = Timestamptz()


class ReviewExtension(Stateful, Table, tablename="review_extension"):
    """More time for one reviewer in one round: asked for by the reviewer, or given by the office unasked."""

    round = ref(Round)
    reviewer = ref(Account)
    asked_until = Date()
    reason = prose()
    asked_by = ref(Account)
    asked_at = Timestamptz()
    until = optional_day()  # what was given
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()


class Attendance(Table, tablename="round_attendance"):
    """Whether somebody was at a round's meeting."""

    round = ref(Round)
    account = ref(Account)
    part = Varchar(length=10, default="reviewer")  # or: office
    present = Boolean(default=True)
    noted_by = ref(Account)
    at = Timestamptz()
