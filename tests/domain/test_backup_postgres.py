# SPDX-License-Identifier: MIT
"""Backups of PostgreSQL, with its own tools."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from tests.factories.people import make_account
from thinktank import piccolo_conf
from thinktank.admin import backup as backups
from thinktank.kernel.actor import Role
from thinktank.settings import Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.engines_only("postgres", reason="SQLite's backup is tested through the command line"),
]


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="the PostgreSQL client is not installed")
@pytest.mark.usefixtures("database")
async def test_a_database_comes_back_whole(tmp_path: Path) -> None:
    await make_account(Role.OFFICER, login="wangfang")
    source = str(cast("Any", piccolo_conf.DB).config["dsn"])
    name = "thinktank_restored"
    target = urlunsplit(urlsplit(source)._replace(path=f"/{name}"))
    backups.backup(Settings(data=str(tmp_path / "a"), database=source), tmp_path / "copy.tar")
    server = await asyncpg.connect(source)
    try:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.execute(f"CREATE DATABASE {name}")
        backups.restore(Settings(data=str(tmp_path / "b"), database=target), tmp_path / "copy.tar")
        restored = await asyncpg.connect(target)
        try:
            assert await restored.fetchval("SELECT count(*) FROM account WHERE login = 'wangfang'") == 1
        finally:
            await restored.close()
    finally:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.close()
