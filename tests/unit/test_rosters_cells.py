# SPDX-License-Identifier: MIT
"""Single cells of a ledger: birth months, phones, and cells that hold two facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.rosters.cells import Problem, birth_month, phone, split_education_degree, split_school_major
from thinktank.rosters.units import UnitNames

TODAY = date(2026, 11, 23)
UNITS = ["盐城市盐都区教育局", "区自然资源和规划局", "学富镇", "潘黄街道", "盐都高新区", "盐都高新区管委会"]
FORMATS = ("{y}.{m:02}", "{y}.{m}", "{y}年{m}月", "{y}-{m:02}", "{y}/{m}", "{y}{m:02}", "{y}．{m:02}", "{y}年{m}月生")


@given(st.integers(1957, 2009), st.integers(1, 12), st.sampled_from(FORMATS))
def test_birth_month_in_every_format(year: int, month: int, form: str) -> None:
    assert birth_month(form.format(y=year, m=month), TODAY) == (date(year, month, 1), None)


@given(st.integers(1957, 2009), st.integers(1, 12))
def test_birth_month_from_numbers(year: int, month: int) -> None:
    as_decimal, problem = birth_month(float(f"{year}.{month:02}"), TODAY)
    assert as_decimal == date(year, month, 1)
    assert (problem is not None) == (month == 10)
    assert birth_month(float(year * 100 + month), TODAY) == (date(year, month, 1), None)
    assert birth_month(datetime(year, month, 9), TODAY) == (date(year, month, 1), None)  # noqa: DTZ001
    serial = float((date(year, month, 9) - date(1899, 12, 30)).days)
    assert birth_month(serial, TODAY) == (date(year, month, 1), None)


@pytest.mark.parametrize(("number", "month"), [(1992.2, 2), (1992.9, 9), (1992.12, 12)])
def test_birth_month_of_short_decimals(number: float, month: int) -> None:
    assert birth_month(number, TODAY) == (date(1992, month, 1), None)


@given(st.floats() | st.integers() | st.text() | st.booleans())
def test_any_cell_gives_a_month_or_a_problem(cell: float | str) -> None:
    found, problem = birth_month(cell, TODAY)
    assert found is None or (found.day == 1 and 1956 <= found.year <= 2010)
    assert found is None or problem is None or problem.level == "warning"


@pytest.mark.parametrize(
    ("cell", "number", "level"),
    [
        (13812345678.0, "13812345678", None),
        ("138-1234-5678", "13812345678", None),
        ("+86 138 1234 5678", "13812345678", None),
        ("１３８１２３４５６７８", "13812345678", None),
        ("13812345678/0515-88888888", "13812345678", "warning"),
        ("0515-88888888", "", "error"),
        ("无", "", None),
    ],
)
def test_phone(cell: float | str, number: str, level: str | None) -> None:
    found, problem = phone(cell)
    assert (found, problem.level if problem else None) == (number, level)


@pytest.mark.parametrize(
    ("both", "school", "major"),
    [
        ("江苏大学城乡规划专业", "江苏大学", "城乡规划"),
        ("南京大学金陵学院会计学", "南京大学金陵学院", "会计学"),
        ("江苏大学 城乡规划", "江苏大学", "城乡规划"),
        ("江苏大学（城乡规划）", "江苏大学", "城乡规划"),
        ("江苏大学", "江苏大学", ""),
        ("中央党校经济管理", "中央党校", "经济管理"),
        ("城乡规划", "", "城乡规划"),
    ],
)
def test_school_and_major(both: str, school: str, major: str) -> None:
    assert split_school_major(both) == (school, major)


CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)


@given(
    CHINESE,
    st.sampled_from(["大学", "学院", "学校"]),
    CHINESE.filter(lambda t: not set(t) & set("大学院校专业党科研究所")),
)
def test_school_and_major_come_back_whole(place: str, suffix: str, major: str) -> None:
    assert split_school_major(f"{place}{suffix}{major}专业") == (f"{place}{suffix}", major)


@pytest.mark.parametrize(
    ("both", "education", "degree"),
    [
        ("大学/学士", "大学", "学士"),
        ("研究生 硕士", "研究生", "硕士"),
        ("大学工学学士", "大学", "工学学士"),
        ("硕士研究生", "硕士研究生", ""),
        ("博士", "", "博士"),
        ("大专", "大专", ""),
    ],
)
def test_education_and_degree(both: str, education: str, degree: str) -> None:
    assert split_education_degree(both) == (education, degree)


@pytest.mark.parametrize(
    ("both", "unit", "post"),
    [
        ("盐都区教育局基教科科员", "盐城市盐都区教育局", "基教科科员"),
        ("教育局科员", "盐城市盐都区教育局", "科员"),
        ("盐城市盐都区教育局科员", "盐城市盐都区教育局", "科员"),
        ("亭湖区教育局科员", "亭湖区教育局", "科员"),
        ("镇江市教育局科员", "镇江市教育局", "科员"),
        ("自然资源和规划局　规划科科员", "区自然资源和规划局", "规划科科员"),
        ("学富镇人民政府农经站站长", "学富镇", "农经站站长"),
        ("学富镇中心小学教师", "学富镇中心小学", "教师"),
        ("盐都高新区管委会科员", "盐都高新区管委会", "科员"),
        ("盐都高新区实验小学教师", "盐都高新区实验小学", "教师"),
        ("区委组织部科员", "区委组织部", "科员"),
        ("盐城市公安局盐都分局民警", "盐城市公安局盐都分局", "民警"),
        ("悦达集团有限公司工程师", "悦达集团有限公司", "工程师"),
        ("数梦小镇科技有限公司总经理", "数梦小镇科技有限公司", "总经理"),
        ("区卫生健康委员会医改科科员", "区卫生健康委员会", "医改科科员"),
        ("区第一人民医院", "区第一人民医院", ""),
        ("盐城高新技术产业开发区招商局专员", "盐城高新技术产业开发区", "招商局专员"),
        ("腾讯盐城医院项目组 工程师", "腾讯盐城医院项目组", "工程师"),
    ],
)
def test_unit_and_post(both: str, unit: str, post: str) -> None:
    assert UnitNames(UNITS).split(both) == (unit, post, True)


@given(st.sampled_from(UNITS), st.sampled_from(["科员", "副科长", "规划科科员", "技术员"]), st.booleans())
def test_known_units_split_exactly(unit: str, post: str, spaced: bool) -> None:
    assert UnitNames(UNITS).split(f"{unit} {post}" if spaced else f"{unit}{post}") == (unit, post, True)


def test_problems_compare_by_value() -> None:
    _, problem = phone("123")
    assert problem == Problem(
        "phone", "123", "手机号“123”不对：应是 11 位，现在是 3 位。请核对改正。例：13812345678", "error"
    )


def test_a_way_of_writing_that_several_units_share_stays_as_written() -> None:
    names = ["亭湖区教育局", "盐都区教育局", "盐都教育局", "盐都区财政局"]
    units = UnitNames(names, {"亭湖区教育局": 1, "盐都区教育局": 2, "盐都教育局": 2, "盐都区财政局": 3})
    assert units.shared["教育局"] == ["亭湖区教育局", "盐都区教育局"]
    assert [units.canonical(text) for text in ("教育局", "区教育局", "财政局")] == [
        "教育局",
        "区教育局",
        "盐都区财政局",
    ]
    assert units.split("教育局科员") == ("教育局", "科员", True)
    assert UnitNames(["盐都区教育局", "区教育局"], {"盐都区教育局": 2, "区教育局": 2}).shared == {}
