# SPDX-License-Identifier: MIT
"""The settings pages: years, versions ahead, what a change would move, the year's notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from tests.conftest import new_client
from tests.factories.people import actor_as, post, sign_in
from tests.factories.projects import make_project
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.policies import operations, queries
from thinktank.policies.kinds import LightRules, Panels

pytestmark = pytest.mark.usefixtures("frozen")
LIGHTS = {
    "yellow_behind": "10", "red_behind": "30", "yellow_late_days": "1", "red_late_days": "15",
    "yellow_missed": "1", "red_missed": "2", "due_soon_days": "7", "effective_from": "2026-04-01",
}  # fmt: skip


async def test_a_year_is_made_opened_and_filters_the_lists(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    assert 'value="2027年度"' in (await client.get("/settings/years/new")).text
    data = {"name": "2026年度", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    bad = await post(client, "/settings/years/new", data | {"ends_on": "2025-12-31"})
    assert (bad.status_code, "止日应晚于起日" in bad.text, 'value="2026年度"' in bad.text) == (422, True, True)
    assert (await post(client, "/settings/years/new", data)).status_code == 303
    assert "筹备中" in (await client.get("/settings")).text
    assert (await post(client, "/settings/years/1/open", {"version": "1"})).status_code == 303
    late = await post(client, "/settings/years/1/close", {"version": "1"})
    assert late.status_code == 409
    assert "进行中" in (await client.get("/settings")).text
    edited = await post(client, "/settings/years/1", data | {"name": "2026年度第一批", "version": "2"})
    assert edited.status_code == 303
    for path in ("/topics", "/projects"):
        assert "2026年度第一批" in (await client.get(path)).text
        assert (await client.get(f"{path}?year=1")).status_code == 200
        assert (await client.get(f"{path}?year=x")).status_code == 200


async def test_a_change_ahead_is_listed_and_taken_back(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    await post(client, "/settings/light_rules", LIGHTS | {"yellow_behind": "8", "note": "从严"})
    shown = (await client.get("/settings")).text
    assert "起改为" in shown
    assert "黄灯：落后计划达到（百分点）：10 → <b>8</b>" in shown
    assert (await post(client, "/settings/versions/1/revoke", {"reason": ""})).status_code == 422
    assert (await post(client, "/settings/versions/1/revoke", {"reason": "暂缓"})).status_code == 303
    assert "起改为" not in (await client.get("/settings")).text
    again = await post(client, "/settings/versions/1/revoke", {"reason": "暂缓"})
    assert again.status_code == 409
    base = await client.get("/settings/light_rules?version=1")
    assert 'name="yellow_behind" inputmode="numeric" value="8"' in base.text


async def test_the_form_shows_what_a_change_would_move_and_changes_nothing(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    await make_project(title="背街小巷微更新")
    shown = await post(client, "/settings/light_rules/preview", LIGHTS | {"yellow_behind": "1", "note": ""})
    assert shown.status_code == 200
    assert "按今天的数据试算" in shown.text
    assert "原为10" in shown.text
    assert await queries.light_rules(date(2026, 4, 2)) == LightRules()
    wrong = await post(client, "/settings/light_rules/preview", LIGHTS | {"yellow_behind": "40"})
    assert (wrong.status_code, "按今天的数据试算" in wrong.text) == (422, False)


async def test_a_leader_tries_another_rule_and_leaves_the_saving_to_the_officers(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.DEPT_LEADER))
    await make_project(title="背街小巷微更新")
    assert 'href="/settings/light_rules"' in (await client.get("/settings")).text
    form = (await client.get("/settings/light_rules")).text
    assert ("先看影响" in form, "保存亮灯规则" in form, "改动由经办人保存" in form) == (True, False, True)
    shown = await post(client, "/settings/light_rules/preview", LIGHTS | {"yellow_behind": "1", "note": ""})
    assert (shown.status_code, "按今天的数据试算" in shown.text) == (200, True)
    assert (await post(client, "/settings/light_rules", LIGHTS)).status_code == 403
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    value = msgspec.to_builtins(LightRules()) | {"effective_from": "2026-04-02", "note": "x"}
    looked = await client.post("/api/v1/policies/light_rules/preview", json=value, headers=proof)
    assert (looked.status_code, looked.json()["lights"]) == (200, True)
    assert (await client.get("/settings/grades")).status_code == 403  # nothing to try there
    assert await queries.light_rules(date(2026, 4, 2)) == LightRules()


async def test_the_years_notice_by_form(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    bad = await post(client, "/settings/days/import", {"text": "春节"})
    assert (bad.status_code, "第1行读不出" in bad.text) == (422, True)
    good = await post(client, "/settings/days/import", {"text": "2027-02-06至2027-02-12 放假 春节"})
    assert good.status_code == 303
    assert "春节" in (await client.get("/settings")).text


async def test_lists_of_numbers_in_a_form(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    form = {
        "report_workdays": ["5", "2", "", ""], "desk_days": "7", "project_days": "14",
        "cockpit_days": "18", "effective_from": "2026-03-18", "note": "x",
    }  # fmt: skip
    assert (await client.get("/settings/reminders")).text.count('name="report_workdays"') == 5
    assert (await post(client, "/settings/reminders", form)).status_code == 303
    assert (await queries.reminders()).report_workdays == (5, 2)


async def test_the_security_administrator_sees_and_sets_account_rules_alone(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    await sign_in(client, await actor_as(Role.SEC_ADMIN))
    shown = await client.get("/settings")
    assert ("账号规则" in shown.text, "亮灯规则" in shown.text, "项目年度" in shown.text) == (True, False, False)
    assert (await client.get("/settings/light_rules")).status_code == 403
    form = {"link_days": "3", "tries": "5", "lock_minutes": "15", "password_least": "12", "reviewer_days": "60"}
    done = await post(client, "/settings/account_rules", form | {"effective_from": "2026-03-18", "note": "x"})
    assert done.status_code == 303
    async with new_client(app) as other:
        await sign_in(other, await actor_as(Role.OFFICER))
        refused = await post(other, "/settings/account_rules", form | {"effective_from": "2026-03-18", "note": "x"})
        assert refused.status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 100])
async def test_the_settings_page_asks_the_same_however_many_versions(client: httpx.AsyncClient, rows: int) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    for n in range(rows):
        await operations.set_value(
            officer, name="panels", value=Panels(), effective_from=date(2026, 3, 18), note=f"{n}"
        )
    await client.get("/settings")
    with db.recording() as statements:
        assert (await client.get("/settings")).status_code == 200
    assert len(statements) == 6


async def test_years_and_previews_by_api(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    await client.get("/settings")
    proof: Any = {"x-csrftoken": client.cookies["tt_csrf"]}
    body = {"name": "2026年度", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    made = (await client.post("/api/v1/years", json=body, headers=proof)).json()
    assert (made["state"], made["version"]) == ("planned", 1)
    edited = await client.put("/api/v1/years/1", json=body | {"name": "甲", "version": 1}, headers=proof)
    assert edited.json()["name"] == "甲"
    assert (await client.post("/api/v1/years/1/open", json={}, headers=proof)).json()["state"] == "open"
    assert (await client.post("/api/v1/years/1/open", json={}, headers=proof)).status_code == 409
    assert [one["name"] for one in (await client.get("/api/v1/years")).json()] == ["甲"]
    value = {"yellow_behind": 8, "effective_from": "2026-04-01", "note": "x"}
    looked = await client.post("/api/v1/policies/light_rules/preview", json=value, headers=proof)
    assert (looked.status_code, looked.json()["count"]) == (200, 0)
    put = await client.put("/api/v1/policies/light_rules", json=value, headers=proof)
    assert put.json()["versions"][0]["stands"] == "future"
    gone = await client.post("/api/v1/policies/versions/1/revoke", json={"reason": "暂缓"}, headers=proof)
    assert gone.json()["versions"][0]["stands"] == "revoked"
    assert (await client.get("/api/v1/policies/light_rules")).json()["versions"][0]["revoke_note"] == "暂缓"
    assert (await client.get("/api/v1/policies/points")).status_code == 404
    days = await client.post("/api/v1/policies/days/import", json={"text": "2027-01-01 放假 元旦"}, headers=proof)
    assert days.json() == {"days": 1}
