# SPDX-License-Identifier: MIT
"""A filled database of every earlier release becomes one of this release, on both engines, with every row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import engines, releases
from thinktank.admin import checks, setup
from thinktank.app import wire
from thinktank.kernel import db, migrate
from thinktank.kernel.db import PooledPostgresEngine, PooledSQLiteEngine

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
NAMES = sorted(path.name.removesuffix(".json.gz") for path in releases.FOLDER.glob("*.json.gz"))
COUNTED = "tally"  # counted afresh, without rows of zero; a check holds it against the records
NO_FILES = "附件都在"  # a release is kept without the contents of its files


@pytest.fixture
async def empty(engine_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Any]:
    """An engine on a database in which no migration has run."""
    engine: PooledSQLiteEngine | PooledPostgresEngine = PooledSQLiteEngine(str(tmp_path / "old.sqlite"), readers=1)
    bare = None
    if engine_kind == "postgres":
        uid = request.getfixturevalue("testrun_uid")[:8]
        worker = request.getfixturevalue("worker_id")
        bare = engines.BarePostgres(request.getfixturevalue("postgres_server"), f"thinktank_old_{uid}_{worker}")
        await bare.create()
        engine = PooledPostgresEngine(bare.dsn)
    with engines.using(engine):
        await engine.open()
        yield engine
        await engine.close()
    if bare is not None:
        await bare.drop()


@pytest.mark.parametrize("name", NAMES)
async def test_release_is_upgraded_with_every_row(empty: Any, name: str) -> None:
    wire()
    release = releases.read(name)
    await releases.load(release)
    await setup.upgrade()
    assert await migrate.pending() == []
    kept = {one.table: (await db.raw(f'SELECT count(*) AS n FROM "{one.table}"'))[0]["n"] for one in release.tables}
    lost = {table: (n, kept[table]) for table, n in release.count().items() if kept[table] < n and table != COUNTED}
    assert lost == {}
    assert {title: faults for title, faults in await checks.run() if faults and title != NO_FILES} == {}


def test_there_is_a_release_and_it_is_filled() -> None:
    assert NAMES == ["0.1.0", "0.2.0", "0.3.0"]
    counts = releases.read("0.1.0").count()
    assert (counts["talent"], counts["project"], counts["trail_entry"]) == (107, 7, 591)
