# SPDX-License-Identifier: MIT
"""Briefings on screen: drawn with one press, edited, settled, each number with the way to its rows."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.factories.briefings import make_briefing
from tests.factories.people import actor_as, make_talent, post, sign_in
from thinktank.briefings import queries
from thinktank.kernel.actor import Role
from thinktank.tally import operations as tally

pytestmark = pytest.mark.usefixtures("frozen")  # 2026-03-18


async def test_an_officer_draws_edits_and_settles_without_javascript(client: httpx.AsyncClient) -> None:
    await make_talent(direction="urban")
    await tally.rebuild()
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    board = (await client.get("/briefings")).text
    assert "还没有材料" in board
    assert board.count('action="/briefings/new"') == 4
    made = await post(client, "/briefings/new", {"kind": "monthly", "day": "2026-02-28"})
    url = made.headers["location"]
    shown = (await client.get(url)).text
    assert "2026年2月简报" in shown
    assert '<sup><a href="#s-1" aria-label="数据来源1">[1]</a></sup>' in shown
    assert '<tr id="s-1">' in shown
    assert '<a href="/talents?state=active">1人</a>' in shown
    form = (await client.get(f"{url}/parts/people")).text
    assert "按数据生成的文字" in form
    wrong = await post(client, f"{url}/parts/people", {"text": "共9人[98]", "version": "1"})
    assert wrong.status_code == 422
    assert "数据来源里没有[98]" in wrong.text
    assert "共9人[98]" in wrong.text
    good = await post(client, f"{url}/parts/people", {"text": "队伍稳定[1]", "version": "1"})
    assert good.headers["location"] == f"{url}#p-people"
    await make_talent()
    await tally.rebuild()
    assert (await post(client, f"{url}/draw", {"version": "2"})).status_code == 303
    moved = (await client.get(url)).text
    assert "已按最新数据更新；一、人才队伍有您改过的文字，已保留，请核对" in moved
    assert "数据已变" in moved
    assert "采用这段文字" in moved
    assert (await post(client, f"{url}/parts/topics/hide", {"version": "3"})).status_code == 303
    assert (await post(client, f"{url}/settle", {"version": "4"})).status_code == 303
    settled = (await client.get(url)).text
    assert "定稿，内容不再随数据变化" in settled
    assert f'action="{url}/draw"' not in settled
    refused = await post(client, f"{url}/reopen", {"reason": "", "version": "5"})
    assert refused.status_code == 422
    assert (await post(client, f"{url}/reopen", {"reason": "补一段", "version": "5"})).status_code == 303


async def test_the_document_is_offered_and_sent(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    await sign_in(client, officer)
    shown = (await client.get(f"/briefings/{made.id}")).text
    assert re.findall(r'href="(/briefings/\d+/papers/\w+)"', shown) == [f"/briefings/{made.id}/papers/briefing_monthly"]
    sent = await client.get(f"/briefings/{made.id}/papers/briefing_monthly")
    assert sent.content.startswith(b"PK")
    assert (await client.get(f"/briefings/{made.id}/papers/briefing_annual")).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MEMBER, 403), (Role.LIAISON, 403), (Role.REVIEWER, 403), (Role.INSPECTOR, 403), (Role.DEPT_LEADER, 200)],
)
async def test_briefings_are_for_the_department(client: httpx.AsyncClient, role: Role, status: int) -> None:
    made = await make_briefing(await actor_as(Role.OFFICER))
    await sign_in(client, await actor_as(role))
    assert (await client.get(f"/briefings/{made.id}")).status_code == status
    assert (await client.get("/api/v1/briefings")).status_code == status


async def test_a_stale_step_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    await sign_in(client, officer)
    assert (await post(client, f"/briefings/{made.id}/head", {"number": "第3期", "version": "1"})).status_code == 303
    late = await post(client, f"/briefings/{made.id}/parts/people", {"text": "另一稿[1]", "version": "1"})
    assert late.status_code == 409
    assert "另一稿[1]" in late.text
    assert (await queries.get(officer, made.id)).number == "第3期"


async def test_what_is_not_settled_waits_on_its_makers_desk(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await make_briefing(officer)
    await sign_in(client, officer)
    assert "定稿：2026年3月简报" in (await client.get("/?all=1")).text
    await sign_in(client, await actor_as(Role.DEPT_LEADER))
    assert "定稿：2026年3月简报" not in (await client.get("/?all=1")).text


async def test_programs_do_the_same(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    await client.get("/briefings")
    client.headers["x-csrftoken"] = str(client.cookies["tt_csrf"])
    made = (await client.post("/api/v1/briefings", json={"kind": "visit", "day": "2026-03-18"})).json()
    url = f"/api/v1/briefings/{made['id']}"
    assert [one["key"] for one in made["parts"]][:2] == ["people", "topics"]
    wrote = await client.put(f"{url}/parts/people", json={"text": "队伍稳定[1]", "version": 1})
    assert wrote.json()["parts"][0]["own"] == "队伍稳定[1]"
    took = await client.post(f"{url}/parts/people/take", json={"version": 2})
    assert took.json()["parts"][0]["own"] == ""
    assert (await client.post(f"{url}/parts/people/hide", json={})).json()["parts"][0]["shown"] is False
    assert (await client.post(f"{url}/parts/people/show", json={})).json()["parts"][0]["shown"] is True
    assert (await client.put(url, json={"number": "第9期"})).json()["number"] == "第9期"
    assert (await client.post(f"{url}/draw", json={})).status_code == 200
    assert (await client.post(f"{url}/settle", json={})).json()["state"] == "settled"
    assert (await client.post(f"{url}/settle", json={})).status_code == 403
    assert (await client.post(f"{url}/reopen", json={"reason": "补充"})).json()["state"] == "draft"
    assert (await client.post(f"{url}/drop", json={"reason": "重来"})).json()["state"] == "dropped"
    assert (await client.get("/api/v1/briefings?kind=visit")).json()["total"] == 0
