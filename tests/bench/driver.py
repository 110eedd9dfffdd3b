# SPDX-License-Identifier: MIT
"""Asking an ASGI application directly, and counting how often it answers in a second."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

SECONDS = 0.1
ROUNDS = 25
AT_ONCE = 8
Work = Callable[[], Awaitable[Any]]


def asking(app: Any, path: str, cookie: str = "") -> Work:
    """Return a function that asks for a path and returns (status, media type, body)."""
    headers = [(b"host", b"127.0.0.1"), (b"accept", b"*/*")]
    if cookie:
        headers.append((b"cookie", cookie.encode()))

    async def ask() -> tuple[int, str, bytes]:
        return await _ask(app, path, headers)

    return ask


async def _ask(app: Any, path: str, headers: list[tuple[bytes, bytes]]) -> tuple[int, str, bytes]:
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "state": {},
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    media = dict(sent[0]["headers"]).get(b"content-type", b"").decode()
    return sent[0]["status"], media, b"".join(message.get("body", b"") for message in sent[1:])


class Rates(msgspec.Struct):
    """How often each work was done in a second, round by round."""

    rounds: dict[str, list[float]]

    def rate(self, name: str) -> float:
        """The median over the rounds."""
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, base: str) -> float:
        """The median of the rounds' own ratios: what slows a round of a busy machine down slows both."""
        return statistics.median(a / b for a, b in zip(self.rounds[name], self.rounds[base], strict=True))


async def rates(works: Mapping[str, Work]) -> Rates:
    """Let the works take turns in many short rounds, every second round the other way about."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        await _rate(work)
    order = list(works.items())
    for _ in range(ROUNDS):
        for name, work in order:
            found[name].append(await _rate(work))
        order.reverse()
    return Rates(found)


async def _rate(work: Work) -> float:
    started = time.perf_counter()
    until = started + SECONDS
    done = 0

    async def worker() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await work()
            done += 1

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return done / (time.perf_counter() - started)
