# SPDX-License-Identifier: MIT
"""Text into grams: what is stored of a record, and what a query looks for. No I/O (decisions.md, Search).

Single characters and pairs of neighbours serve Chinese and numbers; sounds (full pinyin and initials) are kept
as every beginning of theirs, marked ``~``, so that equality alone finds them on either engine.
"""

from __future__ import annotations

import re
import unicodedata

from thinktank.kernel.pinyin import plain, syllables

LONGEST_SOUND = 15
NAME_LENGTH = 4
SPOKEN = 20  # characters of a text that are kept by sound
MOST_TERMS = 6
MOST_PAIRS = 12
_KEEP = re.compile(r"[^\w]+")
_LATIN = re.compile(r"[a-z]+")


def normal(text: str) -> str:
    """Return a text in one width and case, with anything but letters and digits as single blanks."""
    return _KEEP.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("_", " ")).strip()


def pairs(term: str) -> list[str]:
    """Return the pairs of neighbours of a term, or the term itself where it is a single character."""
    return [term[i : i + 2] for i in range(len(term) - 1)] or [term]


def _beginnings(sound: str) -> set[str]:
    letters = "".join(_LATIN.findall(sound))[:LONGEST_SOUND]
    return {f"~{letters[:n]}" for n in range(1, len(letters) + 1)}


def sounds(term: str) -> set[str]:
    """Return the sounds under which a Chinese term is found; a short one also with its surname's reading."""
    if term.isascii():
        return set()
    readings = [plain(term[:SPOKEN])]
    if len(term) <= NAME_LENGTH:
        readings.append(syllables(term))
    found: set[str] = set()
    for reading in readings:
        found |= _beginnings("".join(reading)) | _beginnings("".join(part[:1] for part in reading))
    return found


def of_words(words: list[str]) -> set[str]:
    """Return every gram under which a record with these words is kept."""
    found: set[str] = set()
    for term in (term for word in words for term in normal(word).split()):
        found.update(term)
        found.update(pairs(term))
        found |= sounds(term)
    return found


def of_query(text: str) -> list[list[list[str]]]:
    """Return what a search looks for: every term must be met, by any of its ways, each a list of grams.

    A Latin term is met as written or as a sound; any other as written. Empty for a text without letters.
    """
    wanted = []
    for term in normal(text).split()[:MOST_TERMS]:
        ways = [list(dict.fromkeys(pairs(term)))[:MOST_PAIRS]]
        if _LATIN.fullmatch(term):
            ways.append([f"~{term[:LONGEST_SOUND]}"])
        wanted.append(ways)
    return wanted
