# SPDX-License-Identifier: MIT
"""Finding what gives a team away in a text, in every spelling, and covering it (匿名活页, domain.md §2.1). Pure.

A text is searched in its folded form: full-width letters narrowed, capitals lowered, tone marks dropped, blanks and
marks inside left out. Every folded character remembers where it stood, so that the text itself is covered and
nothing else of it changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from thinktank.kernel import pinyin

COVER = "○○"
AROUND = 12
SHORTEST_LATIN = 4
"""A name's pinyin written together is searched from four letters on: shorter ones are syllables of other words."""
_GAPS = frozenset(" \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff·•・.．-－—–_'’`*＊/／|｜,，、")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+\s?[@＠]\s?[A-Za-z0-9\-]+(?:\s?[.．]\s?[A-Za-z0-9\-]+)+")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9](?:[-\s]?\d){9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-\s－—]\d{7,8}(?!\d)")
_LOCAL = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}?省)?(?:[\u4e00-\u9fff]{2,4}?市)?[\u4e00-\u9fff]{1,3}?[区县](?=..)")
_UNIT_TAILS = (
    "人民政府", "街道办事处", "办事处", "委员会", "有限责任公司", "股份有限公司", "有限公司", "管理局", "管委会",
    "研究院",
)  # fmt: skip


class Word(msgspec.Struct, frozen=True):
    """Something that gives a team away: what it is (one of ``KINDS``) and how it reads."""

    kind: str
    text: str


class Leak(msgspec.Struct, frozen=True):
    """A place in a text that gives the team away."""

    start: int
    end: int
    kind: str
    text: str
    around: str = ""


class _Folded(msgspec.Struct, frozen=True):
    text: str
    places: list[int]  # where each folded character stood
    broken: list[bool]  # whether a gap stood before it


def folded(text: str) -> _Folded:
    """Return a text as it is searched, with the place of each of its characters."""
    letters: list[str] = []
    places: list[int] = []
    broken: list[bool] = []
    gap = True
    for place, character in enumerate(text):
        if character in _GAPS:
            gap = True
            continue
        for part in unicodedata.normalize("NFKD", character):
            if unicodedata.combining(part):
                continue
            for letter in part.lower():
                letters.append("u" if letter == "ü" else letter)
                places.append(place)
                broken.append(gap)
                gap = False
    return _Folded("".join(letters), places, broken)


def plain(text: str) -> str:
    """Return a word's folded form."""
    return folded(text).text


# -- spellings ------------------------------------------------------------------------------------------------


def _latin(name: str) -> set[tuple[str, bool]]:
    """Return the ways a Chinese name is written in letters: folded text, and whether it has to stand alone."""
    if not re.fullmatch(r"[\u3400-\u9fff·]{2,6}", name):
        return set()
    parts = _readings(name)
    found: set[tuple[str, bool]] = set()
    for syllables in parts:
        surname, given = _halves(name, syllables)
        family, own = "".join(surname), "".join(given)
        whole = {family + own, own + family}
        short = {f"{family}{''.join(one[0] for one in given)}", f"{''.join(one[0] for one in given)}{family}"}
        letters = {"".join(one[0] for one in syllables)}
        found |= {(text, True) for text in whole | short | letters if len(text) > 1}
    return {(spelled, alone) for text, alone in found for spelled in {text, text.replace("v", "u")}}


def _readings(name: str) -> list[list[str]]:
    """Return a name's syllables, the surname by its own reading and by the common one."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary is heavy

    name = name.replace("·", "")
    return [pinyin.syllables(name), list(lazy_pinyin(name))]


def _halves(name: str, syllables: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    double = len(name) > 2 and name[:2] in pinyin.SURNAMES  # noqa: PLR2004 -- a surname of two characters
    cut = 2 if double or len(name) == 4 else 1  # noqa: PLR2004 -- four characters: a double surname most often
    return syllables[:cut], syllables[cut:]


def _unit_forms(text: str) -> set[str]:
    """Return a unit's name and the ways it is shortened in running text: without its tail, without its county."""
    bare = re.sub(r"[（(].*?[)）]", "", text)
    forms = {text, bare}
    forms |= {bare.removesuffix(tail) for tail in _UNIT_TAILS if bare.endswith(tail)}
    for form in list(forms):
        forms.add(_LOCAL.sub("", form))
    return {form for form in forms if len(form) >= 3 or form == text}  # noqa: PLR2004 -- two letters are too common


def spellings(word: Word) -> set[tuple[str, bool]]:
    """Return every folded spelling of a word with whether it must stand alone (letters beside it make another word)."""
    texts = _unit_forms(word.text) if word.kind in {"unit", "school"} else {word.text}
    found = {(plain(text), plain(text).isascii()) for text in texts}
    if word.kind == "name":
        found |= _latin(word.text)
    return {(text, alone) for text, alone in found if len(text) > 1}


# -- finding --------------------------------------------------------------------------------------------------


def find(text: str, words: Iterable[Word]) -> list[Leak]:
    """Return every place of a text that gives somebody away, in order, overlapping ones joined."""
    whole = folded(text)
    found = [
        Leak(whole.places[start], whole.places[end - 1] + 1, word.kind, word.text)
        for word in words
        for spelled, alone in spellings(word)
        for start, end in _hits(whole, spelled, text, alone=alone)
    ]
    for pattern, kind in ((_EMAIL, "email"), (_MOBILE, "phone"), (_LANDLINE, "phone")):
        found += [Leak(match.start(), match.end(), kind, match[0]) for match in pattern.finditer(_narrow(text))]
    return [_described(leak, text) for leak in _joined(found)]


def _narrow(text: str) -> str:
    """Return a text with full-width characters narrowed, of the same length."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c == "\u3000" else c for c in text)


def _hits(whole: _Folded, spelled: str, text: str, *, alone: bool) -> Iterable[tuple[int, int]]:
    start = whole.text.find(spelled)
    while start >= 0:
        end = start + len(spelled)
        if not alone or _stands_alone(whole, start, end, text):
            yield start, end
        start = whole.text.find(spelled, start + 1)


def _stands_alone(whole: _Folded, start: int, end: int, text: str) -> bool:
    """Whether no letter or figure touches a run of letters, and short runs are written as a name's letters are.

    Initials (two to four letters) count when they are written in capitals, as names' initials are, or with points.
    """
    before = start > 0 and not whole.broken[start] and _latin_letter(whole.text[start - 1])
    after = end < len(whole.text) and not whole.broken[end] and _latin_letter(whole.text[end])
    if before or after:
        return False
    if end - start >= SHORTEST_LATIN:
        return True
    written = unicodedata.normalize("NFKC", text[whole.places[start] : whole.places[end - 1] + 1])
    letters = [c for c in written if c.isalpha()]
    return all(c.isupper() for c in letters) or (len(letters) > 2 and letters[0].isupper())  # noqa: PLR2004


def _latin_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _joined(found: list[Leak]) -> list[Leak]:
    """Return places in order, those that touch or overlap as one."""
    kept: list[Leak] = []
    for leak in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and leak.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = msgspec.structs.replace(last, end=max(last.end, leak.end))
        else:
            kept.append(leak)
    return kept


def _described(leak: Leak, text: str) -> Leak:
    around = text[max(0, leak.start - AROUND) : leak.end + AROUND].replace("\n", " ")
    return msgspec.structs.replace(leak, around=around, text=text[leak.start : leak.end])


def covered(text: str, words: Iterable[Word]) -> str:
    """Return a text with every such place covered; a text without any comes back as it is.

    Covering can push two halves together, so it is done until nothing is found any more.
    """
    known = list(words)
    while leaks := find(text, known):
        for leak in reversed(leaks):
            text = text[: leak.start] + COVER + text[leak.end :]
    return text


KINDS = {
    "name": "姓名", "unit": "单位", "school": "院校", "phone": "电话", "email": "邮箱", "post": "职务",
    "added": "补充的词",
}  # fmt: skip
"""What a leak gives away, as people call it."""
