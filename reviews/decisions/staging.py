# SPDX-License-Identifier: MIT
"""Which decision a score suggests by cuts, how many places there are, and where equals stand on a cut; pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from reviews.scoring import aggregate

EXCELLENT, NEXT_BEST = "excellent", "good"
VETOED = "多数专家认定有否决项，请逐件拟定"
TIED = "与其他材料完全同分，请评审组表决"
FULL = "优秀名额已满"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What an item is compared by (domain.md §2.1): score, plain mean, heaviest criterion, votes of the panel."""

    id: int
    decided: Decimal
    mean: Decimal
    heaviest: Decimal
    votes: int = 0
    vetoed: bool = False

    @property
    def score(self) -> tuple[Decimal, Decimal, Decimal]:
        """What its sheets say; equal for a tie that only a vote resolves."""
        return (self.decided, self.mean, self.heaviest)

    @property
    def key(self) -> tuple[Decimal, Decimal, Decimal, int]:
        """What it is ordered by."""
        return (*self.score, self.votes)


class Bar(msgspec.Struct, frozen=True):
    """A decision word from a score on; no score: not given by this cut."""

    decision: str
    at_least: Decimal | None = None


class Proposal(msgspec.Struct, frozen=True):
    """What is proposed for an item; empty words with the reason where a person has to look."""

    item: int
    decision: str
    grade: str = ""
    why: str = ""


class Split(msgspec.Struct, frozen=True):
    """Who is inside so many places; ``tied`` are equals of which only ``left`` fit."""

    inside: list[int]
    tied: list[int]
    left: int


def ordered(items: Sequence[Standing]) -> list[Standing]:
    """Return the best first; equals by their number, which decides nothing."""
    return sorted(items, key=lambda one: (*(-part for part in one.key), one.id))


def split(items: Sequence[Standing], places: int) -> Split:
    """Return who fits into some places; equals on the border are in nobody's favour."""
    row = ordered(items)
    if len(row) <= places:
        return Split([one.id for one in row], [], max(0, places - len(row)))
    if places <= 0:
        return Split([], [], 0)
    border = row[places].key
    if row[places - 1].key != border:
        return Split([one.id for one in row[:places]], [], 0)
    inside = [one.id for one in row if one.key > border]
    return Split(inside, [one.id for one in row if one.key == border], places - len(inside))


def by_cuts(items: Sequence[Standing], bars: Sequence[Bar], *, places: int | None, rest: str) -> list[Proposal]:
    """Return a decision for every item by score, in the order of the bars; at most ``places`` take the first.

    What falls under every bar is proposed ``rest`` (may be empty). Whom a veto or a tie stands against is left open.
    """
    found: dict[int, Proposal] = {}
    for one in items:
        word = next((bar.decision for bar in bars if bar.at_least is not None and one.decided >= bar.at_least), rest)
        found[one.id] = Proposal(one.id, "", why=VETOED) if one.vetoed else Proposal(one.id, word)
    if places is not None and bars:
        first = bars[0].decision
        cut = split([one for one in items if found[one.id].decision == first], places)
        for id_, proposal in found.items():
            if id_ in cut.tied:
                found[id_] = Proposal(id_, "", why=TIED)
            elif proposal.decision == first and id_ not in cut.inside:
                found[id_] = Proposal(id_, rest)
    return [found[one.id] for one in ordered(items)]


class GradeCuts(msgspec.Struct, frozen=True):
    """From which score on a grade is given."""

    excellent: int
    good: int
    passed: int

    def grade(self, score: Decimal) -> str:
        """The grade of a score."""
        return aggregate.grade_of(score, excellent=self.excellent, good=self.good, passed=self.passed)


def with_grades(
    proposals: Sequence[Proposal], items: Sequence[Standing], cuts: GradeCuts, *, places: int
) -> list[Proposal]:
    """Add the grade to every proposal that has a decision; no more are excellent than there are places.

    Who is past the quota is proposed the next grade with the reason; equals on the border are left open.
    """
    by = {one.id: one for one in items}
    high = [by[one.item] for one in proposals if one.decision and cuts.grade(by[one.item].decided) == EXCELLENT]
    cut = split(high, places)
    found = []
    for one in proposals:
        grade = cuts.grade(by[one.item].decided) if one.decision else ""
        if grade == EXCELLENT and one.item in cut.tied:
            found.append(Proposal(one.item, one.decision, "", TIED))
        elif grade == EXCELLENT and one.item not in cut.inside:
            found.append(Proposal(one.item, one.decision, NEXT_BEST, FULL))
        else:
            found.append(Proposal(one.item, one.decision, grade, one.why))
    return found
