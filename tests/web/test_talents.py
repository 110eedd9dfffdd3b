# SPDX-License-Identifier: MIT
"""The bank on screen: import, list, profile, directions; and that no page asks once per row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, district, make_account, make_talent, make_unit, post, sign_in
from thinktank.kernel import db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.placement import operations as placement
from thinktank.placement.tables import DirectionProposal, Placement
from thinktank.talents.events import FactsChanged
from thinktank.talents.states import MEMBERSHIP
from thinktank.talents.tables import ImportBatch, Talent
from thinktank.tally import operations as tally
from thinktank.trail.tables import TrailEntry

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "roster.xlsx"


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> Actor:
    events.subscribe([(FactsChanged, placement.propose_for)])
    await district()
    actor = await actor_as(Role.OFFICER, name="王经办")
    await sign_in(client, actor)
    return actor


async def propose(*talents: int, actor: Actor) -> None:
    async with db.write_tx():
        await placement.propose_for(FactsChanged(actor=actor, talents=talents))


async def upload(client: httpx.AsyncClient, name: str, content: bytes) -> httpx.Response:
    return await post(client, "/talents/import", files={"file": (name, content)})


async def test_officer_imports_the_sample_and_confirms_directions(client: httpx.AsyncClient, officer: Actor) -> None:
    sent = await upload(client, "roster.xlsx", SAMPLE.read_bytes())
    assert sent.status_code == 303
    url = sent.headers["location"]
    check = (await client.get(url)).text
    assert "107" in check
    assert '<option value="school_major" selected>' in check
    assert "写入107人" in check

    refused = await post(client, f"{url}/commit", {"standing": "members", "version": "1", "unclassified": "1"})
    assert refused.status_code == 422
    assert "入库日期" in refused.text
    unticked = await post(client, f"{url}/commit", {"standing": "candidates", "version": "1"})
    assert (unticked.status_code, await Talent.count()) == (422, 0)

    data = {"standing": "candidates", "version": "1", "unclassified": "1", "new_units": "1"}
    assert (await post(client, f"{url}/commit", data)).headers["location"] == url
    assert "已导入107人" in (await client.get(url)).text
    again = await post(client, f"{url}/commit", data | {"_key": "another"})
    assert (again.status_code, await Talent.count()) == (303, 107)
    assert "没有重复导入" in (await client.get(url)).text

    listed = (await client.get("/talents?placed=no")).text
    assert "全部按建议确认" in listed
    assert "107人" in listed
    done = await post(client, "/talents/placement/confirm", {"all": "1"})
    assert done.headers["location"] == "/directions"
    placed = await Placement.count()
    assert placed > 90
    board = (await client.get("/directions")).text
    numbers = [int(n) for n in re.findall(r'<span class="r"><b>(\d+)</b>', board)]
    assert (len(numbers), sum(numbers)) == (5, placed)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("照片.xlsx", b"PK\x03\x04 broken", "不是可以读取的表格"),
        ("空.csv", b"", "文件是空的"),
    ],
)
async def test_a_bad_file_gets_a_plain_answer(
    client: httpx.AsyncClient, officer: Actor, name: str, content: bytes, words: str
) -> None:
    answer = await upload(client, name, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert name in answer.text
    nothing = await post(client, "/talents/import", {})
    assert "请先选择名册文件" in nothing.text


async def test_columns_can_be_corrected(client: httpx.AsyncClient, officer: Actor) -> None:
    sent = await upload(client, "a.csv", "称呼,单位\n曾甲,区教育局\n".encode())
    url = sent.headers["location"]
    assert "没有找到“姓名”这一列" in (await client.get(url)).text
    twice = await post(client, f"{url}/columns", {"c0": "name", "c1": "name", "version": "1"})
    assert twice.status_code == 422
    assert "两列" in twice.text
    assert (await post(client, f"{url}/columns", {"c0": "name", "c1": "unit_name", "version": "1"})).status_code == 303
    page = (await client.get(url)).text
    assert '<option value="name" selected>' in page
    assert "写入1人" in page
    assert (await ImportBatch.select(ImportBatch.mapping))[0]["mapping"] == '{"0": "name", "1": "unit_name"}'


async def test_rows_with_problems_say_what_is_wrong(client: httpx.AsyncClient, officer: Actor) -> None:
    lines = ["姓名,单位,出生年月,联系电话", "曾甲,区教育局,1994.13,138", "单乙,区教育局,1993.02,13800000001"]
    sent = await upload(client, "a.csv", "\n".join(lines).encode())
    page = (await client.get(sent.headers["location"])).text
    assert "有1行需要修改" in page
    assert "1994.13" in page
    assert "写入" not in re.sub("尚未写入人才库|才会写入|没有写入|再写入|将写入人才库", "", page)


async def test_profile_masks_the_phone_until_asked(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(name="陈戊", phone="13812345678")
    page = (await client.get(f"/talents/{talent}")).text
    assert "138****5678" in page
    assert "13812345678" not in page
    assert f'hx-get="/talents/{talent}/placement"' in page
    shown = await post(client, f"/talents/{talent}/phone")
    assert "13812345678" in shown.text
    assert await TrailEntry.count().where(TrailEntry.action == "talent.phone_seen") == 1


@pytest.mark.parametrize("state", sorted(MEMBERSHIP.labels))
async def test_profile_opens_in_every_state(client: httpx.AsyncClient, officer: Actor, state: str) -> None:
    talent = await make_talent(state=state)
    shown = await client.get(f"/talents/{talent}")
    assert (shown.status_code, MEMBERSHIP.label(state) in shown.text) == (200, True)


async def test_facts_are_changed_with_the_phone_as_the_form_shows_it(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(name="陈戊", phone="13812345678")
    before = (await Talent.select(Talent.unit, Talent.version).where(Talent.id == talent))[0]
    form = {"name": "陈戊", "unit": str(before["unit"]), "post": "规划科科长", "version": str(before["version"])}
    assert 'value="138****5678"' in (await client.get(f"/talents/{talent}/edit")).text
    refused = await post(client, f"/talents/{talent}/edit", form | {"phone": "138****9999"})
    assert (refused.status_code, "号码要写全" in refused.text) == (422, True)
    assert (await post(client, f"/talents/{talent}/edit", form | {"phone": "138****5678"})).status_code == 303
    kept = (await Talent.select(Talent.phone, Talent.post).where(Talent.id == talent))[0]
    assert kept == {"phone": "13812345678", "post": "规划科科长"}


async def test_direction_panel_shows_evidence_and_asks_for_a_reason(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(name="陈戊", direction="", secondary="")
    await propose(talent, actor=officer)
    panel = (await client.get(f"/talents/{talent}/placement", headers={"hx-request": "true"})).text
    assert "<html" not in panel
    assert "城乡规划" in panel
    refused = await post(client, f"/talents/{talent}/placement", {"direction": "industry", "version": "1"})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    data = {"direction": "industry", "version": "1", "reason": "负责园区招商"}
    assert (await post(client, f"/talents/{talent}/placement", data)).status_code == 303
    stale = await post(client, f"/talents/{talent}/placement", data | {"direction": "rural"})
    assert stale.status_code == 409
    assert "负责园区招商" in (await client.get(f"/talents/{talent}/placement")).text


async def test_candidates_are_admitted_in_bulk(client: httpx.AsyncClient, officer: Actor) -> None:
    ids = [await make_talent(state="submitted", channel="roster", name=f"候选{n}") for n in range(3)]
    page = (await client.get("/talents?state=submitted")).text
    assert "全部准予入库" in page
    empty = await post(client, "/talents/admit", {})
    assert (empty.status_code, "请先勾选" in empty.text) == (422, True)
    assert (await post(client, "/talents/admit", {"ids": [str(i) for i in ids[:2]]})).status_code == 303
    assert await Talent.count().where(Talent.state == "active") == 2
    assert (await post(client, "/talents/admit", {"all": "1"})).status_code == 303
    assert await Talent.count().where(Talent.state == "active") == 3


async def test_account_is_opened_from_the_profile(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(name="陈戊")
    assert 'value="chenwu"' in (await client.get(f"/talents/{talent}")).text
    await make_account(Role.MEMBER, login="taken")
    refused = await post(client, f"/talents/{talent}/account", {"login": "taken"})
    assert (refused.status_code, "已有人用" in refused.text) == (422, True)
    made = await post(client, f"/talents/{talent}/account", {"login": "chenwu"})
    assert (made.status_code, made.text.count("/activate/")) == (200, 1)
    assert f'action="/talents/{talent}/account"' not in (await client.get(f"/talents/{talent}")).text


async def test_who_sees_which_fields(client: httpx.AsyncClient) -> None:
    await district()
    unit, other = await make_unit("区甲局"), await make_unit("区乙局")
    talent = await make_talent(name="陈戊", unit=unit, school="江苏大学", political_status="中共党员")
    secret = ["江苏大学", "中共党员", "199****"]
    for actor, status, seen in [
        (await actor_as(Role.LIAISON, unit=unit), 200, [True, False, False]),
        (await actor_as(Role.MEMBER, unit=other), 200, [False, False, False]),
        (await actor_as(Role.DEPT_LEADER), 200, [True, True, True]),
        (await actor_as(Role.LIAISON, unit=other), 404, [False] * 3),
        (await actor_as(Role.REVIEWER, unit=unit), 403, [False] * 3),
        (await actor_as(Role.SYS_ADMIN), 403, [False] * 3),
    ]:
        await sign_in(client, actor)
        page = await client.get(f"/talents/{talent}")
        assert page.status_code == status, actor.roles
        assert [word in page.text for word in secret] == seen, actor.roles
        listing = await client.get("/talents")
        assert ("陈戊" in listing.text) is (status == 200), actor.roles


async def test_empty_bank_and_nothing_found(client: httpx.AsyncClient, officer: Actor) -> None:
    assert "人才库还是空的" in (await client.get("/talents")).text
    assert "没有符合条件的人" in (await client.get("/talents?q=不存在")).text


async def fill(n: int, actor: Actor) -> None:
    ids = [await make_talent(name=f"陈{i}", direction="" if i % 2 else "urban") for i in range(n)]
    await propose(*ids, actor=actor)
    async with db.write_tx():
        await tally.bump("talent.state", key="active", by=n)


@pytest.mark.parametrize(
    ("url", "queries"),
    [("/talents", 7), ("/talents/1", 7), ("/talents/1/growth", 5), ("/talents/1/placement", 4), ("/directions", 7)],
)
async def test_pages_ask_the_same_number_of_times_at_any_size(
    client: httpx.AsyncClient, officer: Actor, url: str, queries: int
) -> None:
    seen: dict[int, int] = {}
    size = 0
    for wanted in (1, 3, 30):
        await fill(wanted - size, officer)
        size = wanted
        with db.recording() as statements:
            assert (await client.get(url)).status_code == 200
        seen[wanted] = len([s for s in statements if _ours(s)])
    assert seen == {1: queries, 3: queries, 30: queries}
    assert await DirectionProposal.count() == 30


def _ours(statement: str) -> bool:
    """Whether a statement belongs to the page, not to session, grants and badge."""
    tables: Any = ("session", "role_grant", "notice", "api_token")
    return not any(f'FROM "{table}"' in statement or f"FROM {table}" in statement for table in tables)
