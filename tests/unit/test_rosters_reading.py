# SPDX-License-Identifier: MIT
"""The ledger parser: the sample as it is, and every other way in which such ledgers come."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from thinktank.rosters.reading import PersonFields, Roster, RosterError, parse

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
TODAY = date(2026, 11, 23)
UNITS = ["盐城市盐都区教育局", "区自然资源和规划局", "学富镇", "潘黄街道", "盐都高新区", "盐都高新区管委会"]
SAMPLE_FIELDS = [
    *("seq", "name", "gender", "birth_month", "ethnicity", "political_status", "education", "degree", "school_major"),
    *("unit_post", "pro_title", "strengths", "research_interest", "phone", "remark"),
]
HEADER = ["序号", "姓名", "性别", "出生年月", "工作单位及职务", "联系电话"]


def read(content: bytes, filename: str = "台账.xlsx", **options: Any) -> Roster:
    given_options: dict[str, Any] = {"units": UNITS, "today": TODAY} | options
    return parse(content, filename, **given_options)


def sheet(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """Build a workbook of one sheet; a date becomes a date cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("台账")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(r, c, value, book.add_format({"num_format": "yyyy.mm"}))
                else:
                    page.write(r, c, value)
        for merge in merges:
            page.merge_range(*merge[:4], merge[4])
    return buffer.getvalue()


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def person(number: int = 1, **changes: Any) -> list[Any]:
    values = {"姓名": f"王小{chr(0x4E00 + number)}", "性别": "男", "出生年月": "1992.08"}
    values |= {"工作单位及职务": "区教育局基础教育科科员", "联系电话": f"138{number:08d}"} | changes
    return [number, *values.values()]


def problems(roster: Roster) -> list[tuple[int, str, str]]:
    return [(row.number, problem.field, problem.level) for row in roster.rows for problem in row.problems]


# -- the sample -----------------------------------------------------------------------------------------------


def test_sample_is_read_whole() -> None:
    roster = read((SAMPLES / "roster.xlsx").read_bytes(), "roster.xlsx", units=[])
    assert (roster.sheet, len(roster.rows), roster.ok, roster.warnings) == ("青年人才", 107, True, [])
    assert problems(roster) == []
    assert [c.field for c in roster.columns] == SAMPLE_FIELDS
    degree = roster.columns[7]
    assert (degree.index, degree.letter, degree.header, degree.label) == (7, "H", "学历学位 / 学位", "学位")
    first = roster.rows[0]
    assert first.number == 5
    assert first.values == PersonFields(
        name="曾涛", gender="female", birth_month=date(1999, 5, 1), ethnicity="满族", political_status="九三学社社员",
        education="大学", degree="学士", school="江苏大学", major="城乡规划", unit_name="区自然资源和规划局",
        post="规划科科员", pro_title="工程师", strengths="城市更新、空间规划", research_interest="城市更新研究",
        phone="19900000001",
    )  # fmt: skip


def test_sample_splits_as_the_placement_list_does() -> None:
    with (SAMPLES / "placement.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [(row["专业"], row["单位"], row["职务"]) for row in csv.DictReader(file)]
    rows = read((SAMPLES / "roster.xlsx").read_bytes(), units=[]).rows
    assert [(r.values.major, r.values.unit_name, r.values.post) for r in rows[:40]] == expected


# -- shapes of files ------------------------------------------------------------------------------------------

PLAIN = [
    ["姓名", "性别", "出生日期", "单位", "岗位", "毕业院校", "所学专业", "学历学位", "职称", "手机号", "电子邮箱"],
    ["王　小明", "女", "1992/8/15", "教育局",
     "科员", "江苏大学", "会计学专业", "大学/学士", "会计师", "１３800000001", "a@b.cn"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding(encoding: str) -> None:
    roster = read(csv_bytes(PLAIN, encoding), "人才.csv")
    assert (roster.sheet, roster.ok, roster.rows[0].number) == ("人才", True, 2)
    assert roster.rows[0].values == PersonFields(
        name="王小明", gender="female", birth_month=date(1992, 8, 1), unit_name="盐城市盐都区教育局", post="科员",
        school="江苏大学", major="会计学", education="大学", degree="学士", pro_title="会计师", phone="13800000001",
        email="a@b.cn",
    )  # fmt: skip


def test_header_with_full_width_blanks_line_breaks_and_hints() -> None:
    roster = read(
        sheet([["姓　　名*", "出生\n年月（如1992.08）", "手机\r\n号码(必填)"], ["王明", "1992.08", 13800000001]])
    )
    assert [c.field for c in roster.columns] == ["name", "birth_month", "phone"]
    assert roster.rows[0].values.phone == "13800000001"


def test_two_row_header_without_merges_and_group_titles() -> None:
    rows = [
        ["姓名", "联系方式", "", "学历学位", ""],
        ["", "手机", "邮箱", "学历", "学位"],
        ["王明", "", "a@b.cn", "大学", "学士"],
    ]
    values = read(sheet(rows)).rows[0].values
    assert (values.email, values.education, values.degree) == ("a@b.cn", "大学", "学士")


def test_units_merged_over_several_people_reach_each_of_them() -> None:
    rows = [["姓名", "单位", "职务"], ["王明", "", "科员"], ["李明", "", "科长"]]
    roster = read(sheet(rows, [(1, 1, 2, 1, "教育局")]))
    assert [r.values.unit_name for r in roster.rows] == ["盐城市盐都区教育局"] * 2


def test_person_merged_over_two_rows_is_one_person() -> None:
    rows = [["姓名", "学历"], ["", "大学"], ["", "研究生"], ["李明", "大学"]]
    roster = read(sheet(rows, [(1, 0, 2, 0, "王明")]))
    assert [(r.number, r.values.name) for r in roster.rows] == [(2, "王明"), (4, "李明")]


def test_date_cells_and_numbers() -> None:
    rows = [HEADER, person(1, 出生年月=date(1992, 8, 15)), person(2, 出生年月=1992.08), person(3, 出生年月=199208)]
    roster = read(sheet([*rows, person(4, 出生年月=1992.1), person(5, 出生年月="1992.1")]))
    months = [r.values.birth_month for r in roster.rows]
    assert months == [date(1992, 8, 1)] * 3 + [date(1992, 10, 1), date(1992, 1, 1)]
    assert problems(roster) == [(5, "birth_month", "warning")]
    assert roster.ok


def test_lines_that_are_not_people_are_skipped() -> None:
    rows = [["台账"], ["填报单位：教育局"], [], HEADER, person(1), [], [2], ["小计", "1人"], HEADER, person(3)]
    roster = read(sheet([*rows, ["注：以上人员均已核对"], ["合 计", "", "3人"], ["填表人：王五", "审核人：李四"]]))
    assert [r.number for r in roster.rows] == [5, 10]
    assert roster.warnings == ["合计行写的是 3 人，实际读到 2 人。请核对有没有漏填或多填。"]


def test_people_below_the_total_are_pointed_out() -> None:
    roster = read(sheet([HEADER, person(1), ["合计", "1人"], person(2)]))
    assert len(roster.rows) == 1
    assert roster.warnings == ["合计行下面还有 1 行没有读取。如果是人员，请移到合计行上面。"]


def test_second_sheet_is_found_and_others_are_named() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, header in (("说明", "填写说明"), ("甲", "姓名"), ("乙", "姓名"), ("隐藏", "姓名")):
            page = book.add_worksheet(name)
            page.write_column(0, 0, [header, "王明"])
            if name == "隐藏":
                page.hide()
    roster = read(buffer.getvalue())
    assert roster.sheet == "甲"
    assert roster.warnings == ["只读取了工作表“甲”，没有读取：乙。如要导入，请分别另存后上传。"]


def test_column_named_twice_is_read_once() -> None:
    roster = read(sheet([["姓名", "学历", "学历"], ["王明", "大学", "研究生"]]))
    assert roster.rows[0].values.education == "大学"
    assert roster.warnings == ["B 列和 C 列都是“学历”，只读取 B 列。"]


def test_columns_can_be_named_by_hand() -> None:
    content = sheet([["人员", "手机", "备用"], ["王明", "13800000001", "13800000002"]])
    with pytest.raises(RosterError) as caught:
        read(content)
    assert [(c.letter, c.header, c.field) for c in caught.value.columns][:1] == [("A", "人员", "")]
    roster = read(content, fields_override={0: "name", 2: "phone"})
    assert [c.field for c in roster.columns] == ["name", "", "phone"]
    assert (roster.rows[0].values.name, roster.rows[0].values.phone) == ("王明", "13800000002")
    assert read(content, fields_override={0: "name", 1: ""}).rows[0].values.phone == ""
    with pytest.raises(RosterError, match="不存在"):
        read(content, fields_override={0: "nickname"})


# -- files that cannot be read --------------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.4\0\xff\xfe", "不是可以读取的表格"),
        (b"PK\x03\x04 broken", "不是可以读取的表格"),
        (b"\xd0\xcf\x11\xe0 broken", "不是可以读取的表格"),
        (zipped(word=b"a document"), "不是可以读取的表格"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "网页格式"),
        ("姓名,单位\n张三,甲局\n".encode(), "内容却是文本"),
        (sheet([]), "没有内容"),
        (sheet([["单位", "职务"], ["教育局", "科员"]]), "没有找到“姓名”"),
        (sheet([["姓名", "单位"]]), "没有人员"),
    ],
)
def test_unreadable_files_say_why(content: bytes, message: str) -> None:
    with pytest.raises(RosterError, match=message) as caught:
        read(content)
    assert caught.value.message == str(caught.value)


def test_archive_with_a_damaged_directory() -> None:
    content = bytearray(sheet([HEADER, person(1)]))
    size_of_directory = content.rindex(b"PK\x05\x06") + 12
    content[size_of_directory + 2] = 0x7F
    with pytest.raises(RosterError, match="不是可以读取的表格"):
        read(bytes(content))


def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(RosterError, match="第 1048576 行或 XFD 列"):
        read(buffer.getvalue())


def test_too_many_people() -> None:
    content = sheet([HEADER, *(person(n) for n in range(1, 5))])
    assert len(read(content, max_rows=4).rows) == 4
    with pytest.raises(RosterError, match="超过 3 行"):
        read(content, max_rows=3)


# -- rows that need mending -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"姓名": "　"}, "name", "没有填姓名"),
        ({"姓名": "王明1"}, "name", "有数字"),
        ({"性别": "难"}, "gender", "请填“男”或“女”"),
        ({"出生年月": "1992.13"}, "birth_month", "月份是 13"),
        ({"出生年月": "2020.01"}, "birth_month", "现在 6 岁"),
        ({"出生年月": "1930.01"}, "birth_month", "现在 96 岁"),
        ({"出生年月": "八十年代"}, "birth_month", "例：1992.08"),
        ({"联系电话": "1380000000"}, "phone", "应是 11 位，现在是 10 位"),
        ({"联系电话": "23800000000"}, "phone", "应以 1 开头"),
        ({"联系电话": "没有手机号"}, "phone", "数字以外"),
    ],
)
def test_errors_name_field_and_remedy(change: dict[str, str], field: str, says: str) -> None:
    roster = read(sheet([HEADER, person(1, **change)]))
    (problem,) = roster.rows[0].problems
    assert (problem.field, problem.level) == (field, "error")
    assert says in problem.message
    assert not roster.ok


def test_bad_mail_is_an_error() -> None:
    roster = read(sheet([["姓名", "邮箱"], ["王明", "wang.example.com"]]))
    assert problems(roster) == [(2, "email", "error")]


def test_one_person_in_two_rows() -> None:
    rows = [HEADER, person(1), person(2, 联系电话="13800000001"), person(3, 姓名="李小明", 联系电话="")]
    roster = read(sheet([*rows, person(4, 姓名="李小明", 联系电话=""), person(5)]))
    assert problems(roster) == [(3, "phone", "error"), (5, "name", "error")]
    assert "第 3 行与第 2 行像是同一个人：手机号相同" in roster.rows[1].problems[0].message
    assert "第 5 行与第 4 行像是同一个人：姓名、出生年月和单位都相同" in roster.rows[3].problems[0].message


def test_cells_that_do_not_split_are_warnings() -> None:
    rows = [["姓名", "毕业院校及专业", "单位及职务"], ["王明", "会计学专业", "自由职业者"]]
    roster = read(sheet(rows))
    values = roster.rows[0].values
    assert (values.school, values.major, values.unit_name, values.post) == ("", "会计学", "自由职业者", "")
    assert problems(roster) == [(2, "school_major", "warning"), (2, "unit_post", "warning")]
    assert roster.ok
