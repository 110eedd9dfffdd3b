# SPDX-License-Identifier: MIT
"""Proposes a direction for a person from education, post and strengths, and shows why. A person decides.

Pure. Source: domain.md §4 (精准入库): score per direction, one main and at most two secondary ones; decisions.md: the
member's wish breaks ties only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.placement import shipped
from thinktank.placement.lexicon import MOST_WEIGHT, Lexicon, Source

Confidence: TypeAlias = Literal["clear", "close", "unclear"]
Spoken: TypeAlias = Literal["education", "unit", "post", "strengths", "learned"]


class Weighing(msgspec.Struct, frozen=True):
    """How much each source may give a direction at most (points, together 100), and when a proposal is sure."""

    education: int = 18
    unit: int = 24
    post: int = 22
    strengths: int = 36
    clear_gap: int = 15
    """A proposal is clear when the best direction leads the next by so many points ..."""
    clear_score: int = 30
    """... and has so many itself."""
    least: int = 8
    """Fewer points than this propose nothing."""
    secondary: int = 10
    """A direction with so many points is offered as secondary."""


DEFAULT = Weighing()
MOST_SECONDARY = 2
_UNSURE = 0.6  # of clear_score: under this a proposal rests on too little
_SEGMENT_SHARE = 0.5  # of the cap: what one of several strengths may give
SEGMENTS = re.compile(r"[、,，;；。/|\s]+")


class Facts(msgspec.Struct, frozen=True):
    """What a proposal is made from."""

    major: str = ""
    unit: str = ""
    post: str = ""
    strengths: str = ""
    research_interest: str = ""
    wish: Direction | None = None


class Evidence(msgspec.Struct, frozen=True):
    """One term found: in which source and piece of text, for which direction, with how many points."""

    source: Spoken
    term: str
    text: str
    direction: Direction
    points: int
    weight: int = 0
    note: str = ""


class Proposal(msgspec.Struct, frozen=True):
    """What the program proposes; ``scores`` has every direction (0-100), each the sum of its evidence's points."""

    main: Direction | None
    secondary: list[Direction]
    confidence: Confidence
    scores: dict[str, int]
    evidence: list[Evidence]


def propose(
    facts: Facts, *, lexicon: Lexicon | None = None, weighing: Weighing = DEFAULT, learned: Iterable[Evidence] = ()
) -> Proposal:
    """Propose a main and up to two secondary directions, with the evidence for each, strongest first.

    ``main`` is None when no direction reaches ``weighing.least`` points. The wish decides only between equal scores.
    ``learned`` is what confirmed placements add (``learning.speak``), bounded by its own cap.
    """
    words = lexicon or shipped.lexicon()
    evidence = [
        *learned,
        *_spoken(words, "education", [facts.major], weighing.education),
        *_spoken(words, "unit", [facts.unit], weighing.unit),
        *_spoken(words, "post", [facts.post], weighing.post),
        *_spoken(
            words, "strengths", SEGMENTS.split(f"{facts.strengths}、{facts.research_interest}"), weighing.strengths
        ),
    ]
    scores = dict.fromkeys(Direction, 0)
    for item in evidence:
        scores[item.direction] += item.points
    scores = {direction: min(100, score) for direction, score in scores.items()}
    ranked = _ranked(scores, evidence, facts.wish)
    main = ranked[0] if scores[ranked[0]] >= weighing.least else None
    secondary = [d for d in ranked[1 : 1 + MOST_SECONDARY] if main and scores[d] >= weighing.secondary]
    return Proposal(
        main=main,
        secondary=secondary,
        confidence=_confidence(scores[ranked[0]], scores[ranked[1]], weighing),
        scores={direction.value: score for direction, score in scores.items()},
        evidence=sorted(evidence, key=lambda item: -item.points),
    )


def _ranked(scores: Mapping[Direction, int], evidence: Sequence[Evidence], wish: Direction | None) -> list[Direction]:
    """Order by score; equal ones by the wish, then by what the post says, then in the programme's order."""
    from_post = dict.fromkeys(Direction, 0)
    for item in evidence:
        if item.source in {"unit", "post"}:
            from_post[item.direction] += item.points
    return sorted(Direction, key=lambda d: (-scores[d], d != wish, -from_post[d]))


def _confidence(best: int, second: int, weighing: Weighing) -> Confidence:
    if best < weighing.clear_score * _UNSURE:
        return "unclear"
    if best - second >= weighing.clear_gap and best >= weighing.clear_score:
        return "clear"
    return "close" if best - second >= weighing.clear_gap // 3 else "unclear"


def _spoken(words: Lexicon, source: Source, texts: Sequence[str], cap: int) -> list[Evidence]:
    """Return what a source says: each term once, points cut where a direction reaches the source's cap."""
    left = dict.fromkeys(Direction, cap)
    one = cap * _SEGMENT_SHARE if len(texts) > 1 else cap
    seen = set[str]()
    found = []
    for text in texts:
        room = dict.fromkeys(Direction, round(one))
        for hit in words.find(source, text):
            if hit.term in seen:
                continue
            seen.add(hit.term)
            for direction, weight in hit.weights:
                points = min(round(weight * hit.share * one / MOST_WEIGHT), left[direction], room[direction])
                left[direction] -= points
                room[direction] -= points
                if points:
                    note = "" if hit.share == 1 else "过去的经历，按一半计"
                    found.append(Evidence(source, hit.term, text, direction, points, weight, note))
    return found
