# SPDX-License-Identifier: MIT
"""The hand-over page."""

from __future__ import annotations

import httpx

from tests.factories.people import actor_as, make_account, post, sign_in
from thinktank.identity.tables import RoleGrant
from thinktank.kernel.actor import Role


async def test_an_officer_looks_first_and_then_hands_a_desk_over(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    leaver, successor = await make_account(Role.MENTOR, name="何午"), await make_account(name="安乙")
    path = f"/accounts/{leaver}/hand-over"
    assert path in (await client.get(f"/accounts/{leaver}")).text
    shown = (await client.get(f"{path}?who=安乙")).text
    assert "何午的工作交接" in shown
    grant = (await RoleGrant.select(RoleGrant.id).where(RoleGrant.account == leaver))[0]["id"]
    data = {"successor": str(successor), "items": f"roles:{grant}", "reason": "岗位调整"}
    looked = await post(client, f"{path}/preview", data)
    assert (looked.status_code, "将移交1件" in looked.text) == (200, True)
    assert (await post(client, path, data | {"reason": ""})).status_code == 422
    assert (await post(client, path, data)).status_code == 303
    assert "名下没有未办结的事项" in (await client.get(path)).text
    api = (await client.get(f"/api/v1/accounts/{successor}/hand-over")).json()
    assert [kind["key"] for kind in api] == ["roles"]
