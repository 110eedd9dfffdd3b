# SPDX-License-Identifier: MIT
"""Identity for programs: tokens, problems, accounts."""

from __future__ import annotations

from datetime import timedelta

import httpx

from tests.factories.people import actor_as, district, make_unit
from thinktank.documents import ledger
from thinktank.identity import operations
from thinktank.identity.tables import Unit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role


async def bearer(actor: Actor) -> dict[str, str]:
    issued = await operations.create_token(actor, name="test", expires_at=clock.now() + timedelta(days=1))
    return {"Authorization": f"Bearer {issued.token}"}


async def test_token_acts_as_its_owner_until_revoked(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER, name="王丙")
    headers = await bearer(officer)
    me = (await client.get("/api/v1/me", headers=headers)).json()
    assert (me["name"], [grant["role"] for grant in me["grants"]]) == ("王丙", ["officer"])
    made = await client.post("/api/v1/tokens", json={"name": "夜间同步"}, headers=headers)
    assert made.status_code == 201
    fresh = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await client.get("/api/v1/me", headers=fresh)).status_code == 200
    gone = await client.post(f"/api/v1/tokens/{made.json()['id']}/revoke", headers=headers)
    assert gone.status_code == 204
    refused = await client.get("/api/v1/me", headers=fresh)
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "unauthenticated"


async def test_officer_makes_an_account_and_errors_are_problems(client: httpx.AsyncClient) -> None:
    headers = await bearer(await actor_as(Role.OFFICER))
    body = {"login": "wangwu", "name": "王五", "unit": await district(), "role": "mentor"}
    made = await client.post("/api/v1/accounts", json=body, headers=headers)
    assert made.status_code == 201
    assert made.json()["path"].startswith("/activate/")
    again = await client.post("/api/v1/accounts", json=body, headers=headers)
    assert again.status_code == 422
    assert "login" in again.json()["fields"]
    leader = await client.post("/api/v1/accounts", json=body | {"login": "x2x", "role": "dept_leader"}, headers=headers)
    assert (leader.status_code, leader.json()["code"]) == (403, "denied")
    unknown = await client.post("/api/v1/accounts", json=body | {"colour": "red"}, headers=headers)
    assert unknown.status_code in {400, 422}
    listed = (await client.get("/api/v1/accounts?q=王五", headers=headers)).json()
    assert [account["login"] for account in listed["items"]] == ["wangwu"]


async def test_schema_names_every_operation_once(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/schema/openapi.json")).json()
    assert schema["openapi"].startswith("3.1")
    ids = [op["operationId"] for path in schema["paths"].values() for op in path.values() if "operationId" in op]
    assert len(ids) == len(set(ids))
    assert all(path.startswith("/api/v1/") for path in schema["paths"])


async def test_programs_delegate_and_end_it(client: httpx.AsyncClient) -> None:
    unit = await make_unit()
    principal, deputy = await actor_as(Role.LIAISON, unit=unit), await actor_as(Role.MEMBER, unit=unit)
    headers, url = await bearer(principal), "/api/v1/account/delegations"
    until = (clock.today() + timedelta(days=5)).isoformat()
    body = {"deputy": deputy.account, "until": until, "reason": "外出培训"}
    made = await client.post(url, json=body, headers=headers)
    assert (made.status_code, [one["deputy"] for one in made.json()]) == (201, [deputy.account])
    theirs = await bearer(deputy)
    assert [one["principal"] for one in (await client.get(url, headers=theirs)).json()] == [principal.account]
    assert (await client.post(url, json=body, headers=theirs)).status_code == 403
    assert (await client.post(url, json=body | {"deputy": 999999}, headers=headers)).status_code == 422
    stranger = await bearer(await actor_as(Role.LIAISON))
    one = made.json()[0]["id"]
    assert (await client.post(f"{url}/{one}/end", headers=stranger)).status_code == 404
    assert (await client.post(f"{url}/{one}/end", headers=theirs)).status_code == 204
    assert (await client.post(f"{url}/{one}/end", headers=headers)).status_code == 404


async def test_programs_take_the_tree_of_units_out_and_in(client: httpx.AsyncClient) -> None:
    await make_unit("区甲局")
    headers = await bearer(await actor_as(Role.OFFICER))
    book = await client.get("/api/v1/units/export", headers=headers)
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    columns = (ledger.Column("单位名称", 30), ledger.Column("上级单位", 30))
    sheet = ledger.Ledger(title="单位一览", unit="区委组织部", as_of=clock.today(), columns=columns)
    content = ledger.to_bytes(sheet, [["第一中学", "区甲局"], ["区甲局", ""]])
    ahead = await client.post("/api/v1/files", files={"data": ("units.xlsx", content)}, headers=headers)
    body = {"upload": ahead.json()["id"]}
    looked = (await client.post("/api/v1/units/import", json=body, headers=headers)).json()
    assert [(line["name"], line["step"]) for line in looked["lines"]] == [("第一中学", "add"), ("区甲局", "there")]
    assert (looked["added"], await Unit.count().where(Unit.name == "第一中学")) == (0, 0)
    taken = (await client.post("/api/v1/units/import", json=body | {"take": True}, headers=headers)).json()
    assert (taken["added"], await Unit.count().where(Unit.name == "第一中学")) == (1, 1)
    assert (await client.post("/api/v1/units/import", json={"upload": 999999}, headers=headers)).status_code == 422
    member = await bearer(await actor_as(Role.MEMBER))
    assert (await client.get("/api/v1/units/export", headers=member)).status_code == 403
