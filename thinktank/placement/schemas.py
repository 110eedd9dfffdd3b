# SPDX-License-Identifier: MIT
"""What comes in and goes out of placement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.kernel.directions import Direction
from thinktank.kernel.paging import Page
from thinktank.placement.lexicon import MOST_TERM, MOST_WEIGHT, Entry, Source, normal
from thinktank.placement.matching import Evidence
from thinktank.talents.schemas import TalentRow


class ConfirmProposals(msgspec.Struct, forbid_unknown_fields=True):
    """Take the proposed direction for the people named, or for all that a list's conditions find."""

    ids: Annotated[list[int], Meta(title="人员")] = []
    all: Annotated[bool, Meta(title="符合条件、有建议方向的全部人员")] = False
    q: Annotated[str, Meta(title="查找", max_length=60)] = ""
    state: Annotated[str, Meta(title="状态", max_length=20)] = ""
    unit: Annotated[int | None, Meta(title="单位")] = None
    confidence: Annotated[Literal["", "clear", "close", "unclear"], Meta(title="依据")] = ""


class Reconsider(msgspec.Struct, forbid_unknown_fields=True):
    """Settle people whose evidence left their confirmed direction: take the new proposal, or keep what was decided."""

    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
    ids: Annotated[list[int], Meta(title="人员", max_length=1_000)] = []
    keep: Annotated[bool, Meta(title="维持现在的方向")] = False


class Place(msgspec.Struct, forbid_unknown_fields=True):
    """Decide one person's direction; against the proposal, or anew, with a reason."""

    direction: Annotated[Direction, Meta(title="主方向")]
    secondary: Annotated[list[Direction], Meta(title="次方向", max_length=2)] = []
    reason: Annotated[str, Meta(title="理由", max_length=300)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class Decision(msgspec.Struct):
    """A decision on a direction, present or past."""

    id: int
    direction: str
    secondary: str
    proposed: str
    reason: str
    decided_by: int
    decided_by_name: str
    decided_at: datetime
    current: bool


class PlacementView(msgspec.Struct):
    """A person's direction: the proposal with its evidence, the decision, and what was decided before."""

    talent: int
    name: str
    version: int
    direction: str
    secondary: list[str]
    proposed: str
    proposed_secondary: list[str]
    confidence: str
    scores: dict[str, int]
    evidence: list[Evidence]
    proposed_at: datetime | None
    waits: str
    decisions: list[Decision]
    actions: list[str]

    @property
    def current(self) -> Decision | None:
        """The decision in force, None before the first."""
        return next((one for one in self.decisions if one.current), None)

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """The directions by score, highest first, the decided one on top."""
        return sorted(self.scores.items(), key=lambda pair: (pair[0] != self.direction, -pair[1]))


class Confirmed(msgspec.Struct):
    """How many were confirmed, and whether (at least how many) more wait for another press of the button."""

    confirmed: int
    left: int = 0


class DirectionBoard(msgspec.Struct):
    """One direction with how many people it has and the first of them."""

    direction: Direction
    count: str
    people: list[TalentRow]


# -- the queue ------------------------------------------------------------------------------------------------------


class QueueRow(msgspec.Struct):
    """Somebody whose direction waits for a decision, with what speaks for the proposal."""

    id: int
    talent: int
    name: str
    unit_name: str
    post: str
    major: str
    strengths: str
    direction: str
    main: str
    secondary: str
    confidence: str
    scores: str
    evidence: str
    rank: str

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """The two strongest directions with their scores."""
        found = msgspec.json.decode(self.scores, type=dict[str, int])
        return sorted(found.items(), key=lambda pair: -pair[1])[:2]

    @property
    def reasons(self) -> list[Evidence]:
        """The strongest evidence for the proposed direction."""
        found = msgspec.json.decode(self.evidence, type=list[Evidence])
        return [one for one in found if one.direction.value == self.main][:3]


class QueueView(msgspec.Struct):
    """A page of the queue, and how many wait why (up to 1000+)."""

    rows: Page[QueueRow]
    counts: dict[str, int]


# -- the lexicon ----------------------------------------------------------------------------------------------------

Weight = Annotated[int, Meta(ge=0, le=MOST_WEIGHT)]


class TermChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry to add, reweigh or retire; without a direction the term says nothing and shields what is inside."""

    source: Annotated[Source, Meta(title="来源")]
    term: Annotated[str, Meta(title="词", min_length=1, max_length=MOST_TERM)]
    direction: Annotated[Direction | None, Meta(title="方向")] = None
    weight: Annotated[Weight, Meta(title="权重")] = 0
    retire: Annotated[bool, Meta(title="停用")] = False
    category: Annotated[str, Meta(title="类别", max_length=40)] = ""

    @property
    def entry(self) -> Entry:
        """The entry that a version stores: weight 0 retires, -1 where there is no direction."""
        gone = self.retire or (self.direction is not None and not self.weight)
        weight = (0 if self.direction else -1) if gone else (self.weight if self.direction else 0)
        return Entry(self.source, normal(self.term), self.direction, weight, self.category)


class ReviseLexicon(msgspec.Struct, forbid_unknown_fields=True):
    """Put changes of the lexicon in force from a day on."""

    changes: Annotated[list[TermChange], Meta(title="改动", min_length=1, max_length=10_000)]
    effective_from: Annotated[date, Meta(title="生效日期")]
    note: Annotated[str, Meta(title="修改理由", min_length=1, max_length=200)]


class SetTerm(msgspec.Struct, forbid_unknown_fields=True):
    """One term with its weight in each direction; nothing anywhere retires it."""

    source: Annotated[Source, Meta(title="来源")]
    term: Annotated[str, Meta(title="词", min_length=1, max_length=MOST_TERM)]
    effective_from: Annotated[date, Meta(title="生效日期")]
    note: Annotated[str, Meta(title="修改理由", min_length=1, max_length=200)]
    industry: Annotated[Weight, Meta(title="产业发展")] = 0
    innovation: Annotated[Weight, Meta(title="创新创业")] = 0
    rural: Annotated[Weight, Meta(title="乡村振兴")] = 0
    urban: Annotated[Weight, Meta(title="城市建设")] = 0
    edu_health: Annotated[Weight, Meta(title="教育卫生")] = 0
    neutral: Annotated[bool, Meta(title="不计分：出现这个词时，其中较短的词也不计")] = False


class ReviseLines(msgspec.Struct, forbid_unknown_fields=True):
    """Changes as lines of a CSV, as the page sends them on from the preview."""

    lines: Annotated[str, Meta(title="改动", min_length=1, max_length=600_000)]
    effective_from: Annotated[date, Meta(title="生效日期")]
    note: Annotated[str, Meta(title="修改理由", min_length=1, max_length=200)]


class TermView(msgspec.Struct):
    """A term in one source with its weights by direction; none = it says nothing."""

    source: str
    term: str
    weights: dict[str, int]
    category: str
    changed: bool


class VersionLine(msgspec.Struct):
    """One change of the lexicon: from when, why, by whom."""

    id: int
    effective_from: date
    note: str
    changes: int
    at: datetime
    set_by_name: str


class LexiconView(msgspec.Struct):
    """A page of terms, how many entries each direction has, and the versions."""

    terms: Page[TermView]
    counts: dict[str, int]
    versions: list[VersionLine]
    actions: list[str]


class Moved(msgspec.Struct):
    """Somebody whose proposal a change of the lexicon would move; ``direction`` is the confirmed one."""

    talent: int
    name: str
    unit_name: str
    post: str
    before: str
    after: str
    direction: str


class Impact(msgspec.Struct):
    """What a change of the lexicon would move: of the people looked at, whom it touches and whose proposal changes."""

    people: int
    touched: int
    changed: int
    confirmed: int
    moves: list[Moved]
    out: dict[str, int]
    into: dict[str, int]
    limited: bool


# -- balancing ------------------------------------------------------------------------------------------------------

Size = Annotated[int, Meta(ge=0, le=100_000)]


class WantSizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many people each direction shall have; a direction without a number takes what comes."""

    industry: Annotated[Size | None, Meta(title="产业发展")] = None
    innovation: Annotated[Size | None, Meta(title="创新创业")] = None
    rural: Annotated[Size | None, Meta(title="乡村振兴")] = None
    urban: Annotated[Size | None, Meta(title="城市建设")] = None
    edu_health: Annotated[Size | None, Meta(title="教育卫生")] = None
    confirmed: Annotated[bool, Meta(title="已确认的人也可以调整")] = False


class MoveLine(msgspec.Struct):
    """One proposed move: who, from where, to where, and the points of fit that it costs."""

    talent: int
    version: int
    name: str
    unit_name: str
    post: str
    from_: str
    to: str
    cost: int
    confirmed: bool


class BalanceView(msgspec.Struct):
    """The assignment with the least loss: sizes now and then, what it costs, the moves."""

    people: int
    now: dict[str, int]
    then: dict[str, int]
    cost: int
    moves: list[MoveLine]


class ApplyMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A move to carry out, with the version of the person's card that the proposal was made from."""

    talent: int
    version: int
    to: Direction


class ApplyMoves(msgspec.Struct, forbid_unknown_fields=True):
    """Carry out chosen moves as decisions of the office, with one reason."""

    moves: Annotated[list[ApplyMove], Meta(title="调整", min_length=1, max_length=2_000)]
    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=300)]


class ChooseMoves(msgspec.Struct, forbid_unknown_fields=True):
    """The moves that a page's boxes name: talent-version-direction."""

    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=300)]
    moves: Annotated[list[str], Meta(title="调整")] = []
