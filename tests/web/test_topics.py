# SPDX-License-Identifier: MIT
"""The pages of topics and applications."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.conftest import new_client
from tests.factories.people import actor_as, make_account, make_member, make_unit, post, sign_in
from tests.factories.topics import make_application, make_topic
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role

pytestmark = pytest.mark.usefixtures("frozen")
OWN = ('"topic"', '"application', '"programme', "policy_value", "timeline", "stored_file")
OFFERED = ("kind", "title", "mark", "starts_on", "due_on")


def typed(page: str) -> dict[str, str]:
    """The milestone rows that the form offers, as a browser would send them."""
    data = {}
    for key in (f"milestones-{n}-{name}" for n in range(8) for name in OFFERED):
        control = page.partition(f'name="{key}"')[2]
        if key.endswith("-kind"):
            found = re.search(r'<option value="([^"]*)" selected', control.partition("</select>")[0])
        else:
            found = re.match(r'[^>]*value="([^"]*)"', control)
        if control:
            data[key] = found[1] if found else ""
    return data


WORDS = {
    "problem": "薄弱村单打独斗", "goal": "形成抱团方案", "effect": "三个镇试点", "approach": "走访、座谈",
    "content": "摸清现状，提出对策", "pledge": "1", "products-0-form": "report", "products-0-title": "抱团调研报告",
    "indicators-0-name": "走访农户", "indicators-0-target": "60", "indicators-0-unit": "户", "nonsecret": "1",
}  # fmt: skip


async def test_an_officer_drafts_and_publishes_what_the_leader_signed(client: httpx.AsyncClient, app: Any) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    assert "拟题" in (await client.get("/topics/new")).text
    wrong = await post(client, "/topics/new", {"title": "短", "direction": "rural", "problem": "薄弱村占三成"})
    assert wrong.status_code == 422
    assert "题目至少4个字" in wrong.text
    assert "薄弱村占三成" in wrong.text
    good = {
        "title": "村集体经济抱团发展", "direction": "rural", "level": "key", "track": "jiebang", "months": "8",
        "problem": "薄弱村占三成", "goal": "可复制", "effect": "可核", "deliverable": "报告", "closes_on": "2026-04-30",
    }  # fmt: skip
    made = await post(client, "/topics/new", good)
    assert made.status_code == 303
    url = made.headers["location"]
    assert (await post(client, f"{url}/submit", {"version": "9"})).status_code == 409
    assert (await post(client, f"{url}/submit", {"version": "1"})).status_code == 303
    refused = await post(client, f"{url}/advise", {"approve": "", "version": "2"})
    assert refused.status_code == 422
    assert "不采用要写明理由" in refused.text
    assert (await post(client, f"{url}/advise", {"approve": "1", "version": "2"})).status_code == 303
    assert (await client.get(f"{url}/decide")).status_code == 403
    leader = await sign_in(new_client(app), await actor_as(Role.DEPT_LEADER))
    assert "采用所选" in (await leader.get("/topics/proposals")).text
    done = await post(leader, "/topics/proposals/decide", {"ids": url.rpartition("/")[2], "approve": "1"})
    assert done.status_code == 303
    assert "发布课题" in (await client.get(url)).text
    assert (await post(client, f"{url}/publish", {"version": "9"})).status_code == 409
    assert (await post(client, f"{url}/publish", {"version": "4"})).status_code == 303
    page = (await client.get(url)).text
    assert "2026-001" in page
    assert "揭榜中" in page


async def team_up(
    client: httpx.AsyncClient, app: Any, topic: int, rows: dict[str, str], mate_actor: Actor, mate: int
) -> None:
    """The leader asks somebody in, who accepts and may then write as well."""
    kept = await post(client, f"/topics/{topic}/apply", rows | WORDS | {"intent": "team"})
    assert kept.status_code == 303
    team = kept.headers["location"]
    assert f'<option value="{mate}">葛田' in (await client.get(f"{team}?who=葛")).text
    asked = await post(client, team, {"talent": str(mate), "duty": "走访"})
    assert asked.status_code == 303
    assert "待答复" in (await client.get(team)).text
    async with new_client(app) as invited:
        await sign_in(invited, mate_actor)
        waiting = re.search(r"/invitations/\d+", (await invited.get("/todos/applications")).text)
        assert waiting
        page = (await invited.get(waiting[0])).text
        stamp = re.search(r'name="version" value="(\d+)"', page)
        assert stamp
        done = await post(invited, waiting[0], {"accept": "1", "version": stamp[1]})
        assert done.status_code == 303
        assert "继续填写" in (await invited.get(team)).text


async def test_a_member_claims_a_topic_through_the_form(client: httpx.AsyncClient, app: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    lead, _ = await make_member(name="朱禾")
    mate_actor, mate = await make_member(name="葛田")
    topic = await make_topic(created_by=officer.account)
    await sign_in(client, lead)
    assert f"/topics/{topic}/apply" in (await client.get(f"/topics/{topic}")).text
    form = (await client.get(f"/topics/{topic}/apply")).text
    rows = typed(form)
    assert sorted(v for k, v in rows.items() if k.endswith("-kind") and v) == [
        "closing",
        "kickoff",
        "midterm",
        "work",
        "work",
    ]
    saved = await post(
        client, f"/topics/{topic}/apply/draft", {"problem": "薄弱村", "indicators-0-name": "走访"} | rows
    )
    assert 'name="version"' in saved.text
    version = saved.text.partition('value="')[2].partition('"')[0]
    await team_up(client, app, topic, rows | {"version": version}, mate_actor, mate)
    form = (await client.get(f"/topics/{topic}/apply")).text
    data = typed(form) | WORDS | {"intent": "submit"}
    short = await post(client, f"/topics/{topic}/apply", data | {"goal": "", "nonsecret": ""})
    assert short.status_code == 422
    assert "目标导向不能为空" in short.text
    assert "葛田" in short.text
    done = await post(client, f"/topics/{topic}/apply", data)
    assert done.status_code == 303
    page = (await client.get(done.headers["location"])).text
    for text in ("朱禾", "葛田", "走访农户", "已提交", "待经办人办理"):
        assert text in page
    async with new_client(app) as other:
        await sign_in(other, (await make_member())[0])
        assert (await other.get(done.headers["location"])).status_code == 404


async def test_the_office_decides_on_the_application_page(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER, Role.DEPT_LEADER)
    unit = await make_unit()
    lead, talent = await make_member(unit=unit)
    id_ = await make_application(topic=await make_topic(created_by=officer.account), lead=talent, unit=unit)
    await sign_in(client, officer)
    url = f"/applications/{id_}"
    assert "揭榜申报" in (await client.get("/applications")).text
    empty = await post(client, f"{url}/return", {"version": "1", "reason": ""})
    assert empty.status_code == 422
    assert "原因不能为空" in empty.text
    assert (await post(client, f"{url}/return", {"version": "1", "reason": "指标要能计数"})).status_code == 303
    assert "指标要能计数" in (await client.get(url)).text
    second = await make_application(
        topic=await make_topic(created_by=officer.account, number="2", track="commissioned"), lead=talent, unit=unit
    )
    assert (await post(client, f"/applications/{second}/accept", {"version": "1"})).status_code == 303
    page = (await client.get(f"/applications/{second}")).text
    assert f'action="/projects/grant/{second}"' in page
    await sign_in(client, lead)
    assert "/projects/grant/" not in (await client.get(f"/applications/{second}")).text


async def test_the_liaison_signs_on_the_page(client: httpx.AsyncClient) -> None:
    unit = await make_unit()
    _, talent = await make_member(unit=unit)
    topic = await make_topic(created_by=await make_account(Role.OFFICER))
    id_ = await make_application(topic=topic, lead=talent, unit=unit, state="unit_review")
    await sign_in(client, await actor_as(Role.LIAISON, unit=unit))
    assert "签署单位意见" in (await client.get(f"/applications/{id_}")).text
    signed = await post(client, f"/applications/{id_}/opinion", {"version": "1", "opinion": "同意申报"})
    assert signed.status_code == 303
    assert "同意申报" in (await client.get(f"/applications/{id_}")).text


async def test_the_list_narrows_and_says_when_nothing_fits(client: httpx.AsyncClient) -> None:
    officer = await make_account(Role.OFFICER)
    await make_topic(created_by=officer, title="低空物流航线需求", direction="industry")
    await make_topic(created_by=officer, number="2026-9")
    await sign_in(client, (await make_member())[0])
    only = (await client.get("/topics?direction=industry")).text
    assert "低空物流" in only
    assert "抱团" not in only
    assert "没有符合条件的课题" in (await client.get("/topics?q=没有这个")).text


@pytest.mark.parametrize("rows", [1, 3, 30])
async def test_lists_ask_the_same_number_of_questions(client: httpx.AsyncClient, rows: int) -> None:
    officer = await actor_as(Role.OFFICER)
    unit = await make_unit()
    for n in range(rows):
        topic = await make_topic(created_by=officer.account, number=f"N{n}")
        _, talent = await make_member(unit=unit)
        last = await make_application(topic=topic, lead=talent, unit=unit)
    await sign_in(client, officer)
    counts = []
    for url in ("/topics", "/applications", f"/topics/{topic}", f"/topics/{topic}/claims", f"/applications/{last}"):
        await client.get(url)
        with db.recording() as statements:
            assert (await client.get(url)).status_code == 200
        counts.append(sum(any(table in statement for table in OWN) for statement in statements))
    assert counts == [4, 2, 8, 7, 6]
