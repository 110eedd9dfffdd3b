# SPDX-License-Identifier: MIT
"""``python -m tests.bench.reviews``: pages of reviews on a district, and on 20,000 rounds with 1,000,000 scores."""

from __future__ import annotations

import asyncio
import sys

from tests.bench import growth
from tests.bench.growth import Pair, Timed
from tests.support import engines, visits
from tests.support.bulk import Sizes
from thinktank.app import create_app
from thinktank.kernel.actor import Role
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.settings import Settings

DISTRICT = Sizes(people=100, projects=20, reports=5)
PROVINCE = Sizes(people=20_000, projects=20_000, reports=5, rounds=20_000, scores=1_000_000)
DOORS = ("/reviews", "/rounds", "/recusals", "/reviewers", "/review-items", "/todos/reviews", "/rubrics")
ROLES = (Role.REVIEWER, Role.OFFICER)


def _wanted(route: str) -> bool:
    """Whether a route is of reviews; documents to take along are no pages."""
    return route.removeprefix("/api/v1").startswith(DOORS) and "/papers/" not in route


async def _timed(pair: Pair, only: str) -> list[Timed]:
    _small, large = pair
    app = create_app(Settings(data="/tmp", secret="bench", jobs_every=0))  # noqa: S108 -- nothing is written there
    await large.open()
    try:
        async with app.lifespan():
            with engines.using(large):
                await growth.sign_everybody_in(app)
            clients = await growth.sign_everybody_in(app)
            places = [one for one in await visits.visits(app, clients) if one.role in ROLES and _wanted(one.route)]
            return [await growth._both(clients, pair, one) for one in places if only in one.address]
    finally:
        await large.close()


def pages(only: str = "") -> list[Timed]:
    """Time the pages of reviews whose address holds some words on both districts, each asked in turn."""
    folders = growth.database(DISTRICT), growth.database(PROVINCE)
    small, large = (PooledSQLiteEngine(str(folder / "thinktank.sqlite")) for folder in folders)
    with engines.using(small):
        return asyncio.run(_timed((small, large), only))


if __name__ == "__main__":
    growth.show(pages(*sys.argv[1:2]))
