# SPDX-License-Identifier: MIT
"""Admission and the growth record on the page: what is wrong comes back filled, what is stale is said."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, make_member, make_talent, make_unit, post, sign_in
from thinktank.growth.tables import GrowthClaim, GrowthEntry
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.pages_public import todo
from thinktank.talents.tables import AdmissionCase, Talent

LINE = {"category": "荣誉", "on": "2026-03-02", "text": "区优秀青年", "unclassified": "true"}


@pytest.fixture
async def officer(client: httpx.AsyncClient, database: Any, frozen: Any) -> Actor:
    made = await actor_as(Role.OFFICER)
    await sign_in(client, made)
    return made


async def state_of(talent: int) -> str:
    return str((await Talent.select(Talent.state).where(Talent.id == talent))[0]["state"])


async def test_a_person_who_lacks_a_name_comes_back_filled(client: httpx.AsyncClient, officer: Actor) -> None:
    unit = await make_unit("区甲局")
    before = await Talent.count()
    given = {"name": "", "unit": str(unit), "phone": "13900000001", "major": "城乡规划", "statement": "参与改造"}
    answer = await post(client, "/admissions/new", given)
    assert answer.status_code == 422
    assert [word for word in ("13900000001", "城乡规划", "参与改造") if word not in answer.text] == []
    assert await Talent.count() == before


async def test_a_step_without_its_reason_is_given_back(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(state="submitted")
    answer = await post(client, f"/talents/{talent}/step", {"step": "give_back", "note": ""})
    assert answer.status_code == 422
    assert "须写明理由" in answer.text
    assert await state_of(talent) == "submitted"


async def test_a_stale_or_illegal_step_is_a_conflict(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent(state="submitted")
    url = f"/talents/{talent}/step"
    assert (await post(client, url, {"step": "ask_unit", "version": "9"})).status_code == 409
    assert (await post(client, url, {"step": "publish"})).status_code == 409
    assert await state_of(talent) == "submitted"
    assert (await post(client, url, {"step": "ask_unit", "version": "1"})).status_code == 303
    assert await state_of(talent) == "unit_opinion"


def button(page: str, step: str) -> str:
    """The button of a step for many, as it stands in the page."""
    return re.findall(rf'<button[^>]* value="{step}"[^>]*>', page)[0]


async def test_a_step_for_many_says_whom_it_does_not_fit(client: httpx.AsyncClient, officer: Actor) -> None:
    first = await make_talent(name="甲某", state="submitted", channel="appointed")
    page = (await client.get("/admissions?state=submitted")).text
    assert " disabled" in button(page, "accept")
    assert " disabled" not in button(page, "ask_unit")
    assert "不能受理：甲某：单位还没有同意，请先征求单位意见" in page
    assert (await post(client, "/admissions/batch", {"step": "accept", "ids": str(first)})).status_code == 409
    second = await make_talent(name="乙某", state="submitted", channel="nominated")
    await AdmissionCase.insert(AdmissionCase(talent=second, channel="nominated", unit_opinion="agree"))
    page = (await client.get("/admissions?state=submitted")).text
    assert " disabled" not in button(page, "accept")
    assert "不能受理：甲某：" in page


async def test_a_unit_that_says_no_says_why(client: httpx.AsyncClient, officer: Actor) -> None:
    unit = await make_unit("区甲局")
    talent = await make_talent(state="unit_opinion", unit=unit)
    await sign_in(client, await actor_as(Role.LIAISON, unit=unit))
    url = f"/talents/{talent}/opinion"
    answer = await post(client, url, {"agree": "false", "note": "", "unclassified": "true"})
    assert answer.status_code == 422
    assert await state_of(talent) == "unit_opinion"
    await sign_in(client, await actor_as(Role.LIAISON, unit=await make_unit("区乙局")))
    assert (await post(client, url, {"agree": "true", "unclassified": "true"})).status_code == 404
    assert await AdmissionCase.count() == 0


async def test_a_line_of_the_future_comes_back_filled(client: httpx.AsyncClient, officer: Actor) -> None:
    talent = await make_talent()
    answer = await post(client, f"/talents/{talent}/growth", LINE | {"on": "2026-03-19"})
    assert answer.status_code == 422
    assert [word for word in ("日期不能晚于今天", "区优秀青年", "2026-03-19") if word not in answer.text] == []
    assert await GrowthEntry.count() == 0


async def test_what_a_member_filled_in_is_decided_once(client: httpx.AsyncClient, officer: Actor) -> None:
    member, talent = await make_member()
    await sign_in(client, member)
    assert (await post(client, f"/talents/{talent}/growth", LINE)).status_code == 303
    (claim,) = await GrowthClaim.select(GrowthClaim.id, GrowthClaim.on)
    assert claim["on"] == date(2026, 3, 2)
    url = f"/growth/claims/{claim['id']}"
    await sign_in(client, officer)
    assert (await post(client, url, {"agree": "false", "note": ""})).status_code == 422
    assert (await post(client, url, {"agree": "true", "version": "1"})).status_code == 303
    assert (await post(client, url, {"agree": "true", "version": "1"})).status_code == 409
    assert [row["text"] for row in await GrowthEntry.select(GrowthEntry.text)] == ["区优秀青年"]


# -- the way in -------------------------------------------------------------------------------------------------------


async def test_who_is_signed_out_is_told_how_to_come_in(client: httpx.AsyncClient, database: Any) -> None:
    page = await client.get("/join")
    assert page.status_code == 200
    assert 'href="/sign-in?next=/join"' in page.text
    assert "请所在单位的联络员在系统里推荐您" in page.text
    assert 'href="/join"' in (await client.get("/sign-in")).text


async def test_the_way_in_is_for_who_may_come_in(client: httpx.AsyncClient, database: Any) -> None:
    for role in (Role.REVIEWER, Role.INSPECTOR):
        await sign_in(client, await actor_as(role))
        page = await client.get("/join")
        assert (page.status_code, "请由所在单位联络员推荐" in page.text) == (200, True)
    await sign_in(client, await actor_as(Role.MEMBER))
    assert [item.href for item in await todo(await actor_as(Role.MEMBER))] == ["/join"]
    assert 'name="statement"' in (await client.get("/join")).text
    member, _talent = await make_member()
    assert await todo(member) == []
