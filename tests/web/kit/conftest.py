# SPDX-License-Identifier: MIT
"""The kit in a small application of its own."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import httpx
import pytest
from jinja2 import DictLoader, PrefixLoader

from tests.support.kit import PAGES, Desk, MemoryStore, build, handlers
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.web import idempotency, panels, templates
from thinktank.web.panels import NavEntry


@pytest.fixture
def desk() -> Iterator[Desk]:
    store = MemoryStore()
    kept = (list(idempotency._store), list(db._claimer), list(panels._nav), list(panels._contexts))
    idempotency.use_store(store)
    panels.on_every_page()
    panels.register_nav([NavEntry("edit", "改题", "pencil", "/edit", frozenset({Role.OFFICER}))])
    loader = templates.environment().loader
    assert isinstance(loader, PrefixLoader)
    loader.mapping = {**loader.mapping, "kit": DictLoader(PAGES)}
    yield Desk(store)
    idempotency._store[:], db._claimer[:], panels._nav[:], panels._contexts[:] = kept


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = build(handlers(desk))
    transport = httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://kit.test") as found:
        found.cookies.set("who", "officer")  # the application needs no start: nothing is opened
        found.headers["accept"] = "text/html"
        yield found
