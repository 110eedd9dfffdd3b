# SPDX-License-Identifier: MIT
"""The words that speak for a direction, and how they are found in a text. Pure.

A term stands under a source (where it counts), a direction and a weight of 1-10; a term without a direction says
nothing and keeps the shorter terms inside of it from speaking. Where terms overlap the longest counts, wherever it
begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, get_args

import msgspec

from thinktank.kernel.directions import Direction

Source: TypeAlias = Literal["education", "unit", "post", "strengths"]
SOURCES: tuple[Source, ...] = get_args(Source)
SOURCE_LABELS: Mapping[str, str] = {"education": "专业", "unit": "单位", "post": "职务", "strengths": "特长"}
MOST_WEIGHT = 10
MOST_TERM = 20
KEPT_TEXTS = 20_000  # texts whose terms are remembered: rosters repeat units, posts and majors

_NOT = re.compile(
    r"(?:不|未|没有|无)(?:再|曾)?(?:从事|负责|涉及|分管|包括|包含|含|参与|承担|是|做)?$|(?:而非|并非|除|非)$"
)
_ONCE = re.compile(r"(?:原|前|曾|曾任|曾从事|曾在|原任|原从事|从前|以前|过去)$")


class Entry(msgspec.Struct, frozen=True):
    """One term in one source for one direction; weight 0 with a direction = retired, no direction = says nothing."""

    source: Source
    term: str
    direction: Direction | None
    weight: int
    group: str = ""

    @property
    def key(self) -> Key:
        """What makes two entries the same one."""
        return (self.source, self.term, self.direction)


Key: TypeAlias = tuple[Source, str, Direction | None]
Weights: TypeAlias = tuple[tuple[Direction, int], ...]


class Hit(msgspec.Struct, frozen=True):
    """A term found in a text; ``share`` is 1, or 0.5 where the text says that it was so in the past."""

    term: str
    weights: Weights
    share: float


class Lexicon:
    """Entries prepared for finding. Entries of one term and source stand side by side, each for its direction."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        gathered: dict[Source, dict[str, dict[Direction, int]]] = {source: {} for source in SOURCES}
        for entry in entries:
            weights = gathered[entry.source].setdefault(normal(entry.term), {})
            if entry.direction is not None and entry.weight:
                weights[entry.direction] = entry.weight
        self._terms: dict[Source, dict[str, Weights]] = {
            source: {term: tuple(weights.items()) for term, weights in found.items()}
            for source, found in gathered.items()
        }
        self._lengths = {source: sorted({len(t) for t in found}, reverse=True) for source, found in gathered.items()}
        self._kept: dict[tuple[Source, str], tuple[Hit, ...]] = {}

    def find(self, source: Source, text: str) -> tuple[Hit, ...]:
        """Return the terms of a text from left to right, none overlapping, the denied ones left out."""
        key = (source, text)
        if key not in self._kept:
            if len(self._kept) >= KEPT_TEXTS:
                self._kept.clear()
            self._kept[key] = tuple(self._search(source, normal(text)))
        return self._kept[key]

    def _search(self, source: Source, text: str) -> Iterable[Hit]:
        terms = self._terms[source]
        taken = [False] * len(text)
        spots: list[tuple[int, str]] = []
        for length in self._lengths[source]:
            for at in range(len(text) - length + 1):
                term = text[at : at + length]
                if term in terms and not any(taken[at : at + length]) and whole(text, at, term):
                    taken[at : at + length] = [True] * length
                    spots.append((at, term))
        for at, term in sorted(spots):
            share = _share(text[:at])
            if share and terms[term]:
                yield Hit(term, terms[term], share)


def _share(before: str) -> float:
    if _NOT.search(before):
        return 0
    return 0.5 if _ONCE.search(before) else 1


def normal(text: str) -> str:
    """Return a text as it is compared: full-width forms and capitals do not matter."""
    return unicodedata.normalize("NFKC", text).lower()


def whole(text: str, at: int, term: str) -> bool:
    """Tell whether a Latin term stands alone: ai is not part of email."""
    if not term.isascii():
        return True
    around = text[max(at - 1, 0) : at] + text[at + len(term) : at + len(term) + 1]
    return not any(char.isascii() and char.isalnum() for char in around)


def merged(base: Iterable[Entry], changes: Iterable[Entry]) -> list[Entry]:
    """Return the entries after changes in their order: the same entry again replaces it, weight 0 retires it.

    A term without a direction is retired by an entry of weight -1.
    """
    found = {entry.key: entry for entry in base}
    for change in changes:
        gone = change.weight < 0 if change.direction is None else change.weight == 0
        if gone:
            found.pop(change.key, None)
        else:
            before = found.get(change.key)
            group = change.group or (before.group if before else "")
            found[change.key] = msgspec.structs.replace(change, group=group)
    return list(found.values())
