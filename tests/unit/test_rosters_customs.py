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
    "school": ["毕业院校", "毕业学校", "院校"],
    "major": ["专业", "所学专业", "毕业专业"],
    "phone": ["联系电话", "手机号码", "手机"],
    "education": ["学历", "文化程度", "最高学历"],
}
COMBINED: dict[tuple[str, ...], list[str]] = {
    ("unit_name", "post"): ["单位及职务", "工作单位及职务", "工作单位和职务"],
    ("school", "major"): ["毕业院校及专业", "毕业院校及所学专业", "学校及专业"],
}
Merge = tuple[int, int, int, int]
STYLES = ("{0}.{1:02d}", "{0}年{1}月", "{0}-{1:02d}", "{0}/{1}/15", "{0}{1:02d}")
WORDS = {
    "unit_name": st.sampled_from(["区教育局", "区财政局", "楼王镇人民政府"]),
    "post": st.sampled_from(["科员", "副科长", "技术员"]),
    "major": st.sampled_from(["统计学", "城乡规划", "水产养殖学"]),
    "school": st.sampled_from(["江苏大学", "南京农业大学", "盐城工学院"]),
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
        serial = (value - date(1899, 12, 30)).days + draw(st.integers(0, 27))
        return {"cell": value, "serial": serial}.get(style) or style.format(value.year, value.month)
    return int(value) if field == "phone" and numbers else value


def as_csv(rows: list[list[Any]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Any]], merges: list[Merge], *, second: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            else:
                sheet.write(line, place, value)
    for top, left, bottom, right in merges:
        sheet.merge_range(top, left, bottom, right, rows[top][left])
    if second:
        book.add_worksheet("填表说明").write(0, 0, "每人一行，按实填写")
    book.close()
    return out.getvalue()


def columns_of(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """The columns in any order: a fact each, or two facts in one."""
    fields: list[tuple[str, ...]] = [(field,) for field in ("name", "gender", "birth_month", "phone", "education")]
    for pair in COMBINED:
        fields += [pair] if draw(st.booleans()) else [(one,) for one in pair]
    return draw(st.permutations(fields))


def header_of(draw: st.DrawFn, columns: list[tuple[str, ...]], top: int) -> tuple[list[list[Any]], list[Merge]]:
    """One header row, or two: names merged down, and a group name merged over its columns."""
    names = [draw(st.sampled_from(COMBINED.get(fields) or SYNONYMS[fields[0]])) for fields in columns]
    if not draw(st.booleans()):
        return [["序号", *names]], []
    upper, lower, merges = ["序号", *names], [""] * (len(names) + 1), [(top, 0, top + 1, 0)]
    grouped = draw(st.integers(0, len(names) - 2))
    group = range(grouped, grouped + 2) if ("name",) not in columns[grouped : grouped + 2] else range(0)
    for place, name in enumerate(names):
        if place in group:
            lower[place + 1] = name
        else:
            merges.append((top, place + 1, top + 1, place + 1))
    if group:
        upper[grouped + 1 : grouped + 3] = ["基本情况", ""]
        merges.append((top, grouped + 1, top, grouped + 2))
    return [upper, lower], merges


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[PersonFields], bytes, str]:
    wanted = draw(people())
    kind = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "xlsx"]))
    columns = columns_of(draw)
    style = draw(st.sampled_from([*STYLES, *(["cell", "serial"] if kind == "xlsx" else [])]))
    numbers = draw(st.booleans())
    rows: list[list[Any]] = [["青年人才台账"], ["填报单位：组织部", "", "截止日期：2026年3月"]][
        : draw(st.integers(0, 2))
    ]
    header, merges = header_of(draw, columns, len(rows))
    rows += header if kind == "xlsx" else [header[-1]] if len(header) == 1 else [_flat(header)]
    for n, person in enumerate(wanted, start=1):
        rows.append([n, *(_both(draw, fields, person, style, numbers=numbers) for fields in columns)])
    if draw(st.booleans()):
        rows.append(["合计", f"{len(wanted)}人"])
    content = as_xlsx(rows, merges, second=draw(st.booleans())) if kind == "xlsx" else as_csv(rows, kind)
    return wanted, content, "台账.xlsx" if kind == "xlsx" else "台账.csv"


def _flat(header: list[list[Any]]) -> list[Any]:
    return [below or above for above, below in zip(*header, strict=True)]


def _both(draw: st.DrawFn, fields: tuple[str, ...], person: PersonFields, style: str, *, numbers: bool) -> Any:
    if len(fields) == 1:
        return cell(draw, fields[0], person, style, numbers=numbers)
    between = draw(st.sampled_from(["", " ", "　"]))
    return f"{getattr(person, fields[0])}{between}{getattr(person, fields[1])}"


@given(ledgers())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_ledger_in_any_custom_is_read_back_equal(ledger: tuple[list[PersonFields], bytes, str]) -> None:
    wanted, content, filename = ledger
    found = parse(content, filename, units=["区教育局", "区财政局", "楼王镇人民政府"], today=TODAY)
    assert [row.values for row in found.rows] == wanted
    assert [row.problems for row in found.rows] == [[] for _ in wanted]
