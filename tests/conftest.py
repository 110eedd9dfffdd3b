# SPDX-License-Identifier: MIT
"""What every test can ask for: a migrated database of its own, the application in the test's own loop, a client.

``database``: an engine on a fresh copy of the migrated database, closed afterwards. A test or module marked
``postgres`` that asks for it (or for anything built on it) runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from tests.support import cluster, engines, sockets
from thinktank.kernel import clock, events
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledPostgresEngine, PooledSQLiteEngine
from thinktank.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

BOTH = ("sqlite", "postgres")
BASE_URL = "http://127.0.0.1:8000"


def pytest_configure(config: pytest.Config) -> None:
    sockets.block()
    if not hasattr(config, "workerinput"):
        cluster.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        cluster.end_run()


# -- database ------------------------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test marked ``postgres`` on both engines, unless the whole run is on PostgreSQL already."""
    if "engine_kind" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("engines_only")
    if engines.main_engine() == "sqlite" and metafunc.definition.get_closest_marker("postgres"):
        metafunc.parametrize("engine_kind", only.args[:1] if only else BOTH, indirect=True)


@pytest.fixture
def engine_kind(request: pytest.FixtureRequest) -> str:
    """The engine of this test: sqlite or postgres."""
    kind = getattr(request, "param", engines.main_engine())
    only = request.node.get_closest_marker("engines_only")
    if only is not None and only.args[0] != kind:
        pytest.skip(f"{only.args[0]} only: {only.kwargs['reason']}")
    return str(kind)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One SQLite file per worker, built from the migrations."""
    return engines.build_sqlite(tmp_path_factory.mktemp("template") / "migrated.sqlite")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server; without one the test is skipped, in CI it fails."""
    try:
        return cluster.server()
    except cluster.NoServer as reason:
        if os.environ.get("CI") == "true" or engines.main_engine() == "postgres":
            pytest.fail(f"PostgreSQL must be tested here: {reason}")
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, testrun_uid: str, worker_id: str) -> Iterator[engines.PostgresTemplate]:
    """One PostgreSQL database per worker, built from the migrations, dropped at the end."""
    template = engines.PostgresTemplate(postgres_server, f"thinktank_test_{testrun_uid[:8]}_{worker_id}")
    yield template
    template.drop()


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this worker's database files lie: in memory where there is room."""
    folder = engines.quick_folder(tmp_path_factory.mktemp("databases"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def template(engine_kind: str, request: pytest.FixtureRequest) -> Path | engines.PostgresTemplate:
    """The migrated database that this test's own is made from."""
    made: Path | engines.PostgresTemplate = request.getfixturevalue(f"{engine_kind}_template")
    return made


@pytest.fixture
async def database(
    template: Path | engines.PostgresTemplate, quick_folder: Path
) -> AsyncIterator[PooledSQLiteEngine | PooledPostgresEngine]:
    """An engine on a freshly migrated database that is in force for this test; ``engine_kind`` says which."""
    engine: PooledSQLiteEngine | PooledPostgresEngine
    if isinstance(template, Path):
        engine = PooledSQLiteEngine(str(shutil.copyfile(template, quick_folder / "test.sqlite")))
    else:
        await template.reset()
        engine = PooledPostgresEngine(template.dsn)
    with engines.using(engine):
        await engine.open()
        try:
            yield engine
        finally:
            await engine.close()
            for leftover in quick_folder.glob("test.sqlite*"):
                leftover.unlink()


# -- time ----------------------------------------------------------------------------------------------------


@pytest.fixture
def frozen() -> Iterator[FrozenClock]:
    """Stop time at Wednesday 2026-03-18, 10:00 in Shanghai; ``frozen.advance(days=1)`` moves it."""
    with clock.using(FrozenClock(datetime(2026, 3, 18, 2, tzinfo=UTC))) as stopped:
        yield stopped


# -- application ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the application under test; its jobs run only when a test runs them."""
    folder = tmp_path_factory.mktemp("data")
    return Settings(data=str(folder), base_url=BASE_URL, secret="a secret for tests only", jobs_every=0)


@pytest.fixture(autouse=True)
def wiring() -> Iterator[None]:
    """Who listens to events is as before once a test is over: the application is wired once per worker."""
    before = list(events._subscribers)
    yield
    events._subscribers[:] = before


@pytest.fixture(scope="session")
def application(settings: Settings) -> Litestar:
    """The application, built once per worker: what differs between tests is the database under it."""
    from thinktank.app import create_app

    return create_app(settings)


@pytest.fixture
def wired(application: Litestar) -> None:
    """The program's own events and registries, whatever an earlier test listened with."""
    from thinktank.app import wire

    _ = application
    wire()


@pytest.fixture
async def app(application: Litestar, database: Any) -> AsyncIterator[Litestar]:
    """The application, started in the test's own loop on the test's own database."""
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # One task opens and closes: pytest-asyncio runs a fixture's two halves in two.
        async with application.lifespan():
            ready.set()
            await over.wait()

    task = asyncio.create_task(live())
    await asyncio.wait({task, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await task
    yield application
    over.set()
    await task


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-out browser: keeps cookies, follows no redirect by itself."""
    async with new_client(app) as browser:
        yield browser


def new_client(app: Litestar) -> httpx.AsyncClient:
    """Another browser for the same application, for tests with more than one person in them."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(cast("Any", app)), base_url=BASE_URL)
