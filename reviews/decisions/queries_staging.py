# SPDX-License-Identifier: MIT
"""A round's decisions on one page: what each item's sheets suggest, what is drafted, how it stands to the quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from reviews.decisions import rules, staging
from reviews.decisions.schemas import Ballot, Board, BoardRow, Count, CutOff, Proposed, Vote, VoteView
from reviews.decisions.staging import GradeCuts, Standing
from reviews.decisions.tables import TieBallot, TieVote
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import GRADED, GRADES, WORDS
from reviews.rubrics import queries as rubrics
from reviews.rubrics.schemas import Scale
from reviews.rubrics.states import Kind
from reviews.scoring import aggregate, figures, queries_figures, quota
from reviews.scoring.figures import Sheet
from reviews.scoring.queries import ALL_IN
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies

MOST = 200


def standing(item: int, sheets: Sequence[Sheet], scale: Scale, *, trim_from: int, votes: int) -> Standing | None:
    """Return what an item is compared by; None while it has no complete sheet."""
    totals = [total for sheet in sheets if (total := figures.total_of(sheet, scale.criteria)) is not None]
    if not totals:
        return None
    summary = aggregate.summarise(totals, trim_from=trim_from)
    heaviest = figures.heaviest(scale.criteria)
    marks = [{mark.criterion: mark.value for mark in sheet.marks} for sheet in sheets]
    return Standing(
        id=item,
        decided=summary.decided,
        mean=summary.mean,
        heaviest=aggregate.criterion_means(marks).get(heaviest, Decimal(0)),
        votes=votes,
        vetoed=figures.vetoed(sheets),
    )


class Facts(msgspec.Struct):
    """A round's items with where each stands, and the terms."""

    items: list[ItemView]
    standings: dict[int, Standing]
    votes: list[VoteView]
    cuts: GradeCuts
    percent: int
    general: bool  # whether officers sign for general projects

    @property
    def quota(self) -> int:
        """How many may be excellent."""
        return quota.places(len(self.items), self.percent)

    def open_places(self, but: Sequence[int] = ()) -> int:
        """How many places of excellent are left, the items that are drafted anew left out."""
        given = [one for one in self.items if one.id not in but]
        return max(0, self.quota - quota.taken(given))


async def facts(actor: Actor, round_: int, rubric: int) -> Facts:
    """Return a round's items of the actor's scope with where they stand; the caller has read the round."""
    items = await rounds.items_of(actor, round_)
    ready = [item.id for item in items if item.state in ALL_IN]
    sheets = await queries_figures.sheets_of(ready)
    scale = await rubrics.scale(rubric)
    grades, terms, programme = await policies.on_decisions()
    votes = await votes_of(round_, {item.id for item in items})
    got = {ballot.item: ballot.votes for vote in votes for ballot in vote.ballots}
    found = {id_: standing(id_, sheets[id_], scale, trim_from=grades.trim_from, votes=got.get(id_, 0)) for id_ in ready}
    return Facts(
        items=items,
        standings={id_: one for id_, one in found.items() if one is not None},
        votes=votes,
        cuts=GradeCuts(grades.excellent, grades.good, grades.passed),
        percent=terms.excellent_percent,
        general=programme.officers_sign_general,
    )


class _Ballot(msgspec.Struct):
    vote: int
    item: int
    votes: int


async def votes_of(round_: int, seen: set[int]) -> list[VoteView]:
    """Return the votes of a round that touch no item hidden from the actor, the oldest first."""
    v, b = TieVote, TieBallot
    query = v.select(v.id, v.about, v.places, v.voters, v.held_on, v.note, v.by._.name.as_alias("by_name"))
    found = await db.rows(query.where(v.round == round_).order_by(v.id).limit(MOST), VoteView)
    if not found:
        return []
    ballots = await db.rows(
        b.select(b.vote, b.item, b.votes).where(b.vote.is_in([one.id for one in found])).order_by(b.id), _Ballot
    )
    for one in found:
        one.ballots = [Ballot(row.item, row.votes) for row in ballots if row.vote == one.id]
        one.about_label = _about(one.about)
    return [one for one in found if {ballot.item for ballot in one.ballots} <= seen]


def _about(code: str) -> str:
    words = {word.code: word.label for kind in WORDS for word in WORDS[kind]}
    return _(GRADES.get(code) or words.get(code) or code)


async def board(actor: Actor, round_: int, *, direction: str = "") -> Board:
    """Return a round's decisions for the office; NotFound outside the scope. ``direction`` narrows the rows alone."""
    view = await rounds.get_round(actor, round_)
    found = await facts(actor, round_, view.rubric)
    general, graded = found.general, view.kind in GRADED
    tied = _tied(found) if graded else []
    rows = [_row(one, found, tied) for one in found.items if direction in {"", one.direction}]
    order = {one.id: place for place, one in enumerate(staging.ordered(list(found.standings.values())))}
    rows.sort(key=lambda row: (row.item.id not in order, order.get(row.item.id, 0), row.item.id))
    given = [one for one in found.items if one.state in quota.GIVEN]
    actions = [
        name
        for name, holds in (
            ("stage", any(rules.may_stage(actor, one) for one in found.items)),
            ("sign", any(rules.may_sign(actor, one, officers_sign_general=general) for one in found.items)),
            ("vote", bool(rules.may_vote(actor))),
        )
        if holds
    ]
    return Board(
        round=view,
        rows=rows,
        grades=count_grades([one.grade for one in given], found.quota) if graded else [],
        words=count_words(view.kind, [one.decision for one in given]),
        quota=found.quota if graded else 0,
        tied=tied,
        left=found.open_places() if graded else 0,
        passed=found.cuts.passed,
        votes=found.votes,
        reasons=list(dict.fromkeys(one.over_reason for one in given if one.over_reason)),
        actions=actions,
    )


def _row(item: ItemView, found: Facts, tied: Sequence[int]) -> BoardRow:
    one = found.standings.get(item.id)
    if one is None:
        return BoardRow(item)
    suggested = "unqualified" if one.vetoed else found.cuts.grade(one.decided)
    return BoardRow(item, one.decided, one.mean, suggested, item.id in tied, one.vetoed, one.votes)


def _tied(found: Facts) -> list[int]:
    """The equals through which the quota of excellent cuts, among what is not decided yet."""
    open_ = [one.id for one in found.items if one.state in rules.PROPOSABLE]
    high = [found.standings[id_] for id_ in open_ if id_ in found.standings]
    high = [one for one in high if not one.vetoed and found.cuts.grade(one.decided) == staging.EXCELLENT]
    return staging.split(high, found.open_places(open_)).tied


def count_grades(grades: Sequence[str], most: int) -> list[Count]:
    """Return how many have each grade, the best first, with the quota of the first."""
    return [
        Count(code, _(label), list(grades).count(code), most if code == quota.EXCELLENT else None)
        for code, label in GRADES.items()
    ]


def count_words(kind: Kind, decisions: Sequence[str]) -> list[Count]:
    """Return how many have each word of a kind."""
    return [Count(word.code, _(word.label), list(decisions).count(word.code)) for word in WORDS[kind]]


async def count(actor: Actor, round_: int, drafts: Mapping[int, tuple[str, str]]) -> Proposed:
    """Return how a round would stand with some decisions and grades by item; what is decided stays as it is."""
    view = await rounds.get_round(actor, round_)
    items = await rounds.items_of(actor, round_)
    return await _counted(view.kind, items, drafts)


async def _counted(kind: Kind, items: Sequence[ItemView], drafts: Mapping[int, tuple[str, str]]) -> Proposed:
    terms = await policies.verdicts()
    both = [
        drafts.get(one.id) or (one.decision, one.grade) for one in items if one.state in quota.GIVEN or one.id in drafts
    ]
    most = quota.places(len(items), terms.excellent_percent)
    graded = count_grades([grade for word, grade in both if word], most) if kind in GRADED else []
    return Proposed([], graded, count_words(kind, [word for word, _grade in both]))


async def propose(actor: Actor, round_: int, command: CutOff) -> Proposed:
    """Return what cuts propose for a round's open items; nothing is written. NotFound outside the scope."""
    view = await rounds.get_round(actor, round_)
    found = await facts(actor, round_, view.rubric)
    wanted = [one for one in found.items if one.state in rules.PROPOSABLE and command.direction in {"", one.direction}]
    these = [found.standings[one.id] for one in wanted if one.id in found.standings]
    bars = [staging.Bar(one.decision, one.at_least) for one in command.bars]
    proposals = staging.by_cuts(these, bars, places=command.places, rest=command.rest)
    if view.kind in GRADED:
        left = found.open_places([one.id for one in these])
        proposals = staging.with_grades(proposals, these, found.cuts, places=left)
    drafts = {one.item: (one.decision, one.grade) for one in proposals if one.decision}
    counted = await _counted(view.kind, found.items, drafts)
    return Proposed(proposals, counted.grades, counted.words)


async def vote_stands(actor: Actor, round_: int, command: Vote) -> bool:
    """Whether a vote is about equals through which its cut goes (domain.md §2.1: only then is there one)."""
    view = await rounds.get_round(actor, round_)
    found = await facts(actor, round_, view.rubric)
    wanted = {ballot.item for ballot in command.ballots}
    if command.about == quota.EXCELLENT:
        return wanted == set(_tied(found))
    open_ = [one.id for one in found.items if one.state in rules.PROPOSABLE and one.id in found.standings]
    return wanted == set(staging.split([found.standings[id_] for id_ in open_], command.places).tied)
