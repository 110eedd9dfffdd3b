# SPDX-License-Identifier: MIT
"""Migrations on two engines (ADR 0003): they build what the tables say, run once, and lose no rows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from thinktank.kernel import db, migrate
from thinktank.kernel.engines import PooledSQLiteEngine

pytestmark = pytest.mark.postgres
COLUMNS = {
    "sqlite": 'SELECT name, "notnull" AS fixed FROM pragma_table_info({})',
    "postgres": (
        "SELECT column_name AS name, is_nullable = 'NO' AS fixed FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = {}"
    ),
}
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
}


async def test_everything_is_run_and_running_again_does_nothing(database: Any) -> None:
    assert await migrate.pending() == []
    await migrate.forwards()
    assert await migrate.pending() == []


async def test_migrations_build_what_the_tables_say(database: Any, engine_kind: str) -> None:
    tables = [table for package in migrate.APPS for table in migrate.tables_of(package)]
    built = {row["name"] for row in await db.raw(TABLES[engine_kind])}
    assert {table._meta.tablename for table in tables} == built - {"migration"}
    for table in tables:
        name = table._meta.tablename
        found = {row["name"]: bool(row["fixed"]) for row in await db.raw(COLUMNS[engine_kind], name)}
        wanted = {column._meta.db_column_name: not column._meta.null for column in table._meta.columns}
        found.pop("id", None)
        wanted.pop("id", None)
        assert found == wanted, name


@pytest.mark.engines_only("postgres", reason="SQLite copies the file instead")
async def test_reset_puts_back_what_the_migrations_left(database: Any, template: Any) -> None:
    before = {}
    for row in await db.raw(TABLES["postgres"]):
        before[row["name"]] = await db.raw(f'SELECT * FROM "{row["name"]}"')
    await db.raw("INSERT INTO sequence (name, last) VALUES ('a', 1), ('b', 2)")
    await template.reset()
    for name, rows in before.items():
        assert await db.raw(f'SELECT * FROM "{name}"') == rows
    again = await db.raw("INSERT INTO sequence (name, last) VALUES ('a', 1) RETURNING id")
    assert again == [{"id": len(before["sequence"]) + 1}]


@pytest.mark.engines_only("sqlite", reason="PostgreSQL alters in place")
async def test_rebuilding_a_table_keeps_its_children(database: PooledSQLiteEngine) -> None:
    await db.raw("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
    await db.raw("CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE CASCADE)")
    await db.raw("INSERT INTO parent VALUES (1, 'a')")
    await db.raw("INSERT INTO child VALUES (1, 1)")
    create = "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    async with database.transaction():
        await migrate.rebuild_table("parent", create, ["id", "name"])
    assert await db.raw("SELECT * FROM child") == [{"id": 1, "parent": 1}]
    (row,) = await db.raw("SELECT sql FROM sqlite_master WHERE name = 'parent'")
    assert re.search("name TEXT NOT NULL", row["sql"])


@pytest.mark.engines_only("sqlite", reason="PostgreSQL alters in place")
async def test_rebuild_that_would_leave_orphans_is_undone(database: PooledSQLiteEngine) -> None:
    await db.raw("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
    await db.raw("CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id))")
    await db.raw("INSERT INTO parent VALUES (1, 'a')")
    await db.raw("INSERT INTO child VALUES (1, 1)")
    with pytest.raises(RuntimeError, match="refer to what is not there"):
        async with database.transaction():
            await migrate.rebuild_table(
                "parent", "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT)", ["name"]
            )
            await db.raw("UPDATE parent SET id = 2")
            await migrate._check_references()
    assert await db.raw("SELECT * FROM parent") == [{"id": 1, "name": "a"}]
