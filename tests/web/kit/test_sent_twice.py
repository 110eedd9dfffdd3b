# SPDX-License-Identifier: MIT
"""A form or call that is sent twice is done once."""

import asyncio

import httpx
import pytest

from tests.support.kit import Desk, send, token
from thinktank.kernel.errors import Conflict
from thinktank.web import idempotency


async def test_the_same_form_twice_is_done_once(client: httpx.AsyncClient, desk: Desk) -> None:
    first = await send(client, title="甲", _key="k1")
    second = await send(client, title="甲", _key="k1")
    assert desk.done == ["甲"]
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert second.headers["idempotent-replayed"] == "true"
    assert "tt_flash" in second.headers["set-cookie"]
    assert "content-security-policy" in second.headers


async def test_a_changed_form_or_another_place_is_another_request(client: httpx.AsyncClient, desk: Desk) -> None:
    await send(client, title="甲", _key="k1")
    await send(client, title="乙", _key="k1")
    await send(client, "/draft", title="甲", _key="k1")
    await send(client, "/draft", title="甲", _key="k1")
    assert desk.done == ["甲", "乙", "draft", "draft"]


async def test_a_refused_form_leaves_its_key_unused(client: httpx.AsyncClient, desk: Desk) -> None:
    assert (await send(client, title="冲突", _key="k1")).status_code == 409
    assert desk.store.claimed == set()
    assert desk.store.answers == {}


async def test_a_twin_waits_for_the_first_ones_answer(client: httpx.AsyncClient, desk: Desk) -> None:
    proof = await token(client)
    desk.pause.clear()
    data = {"_csrf_token": proof, "title": "甲", "_key": "k1"}
    both = [asyncio.create_task(client.post("/edit", data=data)) for _ in range(2)]
    await asyncio.sleep(0.25)
    desk.pause.set()
    first, second = await asyncio.gather(*both)
    assert desk.done == ["甲"]
    assert first.headers["location"] == second.headers["location"] == "/edit?n=1"


async def test_a_twin_of_one_that_hangs_is_told_so(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "TRIES", 1)
    monkeypatch.setattr(idempotency, "PAUSE", 0.001)
    await send(client, title="甲", _key="k1")
    desk.store.answers.clear()
    answer = await send(client, title="甲", _key="k1")
    assert answer.status_code == 409
    assert "不要重复提交" in answer.text
    assert desk.done == ["甲"]


async def test_calls_with_a_key(client: httpx.AsyncClient, desk: Desk) -> None:
    client.cookies.clear()
    call = {"authorization": "Bearer officer", "idempotency-key": "k9", "accept": "application/json"}
    first = await client.post("/api/edits", json={"title": "甲"}, headers=call)
    second = await client.post("/api/edits", json={"title": "甲"}, headers=call)
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, {"n": 1})
    other = await client.post("/api/edits", json={"title": "乙"}, headers=call)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    long = await client.post("/api/edits", json={"title": "丙"}, headers={**call, "idempotency-key": "k" * 201})
    assert long.status_code == 422
    assert desk.done == ["甲"]


async def test_an_answer_that_cannot_be_stored_is_given_all_the_same(
    client: httpx.AsyncClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise Conflict(code="integrity")

    monkeypatch.setattr(desk.store, "save", fail)
    assert (await send(client, title="甲", _key="k1")).status_code == 303


async def test_an_answer_with_a_secret_is_kept_nowhere(client: httpx.AsyncClient, desk: Desk) -> None:
    first = await send(client, "/once", title="甲", _key="k1")
    second = await send(client, "/once", title="甲", _key="k1")
    assert (first.status_code, first.text) == (200, "<p>secret 1</p>")
    assert (second.status_code, "secret" in second.text) == (409, False)
    assert desk.done == ["甲"]
    assert [answer.body for answer in desk.store.answers.values()] == [""]
