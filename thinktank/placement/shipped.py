# SPDX-License-Identifier: MIT
"""The lexicon as the program ships it: a table of majors and a table of terms, both plain text beside this file.

Facts of the field: the majors are those of the national catalogues (undergraduate, graduate, vocational), each under
its 门类 and 专业类.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from thinktank.kernel.directions import Direction
from thinktank.placement.lexicon import SOURCE_LABELS, SOURCES, Entry, Key, Lexicon

FOLDER = Path(__file__).parent / "data"
_WEIGHT = re.compile(r"([产创乡城教])(\d+)")
_MARKS = {direction.mark: direction for direction in Direction}
_SOURCES = {SOURCE_LABELS[source]: source for source in SOURCES}


def weights(text: str) -> dict[Direction | None, int]:
    """Read 产8创3 as weights by direction; "-" as a term that says nothing."""
    return {_MARKS[mark]: int(number) for mark, number in _WEIGHT.findall(text)} or {None: 0}


def _lines(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("=")]


def _majors() -> Iterator[Entry]:
    """Yield the catalogue; a major that stands in several lines counts as in the last."""
    found: dict[str, tuple[str, str]] = {}
    for group, weight, names in _lines("majors.txt"):
        found.update(dict.fromkeys(names.split(), (group, weight)))
    for name, (group, weight) in found.items():
        for direction, points in weights(weight).items():
            yield Entry("education", name, direction, points, group)


def _terms() -> Iterator[Entry]:
    for sources, weight, names in _lines("terms.txt"):
        for source in sources.split("+"):
            for name in names.split():
                for direction, points in weights(weight).items():
                    yield Entry(_SOURCES[source], name, direction, points)


@cache
def entries() -> tuple[Entry, ...]:
    """Return every shipped entry once: the catalogue's word on a major is kept, the first line's on a term."""
    found: dict[tuple[str, str], dict[Key, Entry]] = {}
    origins: dict[tuple[str, str], int] = {}
    for number, entry in enumerate((*_majors(), *_terms())):
        place = (entry.source, entry.term)
        if place not in found or origins[place] == number - 1:
            origins[place] = number
            found.setdefault(place, {})[entry.key] = entry
    return tuple(entry for place in found.values() for entry in place.values())


@cache
def lexicon() -> Lexicon:
    """Return the shipped lexicon, prepared once."""
    return Lexicon(entries())
