# SPDX-License-Identifier: MIT
"""What reviewers are good at, and plans of who reviews what."""

from __future__ import annotations

from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from reviews.rounds.tables import Assignment, Round, RoundItem
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_number, prose, ref, word


class ReviewerProfile(Versioned, Table, tablename="reviewer_profile"):
    """What a reviewer knows, would like to judge and can take on; one for each account."""

    account = ref(Account)
    directions = word(80)  # by commas
    wishes = word(80)
    expertise = prose()
    load_most = optional_number()
    away_until = optional_day()


class StaffingPlan(Stateful, Table, tablename="staffing_plan"):
    """A proposal of who reviews what in a round; ``limits``, ``short``, ``remedies`` and ``loads`` are JSON."""

    round = ref(Round)
    aim = Varchar(length=10)
    limits = Text(default="{}")
    short = Text(default="[]")  # [[item, places], …]
    remedies = Text(default="[]")
    loads = Text(default="[]")  # [[reviewer, most], …]
    made_by = ref(Account)
    made_at = Timestamptz()


class StaffingPair(Table, tablename="staffing_pair"):
    """A reviewer for an item in a plan.

    ``kept`` was assigned before; ``dropped`` was too and goes. ``assignment`` is what applying made of it.
    """

    plan = ref(StaffingPlan)
    item = ref(RoundItem)
    reviewer = ref(Account)
    fit = Integer(default=0)
    why = word(200)
    kept = Boolean(default=False)
    dropped = Boolean(default=False)
    assignment = ref(Assignment, null=True)
