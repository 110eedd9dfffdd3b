# SPDX-License-Identifier: MIT
"""What the review of an application came to, as it comes down from reviews and goes out to lists."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from research.applications.states import ReviewWord
from thinktank.kernel.i18n import _


class ReviewResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a review round came to: which round, its decision, the score that decided, the grade that it suggests."""

    round: int
    title: str
    decision: ReviewWord
    score: Decimal | None = None
    grade: str = ""  # in words
    note: str = ""

    @property
    def in_words(self) -> str:
        """The round, the score and the grade in one line."""
        return review_line(self.title, self.score, self.grade)


def review_line(title: str, score: Decimal | None, grade: str) -> str:
    """Return the round, the score and the grade of a review in one line; blank without a round."""
    mark = _("%(score)s分") % {"score": f"{score:.2f}"} if score is not None else ""
    return "　".join(part for part in (title, mark, grade) if part)
