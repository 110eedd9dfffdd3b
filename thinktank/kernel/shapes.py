# SPDX-License-Identifier: MIT
"""The shape of a select: all of it but its values. What has the same shape has the same text, built once.

Piccolo builds the text of a select at each call, which takes longer than most selects run. Here its parts are only
walked, in the order in which they are written: what a text would be made of is the key, the values are what is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import UNDEFINED, Combination, Where, WhereRaw
from piccolo.query import Select
from piccolo.querystring import QueryString

MOST = 4_000  # shapes; lists of many lengths make many
Built = tuple[str, Sequence[Any]]
_texts: dict[Any, str] = {}


class _UnknownError(Exception):
    """A part that is not walked: the builder has the word."""


def compiled(query: Any, engine: str, build: Callable[[Any, str], Built]) -> Built:
    """Return a query's text and values: the text from the first of its shape, where its shape is one that is known.

    The first of a shape is built, and its values must be those that the walk found, in that order; else that shape is
    built at each call.
    """
    if type(query) is not Select:
        return build(query, engine)
    values: list[Any] = []
    try:
        key = (engine, *_select(query, values))
    except _UnknownError:
        return build(query, engine)
    text = _texts.get(key)
    if text:
        return text, values
    sql, args = build(query, engine)
    if text is None:
        if len(_texts) >= MOST:
            _texts.clear()
        same = len(args) == len(values) and all(a is b or a == b for a, b in zip(args, values, strict=True))
        _texts[key] = sql if same else ""
    return sql, args


def _select(query: Any, values: list[Any]) -> list[Any]:
    """The parts of a select in the order of its text; _UnknownError for clauses that lists do not have."""
    plain = not (
        query.exclude_secrets
        or query.distinct_delegate._distinct.enabled  # noqa: SLF001 -- Piccolo has no public doors to these
        or query.as_of_delegate._as_of  # noqa: SLF001
        or query.group_by_delegate._group_by  # noqa: SLF001
        or query.having_delegate._where  # noqa: SLF001
        or query.offset_delegate._offset  # noqa: SLF001
        or query.lock_rows_delegate._lock_rows  # noqa: SLF001
    )
    if not plain:
        raise _UnknownError
    parts: list[Any] = [query.table]
    for one in query.columns_delegate.selected_columns:
        _selectable(one, parts, values)
    where = query.where_delegate._where  # noqa: SLF001
    if where:
        parts.append("where")
        _where(where, parts, values)
    for item in query.order_by_delegate._order_by.order_by_items:  # noqa: SLF001
        parts.append(item.ascending)
        for column in item.columns:
            _selectable(column, parts, values)
    limit = query.limit_delegate._limit  # noqa: SLF001
    parts.append(limit.number if limit else None)
    return parts


def _selectable(one: Any, parts: list[Any], values: list[Any]) -> None:
    if isinstance(one, Column):
        parts += (*_name(one), one._alias)  # noqa: SLF001
    elif type(one) is QueryString:
        parts.append(one._alias)  # noqa: SLF001
        _text(one, parts, values)
    else:
        raise _UnknownError


def _name(column: Any) -> tuple[Any, ...]:
    """A column with the way to it by its foreign keys."""
    meta = column._meta  # noqa: SLF001
    if not meta.call_chain:
        return (meta.table, meta.name)
    return (meta.name, *((key._meta.table, key._meta.name) for key in meta.call_chain))  # noqa: SLF001


def _where(where: Any, parts: list[Any], values: list[Any]) -> None:
    if isinstance(where, Combination):
        parts.append(type(where))
        _where(where.first, parts, values)
        _where(where.second, parts, values)
    elif isinstance(where, WhereRaw):
        _text(where.querystring, parts, values)
    elif type(where) is Where:
        parts += (where.operator, *_name(where.column))
        if where.value is not UNDEFINED:
            _value(where.value, parts, values)
        if isinstance(where.values, list):
            parts.append(len(where.values))
            values += where.values
        elif where.values is not UNDEFINED:
            _value(where.values, parts, values)
    else:
        raise _UnknownError


def _value(value: Any, parts: list[Any], values: list[Any]) -> None:
    if isinstance(value, QueryString):
        _text(value, parts, values)
    elif isinstance(value, Column):
        parts += _name(value)
    elif isinstance(value, Select):
        raise _UnknownError
    else:
        parts.append("?")
        values.append(value)


def _text(text: QueryString, parts: list[Any], values: list[Any]) -> None:
    parts.append(text.template)
    for arg in text.args:
        if isinstance(arg, QueryString):
            _text(arg, parts, values)
        else:
            parts.append("?")
            values.append(arg)
