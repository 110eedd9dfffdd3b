# SPDX-License-Identifier: MIT
"""The bank's list on screen: chips, columns, kept views, the drawer; and what each role is not offered."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, district, make_talent, make_unit, post, sign_in
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.tables import SavedList


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> Actor:
    await district()
    actor = await actor_as(Role.OFFICER)
    await sign_in(client, actor)
    return actor


def names(html: str) -> list[str]:
    return re.findall(r'<a class="t" href="/talents/\d+" hx-get="[^"]+" hx-target="#drawer">([^<]+)</a>', html)


def heads(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)]


async def test_conditions_stand_as_chips_that_can_be_taken_away(client: httpx.AsyncClient, officer: Actor) -> None:
    await make_talent(name="曾甲", gender="female", degree="博士")
    await make_talent(name="单乙")
    html = (await client.get("/talents?sex=female&education=doctor&age=nonsense")).text
    assert names(html) == ["曾甲"]
    assert re.findall(r'<span class="chip on">([^<]+)<a href="([^"]+)"', html) == [
        ("性别：女", "/talents?education=doctor"),
        ("学历：博士研究生", "/talents?sex=female"),
    ]
    assert "符合条件1人" in html


async def test_a_person_chooses_columns_and_row_height(client: httpx.AsyncClient, officer: Actor) -> None:
    await make_talent(name="曾甲", pro_title="高级工程师")
    assert heads((await client.get("/talents")).text) == [
        "姓名", "主方向", "归向依据", "单位与职务", "学历专业", "状态", "入库时间",
    ]  # fmt: skip
    chosen = {"columns": ["pro_title", "unit", "nonsense"], "compact": "1", "query": "sex=male"}
    assert (await post(client, "/talents/columns", chosen)).headers["location"] == "/talents?sex=male"
    html = (await client.get("/talents")).text
    assert heads(html) == ["姓名", "单位与职务", "职称"]
    assert "高级工程师" in html
    assert '<section class="card compact"' in html


async def test_lists_are_kept_per_person(client: httpx.AsyncClient, officer: Actor) -> None:
    kept = {"name": "女硕士", "query": "sex=female&education=master&nonsense=1"}
    assert (await post(client, "/talents/lists", kept)).status_code == 303
    assert (await post(client, "/talents/lists", kept | {"_key": "again"})).status_code == 303
    rows = await SavedList.select(SavedList.id, SavedList.name, SavedList.query)
    assert [(row["name"], row["query"]) for row in rows] == [("女硕士", "sex=female&education=master")]
    html = (await client.get("/talents?sex=female&education=master")).text
    assert '<a href="/talents?sex=female&amp;education=master" aria-current="page">女硕士</a>' in html
    assert (await post(client, "/talents/lists", {"name": ""})).status_code == 422
    await sign_in(client, await actor_as(Role.OFFICER))
    assert "女硕士" not in (await client.get("/talents")).text
    assert (await post(client, f"/talents/lists/{rows[0]['id']}/drop")).status_code == 404
    await sign_in(client, officer)
    assert (await post(client, f"/talents/lists/{rows[0]['id']}/drop")).status_code == 303
    assert await SavedList.count() == 0


async def test_no_more_lists_are_kept_than_the_page_can_show(client: httpx.AsyncClient, officer: Actor) -> None:
    for n in range(12):
        assert (await post(client, "/talents/lists", {"name": f"视图{n}", "_key": f"k{n}"})).status_code == 303
    full = await post(client, "/talents/lists", {"name": "又一个", "_key": "last"})
    assert (full.status_code, "最多存12个视图" in full.text) == (422, True)


async def test_the_drawer_is_a_link_without_a_script(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(name="曾甲", strengths="数据分析、统计", phone="13812345678")
    drawer = await client.get(f"/talents/{talent}/card", headers={"HX-Request": "true"})
    assert "<html" not in drawer.text
    assert re.findall(r'<a class="chip" href="([^"]+)">([^<]+)', drawer.text)[1] == (
        "/talents?tag=%E7%BB%9F%E8%AE%A1",
        "统计",
    )
    assert "138****5678" in drawer.text
    assert "13812345678" not in drawer.text
    assert "<html" in (await client.get(f"/talents/{talent}/card")).text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.INSPECTOR])
async def test_a_colleague_is_shown_and_offered_p1_alone(client: httpx.AsyncClient, role: Role) -> None:
    secret: dict[str, Any] = {
        "gender": "female", "degree": "博士", "school": "南京大学", "major": "统计学", "political_status": "中共党员",
        "phone": "13812345678", "email": "zeng@example.com", "ethnicity": "回族",
    }  # fmt: skip
    talent = await make_talent(name="曾甲", unit=await make_unit(), **secret)
    await sign_in(client, await actor_as(role, unit=await make_unit()))
    columns = {"columns": ["education", "school", "political", "term", "state"]}
    assert (await post(client, "/talents/columns", columns)).status_code == 303
    for url in ("/talents", "/talents?q=", f"/talents/{talent}/card", f"/api/v1/talents/{talent}", "/api/v1/talents"):
        answer = await client.get(url)
        assert answer.status_code == 200
        assert [word for word in secret.values() if word in answer.text] == []
        assert "曾甲" in answer.text
    for condition in ("sex=female", "education=doctor", "degree=博士", "age=35", "political=party"):
        assert names((await client.get(f"/talents?{condition}")).text) == []
        assert (await client.get(f"/api/v1/talents?{condition}")).json()["total"] == 0
    assert (await client.get("/exports/new")).status_code == 403


async def test_the_list_leads_to_its_export(client: httpx.AsyncClient, officer: Actor) -> None:
    ticked = [await make_talent(name=name, gender="female") for name in ("曾甲", "单乙")]
    await make_talent(name="仇丙", gender="female")
    assert 'href="/exports/new?sex=female"' in (await client.get("/talents?sex=female")).text
    form = await client.get("/exports/new?sex=female")
    assert "符合条件的3人" in form.text
    shown = (await client.get("/talents?sex=female")).text
    assert '<input type="hidden" name="conditions" value="sex=female">' in shown
    ids = [str(one) for one in ticked]
    chosen = await post(client, "/exports/new", {"ids": ids, "conditions": "sex=female&state=active"})
    assert "勾选的2人" in chosen.text
    assert 'href="/talents?state=active&amp;sex=female"' in chosen.text
    unsaid = await post(client, "/exports", {"title": "台账", "purpose": "", "columns": "name", "unclassified": "1"})
    assert (unsaid.status_code, "用途" in unsaid.text) == (422, True)
