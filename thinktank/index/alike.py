# SPDX-License-Identifier: MIT
"""How alike two short texts are, and which words say so. No I/O.

Texts are compared by their pairs of neighbouring characters (Dice's coefficient); the words are the longest runs that
stand in both, so that whoever reads "相似" sees why.
"""

from __future__ import annotations

from difflib import SequenceMatcher

import msgspec

from thinktank.index import grams

SHORTEST_RUN = 2
MOST_WORDS = 6
LONGEST_TEXT = 400


class Alike(msgspec.Struct, frozen=True):
    """A likeness in percent, and the words found in both texts, longest first."""

    percent: int
    words: tuple[str, ...] = ()


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbours of a text; comparing many texts with one, make them once."""
    return frozenset(pair for term in grams.normal(text[:LONGEST_TEXT]).split() for pair in grams.pairs(term))


def percent(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how alike two texts are by their pairs: 0 with nothing in common, 100 with the same pairs."""
    whole = len(one) + len(other)
    return round(200 * len(one & other) / whole) if whole else 0


def words(one: str, other: str) -> tuple[str, ...]:
    """Return the runs of two or more characters that stand in both texts, longest first."""
    left, right = grams.normal(one[:LONGEST_TEXT]), grams.normal(other[:LONGEST_TEXT])
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    runs = {run for block in blocks for run in left[block.a : block.a + block.size].split() if len(run) >= SHORTEST_RUN}
    return tuple(sorted(runs, key=lambda run: (-len(run), run))[:MOST_WORDS])


def compare(one: str, other: str) -> Alike:
    """Return how alike two texts are, and by which words."""
    found = percent(pairs_of(one), pairs_of(other))
    return Alike(found, words(one, other) if found else ())
