# SPDX-License-Identifier: MIT
"""Every page of the demo district that its people reach by links: it opens, has one heading, and no id twice."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest

from tests.support import engines, server, visits
from thinktank.app import wire
from thinktank.demo import operations as demo
from thinktank.identity.tables import Account
from thinktank.kernel.db import PooledSQLiteEngine

if TYPE_CHECKING:
    from litestar import Litestar

PEOPLE = ("jingban", "lingdao", "lianluo", "chengyuan1", "daoshi", "ducha", "zhuanjia1")
OF_A_KIND = 3
ELSEWHERE = ("/static/", "/files/", "/sign-out")
_PANEL = re.compile(r'<section[^>]*hx-get="([^"]+)" hx-trigger="load".*?</section>', re.DOTALL)
_LINK = re.compile(r'href="(/[^"#]*)')
_ID = re.compile(r'\sid="([^"]+)"')
_POINTS = re.compile(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"')

pytestmark = pytest.mark.slow


class Walk(msgspec.Struct):
    """What somebody saw: how many pages, and what is wrong with which."""

    pages: int = 0
    faults: list[str] = []


def kind_of(address: str) -> str:
    """An address without its numbers and its conditions."""
    return re.sub(r"\d+", "N", address.partition("?")[0])


def faults_of(text: str) -> Iterator[str]:
    """What is wrong with a page, its panels in their places."""
    ids = Counter(_ID.findall(text))
    if twice := sorted(name for name, n in ids.items() if n > 1):
        yield f"ids twice: {twice}"
    if lost := sorted({one for found in _POINTS.findall(text) for one in found.split() if one not in ids}):
        yield f"points at no id: {lost}"
    if (n := text.count("<h1")) != 1:
        yield f"{n} headings"


async def whole(client: httpx.AsyncClient, text: str) -> str:
    """A page with the panels that its script would fetch."""
    for path in _PANEL.findall(text):
        panel = await client.get(path, headers={"HX-Request": "true"})
        text = _PANEL.sub(partial(_put, path, panel.text), text)
    return text


def _put(path: str, panel: str, match: re.Match[str]) -> str:
    return panel if match[1] == path else match[0]


async def walk(client: httpx.AsyncClient) -> Walk:
    """Follow every link, a few of each kind."""
    seen, kinds, ahead, found = {"/"}, Counter(["/"]), deque([("/", "")]), Walk()
    while ahead:
        address, origin = ahead.popleft()
        answer = await client.get(address, follow_redirects=True)
        if answer.status_code != 200:
            found.faults.append(f"{address}: {answer.status_code}, from {origin}")
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        text = await whole(client, answer.text)
        found.pages += 1
        found.faults += [f"{address}: {fault}" for fault in faults_of(text)]
        for link in _LINK.findall(text):
            other = link.replace("&amp;", "&")
            if other in seen or other.startswith(ELSEWHERE) or kinds[kind_of(other)] >= OF_A_KIND:
                continue
            seen.add(other)
            kinds[kind_of(other)] += 1
            ahead.append((other, address))
    return found


def test_what_is_wrong_with_a_page_is_seen() -> None:
    page = '<h1 id="a"></h1><label for="b"></label><p id="c"></p><p id="c" aria-describedby="a c"></p><h1></h1>'
    assert list(faults_of(page)) == ["ids twice: ['c']", "points at no id: ['b']", "2 headings"]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wire()
    folder = tmp_path_factory.mktemp("links")
    server.prepare(folder, demo.fill)
    return folder / "thinktank.sqlite"


@pytest.mark.parametrize("login", PEOPLE)
async def test_every_page_that_a_link_leads_to(district: Path, application: Litestar, login: str) -> None:
    with engines.using(PooledSQLiteEngine(str(district))):
        async with application.lifespan():
            row: Any = await Account.select(Account.id).where(Account.login == login).first()
            found = await walk(await visits.client_of(application, row["id"]))
    assert found.faults == []
    assert found.pages > OF_A_KIND
