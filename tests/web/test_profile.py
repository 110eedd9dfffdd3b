# SPDX-License-Identifier: MIT
"""The profile: figures with their rows, and one track of what happened, as far as each reader may see."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit, sign_in
from tests.factories.postings import make_cast, make_posting
from tests.factories.projects import make_project
from thinktank.growth import operations as growing
from thinktank.growth.states import Category
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role


async def titles(client: httpx.AsyncClient, url: str) -> list[str]:
    """The events that a page shows."""
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    return re.findall(r"<div><b>(?:<a [^>]*>)?([^<]*)", answer.text.partition('id="panel-track"')[2])


@pytest.fixture
async def person(database: Any, frozen: Any) -> tuple[Actor, int, int]:
    """A member who was posted and whose record has a line of either class; the unit too."""
    cast = await make_cast()
    await make_posting(cast, "in_post")
    async with db.write_tx():
        await growing.add(talent=cast.talent, category=Category.HONOUR, text="荣誉一行", kind="growth_claim", record=1)
        line: dict[str, Any] = {"category": Category.ASSESSMENT, "kind": "assessment", "record": 1, "field_class": "P3"}
        await growing.add(talent=cast.talent, text="评价一行", **line)
    return cast.person, cast.talent, cast.sender_unit


async def test_the_track_is_one_and_is_narrowed(client: httpx.AsyncClient, person: tuple[Actor, int, int]) -> None:
    _member, talent, _unit = person
    await sign_in(client, await actor_as(Role.OFFICER))
    assert sorted(await titles(client, f"/talents/{talent}/track")) == [
        "到岗：区乙局规划科科长助理",
        "荣誉一行",
        "评价一行",
    ]
    assert await titles(client, f"/talents/{talent}/track?sort=posting") == ["到岗：区乙局规划科科长助理"]
    assert await titles(client, f"/talents/{talent}/track?sort=outcome") == []
    page = (await client.get(f"/talents/{talent}")).text
    assert re.findall(r"<dt>(历练经历|在研项目|成果采纳|登记成果)</dt><dd><a [^>]*>(\d+)", page) == [
        ("成果采纳", "0"), ("登记成果", "0"), ("在研项目", "0"), ("历练经历", "1"),
    ]  # fmt: skip


async def test_the_track_shows_each_reader_their_own(client: httpx.AsyncClient, person: tuple[Actor, int, int]) -> None:
    _member, talent, unit = person
    await sign_in(client, await actor_as(Role.LIAISON, unit=unit))
    assert sorted(await titles(client, f"/talents/{talent}/track")) == ["到岗：区乙局规划科科长助理", "荣誉一行"]
    colleague, _talent = await make_member(unit=unit)
    await sign_in(client, colleague)
    assert (await client.get(f"/talents/{talent}/track")).status_code == 403
    inside = await client.get(f"/talents/{talent}/track", headers={"HX-Request": "true"})
    assert (inside.status_code, inside.text) == (200, "")
    assert "历练经历" not in (await client.get(f"/talents/{talent}")).text
    await sign_in(client, await actor_as(Role.REVIEWER))
    assert (await client.get(f"/talents/{talent}/track")).status_code == 403
    await sign_in(client, await actor_as(Role.OFFICER, scope=await make_unit()))
    assert (await client.get(f"/talents/{talent}/track")).status_code == 404


async def test_projects_and_outcomes_are_counted_with_their_rows(client: httpx.AsyncClient, frozen: Any) -> None:
    made = await make_project()
    officer = await actor_as(Role.OFFICER)
    await make_outcome(unit=made.unit, author=made.lead_talent, registered_by=officer.account, title="需求清单")
    await sign_in(client, officer)
    page = (await client.get(f"/talents/{made.lead_talent}")).text
    assert re.findall(r"<dt>(在研项目|登记成果)</dt><dd><a href=\"([^\"]*)\">(\d+)", page) == [
        ("登记成果", f"/talents/{made.lead_talent}/track?sort=outcome", "1"),
        ("在研项目", f"/talents/{made.lead_talent}/track?sort=project", "1"),
    ]
    assert await titles(client, f"/talents/{made.lead_talent}/track?sort=outcome") == ["登记成果：需求清单"]
    (only,) = await titles(client, f"/talents/{made.lead_talent}/track?sort=project")
    assert only.startswith("负责课题：")
