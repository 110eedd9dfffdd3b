# SPDX-License-Identifier: MIT
"""The Word kit: what GB/T 9704-2012 asks of a page, read back from the file."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from thinktank.documents.word import FANGSONG, HEITI, KAITI, SONG_TITLE, Paper, chinese_number, written_day


def read(paper: Paper) -> Any:
    return docx.Document(io.BytesIO(paper.to_bytes()))


def face(run: Any) -> str:
    return str(run._r.rPr.rFonts.get(qn("w:eastAsia")))


def test_page_has_the_standards_margins_and_numbers_outside() -> None:
    document = read(Paper("关于公示的通知"))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(size.mm) for size in (*sizes, section.left_margin, section.right_margin)] == [
        210,
        297,
        37,
        35,
        28,
        26,
    ]
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("—  —", "—  —")
    assert (odd.alignment, even.alignment) == (2, 0)
    assert "PAGE" in odd._p.xml
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156


def test_title_headings_and_text_have_their_faces_and_numbers() -> None:
    paper = Paper("成长档案")
    paper.addressee("各镇（街道）：")
    paper.heading("基本情况")
    paper.heading("学历", 2)
    paper.heading("学位", 2)
    paper.heading("其他", 3)
    paper.heading("经历")
    paper.heading("工作", 2)
    paper.paragraph("第一段。\n\n第二段\x07。")
    paper.signature("中共区委组织部", date(2026, 3, 1))
    lines = read(paper).paragraphs
    assert [line.text for line in lines] == [
        "成长档案", "各镇（街道）：", "一、基本情况", "（一）学历", "（二）学位", "1.其他", "二、经历", "（一）工作",
        "第一段。", "第二段。", "", "中共区委组织部", "2026年3月1日",
    ]  # fmt: skip
    assert [face(lines[n].runs[0]) for n in (0, 2, 3, 5, 8)] == [SONG_TITLE, HEITI, KAITI, FANGSONG, FANGSONG]
    assert (lines[0].runs[0].font.size, lines[8].runs[0].font.size) == (Pt(22), Pt(16))
    assert (lines[8].paragraph_format.line_spacing, lines[8].paragraph_format.first_line_indent) == (Pt(28), Pt(32))
    assert lines[1].paragraph_format.first_line_indent is None


def test_tables_read_back_and_repeat_their_head() -> None:
    paper = Paper("名单")
    paper.facts([("姓名", "陈戊"), ("单位", "区住建局"), ("特长", "城市更新")])
    paper.table(["序号", "姓名"], [[1, "陈戊"], [2, None]], widths=[20, 136])
    paper.box("单位意见", sign="（盖章）")
    form, listed, box = read(paper).tables
    assert [cell.text for cell in form.rows[0].cells] == ["姓名", "陈戊", "单位", "区住建局"]
    assert [cell.text for cell in form.rows[1].cells][:2] == ["特长", "城市更新"]
    assert [[cell.text for cell in row.cells] for row in listed.rows] == [["序号", "姓名"], ["1", "陈戊"], ["2", ""]]
    assert "tblHeader" in listed.rows[0]._tr.xml
    assert round(listed.columns[1].width.mm) == 136
    assert box.rows[0].cells[0].text.startswith("单位意见")
    assert box.rows[0].cells[0].text.endswith("（盖章）        年  月  日")


def test_faces_have_second_names_and_the_file_names_nobody() -> None:
    document = read(Paper("名单"))
    fonts = next(p for p in document.part.package.iter_parts() if p.partname.endswith("fontTable.xml")).blob.decode()
    assert 'w:name="仿宋_GB2312"' in fonts
    assert '<w:altName w:val="仿宋"/>' in fonts
    assert (document.core_properties.author, document.core_properties.title) == ("", "名单")


@pytest.mark.parametrize(("n", "word"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")])
def test_numbers_of_headings(n: int, word: str) -> None:
    assert chinese_number(n) == word


def test_numbers_beyond_a_headings_and_days_unknown() -> None:
    with pytest.raises(ValueError, match="100"):
        chinese_number(100)
    assert (written_day(None), written_day(date(2026, 12, 5))) == ("", "2026年12月5日")
