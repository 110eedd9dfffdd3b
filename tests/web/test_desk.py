# SPDX-License-Identifier: MIT
"""The workbench: what waits comes in parts of at most four questions, or in one list by urgency."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.factories.people import actor_as, sign_in
from tests.factories.projects import make_project
from thinktank.desk import pages
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.web import panels

SIGNED_IN = 2  # session and grants


@pytest.mark.usefixtures("client")
async def test_every_provider_stands_in_one_part() -> None:
    parts = {provider.__module__: pages.part_of(provider.__module__) for provider in panels._todos}
    assert len(parts) == len(panels._todos)
    assert set(parts.values()) == set(pages.PARTS)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER, Role.MENTOR])
async def test_each_part_asks_at_most_four_questions(client: httpx.AsyncClient, role: Role) -> None:
    actor = await actor_as(role)
    await sign_in(client, actor)
    page = (await client.get("/")).text
    parts = re.findall(r'hx-get="/todos/(\w+)"', page)
    assert parts == pages.parts_for(actor)
    most = {}
    for part in parts:
        with db.recording() as seen:
            assert (await client.get(f"/todos/{part}", headers={"hx-request": "true"})).status_code == 200
        most[part] = len(seen) - SIGNED_IN
    assert {part: n for part, n in most.items() if n > 4} == {}


async def test_the_parts_hold_what_the_whole_list_holds(client: httpx.AsyncClient) -> None:
    made = await make_project()
    await sign_in(client, made.lead)
    whole = (await client.get("/?all=1")).text
    places = re.findall(r'class="todo" href="([^"]+)"', whole)
    found = []
    for part in pages.PARTS:
        answer = await client.get(f"/todos/{part}", headers={"hx-request": "true"})
        found += re.findall(r'class="todo" href="([^"]+)"', answer.text)
    assert places
    assert sorted(found) == sorted(places)
    assert f"共{len(places)}件" in whole


async def test_a_part_that_is_not_there(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    assert (await client.get("/todos/nothing")).status_code == 404
