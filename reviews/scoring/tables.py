# SPDX-License-Identifier: MIT
"""Score sheets."""

from __future__ import annotations

from piccolo.columns import Boolean, Numeric, Varchar
from piccolo.table import Table

from reviews.rounds.tables import Assignment
from reviews.rubrics.tables import Criterion
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


class SheetScore(Table, tablename="sheet_score"):
    """A criterion's score on its own scale, or not applicable with the reason in the comment."""

    sheet = ref(Sheet)
    criterion = ref(Criterion)
    value = Numeric(digits=(5, 1), null=True, default=None)
    not_applicable = Boolean(default=False)
    comment = prose()
