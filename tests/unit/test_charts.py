# SPDX-License-Identifier: MIT
"""Charts as pictures, and marks in a document that lead to its table of sources."""

from __future__ import annotations

import io
import struct
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from thinktank.documents.charts import Chart, ChartKind, Series, pictures
from thinktank.documents.fields import Field, Picture
from thinktank.documents.filling import check, fill
from thinktank.documents.linking import link
from thinktank.documents.word import Paper

BARS = Chart(ChartKind.BARS, "各方向在库人才", "人", ("产业发展", "城市建设"), (Series("人数", (3, 0)),))
LIT = (Series("正常", (2,), "green"), Series("滞后", (1,), "red"))
STACKED = Chart(ChartKind.STACKED, "各方向课题亮灯", "项", ("产业发展",), LIT)
FUNNEL = Chart(ChartKind.FUNNEL, "成果转化漏斗", "项", ("登记", "采纳"), (Series("成果", (7, 3)),))


def size(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


async def test_every_kind_of_chart_is_drawn_with_its_words_and_every_glyph(capfd: pytest.CaptureFixture[str]) -> None:
    drawn = await pictures([BARS, STACKED, FUNNEL])
    assert [size(one.content) for one in drawn] == [(1180, 580)] * 3
    assert len({one.content for one in drawn}) == 3
    assert drawn[0].about == "各方向在库人才：产业发展 人数3人；城市建设 人数0人"
    assert drawn[1].about == "各方向课题亮灯：产业发展 正常2项、滞后1项"
    assert "Glyph" not in capfd.readouterr().err  # matplotlib warns of a sign that its type face lacks


async def test_no_chart_is_no_process() -> None:
    assert await pictures([]) == []


FIELDS = (Field("text", "文字", "在库107人[1]"), Field("chart", "图", "图", picture=True))


def filled(picture: Picture | str) -> Any:
    paper = Paper("简报")
    paper.paragraph("{{ text }}")
    with paper.when("chart"):
        paper.picture("chart", "图：人数")
    content = fill(paper.to_bytes(), {"text": "在库107人[1]", "chart": picture}, FIELDS, title="简报")
    return docx.Document(io.BytesIO(content))


def test_a_picture_stands_in_the_document_with_its_words() -> None:
    (drawing,) = filled(Picture(PNG, "人数：产业发展 3人")).element.body.iter(qn("wp:docPr"))
    assert drawing.get("descr") == "人数：产业发展 3人"
    assert list(filled("").element.body.iter(qn("wp:docPr"))) == []


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def test_a_picture_has_to_stand_alone_in_its_paragraph() -> None:
    paper = Paper("简报")
    paper.paragraph("见图{{ chart }}")
    (fault,) = check(paper.to_bytes(), FIELDS)
    assert fault.why == "chart 是图片，要单独占正文的一段"


def document(*lines: str) -> bytes:
    paper = Paper("简报")
    for line in lines:
        paper.paragraph(line)
    paper.table(["序号", "指标"], [["[1]", "在库人才"], ["[2]", "出库"]])
    return paper.to_bytes()


def test_marks_lead_to_the_rows_of_the_table() -> None:
    made = docx.Document(io.BytesIO(link(document("在库107人[1]，出库1人[2]，另见[9]。"))))
    (line,) = [one for one in made.paragraphs if "在库" in one.text]
    assert line.text == "在库107人[1]，出库1人[2]，另见[9]。"
    links = [one.get(qn("w:anchor")) for one in line._p.iter(qn("w:hyperlink"))]
    assert links == ["source_1", "source_2"]
    bookmarks = {one.get(qn("w:name")): one.getparent() for one in made.element.body.iter(qn("w:bookmarkStart"))}
    assert {name: "".join(t.text for t in p.iter(qn("w:t"))) for name, p in bookmarks.items()} == {
        "source_1": "[1]", "source_2": "[2]"
    }  # fmt: skip
    raised = [one.get(qn("w:val")) for one in line._p.iter(qn("w:vertAlign"))]
    assert raised == ["superscript", "superscript"]


def test_a_document_without_marks_stays_as_it_is() -> None:
    made = docx.Document(io.BytesIO(link(document("没有数字。"))))
    assert [one.text for one in made.paragraphs if one.text] == ["简报", "没有数字。"]
