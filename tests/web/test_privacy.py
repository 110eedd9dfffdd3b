# SPDX-License-Identifier: MIT
"""Personal data on screen and over the API."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, make_member, make_unit, post, sign_in
from thinktank.app import wire
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.privacy import operations
from thinktank.privacy.schemas import Ask
from thinktank.privacy.tables import DataRequest, FactChange


@pytest.fixture(autouse=True)
def wired(app: Any) -> None:
    wire()


def form_of(actor: Actor, **changes: str) -> dict[str, str]:
    """The member's form as the page fills it, some of it changed."""
    return {
        "name": actor.name, "gender": "male", "birth_month": "1994-05", "education": "硕士研究生", "degree": "硕士",
        "school": "江苏大学", "major": "城乡规划", "unit": str(actor.unit), "post": "规划科科员", "pro_title": "",
        "strengths": "城市更新、空间规划", "research_interest": "", "phone": "", "email": "", "wish": "",
        "ethnicity": "", "political_status": "", "reason": "", "unclassified": "1",
    } | changes  # fmt: skip


async def test_member_corrects_liaison_confirms(client: httpx.AsyncClient) -> None:
    unit = await make_unit("区住建局")
    liaison = await actor_as(Role.LIAISON, unit=unit)
    member, talent = await make_member(unit=unit, name="李明", phone="")
    await sign_in(client, member)
    shown = (await client.get("/me/facts")).text
    assert 'value="1994-05"' in shown
    unticked = await post(client, "/me/facts", form_of(member, degree="博士", unclassified=""))
    assert unticked.status_code == 422
    assert 'value="博士"' in unticked.text
    sent = await post(client, "/me/facts", form_of(member, degree="博士", phone="13900000001"))
    assert (sent.status_code, sent.headers["location"]) == (303, "/me/data")
    mine = (await client.get("/me/data")).text
    assert "13900000001" in mine
    assert "待核对" in mine

    await sign_in(client, liaison)
    assert "核对李明更正的资料" in (await client.get("/?all=1")).text
    listed = (await client.get("/fact-changes")).text
    assert "李明" in listed
    row = await FactChange.select(FactChange.id).first()
    assert row is not None
    url = f"/fact-changes/{row['id']}"
    assert "博士" in (await client.get(url)).text
    assert "李明" in (await client.get(f"/talents/{talent}")).text
    assert "学位" in (await client.get(f"/talents/{talent}/fact-changes", headers={"hx-request": "true"})).text
    refused = await post(client, f"{url}/decide", {"step": "decline", "version": "1"})
    assert (refused.status_code, "须写明理由" in refused.text) == (422, True)
    done = await post(client, f"{url}/decide", {"step": "confirm", "version": "1"})
    assert (done.status_code, done.headers["location"]) == (303, url)
    assert "博士" in (await client.get(f"/talents/{talent}")).text


async def test_my_data_are_taken_as_word_and_json(client: httpx.AsyncClient) -> None:
    member, _talent = await make_member(name="李明", phone="13912345678")
    await sign_in(client, member)
    word = await post(client, "/me/data/file?kind=docx")
    assert word.headers["content-disposition"].startswith("attachment; filename=\"mydata.docx\"; filename*=UTF-8''")
    assert word.content[:2] == b"PK"
    answer = await post(client, "/me/data/file?kind=json")
    found = json.loads(answer.content)
    assert found["name"] == "李明"
    assert "13912345678" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


async def test_request_over_the_pages(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member(name="李明")
    await sign_in(client, member)
    short = await post(client, "/me/data/requests", {"kind": "ask", "text": ""})
    assert short.status_code == 422
    assert (await post(client, "/me/data/requests", {"kind": "ask", "text": "给过谁"})).status_code == 303
    row = await DataRequest.select(DataRequest.id).first()
    assert row is not None
    url = f"/data-requests/{row['id']}"
    assert (await client.get(url)).status_code == 403

    await sign_in(client, officer)
    assert "李明" in (await client.get("/data-requests")).text
    assert "给过谁" in (await client.get(url)).text
    stale = await post(client, f"{url}/answer", {"step": "fulfil", "answer": "没有", "version": "9"})
    assert (stale.status_code, "没有</textarea>" in stale.text) == (409, True)
    assert (
        await post(client, f"{url}/answer", {"step": "fulfil", "answer": "没有", "version": "1"})
    ).status_code == 303
    await sign_in(client, member)
    assert "没有" in (await client.get("/me/data")).text


async def test_new_notice_is_put_before_everybody(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member()
    await sign_in(client, officer)
    assert "谁处理" in (await client.get("/privacy/notice")).text
    data = {"version": "2026-12", "items-0-title": "谁处理", "items-0-text": "区委组织部人才科"}
    assert (await post(client, "/privacy/notice", data)).headers["location"] == "/privacy"
    client.cookies.delete("tt_session")
    assert "区委组织部人才科" in (await client.get("/privacy")).text
    await sign_in(client, member)
    assert "请阅读新的个人信息处理告知" in (await client.get("/?all=1")).text
    assert (await post(client, "/privacy/agree", {})).status_code == 422
    assert (await post(client, "/privacy/agree", {"consent": "1"})).status_code == 303
    assert "请阅读新的个人信息处理告知" not in (await client.get("/?all=1")).text


async def test_who_is_not_in_the_bank_has_data_but_no_facts(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.REVIEWER))
    assert (await client.get("/me/data")).status_code == 200
    assert (await client.get("/me/facts")).status_code == 404


async def counted(client: httpx.AsyncClient, url: str) -> int:
    await client.get(url)
    with db.recording() as statements:
        assert (await client.get(url)).status_code == 200
    return len(statements)


@pytest.mark.parametrize(("url", "queries"), [("/fact-changes", 4), ("/data-requests", 4)])
async def test_lists_ask_the_same_at_any_length(client: httpx.AsyncClient, url: str, queries: int) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    found = set()
    for more in (1, 2, 97):
        for _ in range(more):
            member, talent = await make_member(name="李明")
            await operations.ask(member, command=Ask(kind="ask", text="给过谁"))
            change = FactChange(talent=talent, desk="unit", state="proposed", proposed_by=member.account)
            async with db.write_tx():
                await FactChange.insert(change)
        found.add(await counted(client, url))
    assert found == {queries}


async def test_api_does_what_the_pages_do(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member(name="李明", phone="")
    await sign_in(client, member)
    await client.get("/privacy")
    headers = {"x-csrftoken": str(client.cookies["tt_csrf"])}
    body: dict[str, Any] = form_of(member, degree="博士")
    body |= {"unit": member.unit, "wish": None, "unclassified": True}
    answer = await client.post("/api/v1/me/facts", json=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"applied": [], "waiting": ["学位"]})
    mine = (await client.post("/api/v1/me/data", headers=headers)).json()
    assert "资料更正" in [section["title"] for section in mine["sections"]]
    made = await client.post("/api/v1/data-requests", json={"kind": "ask", "text": "给过谁"}, headers=headers)
    assert made.status_code == 201

    await sign_in(client, officer)
    (change,) = (await client.get("/api/v1/fact-changes")).json()["items"]
    assert [one["after"] for one in change["differences"]] == ["博士"]
    url = f"/api/v1/fact-changes/{change['id']}/decide"
    done = await client.post(url, json={"step": "confirm", "version": 1}, headers=headers)
    assert done.json()["state"] == "confirmed"
    again = await client.post(url, json={"step": "confirm"}, headers=headers | {"Idempotency-Key": "2"})
    assert (again.status_code, again.json()["status"]) == (403, 403)
    url = f"/api/v1/data-requests/{made.json()['id']}/answer"
    answered = await client.post(url, json={"step": "fulfil", "answer": "没有提供"}, headers=headers)
    assert answered.json()["state"] == "done"


async def test_percent_signs_in_a_notice_and_in_data_are_plain_text(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    data = {"version": "2026-12", "items-0-title": "50%以上", "items-0-text": "留存100%(x)s"}
    assert (await post(client, "/privacy/notice", data)).status_code == 303
    assert "留存100%(x)s" in (await client.get("/privacy")).text
    await post(client, "/me/data/requests", {"kind": "ask", "text": "完成80%的资料"})
    assert "完成80%的资料" in (await client.get("/me/data")).text
