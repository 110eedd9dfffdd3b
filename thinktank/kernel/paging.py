# SPDX-License-Identifier: MIT
"""Keyset pages: a list remembers where it stands by the last row's key, so page 1,000 costs what page 1 does."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Generic, TypeVar

import msgspec
from piccolo.columns import Column

from thinktank.kernel import db

T = TypeVar("T")
SIZE = 50
MOST = 200
COUNT_LIMIT = 1000


class Page(msgspec.Struct, Generic[T]):
    """One page of rows; ``next`` and ``prev`` are cursors for the ``after`` and ``before`` parameters."""

    items: list[T]
    next: str | None = None
    prev: str | None = None
    total: int | None = None  # exact up to COUNT_LIMIT; COUNT_LIMIT + 1 stands for "1000+"

    @property
    def total_label(self) -> str:
        """The total as words: exact, or "1000+"."""
        if self.total is None:
            return ""
        return words(self.total)


def words(n: int) -> str:
    """Write a bounded count: exact, or "1000+"."""
    return str(n) if n <= COUNT_LIMIT else f"{COUNT_LIMIT}+"


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """A row's place in a list: the value that it is sorted by, and its id."""

    key: Any
    id: int


def encode(cursor: Cursor) -> str:
    """Return the cursor as URL text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def decode(text: str | None) -> Cursor | None:
    """Return the cursor in a URL's text, or None where there is none or it is not one of ours."""
    if not text:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return None


async def page(
    query: Any,
    into: type[T],
    *,
    key: Column,
    id_: Column,
    key_name: str,
    descending: bool = False,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    total: int | None = None,
    counting: Any = None,
) -> Page[T]:
    """Run a select as one keyset page ordered by ``key`` then ``id_``, both in one direction.

    ``key_name`` is the attribute of ``into`` that holds the sort value (text, number, day or instant, never null);
    ``into`` also has an ``id``. ``before`` wins over ``after``. A cursor that is not ours starts at the first page.
    ``counting`` is the select of all rows, without columns: they are counted, up to 1000+, in the same trip.
    """
    size = max(1, min(size, MOST))
    back = decode(before)
    start = _fitting(back or decode(after), key)
    back = back if start is not None else None
    upward = descending is (back is None)  # the direction in which this query walks
    if start is not None:
        query = query.where(_beyond(key, id_, start, descending=upward))
    ordered = query.order_by(key, ascending=not upward).order_by(id_, ascending=not upward)
    asked: list[tuple[Any, type[Any]]] = [(ordered.limit(size + 1), into)]
    if counting is not None:
        asked.append((_bounded(counting, id_), db.Count))
    items, *counts = await db.together(*asked)
    more = len(items) > size
    items = items[:size]
    if back is not None:
        items.reverse()
    has_next, has_prev = (True, more) if back is not None else (more, start is not None)
    return Page(
        items=items,
        next=_cursor(items[-1], key_name) if items and has_next else None,
        prev=_cursor(items[0], key_name) if items and has_prev else None,
        total=counts[0][0].n if counts else total,
    )


def _fitting(start: Cursor | None, key: Any) -> Cursor | None:
    """Return the cursor with its key as the column's own type (days and instants travel as text), or None."""
    if start is None:
        return None
    try:
        return Cursor(key=msgspec.convert(start.key, key.value_type, strict=False), id=start.id)
    except msgspec.ValidationError:
        return None


async def newest(
    query: Any,
    into: type[T],
    id_: Column,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    total: int | None = None,
    counting: Any = None,
) -> Page[T]:
    """Run a select as one keyset page, the newest record first: the order of most ledgers."""
    return await page(
        query,
        into,
        key=id_,
        id_=id_,
        key_name="id",
        descending=True,
        after=after,
        before=before,
        size=size,
        total=total,
        counting=counting,
    )


def _beyond(key: Any, id_: Any, start: Cursor, *, descending: bool) -> Any:
    if descending:
        return (key <= start.key) & ((key < start.key) | (id_ < start.id))
    return (key >= start.key) & ((key > start.key) | (id_ > start.id))


def _cursor(item: Any, key_name: str) -> str:
    return encode(Cursor(key=getattr(item, key_name), id=item.id))


def _bounded(query: Any, id_: Column) -> db.Statement:
    return db.count(query.columns(id_).limit(COUNT_LIMIT + 1))


async def bounded_counts(*asked: tuple[Any, Column]) -> list[int]:
    """Count the rows of several selects, each up to COUNT_LIMIT + 1, in one statement: the figures of a dashboard."""
    (found,) = await db.rows(db.counts([query.columns(id_).limit(COUNT_LIMIT + 1) for query, id_ in asked]), dict)
    return [found[f"n{n}"] for n in range(len(asked))]


async def bounded_count(query: Any, id_: Column) -> int:
    """Count a select's rows up to COUNT_LIMIT + 1, never further: the list says "1000+" beyond."""
    (found,) = await db.rows(_bounded(query, id_), db.Count)
    return found.n
