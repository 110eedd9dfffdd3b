# SPDX-License-Identifier: MIT
"""Workbooks for the person who imports: an empty roster with drop-downs, and a roster with its problems beside it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from thinktank.documents.ledger import written
from thinktank.rosters.reading import RosterRow
from thinktank.rosters.sheet import Cell, Header, Table

PROBLEM = "问题"
_HEADS = (
    ("序号", 6), ("姓名", 12), ("性别", 8), ("出生年月", 12), ("民族", 8), ("政治面貌", 14), ("学历", 14), ("学位", 10),
    ("毕业院校", 20), ("所学专业", 18), ("工作单位", 26), ("职务", 20), ("专业技术职称", 16), ("专业特长", 26),
    ("研究方向", 20), ("联系电话", 16), ("邮箱", 24), ("备注", 16),
)  # fmt: skip
_LISTS = {
    "性别": ["男", "女"],
    "政治面貌": ["中共党员", "中共预备党员", "共青团员", "民主党派", "群众"],
    "学历": ["大专", "大学", "硕士研究生", "博士研究生"],
    "学位": ["学士", "硕士", "博士"],
}
_ROWS = 2000
_HELP = (
    "每人一行，姓名必填；有手机号的按手机号认人，没有的按姓名、出生年月、单位认人",
    "出生年月写成 1992.08；手机号11位；多个特长用顿号隔开",
    "性别、政治面貌、学历、学位、工作单位可以下拉选择，也可以直接填写",
    "不要填身份证号、住址、家庭成员等信息；请勿填写涉密内容",
)


def template(units: Sequence[str]) -> bytes:
    """Return an empty roster: header, drop-downs (units from the tree), and how to fill it in on a second sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, names, help_ = book.add_worksheet("名册"), book.add_worksheet("单位"), book.add_worksheet("填写说明")
    title = book.add_format({"font_size": 18, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEF1F5"})
    text = book.add_format({"num_format": "@", "border": 1})
    sheet.merge_range(0, 0, 0, len(_HEADS) - 1, "青年人才名册", title)
    for place, (name, width) in enumerate(_HEADS):
        sheet.write_string(1, place, name, head)
        sheet.set_column(place, place, width)
    for line in range(2, 52):
        for place in range(len(_HEADS)):
            sheet.write_blank(line, place, None, text)
    for line, unit in enumerate(units):
        names.write_string(line, 0, written(unit, "text"))
    places = {name: place for place, (name, _width) in enumerate(_HEADS)}
    for name, choices in _LISTS.items():
        _drop_down(sheet, places[name], {"source": choices})
    if units:
        _drop_down(sheet, places["工作单位"], {"source": f"=单位!$A$1:$A${len(units)}"})
    for line, words in enumerate(_HELP):
        help_.write_string(line, 0, words)
    sheet.freeze_panes(2, 2)
    book.close()
    return out.getvalue()


def _drop_down(sheet: Any, place: int, source: dict[str, Any]) -> None:
    rule = {"validate": "list", "error_type": "information", "ignore_blank": True} | source
    sheet.data_validation(2, place, _ROWS, place, rule)


def with_problems(table: Table, header: Header, rows: Sequence[RosterRow]) -> bytes:
    """Return a roster as it was laid out, with a column 问题 after its last: to be mended and uploaded again."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(_sheet_name(table.name))
    looks = {
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
        "bad": book.add_format({"num_format": "@", "font_color": "#B42318", "text_wrap": True, "bg_color": "#FDECEA"}),
        "head": book.add_format({"bold": True, "border": 1}),
        "merged": book.add_format({"align": "center", "valign": "vcenter"}),
    }
    for (top, left), (bottom, right) in table.merges:
        if (top, left) != (bottom, right) and top < len(table.rows):
            sheet.merge_range(top, left, bottom, right, "", looks["merged"])
    last = max((len(row) for row in table.rows), default=0)
    for line, row in enumerate(table.rows):
        for place, cell in enumerate(row):
            _write(sheet, line, place, cell, looks)
    sheet.write_string(header.top, last, PROBLEM, looks["head"])
    sheet.set_column(last, last, 60)
    for person in rows:
        if person.problems:
            words = "；".join(problem.message for problem in person.problems)
            sheet.write_string(person.number - 1, last, written(words, "text"), looks["bad"])
    book.close()
    return out.getvalue()


def _sheet_name(name: str) -> str:
    plain = "".join(char for char in name if char not in "[]:*?/\\'")
    return plain[:31] or "名册"


def _write(sheet: Any, line: int, place: int, cell: Cell, looks: dict[str, Any]) -> None:
    if cell == "":
        return
    if isinstance(cell, bool) or not isinstance(cell, int | float | date | datetime):
        sheet.write_string(line, place, written(str(cell), "text"), looks["text"])
    elif isinstance(cell, int | float):
        sheet.write_number(line, place, cell)
    else:
        sheet.write_datetime(line, place, cell, looks["day"])
