# SPDX-License-Identifier: MIT
"""Filled databases of earlier releases, the same file for both engines.

``python -m tests.support.releases FILE.sqlite NAME`` keeps a filled SQLite database as ``tests/releases/NAME.json.gz``:
which migrations it has, and its rows by table, parents first. ``load()`` builds it again on the engine in force:
the migrations up to there, then the rows.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from piccolo.apps.migrations.commands.forwards import run_forwards

from tests.support.engines import parents_first
from thinktank.kernel import db
from thinktank.kernel.migrate import APPS

FOLDER = Path(__file__).parents[1] / "releases"
LIVE = ("session", "sign_in_attempt", "request_key")  # of the moment, and of no use to a later release


class Rows(msgspec.Struct):
    """One table's rows, values as SQLite stores them."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


class Release(msgspec.Struct):
    """A filled database: the last migration of each package, and the tables, parents first."""

    upto: dict[str, str]
    tables: list[Rows]

    def count(self) -> dict[str, int]:
        """How many rows each table has."""
        return {one.table: len(one.rows) for one in self.tables}


def keep(source: Path, name: str) -> Path:
    """Write a filled SQLite database down as a release; the same rows give the same file."""
    with closing(sqlite3.connect(source)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        names = [one for one in names if not one.startswith("sqlite_") and one != "migration"]
        references = [
            (child, row[2]) for child in names for row in connection.execute(f'PRAGMA foreign_key_list("{child}")')
        ]
        order = parents_first(names, [(child, parent) for child, parent in references if child != parent])
        upto = dict(connection.execute("SELECT app_name, max(name) FROM migration GROUP BY app_name").fetchall())
        release = Release(upto, [_rows(connection, one) for one in order if one not in LIVE])
    target = FOLDER / f"{name}.json.gz"
    target.write_bytes(gzip.compress(msgspec.json.encode(release), mtime=0))
    return target


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    found = connection.execute(f'SELECT * FROM "{table}" ORDER BY id')
    columns = [column[0] for column in found.description]
    return Rows(table, columns, [list(row) for row in found])


def read(name: str) -> Release:
    """Return a kept release."""
    return msgspec.json.decode(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()), type=Release)


async def load(release: Release) -> None:
    """Build a release on the empty database in force: its migrations, then its rows instead of theirs."""
    for app in APPS:
        with contextlib.redirect_stdout(io.StringIO()):
            result = await run_forwards(app, migration_id=release.upto[app])
        if not result.success:
            raise RuntimeError(f"migrations of {app} failed: {result.message}")
    async with db.write_tx():
        for one in reversed(release.tables):
            await db.raw(f'DELETE FROM "{one.table}"')
        for one in release.tables:
            await _fill(one)


async def _fill(one: Rows) -> None:
    if not one.rows:
        return
    if db.is_sqlite():
        marks = ", ".join(["{}"] * len(one.columns))
        names = ", ".join(f'"{column}"' for column in one.columns)
        for row in one.rows:
            await db.raw(f'INSERT INTO "{one.table}" ({names}) VALUES ({marks})', *row)
        return
    # PostgreSQL reads each text or number as the column's own type.
    records = json.dumps([dict(zip(one.columns, row, strict=True)) for row in one.rows], ensure_ascii=False)
    names = ", ".join(f'"{column}"' for column in one.columns)
    source = f'json_populate_recordset(NULL::"{one.table}", {{}}::json)'
    await db.raw(f'INSERT INTO "{one.table}" ({names}) SELECT {names} FROM {source}', records)
    await db.raw(f"SELECT setval(pg_get_serial_sequence('\"{one.table}\"', 'id'), max(id)) FROM \"{one.table}\"")


if __name__ == "__main__":
    print(keep(Path(sys.argv[1]), sys.argv[2]))
