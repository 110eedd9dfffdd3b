# SPDX-License-Identifier: MIT
"""Queries as text, built as little as possible, and their rows put straight into structs.

Piccolo builds a select anew at each call: for a list of 50 that took longer than to run it. So a select's columns
are built once (``kept()``), a query that every request asks once as a whole (``Prepared``), and rows travel as
tuples from the driver into the fields of a struct.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, wraps
from operator import itemgetter
from typing import Any, TypeVar, cast

import msgspec
from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw
from piccolo.engine import engine_finder
from piccolo.query import Select
from piccolo.querystring import QueryString
from typing_extensions import override

from thinktank.kernel import shapes

T = TypeVar("T")


class Statement(msgspec.Struct, frozen=True):
    """SQL in an engine's own words, and the values to bind."""

    sql: str
    args: Sequence[Any] = ()


class Rows(msgspec.Struct, frozen=True):
    """What a statement found: the columns' names (none where nothing was found, on PostgreSQL) and the rows."""

    names: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        return [dict(zip(self.names, row, strict=True)) for row in self.values]

    def into(self, kind: type[T]) -> list[T]:
        """Return the rows as structs. msgspec.ValidationError where a value does not fit its field."""
        if not self.values:
            return []
        plan = _plan(cast("Any", kind), self.names)
        return plan(self.values) if plan else msgspec.convert(self.dicts(), list[kind], strict=False)  # type: ignore[valid-type]


def compiled(query: Any, engine: str) -> Statement:
    """Return a Piccolo query, a QueryString or a statement as the text that an engine runs."""
    if isinstance(query, Statement):
        return query
    return Statement(*shapes.compiled(query, engine, _built))


def _built(query: Any, engine: str) -> shapes.Built:
    found = query if isinstance(query, QueryString) else query.querystrings[0]
    sql, args = found.compile_string(engine_type=engine)
    return sql, args


def counted(query: Any, engine: str) -> Statement:
    """Return the statement that counts a select's rows, as the column ``n``."""
    inner = compiled(query, engine)
    return Statement(f'SELECT COUNT(*) AS "n" FROM ({inner.sql}) AS "counted"', inner.args)  # noqa: S608 -- our text


# -- conditions ---------------------------------------------------------------------------------------------------


class _Everything(WhereRaw):
    """Keeps every row; what is joined to it by "and" remains, by "or" falls away."""

    def __init__(self) -> None:
        super().__init__("1 = 1")

    @override
    def __and__(self, value: Any) -> Any:
        return value

    @override
    def __or__(self, value: Any) -> Any:
        return self


EVERYTHING: Any = _Everything()
"""The Where of a scope without bounds: nothing for the database to look up, unlike ``id > 0``."""


def judged(column: Any, value: str) -> Any:
    """The Where that compares a text column in rows which another condition finds.

    The database never begins with it: an index on it would bring a fifth of a province, where a unit's people are ten.
    """
    meta = column._meta  # noqa: SLF001 -- Piccolo has no public door to it
    return WhereRaw(f'("{meta.table._meta.tablename}"."{meta.name}" || \'\') = {{}}', value)  # noqa: SLF001


def there_is(query: Any) -> Any:
    """The Where that asks of each row whether a select, which names the row's columns, finds something.

    Unlike ``is_in()`` it gathers nothing beforehand: what is asked grows with the rows shown, not with the table.
    """
    return WhereRaw("EXISTS ({})", query.querystrings[0])


def there_is_no(query: Any) -> Any:
    """The opposite of ``there_is()``."""
    return WhereRaw("NOT EXISTS ({})", query.querystrings[0])


def stacked(*queries: Any) -> QueryString:
    """One statement for the rows of several selects, one after the other; each keeps its order and its limit.

    Their columns have the same names and kinds.
    """
    parts = [query.querystrings[0] for query in queries]
    texts = [f'SELECT * FROM ({{}}) AS "part{n}"' for n in range(len(parts))]  # noqa: S608 -- our text
    return QueryString(" UNION ALL ".join(texts), *parts)


def counts(queries: Sequence[Any]) -> QueryString:
    """One statement that counts the rows of several selects, as the columns ``n0``, ``n1`` …"""
    parts = [f'(SELECT COUNT(*) FROM ({{}}) AS "counted") AS "n{n}"' for n in range(len(queries))]  # noqa: S608 -- ours
    return QueryString("SELECT {}", QueryString(", ".join(parts), *(query.querystrings[0] for query in queries)))


def grouped(query: Any, column: str) -> QueryString:
    """The statement that counts a select's rows by one of its columns; its limit bounds what is counted."""
    text = f'SELECT "{column}", COUNT(*) AS "n" FROM ({{}}) AS "counted" GROUP BY "{column}"'  # noqa: S608 -- our text
    return QueryString(text, query.querystrings[0])


# -- built once -------------------------------------------------------------------------------------------------


def kept(build: Callable[[], Any]) -> Callable[[], Any]:
    """Let a function that names a select's columns do so once; each call returns a fresh select of them.

    What comes later (conditions, order, limit) is added by the caller as to any select. TypeError where the function
    does more than name columns of a table.
    """

    @cache
    def columns(engine: str) -> tuple[Any, QueryString]:
        query = build()
        chosen = query.columns_delegate.selected_columns
        parts = [column.get_select_string(engine_type=engine) for column in chosen]
        sql, args = QueryString(", ".join("{}" for _ in parts), *parts).compile_string(engine_type=engine)
        if args or query.where_delegate.get_where_columns() or type(query) is not Select:
            raise TypeError(f"{build.__qualname__} names more than columns")
        text = QueryString(sql.replace("{", "{{").replace("}", "}}"))
        read = [one for c in chosen for one in ([c] if isinstance(c, Column) else getattr(c, "columns", ()))]
        text.columns = [column for column in read if _is_joined(column)]  # Piccolo joins what a text says it reads
        return query.table, text

    @wraps(build)
    def fresh() -> Any:
        engine: Any = engine_finder()
        table, text = columns(engine.engine_type)
        return table.select(text)

    return fresh


def _is_joined(column: Any) -> bool:
    return bool(column._meta.call_chain)  # noqa: SLF001 -- Piccolo has no public door to it


class Template:
    """A query built once, in which other values are bound each time.

    ``build`` gets the samples and returns a Piccolo query; wherever a sample's value stands in it, the value in the
    same place of ``bind(...)`` is bound. Samples must differ from each other and from the query's constants.
    """

    def __init__(self, build: Callable[..., Any], *samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._known: dict[str, Statement] = {}

    def bind(self, engine: str, *values: Any) -> Statement:
        """Return the statement with these values, in the order of the samples."""
        known = self._known.get(engine)
        if known is None:
            known = self._known[engine] = compiled(self._build(*self._samples), engine)
        given = dict(zip(self._samples, values, strict=True))
        return Statement(known.sql, [given.get(arg, arg) for arg in known.args])


# -- rows into structs --------------------------------------------------------------------------------------------


@cache
def _plan(kind: Any, names: tuple[str, ...]) -> Callable[[Sequence[tuple[Any, ...]]], list[Any]] | None:
    """Return how rows of these columns become structs of a kind without a dict between; None where only a dict will do.

    That is where a field without a column stands before one that has one, or the struct has fields by keyword alone.
    """
    if (
        not (isinstance(kind, type) and issubclass(kind, msgspec.Struct))
        or kind.__match_args__ != kind.__struct_fields__
    ):
        return None
    fields = msgspec.structs.fields(kind)
    filled = [field for field in fields if field.encode_name in names]
    rest = fields[len(filled) :]
    if len(filled) == 1 or filled != list(fields[: len(filled)]) or any(field.required for field in rest):
        return None
    types: Any = tuple(field.type for field in filled)
    shape = list[tuple[types]]
    pick = itemgetter(*(names.index(field.encode_name) for field in filled))
    in_order = names == tuple(field.encode_name for field in filled)

    def structs(values: Sequence[tuple[Any, ...]]) -> list[Any]:
        rows = values if in_order else list(map(pick, values))
        return [kind(*row) for row in msgspec.convert(rows, shape, strict=False)]

    return structs
