# SPDX-License-Identifier: MIT
"""What proposals are made with today: the lexicon in force, the weights, what confirmed placements taught."""

from __future__ import annotations

import zlib
from datetime import date, datetime
from typing import Any

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.directions import Direction
from thinktank.placement import learning, shipped
from thinktank.placement.lexicon import Entry, Lexicon, merged
from thinktank.placement.matching import Facts, Proposal, Weighing, propose
from thinktank.placement.tables import LexiconChange, LexiconVersion, PlacementModel
from thinktank.policies import queries as policies
from thinktank.policies.kinds import DirectionWeights
from thinktank.talents.tables import Talent

MOST_VERSIONS = 2_000
MOST_CHANGES = 50_000


class Told(msgspec.Struct):
    """A person as proposals see them."""

    id: int
    name: str
    major: str
    unit_name: str
    post: str
    strengths: str
    research_interest: str
    wish: str
    direction: str

    @property
    def facts(self) -> Facts:
        """What a proposal is made from."""
        return Facts(
            major=self.major,
            unit=self.unit_name,
            post=self.post,
            strengths=self.strengths,
            research_interest=self.research_interest,
            wish=Direction(self.wish) if self.wish else None,
        )

    @property
    def own(self) -> Direction | None:
        """The direction that was confirmed for this person."""
        return Direction(self.direction) if self.direction else None


def told() -> Any:
    """Return the select of people as proposals see them."""
    t = Talent
    name = t.unit._.name.as_alias("unit_name")
    return t.select(t.id, t.name, t.major, name, t.post, t.strengths, t.research_interest, t.wish, t.direction)


class Basis:
    """Everything that a proposal depends on beside the person's facts; ``label`` changes with any of it."""

    def __init__(self, label: str, lexicon: Lexicon, weights: DirectionWeights, model: learning.Model) -> None:
        self.label = label
        self.lexicon = lexicon
        self.weights = weights
        self.model = model
        self._weighing = Weighing(
            education=weights.education,
            unit=weights.unit,
            post=weights.post,
            strengths=weights.strengths,
            clear_gap=weights.clear_gap,
            clear_score=weights.clear_score,
        )

    def propose(self, one: Told) -> Proposal:
        """Propose a direction for one person; what the district learned from this very person is left out."""
        facts, weights = one.facts, self.weights
        most = weights.learned_most if weights.learn else 0
        learned = learning.speak(
            self.model, facts, self.lexicon, most=most, least=weights.learn_from, own=one.own
        )  # fmt: skip
        return propose(facts, lexicon=self.lexicon, weighing=self._weighing, learned=learned)

    def with_lexicon(self, lexicon: Lexicon) -> Basis:
        """Return the same with another lexicon, for trying a change out."""
        return Basis("", lexicon, self.weights, self.model)


class _Version(msgspec.Struct):
    id: int
    at: datetime
    note: str
    changes: int


class _Change(msgspec.Struct):
    id: int
    version: int
    source: str
    term: str
    direction: str
    weight: int
    category: str


class _Model(msgspec.Struct):
    id: int
    trained_at: datetime
    people: int


class _Trained(msgspec.Struct):
    model: str


_kept: list[tuple[object, Basis]] = []


async def current() -> Basis:
    """Return today's basis, prepared once for as long as nothing of it changes."""
    weights = await policies.direction_weights()
    versions, models = await db.together((_in_force(clock.today()), _Version), (_latest_model(), _Model))
    label = f"{zlib.crc32(repr((versions, models, weights)).encode()):08x}"
    if not _kept or _kept[0][0] is not db.engine() or _kept[0][1].label != label:
        lexicon = Lexicon(await entries_on(clock.today())) if versions else shipped.lexicon()
        _kept[:] = [(db.engine(), Basis(label, lexicon, weights, await model()))]
    return _kept[0][1]


def _in_force(day: date) -> Any:
    v = LexiconVersion
    query = v.select(v.id, v.at, v.note, v.changes).where(v.effective_from <= day)
    return query.order_by(v.effective_from).order_by(v.id).limit(MOST_VERSIONS)


def _latest_model() -> Any:
    m = PlacementModel
    return m.select(m.id, m.trained_at, m.people).order_by(m.id, ascending=False).limit(1)


async def model() -> learning.Model:
    """Return what confirmed placements taught last; an empty model before the first lesson."""
    m = PlacementModel
    found = await db.first(m.select(m.model).order_by(m.id, ascending=False), _Trained)
    return msgspec.json.decode(found.model, type=learning.Model) if found else learning.NOTHING


async def entries_on(day: date) -> list[Entry]:
    """Return the lexicon in force on a day: what is shipped, then every version's changes in order."""
    versions = [one.id for one in await db.rows(_in_force(day), _Version)]
    if not versions:
        return list(shipped.entries())
    c = LexiconChange
    columns = (c.id, c.version, c.source, c.term, c.direction, c.weight, c.category)
    found = await db.rows(
        c.select(*columns).where(c.version.is_in(versions)).order_by(c.id).limit(MOST_CHANGES), _Change
    )
    order = {version: n for n, version in enumerate(versions)}
    found.sort(key=lambda change: (order[change.version], change.id))
    return merged(shipped.entries(), (_entry(change) for change in found))


def _entry(change: _Change) -> Entry:
    direction = Direction(change.direction) if change.direction else None
    return Entry(change.source, change.term, direction, change.weight, change.category)  # type: ignore[arg-type]
