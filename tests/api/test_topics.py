# SPDX-License-Identifier: MIT
"""Topics, applications and outcomes for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.factories.outcomes import make_outcome, make_proof
from tests.factories.people import actor_as, make_member, make_unit, sign_in
from tests.factories.topics import make_application, make_topic
from thinktank.demo.chapters import PDF
from thinktank.files import queries as files
from thinktank.kernel.actor import Role
from thinktank.trail import queries as trail

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
    await make_proof(outcome=id_, by=officer.account, grounds="city_paper", checked=True)
    done = await send(client, f"/api/v1/outcomes/{id_}/evaluate", {"level": "B"})
    assert (done.json()["level"], done.json()["state"]) == ("B", "evaluated")
    board = (await client.get("/api/v1/outcomes/board")).json()
    assert [sum(group["n"] for group in column["groups"]) for column in board] == [0, 1, 0, 0, 0, 0]


async def sent_ahead(client: httpx.AsyncClient) -> int:
    await client.get("/privacy")
    proof = {"x-csrftoken": str(client.cookies["tt_csrf"])}
    answer = await client.post("/api/v1/files", files={"data": ("单位意见.pdf", PDF)}, headers=proof)
    return int(answer.json()["id"])


@pytest.mark.parametrize(
    ("path", "text"), [("opinion", "签署单位意见：不同意申报"), ("paper-opinion", "登记纸质单位意见")],
)  # fmt: skip
async def test_a_units_opinion_comes_with_the_scan_of_its_stamped_sheet(
    client: httpx.AsyncClient, path: str, text: str
) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    lead, talent = await make_member(unit=unit)
    liaison = await actor_as(Role.LIAISON, unit=unit, scope=unit)
    topic = await make_topic(created_by=officer.account)
    id_ = await make_application(topic=topic, lead=talent, unit=unit, state="unit_review")
    url = f"/api/v1/applications/{id_}/{path}"
    said = {"opinion": "近期有巡察整改任务", "agrees": False}
    signer, other = (liaison, officer) if path == "opinion" else (officer, liaison)
    for nobody in (other, lead):
        await sign_in(client, nobody)
        assert (await send(client, url, said)).status_code == 403
    await sign_in(client, signer)
    foreign = await send(client, f"{url}?uploads=999999", said)
    assert foreign.status_code in {404, 422}
    if path == "paper-opinion":
        bare = await send(client, url, said)
        assert (bare.status_code, list(bare.json()["fields"])) == (422, ["uploads"])
    done = await send(client, f"{url}?uploads={await sent_ahead(client)}", said)
    seen = done.json()
    assert (done.status_code, seen["state"], seen["unit_opinion"], seen["unit_agrees"]) == (
        200, "formal_check", "近期有巡察整改任务", False,
    )  # fmt: skip
    assert [(one.name, one.category) for one in await files.of("application", id_)] == [("单位意见.pdf", "单位意见")]
    assert (await trail.timeline(officer, "application", id_))[0].text == text


async def test_what_may_go_on_a_list_is_named_with_its_review(client: httpx.AsyncClient) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _, talent = await make_member(unit=unit, name="朱禾")
    result: dict[str, Any] = {"review_round": 7, "review_title": "第一轮立项评审", "review_decision": "granted",
              "review_score": Decimal("88.45"), "review_grade": "良好", "review_note": "同意"}  # fmt: skip
    topic = await make_topic(created_by=officer.account, track="regular")
    id_ = await make_application(topic=topic, lead=talent, unit=unit, state="reviewed", **result)
    await sign_in(client, officer)
    assert (await client.get("/api/v1/grants/candidates")).json() == [
        {"id": id_, "topic_number": "2026-榜-1", "topic_title": "村集体经济“抱团”发展的路径", "lead_name": "朱禾"}
        | result | {"review_score": "88.45"}
    ]  # fmt: skip
    await sign_in(client, await actor_as(Role.LIAISON, unit=unit, scope=unit))
    assert (await client.get("/api/v1/grants/candidates")).status_code == 403
