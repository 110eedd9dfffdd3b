# SPDX-License-Identifier: MIT
"""Requests and declarations on screen and for programs: asked, decided, taken back; what comes back after a mistake."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from research.projects.tables import Project
from research.topics.tables import ApplicationMember
from reviews.recusals import operations, queries
from reviews.recusals.queries import PROJECTS
from reviews.recusals.schemas import AskRecusal
from reviews.rounds.tables import Round
from tests.factories import people
from tests.factories.people import post, sign_in
from tests.factories.rounds import Panel, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.tables import Talent

WHY = "曾任竞争单位顾问"


@pytest.fixture
async def panel(client: httpx.AsyncClient) -> Panel:
    made = await make_round(unit=await people.make_unit())
    async with db.write_tx():
        await Round.update({Round.opens_on: clock.today() + timedelta(days=7)}).where(Round.id == made.round)
    return made


async def lead_of(panel: Panel) -> Actor:
    row = (await Talent.select(Talent.account).where(Talent.id == panel.lead))[0]
    return await actor_of(row["account"])


async def test_a_lead_asks_from_the_projects_reviews_and_hears_the_answer(
    client: httpx.AsyncClient, panel: Panel
) -> None:
    lead, officer = await lead_of(panel), await actor_of(panel.officer)
    judge = await people.actor_as(Role.REVIEWER, name="许甲乙", unit=await people.make_unit())
    at = f"/recusals/projects/{panel.project}"
    await sign_in(client, lead)
    assert f'href="{at}"' in (await client.get(f"/reviews/projects/{panel.project}")).text
    wrong = await post(client, at, {"name": "许甲乙", "reason": "有"})
    assert (wrong.status_code, 'value="许甲乙"' in wrong.text, "跳到第一处" in wrong.text) == (422, True, True)
    sent = await post(client, at, {"name": "许甲乙", "reason": WHY, "unit_text": "省农科院"})
    assert (sent.status_code, sent.headers["location"]) == (303, at)
    html = (await client.get(at)).text
    assert ("许甲乙" in html, "待经办人决定" in html, "1 / 3位" in html) == (True, True, True)
    await sign_in(client, officer)
    assert f'href="{at}"' in (await client.get("/recusals")).text
    html = (await client.get(at)).text
    assert f'<option value="{judge.account}" selected>' in html
    one = (await queries.sheet(officer, PROJECTS, panel.project)).requests[0]
    door = f"/recusals/{one.id}/decide"
    empty = await post(client, door, {"accept": "true", "note": "", "account": "", "version": str(one.version)})
    assert empty.status_code == 422
    stale = await post(client, door, {"accept": "true", "note": "属实", "account": "", "version": "99"})
    assert (stale.status_code, "属实" in stale.text) == (409, True)
    done = {"accept": "true", "note": "属实", "account": str(judge.account), "version": str(one.version)}
    assert (await post(client, door, done)).headers["location"] == at
    assert "许甲乙" in (await client.get("/recusals?show=accepted")).text
    assert "没有这类申请" in (await client.get("/recusals")).text
    await sign_in(client, lead)
    html = (await client.get(at)).text
    assert ("已同意回避" in html, "决定理由：属实" in html, "对应专家" in html) == (True, True, False)
    again = {"reason": "核错了人", "version": str(one.version + 1)}
    assert (await post(client, f"/recusals/{one.id}/reopen", again)).status_code == 403
    await sign_in(client, officer)
    assert (await post(client, f"/recusals/{one.id}/reopen", again)).headers["location"] == at
    await sign_in(client, lead)
    version = str(one.version + 2)
    assert (await post(client, f"/recusals/{one.id}/withdraw", {"version": version})).status_code == 303
    assert "0 / 3位" in (await client.get(at)).text


async def test_an_applications_panel_says_nothing_to_a_colleague(client: httpx.AsyncClient, panel: Panel) -> None:
    lead = await lead_of(panel)
    await operations.ask(lead, what=PROJECTS, id=panel.project, command=AskRecusal("许甲乙", WHY))
    actor, talent = await people.make_member(unit=await people.make_unit())
    application = (await Project.select(Project.application).where(Project.id == panel.project))[0]["application"]
    async with db.write_tx():
        await ApplicationMember.insert(ApplicationMember(application=application, talent=talent, duty="调研"))
    await sign_in(client, actor)
    at = f"/recusals/applications/{application}"
    part = await client.get(at, headers={"HX-Request": "true"})
    assert (part.status_code, part.text, (await client.get(at)).status_code) == (200, "", 403)
    page = (await client.get(f"/applications/{application}")).text
    assert (f'hx-get="{at}"' in page, "许甲乙" in page) == (True, False)
    await sign_in(client, lead)
    part = await client.get(at, headers={"HX-Request": "true"})
    assert ("许甲乙" in part.text, "<html" in part.text) == (True, False)


async def test_a_reviewer_declares_and_withdraws_from_the_desk(client: httpx.AsyncClient, panel: Panel) -> None:
    actor = await people.actor_as(Role.REVIEWER, unit=await people.make_unit())
    await sign_in(client, actor)
    at = "/reviews/declarations"
    assert f'href="{at}"' in (await client.get("/reviews")).text
    assert (await post(client, at, {"kind": "kin", "name": "纪"})).status_code == 422
    sent = await post(client, at, {"kind": "kin", "name": "纪戊己", "unit_text": "区医院", "note": "配偶"})
    assert (sent.status_code, sent.headers["location"]) == (303, at)
    twice = await post(client, at, {"kind": "kin", "name": "纪戊己", "unit_text": "区医院"})
    assert (twice.status_code, "已申报过" in twice.text) == (422, True)
    one = (await queries.declarations(actor))[0]
    assert (await post(client, f"{at}/confirm", {})).status_code == 409
    stale = await post(client, f"{at}/{one.id}/withdraw", {"version": "9"})
    assert (stale.status_code, "纪戊己" in stale.text) == (409, True)
    assert (await post(client, f"{at}/{one.id}/withdraw", {"version": str(one.version)})).status_code == 303
    assert "已撤回" in (await client.get(at)).text


async def test_programs_do_the_same(client: httpx.AsyncClient, panel: Panel) -> None:
    lead, officer = await lead_of(panel), await actor_of(panel.officer)
    await sign_in(client, lead)
    at = f"/api/v1/recusals/projects/{panel.project}"
    await client.get("/account")
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    answer = await client.post(at, json={"name": "许甲乙", "reason": WHY}, headers=proof)
    assert (answer.status_code, answer.json()["requests"][0]["state"]) == (200, "asked")
    one = answer.json()["requests"][0]
    await sign_in(client, officer)
    proof = {"x-csrftoken": client.cookies["tt_csrf"]}
    listed = (await client.get("/api/v1/recusals?show=asked")).json()
    assert [(row["id"], row["name"]) for row in listed["items"]] == [(one["id"], "许甲乙")]
    door = f"/api/v1/recusals/{one['id']}"
    decided = await client.post(f"{door}/decide", json={"accept": False, "note": "理由不足"}, headers=proof)
    assert (decided.status_code, decided.json()["requests"][0]["state"]) == (200, "refused")
    again = await client.post(f"{door}/decide", json={"accept": True, "note": "再想"}, headers=proof)
    assert (again.status_code, again.json()["code"]) == (403, "denied")
