# SPDX-License-Identifier: MIT
"""Rows by the hundred in one statement, new or changed: they travel as JSON, the query builder builds nothing for each.

For bulk loaders, whose rows are checked already. A column that is not named gets its default from the database.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from piccolo.columns import Column, Varchar
from piccolo.table import Table

from thinktank.kernel import db

_SQLITE = "INSERT INTO {table} ({names}) SELECT {values} FROM json_each({{}}) RETURNING id"
_POSTGRES = (
    "INSERT INTO {table} ({names}) SELECT {values} "
    "FROM json_array_elements({{}}::json) WITH ORDINALITY AS given (value, n) ORDER BY n RETURNING id"
)
_UPDATE_SQLITE = "UPDATE {table} SET {values} FROM json_each({{}}) AS given WHERE {table}.id = {id} RETURNING id"
_UPDATE_POSTGRES = (
    "UPDATE {table} SET {values} FROM json_array_elements({{}}::json) AS given (value) "
    "WHERE {table}.id = {id} RETURNING {table}.id"
)


async def insert(table: type[Table], columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert rows, a value for each column, and return their ids in the same order.

    Takes texts, numbers, truth values, days, moments and None. Must run inside ``write_tx()``.
    """
    db.current_tx()
    if not rows:
        return []
    values = [_read(column, n) for n, column in enumerate(columns)]
    sql = (_SQLITE if db.is_sqlite() else _POSTGRES).format(
        table=f'"{table._meta.tablename}"',  # noqa: SLF001 -- Piccolo keeps a table's name there
        names=", ".join(f'"{_name(column)}"' for column in columns),
        values=", ".join(values),
    )
    made = await db.raw(sql, json.dumps(rows, ensure_ascii=False, default=_plain))
    return sorted(line["id"] for line in made)  # numbered in the order of the array


async def update(
    table: type[Table], columns: Sequence[Any], rows: Sequence[Sequence[Any]], *, versioned: bool = False
) -> int:
    """Change rows, each given by its id and a value for each column; None leaves what stands. Return how many changed.

    An id that is not there changes nothing, so the caller compares the numbers. No id may come twice. ``versioned``
    counts the version up, as ``touch()`` does. Must run inside ``write_tx()``.
    """
    db.current_tx()
    if not rows:
        return 0
    name = f'"{table._meta.tablename}"'  # noqa: SLF001 -- Piccolo keeps a table's name there
    values = [
        f'"{_name(column)}" = COALESCE({_read(column, n)}, {name}."{_name(column)}")'
        for n, column in enumerate(columns, start=1)
    ]
    if versioned:
        values.append(f'"version" = {name}."version" + 1')
    key = "json_extract(value, '$[0]')" if db.is_sqlite() else "(value->>0)::int"
    sql = (_UPDATE_SQLITE if db.is_sqlite() else _UPDATE_POSTGRES).format(table=name, values=", ".join(values), id=key)
    return len(await db.raw(sql, json.dumps(rows, ensure_ascii=False, default=_plain)))


def _name(column: Column) -> str:
    return str(column._meta.db_column_name)  # noqa: SLF001 -- Piccolo keeps a column's name there


def _read(column: Column, n: int) -> str:
    if db.is_sqlite():
        return f"json_extract(value, '$[{n}]')"
    # An explicit cast to VARCHAR(n) would cut a text that is too long without a word.
    kind = "TEXT" if isinstance(column, Varchar) else column.column_type
    return f"(value->>{n})::{kind}"


def _plain(value: Any) -> str:
    """Return a moment or a day as both engines keep it: moments in UTC."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)
