# SPDX-License-Identifier: MIT
"""The way in, in a browser."""

from __future__ import annotations

import re

import argon2
import httpx
import pytest

from tests.factories.people import actor_as, district, post, sign_in
from thinktank.identity import operations, passwords
from thinktank.identity.schemas import NewAccount
from thinktank.identity.tables import Unit
from thinktank.kernel.actor import Role, system
from thinktank.kernel.tables import RequestKey

GOOD = "Liu7shui-Xiaoqiao"


@pytest.fixture(autouse=True)
def cheap_hashes() -> None:
    passwords.use(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def test_activation_then_sign_in_then_out(client: httpx.AsyncClient) -> None:
    unit = await district()
    link = await operations.create_account(
        system("test"), command=NewAccount(login="liming", name="李明", unit=unit, role=Role.MEMBER)
    )
    shown = await client.get(link.path)
    assert "李明，请激活账号" in shown.text
    bad = await post(client, link.path, {"password": "short", "again": "short", "consent": "on"})
    assert bad.status_code == 422
    assert "密码至少10个字符" in bad.text
    good = await post(client, link.path, {"password": GOOD, "again": GOOD, "consent": "on"})
    assert (good.status_code, good.headers["location"]) == (303, "/sign-in?next=/me/start")
    wrong = await post(client, "/sign-in", {"login": "liming", "password": "wrong"})
    assert wrong.status_code == 401
    assert 'value="liming"' in wrong.text
    entered = await post(client, "/sign-in", {"login": "liming", "password": GOOD, "next": "/account"})
    assert entered.headers["location"] == "/account"
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    own = await client.get("/account")
    assert "智库成员" in own.text
    await post(client, "/sign-out")
    assert (await client.get("/account")).headers["location"] == "/sign-in?next=/account"


async def test_next_never_leaves_the_site(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.MEMBER))
    assert (await client.get("/sign-in?next=//evil.example/")).headers["location"] == "/"


async def test_officer_makes_an_account_and_sees_its_link_once(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    unit = await district()
    form = await client.get("/accounts/new")
    assert form.status_code == 200
    data = {"login": "zhangsan", "name": "张三", "unit": unit, "role": "mentor", "_key": "k1"}
    made = await post(client, "/accounts/new", data)
    assert made.status_code == 200
    link = re.findall(r'value="(http://[^"]+/activate/[^"]+)"', made.text)
    assert len(link) == 1
    assert made.text.count("/activate/") == 1
    assert 'src="data:image/svg+xml' in made.text
    assert (made.headers["cache-control"], "location" in made.headers) == ("no-store", False)
    assert "link=" not in str(made.url)
    repeated = await post(client, "/accounts/new", data)
    assert (repeated.status_code, "/activate/" in repeated.text) == (409, False)
    assert "到账号页重发" in repeated.text
    kept = await RequestKey.select(RequestKey.status, RequestKey.body)
    assert kept == [{"status": 409, "body": ""}]
    again = await post(client, "/accounts/new", {"login": "zhangsan", "name": "张三", "unit": unit, "role": "mentor"})
    assert again.status_code == 422
    assert "已有人用" in again.text


async def test_new_link_is_shown_on_the_answer_and_nowhere_else(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    account = (await actor_as(Role.MENTOR)).account
    answer = await post(client, f"/accounts/{account}/link")
    token = re.findall(r"/activate/([\w-]+)", answer.text)
    assert (answer.status_code, len(token)) == (200, 1)
    assert token[0] not in (await client.get(f"/accounts/{account}")).text
    opened = await client.get(f"/activate/{token[0]}")
    assert (opened.headers["referrer-policy"], opened.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_repeated_submit_is_done_once(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    data = {"name": "区科协", "parent": await district(), "_key": "k1"}
    first = await post(client, "/units", data)
    second = await post(client, "/units", data)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert await Unit.count().where(Unit.name == "区科协") == 1


async def test_member_has_no_business_with_accounts(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.MEMBER))
    refused = await client.get("/accounts")
    assert refused.status_code == 403
    assert "经办人" in refused.text
