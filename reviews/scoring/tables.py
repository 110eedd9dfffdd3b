# SPDX-License-Identifier: MIT
"""Score sheets."""

from __future__ import annotations

from piccolo.columns import Boolean, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from reviews.rounds.tables import Assignment, RoundItem
from reviews.rubrics.tables import Criterion
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class Sheet(Stateful, Table, tablename="score_sheet"):
    """One reviewer's sheet for one item: saved at every change, seen by nobody else before it counts."""

    assignment = ref(Assignment)
    opinion = prose()
    advice = word(40)
    confidence = Varchar(length=10, default="medium")
    private_note = prose()
    total = Numeric(digits=(6, 2), null=True, default=None)
    saved_at = optional_moment()
    submitted_at = optional_moment()
    outlier_asked_at = optional_moment()
    outlier_reason = prose()
    vetoes = word(40)  # the places of the rubric's veto items that the reviewer finds to hold, from 1, by commas
    veto_note = prose()
    recall_asked_at = optional_moment()  # when its reviewer asked to have it back
    recall_reason = prose()


class SheetScore(Table, tablename="sheet_score"):
    """A criterion's score on its own scale, or not applicable with the reason in the comment."""

    sheet = ref(Sheet)
    criterion = ref(Criterion)
    value = Numeric(digits=(5, 1), null=True, default=None)
    not_applicable = Boolean(default=False)
    comment = prose()


class SheetRevision(Table, tablename="sheet_revision"):
    """A sheet as it was handed in, taken back or revised: whole, so that it can be read whatever came later.

    ``content`` is a ``schemas.Kept`` as JSON.
    """

    sheet = ref(Sheet)
    number = Integer()
    event = Varchar(length=12)
    total = Numeric(digits=(6, 2), null=True, default=None)
    content = prose()
    reason = prose()
    at = Timestamptz()
    by = ref(Account)


class Remark(Table, tablename="review_remark"):
    """A word in the discussion of an item, by a reviewer whose sheet is in."""

    item = ref(RoundItem)
    assignment = ref(Assignment)
    text = prose()
    at = Timestamptz()
