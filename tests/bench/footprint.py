# SPDX-License-Identifier: MIT
"""What the real server costs: the time to its first page, a worker's memory after every page, what a page brings along.

``python -m tests.bench.footprint`` prints the table.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from tests.bench import growth
from tests.bench.lines import Line
from tests.support import bulk, engines, server, visits
from thinktank.app import create_app
from thinktank.kernel.actor import Role
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.settings import Settings

ROLES = (Role.OFFICER, Role.MEMBER, Role.LIAISON, Role.REVIEWER, Role.INSPECTOR, Role.SYS_ADMIN)
PAGES = ("/", "/talents", "/projects", "/projects/1", "/reports", "/supervision", "/outcomes")
_LINKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?(?:href|src)="([^"#]+)')
_PANEL = re.compile(r'hx-get="([^"]+)"[^>]*hx-trigger="load"')
_WEIGHTY = (".css", ".js")


def ask(address: str, cookie: str = "") -> tuple[str, bytes]:
    """The page at an address, as a browser would get it over the wire: its text where it is one, and its bytes."""
    headers = {"Accept-Encoding": "gzip", "Cookie": cookie}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:  # noqa: S310 -- loopback
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return "" if packed else body.decode(errors="replace"), body


def memory(base: str) -> float:
    """The largest resident memory among the server's processes, in MiB."""
    mark, most = f"THINKTANK_BASE_URL={base}".encode(), 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                status = (process / "status").read_text()
                most = max(most, int(status.partition("VmRSS:")[2].split()[0]))
        except (OSError, IndexError):
            continue  # it has ended meanwhile
    return most / 1024


async def _sign_in(cookies: dict[Role, str]) -> None:
    """A session for each role on the database in force, as ``visits`` makes them."""
    app = create_app(Settings(data=tempfile.gettempdir(), secret="bench", jobs_every=0))
    async with app.lifespan():
        for role in ROLES:
            client = await visits.client_of(app, bulk.ACTORS[role])
            cookies[role] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def weight(base: str, page: str, cookie: str) -> tuple[float, int]:
    """KiB of packed style and script that a page brings along, and how many requests it takes with its panels."""
    html, _ = ask(base + page, cookie)
    linked = {one for one in _LINKED.findall(html) if one.startswith("/static/")}
    heavy = sum(len(ask(base + one)[1]) for one in linked if one.split("?")[0].endswith(_WEIGHTY))
    return heavy / 1024, 1 + len(linked) + len(_PANEL.findall(html))


def _walk(base: str, cookies: dict[Role, str]) -> int:
    """Ask for every page that can be read without choosing a record, and for the first record of each kind."""
    app = create_app(Settings(data=tempfile.gettempdir(), secret="bench", jobs_every=0))
    asked = 0
    for route, roles in visits.readable(app):
        for role in set(roles) & set(ROLES):
            try:
                ask(base + visits.addresses(route)[0].replace("张", "%E5%BC%A0"), cookies[role])
            except urllib.error.HTTPError:
                continue
            asked += 1
    return asked


def lines() -> list[Line]:
    """The footprint's part of the benchmark, on a district's data."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(growth.database(growth.DISTRICT) / "thinktank.sqlite", folder)
        cookies: dict[Role, str] = {}
        with engines.using(PooledSQLiteEngine(str(folder / "thinktank.sqlite"))):
            asyncio.run(_sign_in(cookies))
        started = time.perf_counter()
        with server.serving(folder) as base:
            ask(f"{base}/sign-in")
            took, empty = time.perf_counter() - started, memory(base)
            found = [
                Line("start to the first page: seconds", took, 2, most=True),
                Line("memory of a worker, one page asked for: MiB", empty),
                *_weights(base, cookies[Role.OFFICER]),
            ]
            asked = _walk(base, cookies)
            found.append(Line(f"memory of a worker after {asked} pages: MiB", memory(base), 220, most=True))
    return found


def _weights(base: str, cookie: str) -> Iterable[Line]:
    for page in PAGES:
        kib, requests = weight(base, page, cookie)
        yield Line(f"{page}: KiB of style and script, packed", kib, 60, most=True)
        yield Line(f"{page}: requests, panels included", requests, 12, most=True)


if __name__ == "__main__":
    for line in lines():
        print(line.text)
