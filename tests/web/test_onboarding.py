# SPDX-License-Identifier: MIT
"""Onboarding and account pages."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.factories.people import actor_as, make_account, make_talent, make_unit, post, sign_in
from thinktank.identity import queries_terms
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role
from thinktank.kernel.tables import RequestKey


async def test_the_sheet_shows_each_link_once_with_its_code_and_a_workbook(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    unit = await make_unit("区住建局")
    people = [await make_talent(unit=unit, name=name) for name in ("曾甲", "安乙")]
    listed = (await client.get(f"/onboarding?unit={unit}")).text
    assert listed.count('name="people"') == 2
    made = await post(client, f"/onboarding/open?unit={unit}", {"people": [str(one) for one in people], "_key": "k1"})
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    links = re.findall(r"http://[^<]+/activate/[\w-]+", made.text)
    assert len(set(links)) == 2
    assert made.text.count("data:image/svg+xml") == 2
    book = re.search(r"base64,([A-Za-z0-9+/=]+)\" download", made.text)
    assert book is not None
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(base64.b64decode(book[1]))).get_sheet_by_index(0).to_python()
    assert {link for row in sheet for link in row if "/activate/" in str(link)} == set(links)
    again = await post(client, f"/onboarding/open?unit={unit}", {"people": [str(one) for one in people], "_key": "k1"})
    assert (again.status_code, "/activate/" in again.text) == (409, False)
    assert [(row["body"] or "") for row in await RequestKey.select(RequestKey.body)] == [""]
    empty = await post(client, "/onboarding/open", {})
    assert empty.status_code == 422


async def test_a_liaison_resets_a_member_without_mail(client: httpx.AsyncClient) -> None:
    unit = await make_unit()
    await sign_in(client, await actor_as(Role.LIAISON, unit=unit))
    person = await make_talent(unit=unit, account=await make_account(Role.MEMBER, unit=unit))
    assert "都已能登录" in (await client.get("/onboarding")).text
    assert "已激活，重设" in (await client.get("/onboarding?every=true")).text
    made = await post(client, "/onboarding/open", {"people": str(person)})
    assert made.text.count("/activate/") == 1


@pytest.mark.parametrize("rows", [1, 3, 100])
async def test_the_list_asks_the_same_however_many_people(client: httpx.AsyncClient, rows: int) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    unit = await make_unit()
    for _ in range(rows):
        await make_talent(unit=unit)
    await client.get("/onboarding")
    with db.recording() as statements:
        assert (await client.get("/onboarding")).status_code == 200
    assert len(statements) == 5


async def test_account_pages(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    unit = await make_unit()
    account = await make_account(Role.MENTOR, name="何午", unit=unit)
    form: dict[str, Any] = {"role": "liaison", "unit": str(unit), "since": "2020-01-02", "until": "2020-01-01"}
    wrong = await post(client, f"/accounts/{account}/grant", form)
    assert (wrong.status_code, "止日不能早于起日" in wrong.text) == (422, True)
    assert (await post(client, f"/accounts/{account}/grant", {"role": "liaison", "unit": str(unit)})).status_code == 303
    page = (await client.get(f"/accounts/{account}")).text
    assert "单位联络员" in page
    assert "授予角色：单位联络员" in page
    edit = await client.get(f"/accounts/{account}/edit")
    assert 'value="何午"' in edit.text
    data = {"name": "何五", "unit": str(unit), "version": "1"}
    assert (await post(client, f"/accounts/{account}/edit", data)).status_code == 303
    stale = await post(client, f"/accounts/{account}/edit", data)
    assert (stale.status_code, 'name="version" value="2"' in stale.text) == (409, True)
    assert (await post(client, f"/accounts/{account}/close")).status_code == 303
    assert "重新启用" in (await client.get(f"/accounts/{account}")).text
    assert (await post(client, f"/accounts/{account}/reopen")).status_code == 303
    own = (await client.get("/account")).text
    assert "登录位置" in own
    assert (await post(client, "/account/sessions/end-others")).status_code == 303


async def test_onboarding_by_api(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    person = await make_talent(name="安乙")
    await client.get("/onboarding")
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    assert [one["name"] for one in (await client.get("/api/v1/onboarding")).json()] == ["安乙"]
    made = await client.post("/api/v1/onboarding", json={"people": [person]}, headers=proof)
    assert (made.status_code, made.json()[0]["login"]) == (201, "anyi")
    assert (await client.post("/api/v1/onboarding", json={"people": []}, headers=proof)).status_code == 400


async def test_the_counts_of_what_ends_open_their_rows(client: httpx.AsyncClient) -> None:
    unit = await make_unit("区住建局")
    person = await actor_as(Role.MENTOR, unit=unit, name="简到期")
    async with db.write_tx():
        soon = clock.today() + timedelta(days=9)
        await Account.update({Account.expires_on: soon}).where(Account.id == person.account)
    await sign_in(client, await actor_as(Role.OFFICER))
    front = (await client.get("/accounts")).text
    links = re.findall(r'href="(/accounts/terms\?what=\w+)"', front)
    assert links == [f"/accounts/terms?what={what}" for what in queries_terms.KINDS]
    seen = {link: "简到期" in (await client.get(link)).text for link in links}
    assert seen == {link: link.endswith("=expiring") for link in links}
    twin = (await client.get("/api/v1/accounts/terms?what=expiring")).json()
    assert [(row["name"], row["until"]) for row in twin["rows"]["items"]] == [("简到期", soon.isoformat())]
    assert {one["what"]: one["n"] for one in twin["counts"]} == {"expiring": 1} | dict.fromkeys(
        ["expired", "roles", "delegated", "returned"], 0
    )
    assert (await client.get("/accounts/terms?what=else")).status_code == 422
    await sign_in(client, await actor_as(Role.SEC_ADMIN))
    assert "/accounts/terms" not in (await client.get("/accounts")).text
    assert (await client.get("/accounts/terms")).status_code == 403
