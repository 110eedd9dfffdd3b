# SPDX-License-Identifier: MIT
"""Putting together what several people write in one application, part by part. Pure.

A writer's form says for each part which text it began from (a digest). A part that only one of them changed is
taken from whoever changed it; one that both changed is nobody's to overwrite: the writer is shown the other text.
"""

from __future__ import annotations

import difflib
import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from research.applications.schemas import CostContent, IndicatorContent, MilestoneContent
from research.applications.states import PARTS, ROWS


class Merge(msgspec.Struct):
    """What comes of a save: parts to write, parts that stay as a colleague left them, parts that clash."""

    written: dict[str, Any]
    kept: list[str]
    clashes: list[str]


def plain(value: Any) -> Any:
    """Return a part's value in the one form in which it is compared and kept."""
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.strip().splitlines())
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    return msgspec.to_builtins(value)


def digest(value: Any) -> str:
    """Return the short digest by which a form says what it began from."""
    return hashlib.sha256(msgspec.json.encode(plain(value))).hexdigest()[:16]


def digests(stored: Any) -> dict[str, str]:
    """Return the digest of every part of what is stored."""
    return {name: digest(getattr(stored, name)) for name in PARTS}


def merged(stored: Any, content: Any, seen: Any, *, take: list[str] | tuple[str, ...] = ()) -> Merge:
    """Decide part by part whose text holds; ``take`` names parts where the writer chose the colleague's."""
    found = Merge({}, [], [])
    for name in PARTS:
        mine, theirs = digest(getattr(content, name)), digest(getattr(stored, name))
        was = getattr(seen, name, "") or theirs
        if mine == theirs or name in take:
            continue
        if was == theirs:
            found.written[name] = getattr(content, name)
        elif was == mine:
            found.kept.append(name)
        else:
            found.clashes.append(name)
    return found


def in_words(name: str, value: Any) -> str:
    """Return a part as lines of text: for reading beside one's own, and for telling versions apart."""
    if name not in ROWS:
        return str(plain(value))
    return "\n".join("　".join(_cells(row)) for row in value)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _cells(row: msgspec.Struct) -> list[str]:
    """Return a row's texts as people read them: kinds by their names, a target with its unit, days in words."""
    if isinstance(row, IndicatorContent):
        texts = [row.name, f"{plain(row.target)}{row.unit}"]
    elif isinstance(row, MilestoneContent):
        texts = [row.kind.label, row.title, row.mark, f"{_day(row.starts_on)}至{_day(row.due_on)}"]
    elif isinstance(row, CostContent):
        texts = [row.item, f"{plain(row.amount)}元", row.basis]
    else:
        values = [getattr(row, name) for name in row.__struct_fields__]
        texts = [str(one.label) if hasattr(one, "label") else str(plain(one)) for one in values]
    return [text for text in texts if text]


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text in a comparison: ``kind`` is same, added or removed."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Return how one text became another, sign by sign; joined they give each of the two back."""
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", before[a:b]))
            continue
        if a < b:
            pieces.append(Piece("removed", before[a:b]))
        if c < d:
            pieces.append(Piece("added", after[c:d]))
    return pieces
