# SPDX-License-Identifier: MIT
"""Migrations on two engines (ADR 0003)."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path

from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from thinktank.kernel import db

APPS = ("thinktank", "research", "reviews")


def tables_of(package: str) -> list[type[Table]]:
    """Every table of a package: the ``tables.py`` of each capability folder, imported ones left out."""
    found: list[type[Table]] = []
    for path in sorted((Path(__file__).parents[2] / package).glob("*/tables.py")):
        module = import_module(f"{package}.{path.parent.name}.tables")
        found += [
            item
            for item in vars(module).values()
            if isinstance(item, type)
            and issubclass(item, Table)
            and item.__module__ == module.__name__
            and not item.__dict__.get("abstract", False)
        ]
    return found


async def forwards() -> None:
    """Run every migration that has not been run, package by package; RuntimeError if one fails."""
    output = io.StringIO()
    for app in APPS:
        with contextlib.redirect_stdout(output):
            result = await run_forwards(app)
        if not result.success:
            raise RuntimeError(f"migration of {app} failed: {result.message}\n{output.getvalue()}")
    await _check_references()


async def pending() -> list[str]:
    """The ids of migrations that this release has and the database has not."""
    run = {row["name"] for row in await Migration.select(Migration.name)} if await Migration.table_exists() else set()
    return [identity for identity in _known() if identity not in run]


def _known() -> list[str]:
    folder = Path(__file__).parents[2]
    return [
        import_module(f"{app}.piccolo_migrations.{path.stem}").ID
        for app in APPS
        for path in sorted((folder / app / "piccolo_migrations").glob("*.py"))
        if path.stem != "__init__"
    ]


def script(package: str, name: str) -> Callable[[], Awaitable[None]]:
    """Return a migration step that runs ``<package>/piccolo_migrations/<name>.sql``, statement by statement.

    The file is written for PostgreSQL; SQLite differs only in how a serial key is spelt.
    """
    path = Path(__file__).parents[2] / package / "piccolo_migrations" / f"{name}.sql"

    async def run() -> None:
        text = path.read_text(encoding="utf-8")
        if db.is_sqlite():
            text = text.replace("SERIAL PRIMARY KEY", "INTEGER PRIMARY KEY")
        lines = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        for statement in filter(None, (part.strip() for part in lines.split(";\n"))):
            await db.raw(statement.removesuffix(";").replace("{", "{{").replace("}", "}}"))

    return run


async def rebuild_table(name: str, create: str, columns: list[str]) -> None:
    """Give a SQLite table a new definition: make, copy the named columns, swap (ALTER cannot, F5).

    ``create`` is the CREATE TABLE statement of ``<name>_new``; indexes are made again by the caller. Runs on the
    migration runner's connection, which does not enforce foreign keys, for else the drop would delete the
    table's children; RuntimeError, and nothing done, when a reference leads nowhere afterwards.
    """
    listed = ", ".join(f'"{column}"' for column in columns)
    await db.raw(create)
    await db.raw(f'INSERT INTO "{name}_new" ({listed}) SELECT {listed} FROM "{name}"')  # noqa: S608 -- fixed names
    await db.raw(f'DROP TABLE "{name}"')
    await db.raw(f'ALTER TABLE "{name}_new" RENAME TO "{name}"')
    await _check_references()


async def _check_references() -> None:
    if db.is_sqlite() and (broken := await db.raw("PRAGMA foreign_key_check")):
        raise RuntimeError(f"rows refer to what is not there: {broken[:5]}")
