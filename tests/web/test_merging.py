# SPDX-License-Identifier: MIT
"""The pages on which two entries of one person become one, and their twins of the API."""

from __future__ import annotations

import httpx

from tests.factories.people import actor_as, make_talent, make_unit, post, sign_in
from thinktank.kernel.actor import Role
from thinktank.talents.tables import LikelyTwin, Talent

API = "/api/v1/talents"


async def test_a_pair_is_found_looked_at_and_merged(client: httpx.AsyncClient) -> None:
    kept = await make_talent(name="周小明", phone="19912345678", email="")
    other = await make_talent(name="周晓明", phone="19912345678", email="z@example.org", state="submitted")
    await sign_in(client, await actor_as(Role.OFFICER))
    assert "没有疑似重复" in (await client.get("/talents/twins")).text
    assert (await post(client, "/talents/twins/find")).status_code == 303
    found = (await client.get("/talents/twins")).text
    assert all(word in found for word in ("周小明", "周晓明", "电话相同", f"/talents/{kept}/merge/{other}"))
    assert f"/talents/{kept}/merge/{other}" in (await client.get(f"/talents/{kept}/twins")).text
    looked = (await client.get(f"/talents/{kept}/merge/{other}")).text
    assert 'name="take" value="email" checked' in looked
    assert 'name="take" value="name"><' in looked
    assert "19912345678" not in looked
    assert "请保留那一份" in (await client.get(f"/talents/{other}/merge/{kept}")).text
    wrong = await post(client, f"/talents/{kept}/merge/{other}", {"take": "name", "reason": "", "version": "1"})
    assert (wrong.status_code, 'name="take" value="name" checked' in wrong.text) == (422, True)
    against = await post(client, f"/talents/{other}/merge/{kept}", {"reason": "同一人", "version": "1"})
    assert against.status_code == 409
    form = {"take": "email", "reason": "电话核实为同一人", "version": "1"}
    done = await post(client, f"/talents/{kept}/merge/{other}", form)
    assert (done.status_code, done.headers["location"]) == (303, f"/talents/{kept}")
    led = await client.get(f"/talents/{other}")
    assert (led.status_code, led.headers["location"]) == (303, f"/talents/{kept}")
    page = (await client.get(f"/talents/{kept}")).text
    assert "并入周晓明的另一份资料" in page
    assert "符合条件0人" in (await client.get("/talents?q=周晓明")).text
    assert await LikelyTwin.count().where(LikelyTwin.settled_at.is_null()) == 0


async def test_a_merged_entry_leads_nobody_to_whom_they_may_not_see(client: httpx.AsyncClient) -> None:
    kept = await make_talent(unit=await make_unit("甲镇"), state="paused")
    other = await make_talent(state="submitted")
    await sign_in(client, await actor_as(Role.OFFICER))
    assert (await post(client, f"/talents/{kept}/merge/{other}", {"reason": "同一人"})).status_code == 303
    client.cookies.clear()
    await sign_in(client, await actor_as(Role.LIAISON, unit=await make_unit("乙镇")))
    assert [(await client.get(f"/talents/{one}")).status_code for one in (kept, other)] == [404, 404]
    for address in ("/talents/twins", f"/talents/{kept}/twins", f"/talents/{kept}/merge/{other}", f"{API}/twins"):
        assert (await client.get(address)).status_code == 403


async def test_programs_merge_and_tell_apart(client: httpx.AsyncClient) -> None:
    one, two, three = [await make_talent(phone="19912345678") for _ in range(3)]
    await sign_in(client, await actor_as(Role.OFFICER))
    await client.get("/privacy")
    head = {"x-csrftoken": client.cookies["tt_csrf"]}
    assert (await client.post(f"{API}/twins/find", headers=head)).json() == {"found": 3}
    pairs = (await client.get(f"{API}/twins")).json()["items"]
    assert [(pair["low"], pair["high"]) for pair in pairs] == [(one, two), (one, three), (two, three)]
    apart = await client.post(f"{API}/twins/{pairs[1]['id']}", json={"note": "同名不同人"}, headers=head)
    assert apart.status_code == 200
    assert [pair["high"] for pair in (await client.get(f"{API}/{one}/twins")).json()] == [two]
    seen = (await client.get(f"{API}/{one}/merge/{two}")).json()
    assert (seen["blocks"], seen["account"]) == ([], "")
    done = await client.post(f"{API}/{one}/merge/{two}", json={"reason": "同一人"}, headers=head)
    assert (done.status_code, done.json()["id"]) == (200, one)
    assert (await Talent.select(Talent.state).where(Talent.id == two))[0]["state"] == "merged"
    assert (await client.get(f"{API}/{two}")).json()["merged_into"] == one
    assert (await client.post(f"{API}/{one}/merge/999999", json={"reason": "同一人"}, headers=head)).status_code == 404
