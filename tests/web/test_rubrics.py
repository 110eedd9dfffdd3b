# SPDX-License-Identifier: MIT
"""The office's rubrics on screen: list, preview, copy, edit, use; what is frozen; what comes back after a mistake."""

from __future__ import annotations

import re

import httpx
import pytest

from reviews.rubrics import operations, queries
from reviews.rubrics.schemas import Band, RubricDraft
from tests.factories import people
from tests.factories.people import post, sign_in
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.trail import queries as trail

BASE = "/rounds/rubrics"


async def in_use(kind: str = "midterm") -> int:
    return (await queries.in_use(kind)).id


def content(*weights: int, **more: str) -> dict[str, str]:
    data = {"name": "中期评分表", "note": "改权重"}
    for place, weight in enumerate(weights):
        data |= {f"criteria-{place}-name": f"指标{place}", f"criteria-{place}-weight": str(weight)}
    return data | more


@pytest.fixture
async def officer(client: httpx.AsyncClient) -> Actor:
    await operations.ship()
    actor = await people.actor_as(Role.OFFICER)
    await sign_in(client, actor)
    return actor


async def test_list_names_every_kind_and_is_reached_from_the_rounds(client: httpx.AsyncClient, officer: Actor):
    assert f'href="{BASE}"' in (await client.get("/rounds")).text
    html = (await client.get(BASE)).text
    kinds = re.findall(r'<h2 id="k-\w+">(.+?)</h2>', html)
    assert kinds == ["立项评审", "开题评审", "中期评审", "结题评审", "调研报告评审", "成果评价"]
    assert html.count("使用中") == 6


async def test_list_asks_the_same_at_any_number_of_versions(client: httpx.AsyncClient, officer: Actor):
    counts = []
    for _more in range(2):
        with db.recording() as statements:
            await client.get(BASE)
        counts.append(len(statements))
        for _copy in range(10):
            await operations.copy(officer, id=await in_use())
    assert counts[0] == counts[1]


async def test_preview_shows_criteria_as_a_reviewer_sees_them(client: httpx.AsyncClient, officer: Actor):
    html = (await client.get(f"{BASE}/{await in_use()}")).text
    assert html.count('class="dim"') == 5
    assert "<b>优</b>90–100" in html
    assert "使用中的评分表不能改" in html


async def test_copy_edit_and_use_by_plain_forms(client: httpx.AsyncClient, officer: Actor):
    old = await in_use()
    copied = await post(client, f"{BASE}/{old}/copy")
    place = re.fullmatch(rf"{BASE}/(\d+)/edit", copied.headers["location"])
    assert place is not None
    new = int(place[1])
    form = (await client.get(f"{BASE}/{new}/edit")).text
    assert 'value="进度符合"' in form
    bands = {"bands-0-label": "好", "bands-0-low": "80", "bands-1-label": "差", "bands-1-low": "0"}
    saved = await post(
        client, f"{BASE}/{new}/edit", content(70, 30, version="1", **bands, **{"criteria-1-required": "0"})
    )
    assert (saved.status_code, saved.headers["location"]) == (303, f"{BASE}/{new}")
    found = await queries.get(officer, new)
    assert [(one.name, one.weight, one.required) for one in found.criteria] == [
        ("指标0", 70, True),
        ("指标1", 30, False),
    ]
    assert found.criteria[0].bands == [Band("好", 80, 100), Band("差", 0, 79)]
    assert re.search(r'name="criteria-1-required" value="0" checked', (await client.get(f"{BASE}/{new}/edit")).text)
    await post(client, f"{BASE}/{new}/use", {"version": str(found.version)})
    assert (await in_use(), (await queries.get(officer, old)).state) == (new, "retired")
    lines = [line.action for line in await trail.timeline(officer, "rubric", new)]
    assert lines == ["rubric.used", "rubric.edited", "rubric.copied"]


async def test_what_was_in_use_is_frozen(client: httpx.AsyncClient, officer: Actor):
    id_ = await in_use()
    before = await queries.get(officer, id_)
    assert (await client.get(f"{BASE}/{id_}/edit")).status_code == 409
    answer = await post(client, f"{BASE}/{id_}/edit", content(100))
    assert answer.status_code == 409
    assert "请复制后修改" in answer.text
    assert await queries.get(officer, id_) == before


async def test_mistakes_come_back_with_what_was_typed(client: httpx.AsyncClient, officer: Actor):
    bands = {"bands-0-label": "差", "bands-0-low": "0", "bands-1-label": "好", "bands-1-low": "80"}
    answer = await post(client, f"{BASE}/new", content(70, 20, kind="closing", **bands))
    assert answer.status_code == 422
    assert "现在是90" in answer.text
    assert "最低分要从高到低" in answer.text
    assert 'value="指标1"' in answer.text


async def test_a_stale_draft_is_refused(client: httpx.AsyncClient, officer: Actor):
    draft = await operations.copy(officer, id=await in_use())
    await post(client, f"{BASE}/{draft.id}/edit", content(100, version="1"))
    answer = await post(client, f"{BASE}/{draft.id}/edit", content(60, 40, version="1"))
    assert answer.status_code == 409
    assert len((await queries.get(officer, draft.id)).criteria) == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REVIEWER, Role.LIAISON, Role.INSPECTOR])
async def test_rubrics_are_the_offices_alone(client: httpx.AsyncClient, role: Role):
    await operations.ship()
    id_ = await in_use()
    actor = await people.actor_as(role)
    await sign_in(client, actor)
    for path in (BASE, f"{BASE}/new", f"{BASE}/{id_}", f"{BASE}/{id_}/edit"):
        assert (await client.get(path)).status_code == 403, path
    with pytest.raises((Denied, NotFound)):
        await operations.copy(actor, id=id_)


async def test_editing_by_program(client: httpx.AsyncClient, officer: Actor):
    old = await in_use()
    await client.get("/privacy")
    head = {"x-csrftoken": client.cookies["tt_csrf"]}
    made = (await client.post(f"/api/v1/rubrics/{old}/copy", headers=head)).json()
    assert (made["note"], made["actions"]) == ("按第1版复制", ["use", "retire", "copy", "edit"])
    body = {"name": "新表", "criteria": [{"name": "质量", "weight": 100}], "version": made["version"]}
    done = (await client.put(f"/api/v1/rubrics/{made['id']}", json=body, headers=head)).json()
    assert [(one["name"], one["weight"]) for one in done["criteria"]] == [("质量", 100)]
    assert (await client.get(f"/api/v1/rubrics/{made['id']}")).json() == done
    assert (await client.put(f"/api/v1/rubrics/{old}", json=body, headers=head)).status_code == 409


async def test_operations_say_what_is_wrong(client: httpx.AsyncClient, officer: Actor):
    draft = await operations.copy(officer, id=await in_use())
    given = operations.content_of(draft)
    with pytest.raises(Invalid) as refused:
        await operations.edit(officer, id=draft.id, content=RubricDraft(name="表", criteria=given.criteria[:1]))
    assert "合计应为100" in refused.value.fields["criteria"]
    with pytest.raises(NotFound):
        await operations.edit(system("test"), id=draft.id + 100, content=given)
    await operations.retire(officer, id=draft.id)
    with pytest.raises(Conflict):
        await operations.edit(officer, id=draft.id, content=given)


async def test_own_scales_sub_forms_and_vetoes_are_written_kept_copied_and_shown(
    client: httpx.AsyncClient, officer: Actor
):
    form = content(
        40, 60, 100, kind="paper",
        **{
            "criteria-0-part": "1", "criteria-1-part": "1", "criteria-2-part": "2", "criteria-0-high": "15",
            "criteria-0-levels": "优12 良8 一般4 差0", "criteria-2-high": "20", "criteria-2-na_allowed": "0",
            "parts-0-name": "研究报告", "parts-0-weight": "40", "parts-1-name": "对策建议", "parts-1-weight": "60",
            "vetoes": "数据不真实",
        },
    )  # fmt: skip
    made = await post(client, f"{BASE}/new", form)
    assert made.status_code == 303, made.text
    id_ = int(made.headers["location"].rpartition("/")[2])
    found = await queries.get(officer, id_)
    assert [(one.part, one.part_weight, one.low, one.high, one.na_allowed) for one in found.criteria] == [
        (1, 40, 0, 15, True), (1, 40, 0, 100, True), (2, 60, 0, 20, False),
    ]  # fmt: skip
    assert found.criteria[0].bands[0] == Band("优", 12, 15)
    assert found.criteria[2].bands[0] == Band("优", 18, 20)
    assert found.vetoes == ["数据不真实"]
    shown = (await client.get(f"{BASE}/{id_}")).text
    assert (shown.count("研究报告"), shown.count("数据不真实"), "0到15分" in shown) == (1, 1, True)
    edit = (await client.get(f"{BASE}/{id_}/edit")).text
    assert ('value="优12 良8 一般4 差0"' in edit, 'name="criteria-2-na_allowed" value="0" checked' in edit) == (
        True,
        True,
    )
    again = await operations.copy(officer, id=id_)
    twin = await queries.get(officer, again.id)
    assert [(one.low, one.high, one.bands, one.part) for one in twin.criteria] == [
        (one.low, one.high, one.bands, one.part) for one in found.criteria
    ]
    assert (twin.parts, twin.vetoes) == (found.parts, found.vetoes)
    wrong = await post(client, f"{BASE}/new", form | {"parts-1-weight": "50", "criteria-0-levels": "优8 良12"})
    assert (wrong.status_code, "现在是90" in wrong.text, "档位要从高到低" in wrong.text) == (422, True, True)
