# SPDX-License-Identifier: MIT
"""Topics, applications and outcomes for programs."""

from __future__ import annotations

import httpx
import pytest

from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit, sign_in
from tests.factories.topics import make_application, make_topic
from thinktank.kernel.actor import Role

pytestmark = pytest.mark.usefixtures("frozen")


async def send(client: httpx.AsyncClient, url: str, body: dict[str, object]) -> httpx.Response:
    await client.get("/privacy")
    return await client.post(url, json=body, headers={"x-csrftoken": client.cookies["tt_csrf"]})


async def test_an_application_is_read_and_decided(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    id_ = await make_application(topic=await make_topic(created_by=officer.account), lead=talent, unit=unit)
    await sign_in(client, officer)
    listed = (await client.get("/api/v1/applications")).json()
    assert [row["id"] for row in listed["items"]] == [id_]
    stale = await send(client, f"/api/v1/applications/{id_}/accept", {"version": 9})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    done = await send(client, f"/api/v1/applications/{id_}/accept", {"version": 1})
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    again = await send(client, f"/api/v1/applications/{id_}/accept", {})
    assert (again.status_code, again.json()["code"]) == (403, "denied")


async def test_strangers_get_404_and_unknown_fields_are_refused(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    id_ = await make_application(topic=await make_topic(created_by=officer.account), lead=talent, unit=unit)
    outcome = await make_outcome(unit=unit, author=talent, registered_by=officer.account)
    await sign_in(client, (await make_member())[0])
    for url in (f"/api/v1/applications/{id_}", f"/api/v1/outcomes/{outcome}"):
        assert (await client.get(url)).status_code == 404
    await sign_in(client, officer)
    assert (await send(client, "/api/v1/topics", {"title": "村集体经济", "colour": 1})).status_code in {400, 422}


async def test_an_outcome_is_screened_and_evaluated(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account)
    await sign_in(client, officer)
    assert (await send(client, f"/api/v1/outcomes/{id_}/screen", {})).status_code == 422
    assert (await send(client, f"/api/v1/outcomes/{id_}/screen", {"checked": True})).json()["state"] == "screened"
    done = await send(client, f"/api/v1/outcomes/{id_}/evaluate", {"level": "B"})
    assert (done.json()["level"], done.json()["state"]) == ("B", "evaluated")
    board = (await client.get("/api/v1/outcomes/board")).json()
    assert [len(column["cards"]) for column in board] == [0, 1, 0, 0, 0, 0]
