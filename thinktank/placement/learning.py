# SPDX-License-Identifier: MIT
"""What confirmed placements teach: smoothed log-odds per term, as evidence in words with a bounded weight. Pure.

A term is a whole major, unit, post or strength as people of the district write it, or a term that the lexicon finds in
them. A term speaks for a direction when more of its people were placed there than the district's average would
have it. All that it adds stays under a cap below the lead that makes a proposal clear, so it never turns one over.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.placement.lexicon import Lexicon, Source, normal
from thinktank.placement.matching import SEGMENTS, Evidence, Facts

Term: TypeAlias = tuple[Source, str]
SMOOTHING = 2.0
"""So many people placed as the average is are added to every term: few cases say little."""
POINTS_PER_UNIT = 2.5
"""Points for one unit of log-odds (a term that is 2.7 times as common in a direction as on average)."""
LEAST_POINTS = 2
"""Less than twice the average says nothing."""
MOST_PER_TERM = 4
LONGEST = 40


class Taught(msgspec.Struct, frozen=True):
    """How a term's people were placed: the direction's number of ``people``, and what that is worth in points."""

    source: Source
    term: str
    direction: Direction
    placed: int
    people: int
    points: int


class Model(msgspec.Struct, frozen=True):
    """Counts by term, and of all who were placed: enough to give every weight and its reason."""

    total: dict[str, int]
    counts: dict[str, dict[str, dict[str, int]]]

    @property
    def people(self) -> int:
        """How many confirmed placements it was made from."""
        return sum(self.total.values())


NOTHING = Model(total={}, counts={})


def terms_of(facts: Facts, words: Lexicon) -> set[Term]:
    """Return the terms by which a person is known: whole texts, and the lexicon's terms inside of them."""
    return set(_terms_of(facts, words))


def _terms_of(facts: Facts, words: Lexicon) -> Iterator[Term]:
    strengths = [part for part in SEGMENTS.split(facts.strengths) if part]
    texts: tuple[tuple[Source, list[str]], ...] = (
        ("education", [facts.major]),
        ("unit", [facts.unit]),
        ("post", [facts.post]),
        ("strengths", strengths),
    )
    for source, parts in texts:
        for text in parts:
            if text:
                yield source, normal(text)[:LONGEST]
            for hit in words.find(source, text):
                yield source, hit.term


def train(cases: Iterable[tuple[Facts, Direction]], words: Lexicon, *, least: int) -> Model:
    """Count how the people of each term were placed; terms of fewer than ``least`` people are left out."""
    total: Counter[str] = Counter()
    found: dict[Term, Counter[str]] = {}
    for facts, direction in cases:
        total[direction.value] += 1
        for term in terms_of(facts, words):
            found.setdefault(term, Counter())[direction.value] += 1
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for (source, name), by in sorted(found.items()):
        if by.total() >= least:
            counts.setdefault(source, {})[name] = dict(by)
    return Model(total=dict(total), counts=counts)


def weigh(model: Model, term: Term, *, least: int, own: Direction | None = None) -> list[Taught]:
    """Return what a term speaks for. ``own`` takes out the person's own placement: nobody teaches about themselves."""
    source, name = term
    by = model.counts.get(source, {}).get(name)
    if by is None:
        return []
    counted = {d: by.get(d.value, 0) - (d is own) for d in Direction}
    people = sum(counted.values())
    everybody = model.people - (own is not None)
    found = []
    for direction, placed in counted.items():
        share = (model.total.get(direction.value, 0) - (direction is own) + 1) / (everybody + len(Direction))
        odds = math.log((placed + SMOOTHING * share) / (people + SMOOTHING) / share)
        points = min(MOST_PER_TERM, round(POINTS_PER_UNIT * odds))
        if placed >= least and points >= LEAST_POINTS:
            found.append(Taught(source, name, direction, placed, people, points))
    return found


def speak(
    model: Model, facts: Facts, words: Lexicon, *, most: int, least: int, own: Direction | None = None
) -> list[Evidence]:
    """Return the evidence that the model adds for a person: strongest terms first, each direction up to ``most``."""
    if not model.counts or not most:
        return []
    spoken = [one for term in sorted(terms_of(facts, words)) for one in weigh(model, term, least=least, own=own)]
    left = dict.fromkeys(Direction, most)
    evidence = []
    for one in sorted(spoken, key=lambda taught: (-taught.points, -taught.placed, taught.source, taught.term)):
        points = min(one.points, left[one.direction])
        left[one.direction] -= points
        if points:
            note = f"本区已确认的{one.people}人中{one.placed}人归此"
            evidence.append(Evidence("learned", one.term, one.term, one.direction, points, one.points, note))
    return evidence


def strongest(model: Model, *, least: int, most: int) -> list[Taught]:
    """Return the model's weights for people to read: by points, then by how many people stand behind them."""
    terms = [(source, term) for source, by_term in model.counts.items() for term in by_term]
    every = [one for source, term in terms for one in weigh(model, (source, term), least=least)]  # type: ignore[arg-type]
    return sorted(every, key=lambda one: (-one.points, -one.placed, one.source, one.term))[:most]
