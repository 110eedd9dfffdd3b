# SPDX-License-Identifier: MIT
"""Proposes a direction for a person from education, post and strengths, and shows why. A person decides.

Pure. Source: domain.md §4 (精准入库): score per direction, one main and at most two secondary ones; decisions.md: the
member's wish breaks ties only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, TypeAlias

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.placement.lexicon import LEXICON, Group

Source: TypeAlias = Literal["education", "post", "strengths"]
Confidence: TypeAlias = Literal["high", "medium", "low"]

CAPS: Mapping[Source, int] = {"education": 28, "post": 38, "strengths": 34}
"""The most that one source can give a direction; together 100."""

LEAST_MAIN = 20
LEAST_SECONDARY = 10
MOST_SECONDARY = 2
_SURE = (50, 20)
_LIKELY = (34, 10)
_SEGMENTS = re.compile(r"[、,，;；。/|\s]+")


class Evidence(msgspec.Struct, frozen=True):
    """One term found: in which source and piece of text, for which direction, with how many points."""

    source: Source
    term: str
    text: str
    direction: Direction
    points: int


class Proposal(msgspec.Struct, frozen=True):
    """What the program proposes; ``scores`` has every direction (0-100), each the sum of its evidence's points."""

    main: Direction | None
    secondary: list[Direction]
    confidence: Confidence
    scores: dict[str, int]
    evidence: list[Evidence]


def propose(
    *,
    major: str = "",
    unit: str = "",
    post: str = "",
    strengths: str = "",
    research_interest: str = "",
    wish: Direction | None = None,
) -> Proposal:
    """Propose a main and up to two secondary directions, with the evidence for each, strongest first.

    ``main`` is None when no direction reaches ``LEAST_MAIN`` points. ``wish`` decides only between equal scores.
    """
    evidence = [
        *_evidence("education", [major]),
        *_evidence("post", [unit, post]),
        *_evidence("strengths", [strengths, research_interest]),
    ]
    scores = dict.fromkeys(Direction, 0)
    for item in evidence:
        scores[item.direction] += item.points
    ranked = _ranked(scores, evidence, wish)
    main = ranked[0] if scores[ranked[0]] >= LEAST_MAIN else None
    secondary = [d for d in ranked[1 : 1 + MOST_SECONDARY] if main and scores[d] >= LEAST_SECONDARY]
    return Proposal(
        main=main,
        secondary=secondary,
        confidence=_confidence(scores[ranked[0]], scores[ranked[1]]),
        scores={direction.value: score for direction, score in scores.items()},
        evidence=sorted(evidence, key=lambda item: -item.points),
    )


def _ranked(scores: Mapping[Direction, int], evidence: Sequence[Evidence], wish: Direction | None) -> list[Direction]:
    """Order by score; equal ones by the wish, then by what the post says, then in the programme's order."""
    from_post = dict.fromkeys(Direction, 0)
    for item in evidence:
        if item.source == "post":
            from_post[item.direction] += item.points
    return sorted(Direction, key=lambda d: (-scores[d], d != wish, -from_post[d]))


def _confidence(best: int, second: int) -> Confidence:
    gap = best - second
    if best >= _SURE[0] and gap >= _SURE[1]:
        return "high"
    return "medium" if best >= _LIKELY[0] and gap >= _LIKELY[1] else "low"


def _evidence(source: Source, fields: Iterable[str]) -> list[Evidence]:
    """Return what a source says: each term once, points cut where a direction reaches the source's cap."""
    left = dict.fromkeys(Direction, CAPS[source])
    seen = set[str]()
    found = []
    for text in (segment for field in fields for segment in _SEGMENTS.split(field) if segment):
        for term in _terms_in(_normal(text), source):
            if term in seen:
                continue
            seen.add(term)
            for direction, weight in _terms(source)[term[0]][term]:
                points = min(weight, left[direction])
                left[direction] -= points
                if points:
                    found.append(Evidence(source, term, text, direction, points))
    return found


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _terms_in(text: str, source: Source) -> list[str]:
    """Return the terms of a text from left to right, the longest at each place, none overlapping."""
    terms = _terms(source)
    found = []
    at = 0
    while at < len(text):
        term = next((t for t in terms.get(text[at], ()) if text.startswith(t, at) and _whole(text, at, t)), "")
        if term:
            found.append(term)
        at += len(term) or 1
    return found


def _whole(text: str, at: int, term: str) -> bool:
    """Tell whether a Latin term stands alone: ai is not part of email."""
    if not term.isascii():
        return True
    around = text[max(at - 1, 0) : at] + text[at + len(term) : at + len(term) + 1]
    return not any(char.isascii() and char.isalnum() for char in around)


_Weights: TypeAlias = list[tuple[Direction, int]]


@cache
def _terms(source: Source) -> dict[str, dict[str, _Weights]]:
    """Return a source's terms by first character, the longest first, each with its points per direction."""
    best: dict[str, dict[Direction, int]] = {}
    for group in LEXICON:
        if weight := _weight(group, source):
            for term in group.terms.split():
                points = best.setdefault(term, {})
                points[group.direction] = max(weight, points.get(group.direction, 0))
    terms: dict[str, dict[str, _Weights]] = {}
    for term in sorted(best, key=len, reverse=True):
        terms.setdefault(term[0], {})[term] = list(best[term].items())
    return terms


def _weight(group: Group, source: Source) -> int:
    weights: dict[Source, int] = {"education": group.education, "post": group.post, "strengths": group.strengths}
    return weights[source]
