# SPDX-License-Identifier: MIT
"""Ledgers read back: the customs of the page, texts that stay texts, and rows by the thousand."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime

import msgspec
import pytest
from python_calamine import CalamineWorkbook

from thinktank.documents.ledger import Cell, Column, Ledger, LedgerWriter, file_name, lines_of, to_bytes, written

COLUMNS = (
    Column("姓名", 10),
    Column("联系电话", 14),
    Column("入库", 10, "month"),
    Column("亮灯", 8, "light"),
    Column("成果", 8, "number", total=True),
)
LEDGER = Ledger(
    title="青年人才台账",
    unit="中共青澜区委组织部",
    as_of=date(2026, 6, 30),
    columns=COLUMNS,
    mark="王经办 2026-06-30 09:00 A&B",
    notes=(("用途", "=向部领导报告"), ("导出人", "王经办")),
)


def book(*rows: tuple[Cell, ...], ledger: Ledger = LEDGER) -> bytes:
    return to_bytes(ledger, rows)


def sheet_of(content: bytes, name: str = "台账"):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_ledger_reads_back_as_it_was_written() -> None:
    content = book(("张甲", "13800000001", date(2024, 5, 20), "green", 3), ("曾乙", "", None, "red", 4))
    sheet = sheet_of(content)
    assert sheet.to_python(skip_empty_area=False) == [
        ["青年人才台账", "", "", "", "", ""],
        ["填报单位：中共青澜区委组织部", "", "", "截止日期：2026年6月30日", "", ""],
        ["序号", "姓名", "联系电话", "入库", "亮灯", "成果"],
        [1.0, "张甲", "13800000001", "2024.05", "正常", 3.0],
        [2.0, "曾乙", "", "", "滞后", 4.0],
        ["合计", "2人", "", "", "", 7.0],
    ]
    assert sheet.merged_cell_ranges == [((0, 0), (0, 5)), ((1, 0), (1, 2)), ((1, 3), (1, 5))]


def test_page_is_set_up_as_ledgers_are_printed() -> None:
    content = book(("张甲", "", None, "", 1))
    xml = part(content, "xl/worksheets/sheet1.xml")
    assert re.findall("<pageSetup [^>]*>", xml) == [
        '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
    ]
    assert "<oddHeader>&amp;R&amp;9 王经办 2026-06-30 09:00 A&amp;&amp;B</oddHeader>" in xml
    assert (
        "<oddFooter>&amp;L&amp;9 王经办 2026-06-30 09:00 A&amp;&amp;B&amp;R&amp;9 第&amp;P页，共&amp;N页</oddFooter>"
        in xml
    )
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">台账!$3:$3</definedName>' in part(
        content, "xl/workbook.xml"
    )


@pytest.mark.parametrize(
    "typed", ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "\t=1", "http://a.b"]
)
def test_typed_text_is_never_a_formula_nor_a_link(typed: str) -> None:
    content = book((typed, typed, None, "", 0))
    assert sheet_of(content).to_python()[3][1:3] == [typed, typed]
    xml = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


def test_risky_text_stays_text_when_a_person_edits_the_cell() -> None:
    content = book(("=1+1", "13800000001", None, "", 0))
    xml, styles = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/styles.xml")
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])
    risky, plain = (int(n) for n in re.findall(r'<c r="[BC]4" s="(\d+)"', xml))
    assert ['quotePrefix="1"' in formats[n] for n in (risky, plain)] == [True, False]


def test_notes_stand_on_a_sheet_of_their_own() -> None:
    assert sheet_of(book(), "导出说明").to_python() == [["用途", "=向部领导报告"], ["导出人", "王经办"]]
    assert CalamineWorkbook.from_filelike(
        io.BytesIO(book(ledger=Ledger(title="表", unit="部", as_of=date(2026, 1, 1), columns=COLUMNS)))
    ).sheet_names == ["台账"]


@pytest.mark.parametrize("n", [1, 2])
def test_narrow_ledgers_have_their_second_row_too(n: int) -> None:
    ledger = Ledger(title="表", unit="部", as_of=date(2026, 1, 1), columns=COLUMNS[:n])
    assert sheet_of(book(ledger=ledger)).to_python()[1][0] == "填报单位：部"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "text", ""),
        ("a\x00b\ud800", "text", "ab"),
        (date(2026, 3, 1), "month", "2026.03"),
        (date(2026, 3, 1), "day", "2026.03.01"),
        (datetime(2026, 3, 1, 17, tzinfo=UTC), "day", "2026.03.02"),
        ("yellow", "light", "预警"),
        ("x" * 40_000, "text", "x" * 32_000),
    ],
)
def test_values_as_text(value, kind, text: str) -> None:
    assert written(value, kind) == text


def test_file_name_follows_the_custom() -> None:
    assert file_name("青年人才台账", date(2026, 6, 30)) == "附件1：青年人才台账（截至2026年6月30日）.xlsx"
    assert file_name('a/b:"c"', date(2026, 6, 30), 2) == "附件2：abc（截至2026年6月30日）.xlsx"


def test_a_sheet_that_is_full_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thinktank.documents.ledger.MOST_ROWS", 1)
    writer = LedgerWriter(io.BytesIO(), LEDGER)
    with pytest.raises(ValueError, match="no more rows"):
        writer.add([("张甲", "", None, "", 1), ("曾乙", "", None, "", 1)])
    writer.close()


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("区甲局", 10, 1), ("会商已召开", 11, 1), ("会商已召开了", 11, 2), ("a" * 9, 10, 1),
     ("a" * 10, 10, 2), ("第一条\n第二条", 20, 2), ("\n", 8, 2)],
)  # fmt: skip
def test_how_many_lines_a_text_takes(text: str, width: int, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_a_row_is_as_tall_as_its_longest_text_and_a_wide_ledger_stands_on_a3() -> None:
    wide = msgspec.structs.replace(LEDGER, columns=(Column("问题", 20), *[Column("说明", 30)] * 7), notes=())
    short: tuple[Cell, ...] = ("已召开", *[""] * 7)
    content = book(short, ("会商没有按期召开，" * 5, *[""] * 7), ("长" * 5_000, *[""] * 7), ledger=wide)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    heights = dict(re.findall(r'<row r="(\d)"[^>]* ht="([\d.]+)"', xml))
    assert {row: heights.get(row) for row in "456"} == {"4": None, "5": "78", "6": "399"}
    assert 'paperSize="8"' in xml
