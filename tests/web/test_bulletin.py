# SPDX-License-Identifier: MIT
"""The published list: who reads it, what it says, its feed, and what it never says."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.factories.people import actor_as, make_member, sign_in
from tests.factories.topics import make_topic
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Programme

pytestmark = pytest.mark.usefixtures("frozen")
DOORS = ("/bulletin", "/bulletin/feed.atom", "/api/v1/bulletin")
ATOM = "{http://www.w3.org/2005/Atom}"


async def listed() -> int:
    officer = await actor_as(Role.OFFICER, name="王暗访")
    member, _ = await make_member(name="朱匿名")
    said: dict[str, Any] = {"advice_note": "内部意见", "reason": "内部理由", "contact": "葛联络"}
    out = await make_topic(
        created_by=member.account, number="2026-001", title="河道治理长效机制", channel="member", **said
    )
    for state in ("draft", "submitted", "approved", "declined", "merged"):
        await make_topic(
            created_by=officer.account, number="", title=f"未公开的{state}", state=state, published_at=None, **said
        )
    return out


async def open_to_all(public: bool) -> None:
    officer = await actor_as(Role.OFFICER)
    value = Programme(public_topics=public)
    await policies.set_value(officer, name="programme", value=value, effective_from=clock.today())


async def test_the_list_is_for_who_is_signed_in_unless_the_department_opens_it(client: httpx.AsyncClient) -> None:
    await listed()
    assert [(await client.get(door)).status_code for door in DOORS] == [303, 303, 401]
    await open_to_all(public=True)
    assert [(await client.get(door)).status_code for door in DOORS] == [200, 200, 200]
    await open_to_all(public=False)
    await sign_in(client, (await make_member())[0])
    assert [(await client.get(door)).status_code for door in DOORS] == [200, 200, 200]


async def test_nothing_but_public_facts_leaves_by_any_door(client: httpx.AsyncClient) -> None:
    await listed()
    await open_to_all(public=True)
    for door in DOORS:
        text = (await client.get(door)).text
        assert "河道治理长效机制" in text
        for hidden in ("未公开", "内部意见", "内部理由", "朱匿名", "王暗访", "葛联络"):
            assert hidden not in text, (door, hidden)


async def test_the_feed_is_atom_with_stable_ids(client: httpx.AsyncClient) -> None:
    out = await listed()
    await open_to_all(public=True)
    answer = await client.get("/bulletin/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 -- our own
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["2026-001　河道治理长效机制"]
    assert [(entry.findtext(f"{ATOM}id") or "").rpartition("/")[2] for entry in entries] == [f"bulletin#t{out}"]
    assert root.findtext(f"{ATOM}updated") == clock.now().isoformat()
    empty = [root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "link", "author")]
    assert empty == [True, True, True, True]
