# SPDX-License-Identifier: MIT
"""How many questions each page asks of the database: as many on a hundred rows as on one or three.

Beside what every page asks (session, grants, the bell): at most eight, a dashboard twelve, a part of a page four.
Every readable page is asked for as every role; a new one is taken in without a word.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support import bulk, engines, visits
from tests.support.bulk import Sizes
from thinktank.kernel import clock, db
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine

if TYPE_CHECKING:
    from litestar import Litestar

SIZES = (1, 3, 100)
ALWAYS = 3  # session, grants, the bell
MOST, PART = ALWAYS + 8, ALWAYS + 4
PARTS = ("/cockpit", "/cockpit/alerts", "/cockpit/due", "/cockpit/lamps", "/cockpit/span", "/cockpit/trends")
"""The cockpit's head and panels: four each at most; the days that ``due`` covers are told it by the head."""
OVER = {
    "/accounts/{account:int}/hand-over": 18,
    "/applications/{application:int}": 13,
    "/me/data": 45,
    "/milestones/{id:int}": 14,
    "/outcomes/{outcome:int}/adoption": 12,
    "/postings/{id:int}": 13,
    "/projects/indicators/{id:int}": 13,
    "/projects/{id:int}/agreement": 15,
    "/projects/{id:int}/team": 16,
    "/projects/{project:int}/reports": 13,
    "/reports/{id:int}": 12,
    "/reviews/items/{id_:int}": 15,
    "/reviews/items/{id_:int}/reviewers": 17,
    "/reviews/letters/{id_:int}": 13,
    "/reviews/{id_:int}": 24,
    "/rounds/{id_:int}/substitutes": 12,
    "/rounds/{round_:int}/staffing/template": 15,
    "/supervision/projects/{id:int}": 12,
    "/talents/{id:int}": 12,
    "/talents/{id:int}/track": 12,
    "/talents/{talent:int}/growth": 12,
    "/talents/{talent:int}/merge/{other:int}": 56,
}
"""Pages that ask more than the bar allows, with the most that they ask: none may be added, none may ask more."""
WITHIN = {
    "/": 10,
    "/account": 5,
    "/account/delegations": 5,
    "/accounts": 6,
    "/accounts/new": 4,
    "/accounts/terms": 5,
    "/accounts/{account:int}": 8,
    "/accounts/{account:int}/edit": 8,
    "/admissions": 8,
    "/admissions/flags": 4,
    "/admissions/new": 5,
    "/applications": 5,
    "/assessments": 6,
    "/cockpit": 6,
    "/cockpit/alerts": 5,
    "/cockpit/due": 6,
    "/cockpit/lamps": 6,
    "/cockpit/rows/{what:str}": 5,
    "/cockpit/span": 4,
    "/cockpit/trends": 4,
    "/coordinations": 4,
    "/coordinations/{id:int}": 7,
    "/corrections/{kind:str}/{record:int}": 10,
    "/data-requests": 4,
    "/data-requests/{id:int}": 4,
    "/deliveries": 5,
    "/directions": 10,
    "/directions/balance": 5,
    "/directions/queue": 6,
    "/exports": 5,
    "/exports/new": 6,
    "/exports/{id:int}": 5,
    "/fact-changes": 4,
    "/fact-changes/{id:int}": 5,
    "/feedback/{id:int}": 4,
    "/growth": 9,
    "/growth/claims": 4,
    "/join": 9,
    "/me/facts": 8,
    "/mentoring": 9,
    "/mentoring/pairs": 5,
    "/mentoring/pairs/{id:int}/word": 4,
    "/mentoring/people/{talent:int}": 10,
    "/mentoring/suggestions": 5,
    "/mentoring/suggestions/new": 3,
    "/mentoring/suggestions/{id:int}": 7,
    "/mentoring/talks": 5,
    "/mentoring/talks/new": 4,
    "/notices": 4,
    "/notices/ways": 9,
    "/onboarding": 5,
    "/outcomes": 8,
    "/outcomes/new": 7,
    "/outcomes/projects/{project:int}": 7,
    "/outcomes/{outcome:int}": 10,
    "/outcomes/{outcome:int}/climb": 10,
    "/outcomes/{outcome:int}/describe": 8,
    "/outcomes/{outcome:int}/evaluate": 10,
    "/outcomes/{outcome:int}/pilot": 10,
    "/outcomes/{outcome:int}/pilots/{pilot:int}/stop": 8,
    "/outcomes/{outcome:int}/replicate": 10,
    "/outcomes/{outcome:int}/screen": 10,
    "/postings": 8,
    "/postings/calendar": 4,
    "/postings/mine/{account:int}": 4,
    "/postings/needs": 8,
    "/postings/needs/new": 7,
    "/postings/needs/{id:int}": 11,
    "/postings/needs/{id:int}/edit": 9,
    "/postings/people/{talent:int}": 4,
    "/postings/plan": 9,
    "/postings/projects/{project:int}": 4,
    "/postings/{id:int}/form": 9,
    "/postings/{id:int}/word": 9,
    "/privacy/agree": 4,
    "/privacy/notice": 4,
    "/problems": 5,
    "/problems/new": 7,
    "/problems/projects/{id:int}": 6,
    "/problems/recurring": 5,
    "/problems/{id:int}": 9,
    "/problems/{id:int}/{step:str}": 9,
    "/projects": 7,
    "/projects/grant/{application:int}": 11,
    "/projects/mentored": 6,
    "/projects/{id:int}": 11,
    "/projects/{id:int}/manage": 10,
    "/projects/{id:int}/plan": 8,
    "/projects/{project:int}/reports/plan": 7,
    "/projects/{project:int}/requests": 11,
    "/public-notices": 4,
    "/public-notices/{notice:int}": 6,
    "/recusals": 5,
    "/recusals/applications/{id_:int}": 10,
    "/recusals/projects/{id_:int}": 9,
    "/reports": 6,
    "/reports/extensions/{id:int}": 8,
    "/reports/{id:int}": 10,
    "/reports/{id:int}/extend": 10,
    "/reviews": 5,
    "/reviews/declarations": 5,
    "/reviews/profile": 5,
    "/reviews/projects/{project:int}": 6,
    "/reviews/{id_:int}/declaration": 5,
    "/rounds": 5,
    "/rounds/experts": 8,
    "/rounds/experts/{account:int}": 5,
    "/rounds/new": 6,
    "/rounds/rubrics": 5,
    "/rounds/rubrics/new": 3,
    "/rounds/{id_:int}": 9,
    "/rounds/{id_:int}/extend": 8,
    "/rounds/{id_:int}/guests": 8,
    "/rounds/{round_:int}/staffing": 7,
    "/search": 5,
    "/settings": 6,
    "/settings/days/import": 3,
    "/settings/lexicon": 5,
    "/settings/lexicon/export": 3,
    "/settings/lexicon/learned": 6,
    "/settings/lexicon/term": 4,
    "/settings/papers": 6,
    "/settings/years/new": 3,
    "/settings/{name:str}": 6,
    "/supervision": 6,
    "/supervision/checkpoints": 5,
    "/supervision/checkpoints/new": 5,
    "/supervision/checkpoints/{id:int}": 10,
    "/supervision/checkpoints/{id:int}/cancel": 10,
    "/supervision/desk": 8,
    "/supervision/orders/new": 10,
    "/supervision/orders/{id:int}": 11,
    "/supervision/orders/{id:int}/{step:str}": 11,
    "/supervision/projects/{id:int}/note": 5,
    "/talents": 10,
    "/talents/import": 4,
    "/talents/import/template": 3,
    "/talents/import/{id:int}": 4,
    "/talents/twins": 5,
    "/talents/{id:int}/card": 6,
    "/talents/{id:int}/fact-changes": 6,
    "/talents/{id:int}/placement": 10,
    "/talents/{id:int}/track": 11,
    "/talents/{talent:int}/admission": 8,
    "/talents/{talent:int}/edit": 5,
    "/talents/{talent:int}/growth/word": 10,
    "/talents/{talent:int}/recommendation": 10,
    "/talents/{talent:int}/twins": 5,
    "/todos/{part:str}": 6,
    "/topics": 7,
    "/topics/calls": 4,
    "/topics/calls/new": 4,
    "/topics/calls/{call:int}": 11,
    "/topics/calls/{call:int}/edit": 9,
    "/topics/new": 4,
    "/topics/proposals": 9,
    "/topics/proposals/new": 7,
    "/topics/proposals/similar": 3,
    "/topics/{topic:int}": 11,
    "/topics/{topic:int}/claims": 10,
    "/units": 5,
    "/units/export": 4,
    "/units/import": 3,
    "/units/{unit:int}": 8,
}
"""The other pages, with the most that they ask; one that does not stand here yet keeps to the bar."""


def is_page(route: str) -> bool:
    """Whether a route answers with a page for people."""
    return not route.startswith("/api/")


def is_html(answer: httpx.Response) -> bool:
    """Whether it is a page indeed, and no document to take along."""
    return answer.headers.get("content-type", "").startswith("text/html")


async def ask(app: Litestar, path: Path, places: list[visits.Visit] | None) -> dict[visits.Visit, int]:
    """Return how many questions each page asks on a database; without places, of every one that can be reached.

    Time stands still, however long it takes: a session that was last seen a minute ago is written down again.
    """
    found = {}
    with engines.using(PooledSQLiteEngine(str(path))), clock.using(FrozenClock(clock.now())):
        async with app.lifespan():
            clients = {role: await visits.client_of(app, account) for role, account in bulk.ACTORS.items()}
            for one in places or await visits.visits(app, clients):
                with db.recording() as statements:
                    answer = await clients[one.role].get(one.address)
                if answer.status_code == 200 and is_page(one.route) and is_html(answer):
                    found[one] = len(statements)
    return found


@pytest.fixture(scope="module")
def districts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = engines.quick_folder(tmp_path_factory.mktemp("counts"))
    return [bulk.build(folder / f"{n}.sqlite", Sizes(10 * n, n, n, n, n), clock.today()) for n in SIZES]


async def test_pages_ask_as_much_on_a_hundred_rows_as_on_one(districts: list[Path], application: Litestar) -> None:
    one, three, hundred = districts
    on_three = await ask(application, three, None)
    answers = [await ask(application, path, list(on_three)) for path in (one, hundred)]
    differing = [
        (visit.role, visit.address, n, [found.get(visit) for found in answers])
        for visit, n in on_three.items()
        if any(found.get(visit, n) != n for found in answers)
    ]
    assert differing == []
    most: dict[str, int] = {}
    for visit, n in on_three.items():
        most[visit.route] = max(n, most.get(visit.route, 0))
    known = WITHIN | OVER
    assert {route: n for route, n in most.items() if n > known.get(route, MOST)} == {}
    assert {
        "/",
        "/cockpit",
        "/talents",
        "/projects/{id:int}",
        "/rounds",
        "/reviews/items/{id_:int}",
    } - most.keys() == set()


def test_pages_beyond_the_bar_are_named() -> None:
    beyond = {route for route, n in WITHIN.items() if n > (PART if route in PARTS else MOST)}
    assert beyond == set()
    alone = 1  # what a panel asks when it is a page of its own
    assert sum(WITHIN[route] - ALWAYS for route in PARTS) - alone <= 12
    assert {route for route, n in OVER.items() if n <= MOST} == set()
