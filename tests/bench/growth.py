# SPDX-License-Identifier: MIT
"""Growth: every list, detail and dashboard page on a district's data and on a thousand times as much.

``python -m tests.bench.growth`` prints every page; the built databases are kept in the temporary folder, and built
again when their makers, or the schema, have changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import httpx
import msgspec
from litestar import Litestar

from tests.bench.lines import Line
from tests.support import bulk, engines, visits
from tests.support.bulk import Sizes
from thinktank.app import create_app
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.settings import Settings

ROOT = Path(__file__).parents[2]
MAKERS = ("tests/support/bulk/*.py", "*/piccolo_migrations/*.sql", "*/*/tables.py")
DISTRICT = Sizes(people=100, projects=20, reports=50)
PROVINCE = Sizes(people=100_000, projects=20_000, reports=50)
TIMES = 5
ENOUGH = 0.5  # seconds after which a page is not asked again
BAR = 1.5
SEARCHES = ("zs", "张", "zhangsan")
CHOSEN = {Role.OFFICER, Role.MEMBER, Role.REVIEWER, Role.INSPECTOR, Role.LIAISON, Role.SYS_ADMIN}
"""The roles whose pages are timed: a leader reads what an officer reads, a mentor what a member does."""


Pair = tuple[PooledSQLiteEngine, PooledSQLiteEngine]


class Timed(msgspec.Struct):
    """A page's median seconds on both."""

    visit: visits.Visit
    small: float
    large: float

    @property
    def ratio(self) -> float:
        """How much slower the large one is."""
        return self.large / self.small


def database(sizes: Sizes) -> Path:
    """Return the folder of a filled database of these sizes, built today by the makers as they are now."""
    digest = hashlib.sha256(f"{sizes} {clock.today()}".encode())
    for pattern in MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"thinktank-bench-{digest.hexdigest()[:12]}"
    path = folder / "thinktank.sqlite"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        made = folder / "unfinished.sqlite"
        made.unlink(missing_ok=True)
        bulk.build(made, sizes, clock.today()).rename(path)
    return folder


async def _once(client: httpx.AsyncClient, engine: PooledSQLiteEngine, address: str) -> float:
    with engines.using(engine):
        started = time.perf_counter()
        await client.get(address)
        return time.perf_counter() - started


async def _both(clients: dict[Role, httpx.AsyncClient], pair: Pair, visit: visits.Visit) -> Timed:
    """Ask the two districts in turn: what slows the machine down slows both."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES):
        for engine, times in zip(pair, found, strict=True):
            times.append(await _once(clients[visit.role], engine, visit.address))
        if sum(found[1]) > ENOUGH:
            break
    return Timed(visit, statistics.median(found[0]), statistics.median(found[1]))


async def _take(app: Litestar, pair: Pair) -> tuple[list[Timed], dict[str, float]]:
    _, large = pair
    await large.open()
    try:
        async with app.lifespan():
            with engines.using(large):
                await sign_everybody_in(app)
            clients = await sign_everybody_in(app)
            places = [one for one in await visits.visits(app, clients) if one.role in CHOSEN]
            timed = [await _both(clients, pair, one) for one in places]
            officer = clients[Role.OFFICER]
            found = {
                text: 1000 * statistics.median([await _once(officer, large, f"/search?q={text}") for _ in range(TIMES)])
                for text in SEARCHES
            }
    finally:
        await large.close()
    return timed, found


async def sign_everybody_in(app: Litestar) -> dict[Role, httpx.AsyncClient]:
    """A browser for each role, signed in on the database in force."""
    return {role: await visits.client_of(app, account) for role, account in bulk.ACTORS.items()}


def pages() -> tuple[list[Timed], dict[str, float]]:
    """Time every page on both databases; and the searches, in milliseconds, on the large one."""
    folders = database(DISTRICT), database(PROVINCE)
    small, large = (PooledSQLiteEngine(str(folder / "thinktank.sqlite")) for folder in folders)
    app = create_app(Settings(data=str(folders[0]), secret="bench", jobs_every=0))
    with engines.using(small):
        return asyncio.run(_take(app, (small, large)))


def lines() -> list[Line]:
    """The growth part of the benchmark."""
    timed, found = pages()
    worst = sorted(timed, key=lambda one: -one.ratio)
    over = [one for one in worst if one.ratio > BAR]
    return [
        Line(
            f"growth ×1000: {len(timed)} pages, median ratio",
            statistics.median(one.ratio for one in timed),
            BAR,
            most=True,
        ),
        Line("growth ×1000: pages over the bar", len(over), 0, most=True),
        *(Line(f"  {one.visit.role} {one.visit.address}", one.ratio, BAR, most=True) for one in over[:20]),
        *(Line(f"search “{text}” among 100,000 people: ms", value) for text, value in found.items()),
    ]


def show(timed: Iterable[Timed]) -> None:
    """Print every page, the worst first."""
    for one in sorted(timed, key=lambda one: -one.ratio):
        print(
            f"{one.ratio:8.2f}  {1000 * one.small:8.1f} ms {1000 * one.large:9.1f} ms  "
            f"{one.visit.role} {one.visit.address}"
        )


if __name__ == "__main__":
    pages_, searched = pages()
    show(pages_)
    for text_, value_ in searched.items():
        print(f"search {text_}: {value_:.1f} ms")
