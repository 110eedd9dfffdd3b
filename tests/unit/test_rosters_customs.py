# SPDX-License-Identifier: MIT
"""A ledger written in any custom (titles, column order, synonyms, date styles, encodings) is read back as it was."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from thinktank.rosters.reading import PersonFields, parse

TODAY = date(2026, 3, 18)
SYNONYMS = {
    "name": ["姓名", "姓 名", "人员姓名", "*姓名"],
    "gender": ["性别"],
    "birth_month": ["出生年月", "出生日期", "出生年月（岁）"],
    "unit_name": ["单位", "工作单位", "所在单位"],
    "post": ["职务", "现任职务", "岗位"],
    "major": ["专业", "所学专业", "毕业专业"],
    "phone": ["联系电话", "手机号码", "手机"],
    "education": ["学历", "文化程度", "最高学历"],
}
STYLES = ("{0}.{1:02d}", "{0}年{1}月", "{0}-{1:02d}", "{0}/{1}/15", "{0}{1:02d}")
WORDS = {
    "unit_name": st.sampled_from(["区教育局", "区财政局", "楼王镇人民政府"]),
    "post": st.sampled_from(["科员", "副科长", "技术员"]),
    "major": st.sampled_from(["统计学", "城乡规划", "水产养殖学"]),
    "education": st.sampled_from(["大学", "硕士研究生", "博士研究生"]),
    "gender": st.sampled_from(["male", "female"]),
}


@st.composite
def people(draw: st.DrawFn) -> list[PersonFields]:
    found = []
    for n in range(draw(st.integers(1, 6))):
        born = date(draw(st.integers(1980, 2004)), draw(st.integers(1, 12)), 1)
        name = draw(st.sampled_from("赵钱孙李曾单仇朴")) + "甲乙丙丁戊己"[n]
        values: dict[str, Any] = {field: draw(words) for field, words in WORDS.items()}
        found.append(PersonFields(name=name, birth_month=born, phone=f"138{n:08d}", **values))
    return found


def cell(draw: st.DrawFn, field: str, person: PersonFields, style: str, *, numbers: bool) -> Any:
    value = getattr(person, field)
    if field == "name" and draw(st.booleans()):
        return f"{value[0]}　{value[1:]}"  # a full-width blank evens names out
    if field == "gender":
        return {"male": "男", "female": "女"}[value]
    if field == "birth_month":
        return value if style == "cell" else style.format(value.year, value.month)
    return int(value) if field == "phone" and numbers else value


def as_csv(rows: list[list[Any]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            else:
                sheet.write(line, place, value)
    book.close()
    return out.getvalue()


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[PersonFields], bytes, str]:
    wanted = draw(people())
    kind = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "xlsx"]))
    fields = draw(st.permutations(list(SYNONYMS)))
    style = draw(st.sampled_from([*STYLES, *(["cell"] if kind == "xlsx" else [])]))
    numbers = draw(st.booleans())
    rows: list[list[Any]] = [["青年人才台账"], ["填报单位：组织部", "", "截止日期：2026年3月"]][
        : draw(st.integers(0, 2))
    ]
    rows.append(["序号", *(draw(st.sampled_from(SYNONYMS[field])) for field in fields)])
    for n, person in enumerate(wanted, start=1):
        rows.append([n, *(cell(draw, field, person, style, numbers=numbers) for field in fields)])
    if draw(st.booleans()):
        rows.append(["合计", f"{len(wanted)}人"])
    content = as_xlsx(rows) if kind == "xlsx" else as_csv(rows, kind)
    return wanted, content, "台账.xlsx" if kind == "xlsx" else "台账.csv"


@given(ledgers())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_ledger_in_any_custom_is_read_back_equal(ledger: tuple[list[PersonFields], bytes, str]) -> None:
    wanted, content, filename = ledger
    found = parse(content, filename, units=["区教育局", "区财政局", "楼王镇人民政府"], today=TODAY)
    assert [row.values for row in found.rows] == wanted
    assert [row.problems for row in found.rows] == [[] for _ in wanted]
