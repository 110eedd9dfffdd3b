# SPDX-License-Identifier: MIT
"""Projects and reports through the API."""

from __future__ import annotations

import pytest

from research.reports.tables import Report
from tests.factories.people import sign_in
from tests.factories.projects import make_project, office

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def send(client, method, url, data):
    if "tt_csrf" not in client.cookies:
        await client.get("/privacy")
    return await client.request(method, url, json=data, headers={"x-csrftoken": client.cookies["tt_csrf"]})


async def test_projects_are_listed_and_shown(client):
    made, other = await make_project(), await make_project()
    await sign_in(client, made.lead)
    found = (await client.get("/api/v1/projects")).json()
    assert [row["id"] for row in found["items"]] == [made.id]
    view = (await client.get(f"/api/v1/projects/{made.id}")).json()
    assert (view["stage"], len(view["milestones"])) == ("running", 4)
    missing = await client.get(f"/api/v1/projects/{other.id}")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


async def test_a_milestone_is_handed_in_and_judged(client):
    made = await make_project()
    step = made.milestones["work"]
    await sign_in(client, made.lead)
    done = await send(
        client, "POST", f"/api/v1/milestones/{step}/hand-in", {"note": "完成", "nonsecret": True, "version": 1}
    )
    assert done.status_code == 200, done.text
    stale = await send(client, "POST", f"/api/v1/milestones/{step}/judge", {"accept": True})
    assert stale.status_code == 403
    await sign_in(client, await office())
    done = await send(client, "POST", f"/api/v1/milestones/{step}/judge", {"accept": True, "version": 2})
    assert done.status_code == 200, done.text


async def test_a_report_goes_its_way(client):
    made = await make_project()
    report = made.reports[0]
    await Report.update({Report.state: "open"}).where(Report.id == report)
    await sign_in(client, made.lead)
    url = f"/api/v1/reports/{report}"
    assert (await send(client, "PUT", f"{url}/draft", {"progress": "摸底", "version": 1})).json()["version"] == 2
    assert (await send(client, "PUT", f"{url}/draft", {"progress": "旧", "version": 1})).status_code == 409
    words = {"progress": "摸底", "problems": "无", "next_steps": "会商", "percent": 10, "version": 2}
    assert (await send(client, "POST", f"{url}/submit", {**words, "nonsecret": False})).status_code == 422
    assert (await send(client, "POST", f"{url}/submit", {**words, "nonsecret": True})).json()["state"] == "submitted"
    assert (await send(client, "POST", f"{url}/withdraw", {"version": 2})).status_code == 409
    assert (await send(client, "POST", f"{url}/withdraw", {"version": 3})).json()["state"] == "draft"
    again = {**words, "version": 4, "nonsecret": True}
    assert (await send(client, "POST", f"{url}/submit", again)).json()["state"] == "submitted"
    await sign_in(client, made.mentor)
    assert (await send(client, "POST", f"{url}/withdraw", {})).status_code == 403
    done = await send(client, "POST", f"{url}/accept", {"percent": 10, "version": 5})
    assert done.json()["state"] == "accepted"
    periods = (await client.get(f"/api/v1/projects/{made.id}/reports")).json()
    assert len(periods) == 9
