# SPDX-License-Identifier: MIT
"""The review screens: what is on them, what is not, what comes back after a mistake."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from research.projects.tables import Milestone, Project
from reviews.rounds import queries as round_queries
from reviews.rounds.tables import Round, RoundItem
from reviews.scoring.tables import Sheet
from tests.conftest import new_client
from tests.factories import people
from tests.factories.people import post, sign_in
from tests.factories.rounds import Panel, make_assignment, make_gate, make_plain_project, make_round
from thinktank.identity.queries import actor_of
from thinktank.identity.tables import Unit
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.tables import Talent


async def reviewer() -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=await people.make_unit())


def sheet(criteria: list[int], *values: int, version: int = 0, **more: str) -> dict[str, str]:
    data = {
        "version": str(version),
        "opinion": "同意。",
        "advice": "on_track",
        "confidence": "high",
        "private_note": "",
    }
    for place, (criterion, value) in enumerate(zip(criteria, values, strict=True)):
        data[f"scores-{place}-criterion"] = str(criterion)
        data[f"scores-{place}-value"] = str(value)
        data[f"scores-{place}-comment"] = ""
    return data | more


def criteria_in(html: str) -> list[int]:
    return [int(value) for value in re.findall(r'name="scores-\d+-criterion" value="(\d+)"', html)]


async def test_reviewer_declares_scores_and_submits_by_plain_forms(client: httpx.AsyncClient):
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account, state="assigned")
    await sign_in(client, actor)
    desk = await client.get("/reviews")
    assert "先作声明" in desk.text
    opened = await client.get(f"/reviews/{task}")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/reviews/{task}/declaration")
    asked = await client.get(f"/reviews/{task}/declaration")
    assert "利害关系声明" in asked.text
    refused = await post(client, f"/reviews/{task}/declare", {"none": "", "version": "1"})
    assert refused.status_code == 422
    declared = await post(client, f"/reviews/{task}/declare", {"none": "1", "version": "1"})
    assert (declared.status_code, declared.headers["location"]) == (303, f"/reviews/{task}")
    page = await client.get(f"/reviews/{task}")
    assert "完成50个老旧小区摸底" in page.text
    keys = criteria_in(page.text)
    assert len(keys) == 5
    short = await post(client, f"/reviews/{task}/submit", sheet(keys, 80, 81, 82, 83, 84) | {"scores-4-value": ""})
    assert short.status_code == 422
    assert "请给“问题及后续计划”打分" in short.text
    assert 'value="83"' in short.text
    done = await post(client, f"/reviews/{task}/submit", sheet(keys, 80, 81, 82, 83, 84))
    assert (done.status_code, done.headers["location"]) == (303, "/reviews")


async def test_autosave_answers_with_the_next_version_and_a_stale_one_with_409(client: httpx.AsyncClient):
    panel = await make_round()
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    await sign_in(client, actor)
    keys = criteria_in((await client.get(f"/reviews/{task}")).text)
    hx = {"hx-request": "true"}
    saved = await post(client, f"/reviews/{task}/draft", sheet(keys, 80, 81, 82, 83, 84), headers=hx)
    assert saved.status_code == 200
    version = re.search(r'id="sheet-version" value="(\d+)"', saved.text)
    assert version is not None
    assert int(version[1]) >= 1
    stale = await post(client, f"/reviews/{task}/draft", sheet(keys, 10, 10, 10, 10, 10, version=0), headers=hx)
    assert stale.status_code == 409
    assert "别处保存过" in stale.text
    whole = await post(
        client, f"/reviews/{task}/submit", sheet(keys, 11, 12, 13, 14, 15, version=0, opinion="我写的意见还在")
    )
    assert whole.status_code == 409
    assert "我写的意见还在" in whole.text
    assert 'value="13"' in whole.text


async def test_a_blind_page_names_nobody_of_the_team(client: httpx.AsyncClient):
    unit = await people.make_unit("区住房和城乡建设局", short_name="区住建局")
    panel = await make_round(unit=unit)
    person = (await Talent.select(Talent.name, Talent.post).where(Talent.id == panel.lead))[0]
    async with db.write_tx():
        note = f"由{person['name']}（区住建局，区住房和城乡建设局{person['post']}）牵头完成摸底。"
        await Milestone.update({Milestone.note: note}).where(Milestone.id == panel.milestone)
    actor = await reviewer()
    task = await make_assignment(panel.item, actor.account)
    await sign_in(client, actor)
    number = (await Project.select(Project.number).where(Project.id == panel.project))[0]["number"]
    for url in (f"/reviews/{task}", "/reviews", f"/api/v1/reviews/{task}", "/api/v1/reviews", "/notices"):
        answer = await client.get(url)
        assert answer.status_code == 200, url
        for secret in (person["name"], person["post"], "住房和城乡建设局", "区住建局", number):
            assert secret not in answer.text, (url, secret)
        assert "绿灯" not in answer.text
    assert "牵头完成摸底" in (await client.get(f"/reviews/{task}")).text


async def test_another_reviewers_sheet_is_not_found_whatever_is_asked(client: httpx.AsyncClient, app: Litestar):
    panel = await make_round()
    a, b = await reviewer(), await reviewer()
    mine, theirs = await make_assignment(panel.item, a.account), await make_assignment(panel.item, b.account)
    async with new_client(app) as other:
        await sign_in(other, b)
        keys = criteria_in((await other.get(f"/reviews/{theirs}")).text)
        await post(other, f"/reviews/{theirs}/draft", sheet(keys, 71, 72, 73, 74, 75, opinion="乙的意见"))
    await sign_in(client, a)
    for url in (f"/reviews/{theirs}", f"/reviews/{theirs}/declaration", f"/api/v1/reviews/{theirs}"):
        answer = await client.get(url)
        assert answer.status_code == 404, url
        assert "乙的意见" not in answer.text
    for url in (f"/reviews/{theirs}/draft", f"/reviews/{theirs}/submit", f"/reviews/{theirs}/decline"):
        answer = await post(client, url, sheet(keys, 1, 2, 3, 4, 5) if "decline" not in url else {"reason": "回避"})
        assert answer.status_code == 404, url
    for url in (f"/reviews/items/{panel.item}", f"/rounds/{panel.round}", f"/api/v1/rounds/{panel.round}"):
        assert (await client.get(url)).status_code in {403, 404}, url
    page = await client.get(f"/reviews/{mine}")
    assert "乙的意见" not in page.text
    assert b.name not in page.text


async def test_office_opens_assigns_and_signs(client: httpx.AsyncClient, app: Litestar):  # noqa: PLR0915 -- a walk
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    gate = await make_gate(
        await make_plain_project(lead=panel.lead, unit=await people.make_unit(), number="QL26-88", title="夜间经济"),
    )
    await sign_in(client, officer)
    new = await client.get("/rounds/new?kind=midterm")
    assert "夜间经济" in new.text
    even = {"kind": "midterm", "title": "第二轮", "size": "4", "closes_on": str(clock.today()), "milestones": str(gate)}
    refused = await post(client, "/rounds", even)
    assert refused.status_code == 422
    assert "应为单数" in refused.text
    assert "第二轮" in refused.text
    opened = await post(client, "/rounds", even | {"size": "3"})
    assert opened.status_code == 303
    assert "第二轮" in (await client.get(opened.headers["location"])).text
    unit = (await Talent.select(Talent.unit).where(Talent.id == panel.lead))[0]["unit"]
    near = await people.actor_as(Role.REVIEWER, unit=unit, name="钱近邻")
    free = [await reviewer() for _n in range(3)]
    staff = await client.get(f"/reviews/items/{panel.item}/reviewers")
    assert "与负责人同一单位" in staff.text
    blocked = await post(client, f"/reviews/items/{panel.item}/reviewers", {"reviewers": str(near.account)})
    assert blocked.status_code == 422
    assert "钱近邻须回避" in blocked.text
    data = {"reviewers": [str(one.account) for one in free]}
    assigned = await post(client, f"/reviews/items/{panel.item}/reviewers", data)
    assert assigned.status_code == 303
    for place, actor in enumerate(free):
        task = (await round_queries.desk(actor))[0]
        async with new_client(app) as browser:
            await sign_in(browser, actor)
            await post(browser, f"/reviews/{task.id}/declare", {"none": "1", "version": str(task.version)})
            keys = criteria_in((await browser.get(f"/reviews/{task.id}")).text)
            sent = await post(browser, f"/reviews/{task.id}/submit", sheet(keys, *[80 + place] * 5))
            assert sent.status_code == 303
    assert "81.00" in (await client.get(f"/reviews/items/{panel.item}")).text
    drafted = await post(
        client, f"/reviews/items/{panel.item}/draft", {"decision": "on_track", "note": "继续推进。", "version": ""}
    )
    assert drafted.status_code == 303
    async with db.write_tx():
        await Project.update({Project.stage: "midterm"}).where(Project.id == panel.project)
    leader = await people.actor_as(Role.DEPT_LEADER)
    async with new_client(app) as browser:
        await sign_in(browser, leader)
        assert "签批审定" in (await browser.get(f"/reviews/items/{panel.item}")).text
        signed = await post(
            browser,
            f"/reviews/items/{panel.item}/decide",
            {"decision": "on_track", "note": "继续推进。", "version": ""},
        )
        assert signed.status_code == 303
    lead = await actor_of((await Talent.select(Talent.account).where(Talent.id == panel.lead))[0]["account"])
    async with new_client(app) as browser:
        await sign_in(browser, lead)
        seen = await browser.get(f"/reviews/projects/{panel.project}")
        assert "进度正常" in seen.text
        assert "继续推进。" in seen.text
        assert not any(one.name in seen.text for one in free)


@pytest.mark.parametrize("rows", [1, 3, 30])
async def test_the_desks_number_of_queries_is_constant(client: httpx.AsyncClient, rows: int):
    panel = await make_round()
    actor = await reviewer()
    await sign_in(client, actor)
    for n in range(rows):
        project = await make_plain_project(
            lead=panel.lead, unit=await people.make_unit(), number=f"Q{n}", officer=panel.officer
        )
        async with db.write_tx():
            made = await RoundItem.insert(
                RoundItem(
                    round=panel.round,
                    title=f"题目{n}",
                    direction="urban",
                    project=project,
                    state="assigning",
                    state_since=clock.now(),
                )
            ).returning(RoundItem.id)
        await make_assignment(made[0]["id"], actor.account)
    await client.get("/reviews")
    with db.recording() as statements:
        answer = await client.get("/reviews")
    assert answer.text.count('class="t" href="/reviews/') == rows
    assert len([one for one in statements if "assignment" in one or "criterion" in one]) == 2


async def test_a_conflicted_officer_finds_nothing(client: httpx.AsyncClient):
    panel: Panel = await make_round()
    officer = await people.actor_as(Role.OFFICER)
    await people.make_talent(account=officer.account)
    from research.projects.tables import ProjectMentor
    from reviews.rounds.operations_interests import refresh_interests

    async with db.write_tx():
        row = ProjectMentor(project=panel.project, account=officer.account, since=clock.today())
        await ProjectMentor.insert(row)
        await refresh_interests(panel.item)
    await sign_in(client, officer)
    assert (await client.get(f"/reviews/items/{panel.item}")).status_code == 404
    assert (await client.get(f"/rounds/{panel.round}")).status_code == 404
    assert "2026年中期评审" not in (await client.get("/rounds")).text
    assert "2026年中期评审" not in (await client.get(f"/reviews/projects/{panel.project}")).text
    assert await Sheet.count() == 0
    assert await Unit.count() >= 1


async def test_the_discussion_on_screen_and_a_revised_sheet(client: httpx.AsyncClient, app: Litestar):
    panel = await make_round(size=3)
    today = clock.today()
    async with db.write_tx():
        await Round.update(
            {Round.closes_on: today - timedelta(days=1), Round.discuss_until: today + timedelta(days=2),
             Round.opens_on: today - timedelta(days=9)}
        ).where(Round.id == panel.round)  # fmt: skip
    (first, a), (second, b) = [(one, await make_assignment(panel.item, one.account)) for one in (
        await reviewer(), await reviewer())]  # fmt: skip
    async with new_client(app) as other:
        await sign_in(other, second)
        criteria = criteria_in((await other.get(f"/reviews/{b}")).text)
        text = sheet(criteria, *[83] * len(criteria), opinion="对策具体，可以再核数据。")
        await post(other, f"/reviews/{b}/submit", text)
    await sign_in(client, first)
    closed = await client.get(f"/reviews/{a}/discussion")
    assert (closed.status_code, "提交自己的评分后" in closed.text, "可以再核" in closed.text) == (403, True, False)
    await post(client, f"/reviews/{a}/submit", sheet(criteria, *[71] * len(criteria)))
    shown = await client.get(f"/reviews/{a}")
    assert all(word in shown.text for word in ("讨论", "看其他专家的意见", "修改评分", "评分留存"))
    talk = await client.get(f"/reviews/{a}/discussion")
    assert all(word in talk.text for word in ("专家甲", "对策具体，可以再核数据。", "您是专家乙"))
    assert [word for word in ("83", second.name) if word in re.sub(r"<[^>]+>", "", talk.text)] == []
    empty = await post(client, f"/reviews/{a}/discussion", {"text": ""})
    assert empty.status_code == 422
    assert (await post(client, f"/reviews/{a}/discussion", {"text": "请核对样本量"})).status_code == 303
    assert "请核对样本量" in (await client.get(f"/reviews/{a}/discussion")).text
    form = (await client.get(f"/reviews/{a}/revise")).text
    assert ("data-autosave" in form, 'name="reason"' in form) == (False, True)
    version = int(re.findall(r'id="sheet-version" value="(\d+)"', form)[0])
    lacking = await post(client, f"/reviews/{a}/revise", sheet(criteria, *[75] * len(criteria), version=version))
    assert (lacking.status_code, 'value="75"' in lacking.text) == (422, True)
    revised = sheet(criteria, *[75] * len(criteria), version=version, reason="核对数据后调整")
    assert (await post(client, f"/reviews/{a}/revise", revised)).headers["location"] == f"/reviews/{a}"
    kept = (await client.get(f"/reviews/{a}/history")).text
    assert all(word in kept for word in ("第2稿", "核对数据后调整", "<del>71</del>", "<ins>75</ins>"))


async def test_the_phases_of_a_round_are_moved_on_screen(client: httpx.AsyncClient):
    panel = await make_round()
    await sign_in(client, await actor_of(panel.officer))
    form = await client.get(f"/rounds/{panel.round}/phases")
    assert all(word in form.text for word in ("评审安排", "独立评分", "互看意见自", "讨论截止"))
    today = clock.today()
    data = {"mode": "meeting", "opens_on": today.isoformat(), "reason": "改为现场答辩", "version": "1", "place": "",
            "meets_at": "2026-03-25T09:00", "discuss_until": (today + timedelta(days=12)).isoformat()}  # fmt: skip
    lacking = await post(client, f"/rounds/{panel.round}/phases", data)
    assert (lacking.status_code, "请填写会议地点" in lacking.text) == (422, True)
    done = await post(client, f"/rounds/{panel.round}/phases", data | {"place": "区委3楼会议室"})
    assert (done.status_code, done.headers["location"]) == (303, f"/rounds/{panel.round}")
    assert "区委3楼会议室" in (await client.get(f"/rounds/{panel.round}")).text
