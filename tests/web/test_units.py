# SPDX-License-Identifier: MIT
"""The pages of the tree of units."""

from __future__ import annotations

import httpx

from tests.factories.people import actor_as, district, make_unit, post, sign_in
from thinktank.identity.tables import Unit
from thinktank.kernel.actor import Role


async def test_units_are_edited_merged_split_and_taken_in(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    root, one, two = await district(), await make_unit("区甲局"), await make_unit("区乙局")
    assert "区甲局" in (await client.get("/units")).text
    data = {"name": "区丙局", "parent": str(root), "kind": "机关", "version": "1"}
    assert (await post(client, f"/units/{one}", data)).status_code == 303
    page = (await client.get(f"/units/{one}")).text
    assert "区甲局 → 区丙局" in page
    stale = await post(client, f"/units/{one}", data)
    assert (stale.status_code, 'name="version" value="2"' in stale.text) == (409, True)
    wrong = await post(client, f"/units/{one}/merge", {"into": str(two), "reason": ""})
    assert (wrong.status_code, '<details class="card" open' in wrong.text) == (422, True)
    assert (await post(client, f"/units/{one}/split", {"name": "区丁局", "reason": "改革"})).status_code == 303
    assert (await post(client, f"/units/{one}/merge", {"into": str(two), "reason": "改革"})).status_code == 303
    assert "已撤并" in (await client.get("/units")).text
    book = await client.get("/units/export")
    assert book.content[:2] == b"PK"
    sheet = {"file": ("a.csv", "单位名称,上级单位\n第一中学,区乙局\n".encode())}
    looked = await post(client, "/units/import", {"step": "look"}, files=sheet)
    assert (looked.status_code, "新建1个" in looked.text) == (200, True)
    assert await Unit.count().where(Unit.name == "第一中学") == 0
    assert (await post(client, "/units/import", {"step": "take"}, files=sheet)).status_code == 303
    assert await Unit.count().where(Unit.name == "第一中学") == 1
    assert (await post(client, "/units/import", {"step": "take"})).status_code == 422
