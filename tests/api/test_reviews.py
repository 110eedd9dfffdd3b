# SPDX-License-Identifier: MIT
"""Reviews by program: rubrics, candidates, a sheet, the result, problems as documents."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from reviews.rubrics import operations
from reviews.rubrics.tables import Rubric
from tests.factories import people
from tests.factories.people import proof, sign_in
from tests.factories.rounds import make_assignment, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel.actor import Role


async def test_shipping_rubrics_twice_adds_nothing(client: httpx.AsyncClient):
    assert (await operations.ship(), await operations.ship()) == (6, 0)
    assert await Rubric.count().where(Rubric.state == "in_use") == 6


async def test_a_new_version_replaces_the_one_in_use(client: httpx.AsyncClient):
    await operations.ship()
    await sign_in(client, await people.actor_as(Role.OFFICER))
    head = await proof(client)
    body: dict[str, Any] = {"kind": "midterm", "name": "中期评分表", "criteria": [{"name": "进度", "weight": 60}]}
    wrong = await client.post("/api/v1/rubrics", json=body, headers=head)
    assert wrong.status_code == 422
    assert "合计应为100" in wrong.json()["fields"]["criteria"]
    body["criteria"].append({"name": "质量", "weight": 40})
    made = (await client.post("/api/v1/rubrics", json=body, headers=head)).json()
    assert (made["number"], made["state_label"], made["actions"]) == (2, "草稿", ["use", "retire", "copy", "edit"])
    used = await client.post(f"/api/v1/rubrics/{made['id']}/use", headers=head)
    assert used.json()["state"] == "in_use"
    listed = (await client.get("/api/v1/rubrics")).json()
    assert [one["state"] for one in listed if one["kind"] == "midterm"] == ["in_use", "retired"]


async def test_a_sheet_by_program(client: httpx.AsyncClient):
    panel = await make_round()
    actor = await people.actor_as(Role.REVIEWER, unit=await people.make_unit())
    task = await make_assignment(panel.item, actor.account)
    await sign_in(client, actor)
    head = await proof(client)
    desk = (await client.get(f"/api/v1/reviews/{task}")).json()
    scores = [{"criterion": one["id"], "value": 85} for one in desk["criteria"]]
    saved = await client.put(f"/api/v1/reviews/{task}/sheet", json={"scores": scores, "version": 0}, headers=head)
    assert saved.status_code == 200
    assert float(saved.json()["total"]) == 85
    high = [scores[0] | {"value": 101}]
    refused = await client.put(f"/api/v1/reviews/{task}/sheet", json={"scores": high}, headers=head)
    assert refused.status_code == 422
    assert refused.json()["fields"] == {"scores-0-value": "请填0到100之间的整数"}
    stale = await client.put(f"/api/v1/reviews/{task}/sheet", json={"scores": scores, "version": 0}, headers=head)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


async def test_the_office_reads_progress_without_figures(client: httpx.AsyncClient):
    panel = await make_round()
    await sign_in(client, await actor_of(panel.officer))
    result = (await client.get(f"/api/v1/review-items/{panel.item}")).json()
    assert (result["summary"], result["rows"], result["item"]["state"]) == (None, [], "assigning")
    assert (await client.get("/api/v1/rounds")).json()[0]["items"] == 1


@pytest.mark.parametrize("url", ["/api/v1/rounds", "/api/v1/rubrics", "/api/v1/review-items/1"])
async def test_reviewers_are_refused_the_offices_side(client: httpx.AsyncClient, url: str):
    await sign_in(client, await people.actor_as(Role.REVIEWER))
    answer = await client.get(url)
    assert (answer.status_code, answer.json()["code"]) == (403, "denied")
