# SPDX-License-Identifier: MIT
"""What hangs on decisions: votes on ties, comments that the team may read, second looks, appeals."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics.tables import Criterion
from reviews.scoring.tables import Sheet
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class TieVote(Table, tablename="tie_vote"):
    """A vote of the panel on items that nothing else tells apart, held because a cut went through them."""

    round = ref(Round)
    about = Varchar(length=40)  # what the places were of: a grade or a decision word
    places = Integer()
    voters = prose()
    held_on = Date()
    note = prose()
    by = ref(Account)
    at = Timestamptz()


class TieBallot(Table, tablename="tie_ballot"):
    """How many of the panel voted for one of the tied items."""

    vote = ref(TieVote)
    item = ref(RoundItem)
    votes = Integer()


class ReleasedComment(Table, tablename="released_comment"):
    """A comment of a sheet that its item's team may read: on a criterion, or the overall opinion."""

    item = ref(RoundItem)
    sheet = ref(Sheet)
    criterion = ref(Criterion, null=True)
    by = ref(Account)
    at = Timestamptz()


class Recheck(Table, tablename="review_recheck"):
    """What one of the panel says to the mended material; ``agreed`` is empty until then."""

    item = ref(RoundItem)
    assignment = ref(Assignment)
    asked_at = Timestamptz()
    agreed = Boolean(null=True, default=None)
    note = prose()
    at = optional_moment()


class Appeal(Stateful, Table, tablename="review_appeal"):
    """A written appeal in one's own name against how a decision came about, and its answer."""

    item = ref(RoundItem)
    fault = Varchar(length=20)
    name = Varchar(length=40)
    contact = word(60)
    text = prose()
    account = ref(Account, null=True)  # empty where it came on paper
    at = Timestamptz()
    due_on = Date()  # by when it is to be answered
    handler = ref(Account, null=True)
    answer = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()
