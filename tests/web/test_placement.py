# SPDX-License-Identifier: MIT
"""The queue, the lexicon among the settings and the balanced proposal, on screen and for programs."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from tests.conftest import new_client
from tests.domain.test_lexicon import person, revision
from tests.factories.people import actor_as, district, make_unit, post, sign_in
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.placement import pages, queries, revising
from thinktank.placement.schemas import TermChange
from thinktank.placement.tables import LexiconVersion
from thinktank.talents.tables import Talent

URBAN = {"strengths": "城市更新、控规"}


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> Actor:
    await district()
    actor = await actor_as(Role.OFFICER, name="王经办")
    await sign_in(client, actor)
    return actor


async def direction_of(talent: int) -> str:
    return str((await Talent.select(Talent.direction).where(Talent.id == talent))[0]["direction"])


async def test_queue_shows_evidence_and_confirms_the_clear(client: httpx.AsyncClient, officer: Actor) -> None:
    clear = await person(officer, name="陈明确", major="土木工程", **URBAN)
    blank = await person(officer, name="陈空白")
    shown = (await client.get("/directions/queue")).text
    assert shown.index("陈空白") < shown.index("陈明确")
    assert "特长：城市更新（18）" in shown
    assert "没有依据" in shown
    data = {"all": "1", "confidence": "clear"}
    done = await post(client, "/talents/placement/confirm?next=/directions/queue", data)
    assert (done.status_code, done.headers["location"]) == (303, "/directions/queue")
    assert [await direction_of(one) for one in (clear, blank)] == ["urban", ""]
    away = await post(client, "/talents/placement/confirm?next=//evil.example", {"ids": [str(blank)]})
    assert "evil" not in away.headers.get("location", "")


async def test_moved_people_are_kept_or_moved_with_a_reason(client: httpx.AsyncClient, officer: Actor) -> None:
    kept, moved = [await person(officer, strengths="水稻种植、农技推广", direction="urban") for _ in range(2)]
    shown = (await client.get("/directions/queue?kind=moved")).text
    assert "维持已确认的方向" in shown
    panel = (await client.get(f"/talents/{kept}/placement")).text
    assert "确认之后依据有变，现在建议乡村振兴" in panel
    bare = await post(client, "/directions/queue", {"ids": [str(kept)], "keep": "1", "reason": ""})
    assert bare.status_code == 422
    assert await direction_of(kept) == "urban"
    await post(client, "/directions/queue", {"ids": [str(kept)], "keep": "1", "reason": "临时抽调"})
    await post(client, "/directions/queue", {"ids": [str(moved)], "keep": "", "reason": "调任农技岗位"})
    assert [await direction_of(one) for one in (kept, moved)] == ["urban", "rural"]
    assert await queries.waiting(officer) == {"new": 0, "moved": 0}
    again = await post(client, "/directions/queue", {"ids": [str(kept)], "reason": "再来"})
    assert (again.status_code, "没有需要重新确认" in again.text) == (422, True)


@pytest.mark.parametrize("n", [1, 3, 100])
async def test_queue_asks_as_often_whoever_waits(client: httpx.AsyncClient, officer: Actor, n: int) -> None:
    for _ in range(n):
        await person(officer, **URBAN)
    await client.get("/directions/queue")
    with db.recording() as statements:
        answer = await client.get("/directions/queue", headers={"hx-request": "true"})
    assert answer.status_code == 200
    reads = [one for one in statements if "session" not in one.lower() and "role_grant" not in one.lower()]
    assert len(reads) == 3


async def test_desk_says_how_many_wait(officer: Actor, client: httpx.AsyncClient) -> None:
    assert await pages.todo(officer) == []
    await person(officer, **URBAN)
    await person(officer, strengths="水稻种植", direction="urban")
    assert [(one.title, one.href) for one in await pages.todo(officer)] == [
        ("1人的方向待确认", "/directions/queue?kind=new"),
        ("1人的依据有变，请重新确认方向", "/directions/queue?kind=moved"),
    ]
    assert await pages.todo(await actor_as(Role.LIAISON)) == []


# -- the lexicon --------------------------------------------------------------------------------------------------


def hidden(page: str, name: str) -> str:
    from html import unescape

    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


async def test_term_is_previewed_then_saved(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await person(officer, name="陈文化", strengths="蟒蛇河文化")
    day = clock.today().isoformat()
    form = {"source": "strengths", "term": "蟒蛇河", "urban": "9", "effective_from": day, "note": "水文化项目"}
    preview = await post(client, "/settings/lexicon/term", form)
    assert preview.status_code == 200
    assert "将影响1人的建议" in preview.text
    assert "陈文化" in preview.text
    assert await LexiconVersion.count() == 0
    lines = hidden(preview.text, "lines")
    saved = await post(client, "/settings/lexicon", {"lines": lines, "effective_from": day, "note": "水文化项目"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/settings/lexicon?changed=1")
    assert (await queries.get(officer, talent)).proposed == "urban"
    shown = (await client.get("/settings/lexicon?changed=1")).text
    assert "蟒蛇河" in shown
    assert "水文化项目" in shown
    assert "本区改过" in shown
    same = await post(client, "/settings/lexicon/term", form)
    assert (same.status_code, "词库没有变化" in same.text) == (422, True)


async def test_lexicon_is_searched_by_term_class_source_and_direction(
    client: httpx.AsyncClient, officer: Actor
) -> None:
    found = (await client.get("/settings/lexicon", params={"q": "土木类", "source": "education"})).text
    assert "给排水科学与工程" in found
    assert "临床医学" not in found
    none = (await client.get("/settings/lexicon", params={"q": "没有这样的词"})).text
    assert "没有这样的词" in none
    rows = await client.get("/settings/lexicon", headers={"hx-request": "true", "hx-target": "rows"})
    assert "<html" not in rows.text
    card = await client.get("/settings/lexicon", headers={"hx-request": "true"})
    assert 'id="lexicon"' in card.text
    settings = (await client.get("/settings")).text
    assert "/settings/lexicon" in settings
    form = (await client.get("/settings/lexicon/term?source=education&term=土木工程")).text
    assert re.search(r'name="urban"[^>]*value="10"', form)


async def test_file_goes_out_and_comes_back(client: httpx.AsyncClient, officer: Actor) -> None:
    sent = await client.get("/settings/lexicon/export")
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    text = sent.text.lstrip("\ufeff")
    head, first = text.splitlines()[:2]
    assert head == "来源,词,方向,权重,类别"
    back = await post(client, "/settings/lexicon/file", files={"file": ("词库.csv", sent.content)})
    assert (back.status_code, "词库没有变化" in back.text) == (422, True)
    mended = f"{head}\n特长,蟒蛇河,城市建设,9,\n{first}\n".encode("gb18030")
    preview = await post(client, "/settings/lexicon/file", files={"file": ("词库.csv", mended)})
    assert "改动1处" in preview.text
    wrong = await post(client, "/settings/lexicon/file", files={"file": ("词库.csv", f"{head}\n部门,甲,,,\n".encode())})
    assert (wrong.status_code, "第2行：来源“部门”" in wrong.text) == (422, True)


async def test_settings_are_the_offices(client: httpx.AsyncClient, officer: Actor, app: Any) -> None:
    leader = await sign_in(new_client(app), await actor_as(Role.DEPT_LEADER))
    shown = await leader.get("/settings/lexicon")
    assert (shown.status_code, "增加词" in shown.text) == (200, False)
    assert (await leader.get("/settings/lexicon/term")).status_code == 403
    narrow = await sign_in(new_client(app), await actor_as(Role.OFFICER, scope=await make_unit()))
    data = {
        "lines": "来源,词,方向,权重,类别\n特长,甲乙,城市建设,9,\n",
        "effective_from": clock.today().isoformat(),
        "note": "试",
    }
    assert (await post(narrow, "/settings/lexicon", data)).status_code == 403
    assert await LexiconVersion.count() == 0


# -- balancing ------------------------------------------------------------------------------------------------------


async def test_moves_are_shown_with_costs_and_chosen_ones_applied(client: httpx.AsyncClient, officer: Actor) -> None:
    await person(officer, **URBAN)
    nearly = await person(officer, name="陈两可", strengths="城市更新、水稻种植", post="市容")
    assert "已确认0人；留空不限" in (await client.get("/directions/balance")).text
    shown = await post(client, "/directions/balance", {"rural": "1"})
    assert shown.status_code == 200
    assert "调整1人" in shown.text
    assert "合计损失匹配度22分" in shown.text
    move = re.search(r'name="moves" value="([^"]+)"', shown.text)
    assert move
    blank = await post(client, "/directions/balance/apply", {"moves": [move[1]], "reason": ""})
    assert blank.status_code == 422
    done = await post(client, "/directions/balance/apply", {"moves": [move[1]], "reason": "部务会议定"})
    assert (done.status_code, await direction_of(nearly)) == (303, "rural")
    stale = await post(client, "/directions/balance/apply", {"moves": [move[1]], "reason": "部务会议定"})
    assert stale.status_code == 409
    impossible = await post(client, "/directions/balance", {"urban": "9"})
    assert (impossible.status_code, "超过参与调配的2人" in impossible.text) == (422, True)


# -- for programs ---------------------------------------------------------------------------------------------------


async def test_programs_do_the_same(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await person(officer, strengths="蟒蛇河文化")
    await client.get("/privacy")
    proof = {"X-CSRFToken": client.cookies["tt_csrf"]}
    change = {"source": "strengths", "term": "蟒蛇河", "direction": "rural", "weight": 9}
    body = {"changes": [change], "effective_from": clock.today().isoformat(), "note": "试"}
    impact = await client.post("/api/v1/placements/lexicon/impact", json=body, headers=proof)
    assert (impact.status_code, impact.json()["changed"]) == (200, 1)
    made = await client.post("/api/v1/placements/lexicon", json=body, headers=proof)
    assert (made.status_code, made.json()["changes"]) == (201, 1)
    row = (await client.get("/api/v1/placements/queue")).json()["rows"]["items"][0]
    assert (row["talent"], row["main"], row["confidence"]) == (talent, "rural", "unclear")
    found = (await client.get("/api/v1/placements/lexicon", params={"q": "蟒蛇河"})).json()
    assert found["terms"]["items"] == [
        {"source": "strengths", "term": "蟒蛇河", "weights": {"rural": 9}, "category": "", "changed": True}
    ]
    plan = await client.post("/api/v1/placements/balance", json={"urban": 1}, headers=proof)
    move = plan.json()["moves"][0]
    assert (move["talent"], move["to"], move["cost"]) == (talent, "urban", 16)
    chosen = {"moves": [{"talent": talent, "version": move["version"], "to": "urban"}], "reason": "部务会议定"}
    done = await client.post("/api/v1/placements/balance/apply", json=chosen, headers=proof)
    assert (done.status_code, done.json()["confirmed"], await direction_of(talent)) == (200, 1, "urban")
    learned = (await client.get("/api/v1/placements/learned")).json()
    assert (learned["on"], learned["people"], learned["weights"]) == (True, 0, [])
    bad = await client.post("/api/v1/placements/lexicon", json=body | {"changes": []}, headers=proof)
    assert bad.status_code == 400


async def test_future_version_does_not_show_before_its_day(officer: Actor, client: httpx.AsyncClient) -> None:
    await revising.revise(officer, command=revision(TermChange("post", "漕运档案", Direction.URBAN, 9), days=3))
    assert "漕运档案" not in (await client.get("/settings/lexicon?q=漕运档案")).text.split('id="rows"')[1]


async def test_neutral_term_says_so_in_its_form(client: httpx.AsyncClient, officer: Actor) -> None:
    form = (await client.get("/settings/lexicon/term?source=strengths&term=警示教育")).text
    assert re.search(r'id="f-setterm-neutral"[^>]* checked', form)
    new = (await client.get("/settings/lexicon/term?source=strengths&term=没有这个词")).text
    assert "增加词" in new
    assert not re.search(r'id="f-setterm-neutral"[^>]* checked', new)
