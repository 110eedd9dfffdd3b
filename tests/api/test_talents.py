# SPDX-License-Identifier: MIT
"""The bank for programs: the same words as the pages, with their codes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, district, make_talent, make_unit, sign_in
from thinktank.growth import operations as growing
from thinktank.kernel import events
from thinktank.kernel.actor import Actor, Role
from thinktank.placement import operations as placement
from thinktank.talents.events import FactsChanged, MembershipChanged

LEDGER = "姓名,出生年月,单位,职务,专业,联系电话\n曾甲,1994.05,区教育局,教研员,教育学,13800000001\n".encode()


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> Actor:
    events.subscribe([(FactsChanged, placement.propose_for), (MembershipChanged, growing.on_membership)])
    await district()
    actor = await actor_as(Role.OFFICER)
    await sign_in(client, actor)
    await client.get("/privacy")
    client.headers["x-csrftoken"] = client.cookies["tt_csrf"]
    return actor


async def ok(answer: httpx.Response) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


async def test_from_a_roster_to_a_placed_member(client: httpx.AsyncClient, officer: Actor) -> None:
    view = await ok(await client.post("/api/v1/imports", files={"data": ("a.csv", LEDGER)}))
    assert (view["new"], view["people"][0]["phone"]) == (1, "138****0001")
    url = f"/api/v1/imports/{view['id']}"
    mapping = {"0": "name", "1": "birth_month", "2": "unit_name", "3": "post", "4": "major", "5": "phone"}
    view = await ok(await client.post(f"{url}/columns", json={"mapping": mapping, "version": view["version"]}))
    body = {"standing": "candidates", "version": view["version"], "unclassified": True, "new_units": True}
    assert (await ok(await client.post(f"{url}/commit", json=body)))["added"] == 1
    assert (await ok(await client.post(f"{url}/commit", json=body)))["repeated"] is True
    assert [one["added"] for one in await ok(await client.get("/api/v1/imports"))] == [1]

    row = (await ok(await client.get("/api/v1/talents?state=submitted&q=zengjia")))["items"][0]
    one = f"/api/v1/talents/{row['id']}"
    assert "take_over" in (await ok(await client.get(f"{one}/admission")))["actions"]
    assert await ok(await client.post("/api/v1/talents/admit", json={"ids": [row["id"]]})) == {"admitted": 1}
    assert (await ok(await client.get("/api/v1/talents/counts")))["active"] == 1
    assert [p["name"] for p in await ok(await client.get("/api/v1/talents/options?q=zeng"))] == ["曾甲"]
    assert await ok(await client.post(f"{one}/phone")) == {"phone": "13800000001"}
    assert [one["sort"] for one in await ok(await client.get(f"{one}/track"))] == ["bank"]
    assert await ok(await client.get(f"{one}/track?sort=outcome")) == []
    growth = {"category": "培训", "on": "2026-01-05", "text": "培训班", "unclassified": True}
    assert len(await ok(await client.post(f"{one}/growth", json=growth))) == 2
    assert (await ok(await client.post(f"{one}/account", json={"login": "zengjia"})))["path"].startswith("/activate/")
    step = {"step": "pause", "note": "外派", "ground": "seconded"}
    assert (await ok(await client.post(f"{one}/steps", json=step)))["state"] == "paused"

    done = await ok(await client.post("/api/v1/placements/confirm", json={"all": True}))
    assert done["confirmed"] == 1
    place = {"direction": "rural", "reason": "驻村"}
    assert (await ok(await client.post(f"/api/v1/placements/{row['id']}", json=place)))["direction"] == "rural"
    assert len((await ok(await client.get(f"/api/v1/placements/{row['id']}")))["decisions"]) == 2
    assert len(await ok(await client.get("/api/v1/placements"))) == 5


async def test_problems_have_codes(client: httpx.AsyncClient, officer: Actor) -> None:
    bad = await client.post("/api/v1/imports", files={"data": ("a.xlsx", b"PK\x03\x04 x")})
    assert (bad.status_code, bad.json()["code"], list(bad.json()["fields"])) == (422, "invalid", ["file"])
    assert (await client.get("/api/v1/talents/99")).status_code == 404
    unknown = await client.post("/api/v1/talents/admit", json={"ids": [], "nonsense": 1})
    assert unknown.status_code == 400
    talent = await make_talent()
    again = await client.post("/api/v1/talents/admit", json={"ids": [talent]})
    assert (again.status_code, again.json()["code"]) == (409, "illegal")


async def test_outsiders(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(unit=await make_unit("区甲局"))
    await sign_in(client, await actor_as(Role.LIAISON, unit=await make_unit("区乙局")))
    assert (await client.get(f"/api/v1/talents/{talent}")).status_code == 404
    assert (await ok(await client.get("/api/v1/talents")))["items"] == []
    assert (await client.get("/api/v1/talents/counts")).status_code == 404
    assert (await client.get("/api/v1/imports")).status_code == 403
    assert (await client.get(f"/api/v1/placements/{talent}")).status_code == 404
    client.cookies.clear()
    assert (await client.get("/api/v1/talents")).status_code == 401


async def test_the_lexicon_term_by_term_and_as_a_file(client: httpx.AsyncClient, officer: Actor) -> None:
    first = (await ok(await client.get("/api/v1/placements/lexicon")))["terms"]["items"][0]
    asked = {"source": first["source"], "term": first["term"]}
    assert await ok(await client.get("/api/v1/placements/lexicon/term", params=asked)) == first
    assert (await client.get("/api/v1/placements/lexicon/term", params=asked | {"term": "没有的词"})).status_code == 404
    file = await client.get("/api/v1/placements/lexicon/file")
    assert file.headers["content-type"].startswith("text/csv")
    assert first["term"] in file.content.decode("utf-8-sig")


async def test_ones_own_data_as_a_document(client: httpx.AsyncClient, officer: Actor) -> None:
    answer = await client.post("/api/v1/me/data/file")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert "mydata.docx" in answer.headers["content-disposition"]
