# SPDX-License-Identifier: MIT
"""Every route × every relation to the record, against the table that people read (docs/permissions.md)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.support import doors, permissions
from tests.support.doors import Door
from tests.support.world import World, build
from thinktank.kernel import db

pytestmark = pytest.mark.usefixtures("frozen")
TABLE = Path(__file__).parents[2] / "docs" / "permissions.md"
STRANGERS = ("away", "mentor2", "liaison2", "judge2", "officer2")


@pytest.fixture
async def world(app: Litestar, database: Any) -> World:
    return await build()


@pytest.fixture
async def clients(app: Litestar, world: World, database: Any) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """Everybody, while nothing that they write stays."""
    async with permissions.everybody(app, world) as found, permissions.rehearsal(str(database.path)):
        yield found


async def test_everybody_is_answered_as_the_table_says(
    app: Litestar, world: World, clients: dict[str, httpx.AsyncClient]
) -> None:
    rows = await permissions.measure(app, world, clients)
    broken = [f"{door.method} {door.path} {who}: {mark}" for door, marks in rows for who, mark in marks.items()
              if mark.startswith("!")]  # fmt: skip
    assert broken == []
    found, expected = permissions.table(rows), TABLE.read_text(encoding="utf-8")
    assert permissions.differences(expected, found) == []
    assert found == expected, "write it anew: python -m tests.support.permissions > docs/permissions.md"


async def test_hidden_and_missing_cannot_be_told_apart(
    app: Litestar, world: World, clients: dict[str, httpx.AsyncClient]
) -> None:
    """The same status, the same words and the same number of statements."""
    both = [door for door in doors.doors(app, world) if door.missing]
    told: dict[tuple[str, str, str], str] = {}
    for key in STRANGERS:
        await clients[key].get("/privacy")
        told |= {(door.method, door.path, key): await _difference(clients[key], door) for door in both}
    assert "\n".join(f"{' '.join(at)}: {fault}" for at, fault in told.items() if fault) == ""


async def _difference(client: httpx.AsyncClient, door: Door) -> str:
    with db.recording() as statements:
        hidden = await doors.knock(client, door)
    if hidden.status_code != httpx.codes.NOT_FOUND:
        return ""
    asked = len(statements)
    with db.recording() as statements:
        missing = await doors.knock(client, door, door.missing)
    if doors.told(hidden) != doors.told(missing):
        return f"{doors.told(hidden)} != {doors.told(missing)}"
    return "" if asked == len(statements) else f"{asked} statements, {len(statements)} where there is none"


async def test_route_that_the_scenario_cannot_fill_in_is_named(app: Litestar, world: World) -> None:
    ids = {word: number for word, number in world.ids.items() if word != "account"}
    with pytest.raises(LookupError, match=re.escape("add a line for '/accounts/{}' to RECORDS")):
        doors.doors(app, World(people=world.people, ids=ids))


async def test_signed_out_person_is_sent_to_sign_in(client: httpx.AsyncClient, app: Litestar, world: World) -> None:
    wrong = []
    for door in doors.doors(app, world):
        if door.method == "GET" and not door.is_api:
            answer = await client.get(door.url)
            if answer.status_code not in {200, 303, 404}:
                wrong.append((door.path, answer.status_code))
    assert wrong == []
