# SPDX-License-Identifier: MIT
"""Every page and list of the application that can be read, asked for as each role that may: found by its routes."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
from litestar.routes import HTTPRoute

from thinktank.identity.queries import token_hash
from thinktank.identity.tables import Session
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role

if TYPE_CHECKING:
    from litestar import Litestar

NUMBERS = ("1", "2", "5", "6", "16")
WORDS: dict[str, tuple[str, ...]] = {
    "what": ("projects", "outcomes", "reports", "orders"),
    "kind": ("agreement", "milestone", "report", "checkpoint", "order", "project"),
    "part": ("projects", "terms", "reports", "reviews", "applications", "people", "growth", "care", "rest", "adoption"),
    "step": ("receive", "reply", "verify", "sign", "plan"),
    "name": ("light_rules", "limits"),
    "key": ("people",),
}
ELSEWHERE = ("/static/", "/{path:path}", "/activate/", "/schema")
QUERIES = {
    "/problems/new": "?project=1",
    "/supervision/checkpoints/new": "?project=1",
    "/supervision/orders/new": "?project=1",
    "/search": "?q=张",
    "/api/v1/search": "?q=zhang",
}
_PLACE = re.compile(r"\{([^}:]+):([a-z]+)\}")


class Visit(msgspec.Struct, frozen=True):
    """A route, who asks, and the address that answered with 200."""

    route: str
    role: Role
    address: str


async def client_of(app: Litestar, account: int) -> httpx.AsyncClient:
    """A browser in which this account is signed in, with the proof of its forms."""
    token, now = f"visitor-{account}", clock.now()
    async with db.write_tx():
        await Session.delete().where(Session.token_hash == token_hash(token))
        row = Session(token_hash=token_hash(token), account=account, created_at=now, seen_at=now)
        row.expires_at = now + timedelta(days=1)
        await Session.insert(row)
    ours: Any = app
    transport = httpx.ASGITransport(app=ours, raise_app_exceptions=False)
    return httpx.AsyncClient(
        transport=transport,
        base_url="http://127.0.0.1:8000",
        cookies={"tt_session": token, "tt_csrf": "x"},
    )


def readable(app: Litestar) -> list[tuple[str, tuple[Role, ...]]]:
    """Every GET route that reads something, with the roles that it lets in."""
    found = []
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            access = handler.opt.get("access")
            if access is None or access.public or "GET" not in handler.http_methods or route.path.startswith(ELSEWHERE):
                continue
            found.append((route.path, tuple(role for role in Role if not access.roles or role in access.roles)))
    return sorted(found)


def addresses(route: str) -> list[str]:
    """What a route may be asked as: low numbers and known words in its places."""
    places = [NUMBERS if kind == "int" else WORDS.get(name, ("1",)) for name, kind in _PLACE.findall(route)]
    ways = [[place[n % len(place)] for place in places] for n in range(max(map(len, places), default=1))]
    ways += [list(way) for way in itertools.product(*places)]
    made = []
    for way in ways:
        filled = iter(way)
        made.append(_PLACE.sub(lambda _: next(filled), route) + QUERIES.get(route, ""))  # noqa: B023 -- used at once
    return list(dict.fromkeys(made))


async def visits(app: Litestar, clients: dict[Role, httpx.AsyncClient]) -> list[Visit]:
    """For every readable route and every role that it lets in, the first address that answers with 200."""
    found = []
    for route, roles in readable(app):
        for role in roles:
            for address in addresses(route):
                answer = await clients[role].get(address)
                if answer.status_code == 200:
                    found.append(Visit(route, role, address))
                    break
    return found
