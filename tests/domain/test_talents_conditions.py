# SPDX-License-Identifier: MIT
"""Narrowing and sorting the bank: what each condition finds, and that no condition tells what the page hides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.index import operations as index
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.policies import operations as policies
from thinktank.policies.kinds import FieldClasses
from thinktank.talents import queries
from thinktank.talents.schemas import Filter

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


async def found(actor: Actor, **conditions: Any) -> list[str]:
    page = await queries.people(actor, Filter(**conditions))
    assert page.total == len(page.items)
    return [row.name for row in page.items]


PEOPLE: list[dict[str, Any]] = [
    {
        "name": "曾甲", "gender": "female", "education": "博士研究生", "degree": "博士",
        "birth_month": date(1996, 3, 1), "political_status": "中共党员", "strengths": "数据分析、统计",
        "term_to": date(2026, 5, 1),
        "admitted_on": date(2023, 5, 1),
    },
    {
        "name": "单乙", "education": "硕士研究生", "degree": "硕士", "birth_month": date(1991, 3, 1),
        "political_status": "共青团员", "strengths": "乡村规划", "term_to": date(2027, 3, 1),
        "admitted_on": date(2024, 5, 1),
    },
    {
        "name": "仇丙", "education": "大学", "degree": "学士", "birth_month": date(1990, 4, 1),
        "political_status": "民盟盟员", "strengths": "", "term_to": date(2026, 3, 1), "admitted_on": date(2025, 5, 1),
    },
    {
        "name": "朴丁", "education": "大专", "degree": "", "birth_month": date(1984, 3, 1), "political_status": "群众",
        "strengths": "", "term_to": None, "admitted_on": None, "state": "submitted",
    },
]  # fmt: skip


async def fill() -> None:
    for person in PEOPLE:
        await make_talent(**person)


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, ["朴丁", "仇丙", "单乙", "曾甲"]),
        ({"sex": "female"}, ["曾甲"]),
        ({"education": "bachelor"}, ["仇丙", "单乙", "曾甲"]),
        ({"education": "master"}, ["单乙", "曾甲"]),
        ({"education": "doctor"}, ["曾甲"]),
        ({"degree": "硕士"}, ["单乙"]),
        ({"age": "30"}, ["曾甲"]),  # 30 this month
        ({"age": "35"}, ["仇丙", "单乙", "曾甲"]),  # 仇丙 becomes 36 next month
        ({"age": "40"}, ["仇丙", "单乙", "曾甲"]),
        ({"age": "40+"}, ["朴丁"]),
        ({"political": "party"}, ["曾甲"]),
        ({"political": "league"}, ["单乙"]),
        ({"political": "democratic"}, ["仇丙"]),
        ({"political": "masses"}, ["朴丁"]),
        ({"term": "3"}, ["曾甲"]),
        ({"term": "12"}, ["单乙", "曾甲"]),
        ({"term": "over"}, ["仇丙"]),
        ({"sex": "female", "education": "doctor", "age": "30"}, ["曾甲"]),
        ({"sex": "female", "political": "masses"}, []),
        ({"sort": "admitted"}, ["仇丙", "单乙", "曾甲"]),
        ({"sort": "unit"}, ["曾甲", "单乙", "仇丙", "朴丁"]),
    ],
)
async def test_conditions(officer: Actor, conditions: dict[str, Any], names: list[str]) -> None:
    await fill()
    assert await found(officer, **conditions) == names


async def put(talent: int, name: str, strengths: str) -> None:
    async with db.write_tx():
        await index.put("talent", talent, name, "", f"/talents/{talent}", [name, strengths])


@pytest.fixture(params=["gathered", "walked"])
def reach(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A text that few hold is gathered from its grams; one that many hold is looked up while the list is walked."""
    if request.param == "walked":
        monkeypatch.setattr("thinktank.index.queries.FEW", 0)
    return request.param


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("曾", ["曾浩"]),
        ("zenghao", ["曾浩"]),
        ("zh", ["曾浩", "查海"]),
        ("ycm", ["尉迟明"]),
        ("yuchi", ["尉迟明"]),
        ("shan", ["单海"]),
        ("数据 zeng", ["曾浩"]),
        ("分析", ["曾浩", "查海"]),
        ("海浩", []),
        ("qiu", []),
    ],
)
async def test_search_by_characters_sounds_and_initials(
    officer: Actor, reach: str, text: str, names: list[str]
) -> None:
    for name, strengths in (("曾浩", "数据分析"), ("尉迟明", ""), ("单海", "规划"), ("查海", "统计分析")):
        await put(await make_talent(name=name), name, strengths)
    assert await found(officer, q=text) == names


async def test_a_tag_is_one_of_the_strengths(officer: Actor, reach: str) -> None:
    await put(await make_talent(name="曾甲", strengths="数据分析"), "曾甲", "数据分析")
    await put(await make_talent(name="数据分析", strengths="规划"), "数据分析", "规划")
    assert await found(officer, tag="数据分析") == ["曾甲"]


# -- leaks ------------------------------------------------------------------------------------------------------

ALL_P2 = [{"sex": "female"}, {"education": "doctor"}, {"degree": "博士"}, {"age": "30"}, {"term": "3"}]


@pytest.mark.parametrize("conditions", [*ALL_P2, {"political": "party"}])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.INSPECTOR])
async def test_a_colleague_learns_nothing_by_a_condition(
    officer: Actor, role: Role, conditions: dict[str, Any]
) -> None:
    await make_talent(**PEOPLE[0])
    colleague = await actor_as(role)
    assert await found(colleague) == ["曾甲"]
    assert await found(colleague, **conditions) == []
    assert await queries.ids_of(colleague, Filter(**conditions), limit=10) == []


@pytest.mark.parametrize("conditions", [*ALL_P2, {"political": "party"}])
async def test_everybody_finds_the_own_entry(officer: Actor, conditions: dict[str, Any]) -> None:
    member, _ = await make_member(**{**PEOPLE[0], "name": "曾己"})
    await make_talent(**PEOPLE[0])
    assert await found(member, **conditions) == ["曾己"]


@pytest.mark.parametrize("conditions", ALL_P2)
async def test_a_liaison_asks_about_the_own_unit_alone(officer: Actor, conditions: dict[str, Any]) -> None:
    unit = await make_unit()
    both = await actor_as(Role.LIAISON, Role.MEMBER, unit=unit)
    await make_talent(**{**PEOPLE[0], "unit": unit, "name": "本甲"})
    await make_talent(**PEOPLE[0])
    assert await found(both) == ["本甲", "曾甲"]
    assert await found(both, **conditions) == ["本甲"]
    assert await found(both, political="party") == []


async def test_a_field_that_the_department_guards_as_p3_is_asked_about_by_the_office_alone(officer: Actor) -> None:
    unit = await make_unit()
    liaison = await actor_as(Role.LIAISON, unit=unit)
    await make_talent(**{**PEOPLE[0], "unit": unit})
    guarded = FieldClasses(gender="P3")
    await policies.set_value(
        officer, name="field_classes", value=guarded, effective_from=date(2026, 3, 18), note="收紧"
    )
    assert await found(liaison, sex="female") == []
    assert await found(liaison, age="30") == ["曾甲"]
    assert await found(officer, sex="female") == ["曾甲"]
