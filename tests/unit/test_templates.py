# SPDX-License-Identifier: MIT
"""Templates of documents: what is refused and why, what is filled in, what no template can do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest

from thinktank.documents.archive import MOST_BYTES, Refused, look_into
from thinktank.documents.fields import COMMON, Field, listing, sample, tidy
from thinktank.documents.filling import check, fill
from thinktank.documents.word import Paper

FIELDS = (
    *COMMON,
    Field("title", "课题", "河道治理"),
    Field("note", "说明", "一段话"),
    listing("members", "成员", Field("name", "姓名", "陈甲"), Field("duty", "分工", "调研")),
)


def made(*lines: str, rows: list[list[str]] | None = None) -> bytes:
    paper = Paper("通知")
    for line in lines:
        paper.paragraph(line)
    if rows:
        paper.table([""] * len(rows[0]), rows)
    return paper.to_bytes()


def texts(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [line.text for line in document.paragraphs if line.text] + [text for text in cells if text]


# -- what is filled in -------------------------------------------------------------------------------------------


def test_values_lists_and_conditions_are_filled_in() -> None:
    template = made(
        "关于{{ title }}", "{%p if note %}", "{{ note }}", "{%p endif %}", "{%p for one in members %}",
        "{{ one.name }}", "{%p endfor %}", "{% if not note %}没有{% else %}有{% endif %}",
        rows=[["{%tr for one in members %}", ""], ["{{ loop.index }}", "{{ one.duty }}"], ["{%tr endfor %}", ""]],
    )  # fmt: skip
    assert check(template, FIELDS) == []
    values = {
        "title": "A & B <b>", "note": "第一段\n\n第二段",
        "members": [{"name": "陈甲", "duty": "调研"}, {"name": "林乙"}],
    }  # fmt: skip
    assert texts(fill(template, values, FIELDS, title="通知")) == [
        "通知", "关于A & B <b>", "第一段", "第二段", "陈甲", "林乙", "有", "1", "调研", "2",
    ]  # fmt: skip


def test_what_a_person_typed_stays_text() -> None:
    content = fill(made("{{ title }}"), {"title": "{{ 7 * 7 }}{% for %}\x07\x00"}, FIELDS, title="")
    assert texts(content) == ["通知", "{{ 7 * 7 }}{% for %}"]


def test_properties_name_nobody() -> None:
    document = docx.Document(io.BytesIO(made("{{ title }}")))
    document.core_properties.author = "王某"
    document.core_properties.last_modified_by = "王某"
    document.core_properties.comments = "{{ 1 }}"
    output = io.BytesIO()
    document.save(output)
    content = fill(output.getvalue(), {"title": "甲"}, FIELDS, title="匿名活页")
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert (properties.title, properties.revision) == ("匿名活页", 1)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert "王某".encode() not in whole
    assert b"<Application>" not in whole


def test_a_value_that_no_placeholder_names_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        tidy({"titel": "x"}, FIELDS)
    assert tidy({"title": None}, FIELDS)["members"] == []
    assert sample(FIELDS)["members"] == [{"name": "陈甲", "duty": "调研"}] * 2


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "place", "why"),
    [
        (["{{ titel }}"], "正文第2段", "没有 titel 这个占位符，是不是 title"),
        (["{{ phone }}"], "正文第2段", "没有 phone 这个占位符，可用的名称见占位符说明"),
        (["甲", "{{ title"], "正文第3段", "{{ 没有配对：占位符要在同一段里写完整，如 {{ today }}"),
        (["｛｛title｝｝"], "正文第2段", "大括号和百分号要用半角，写作 {{ }} 或 {% %}"),
        (["{{ members }}"], "正文第2段",
         "members 是多行内容，要用 {%tr for one in members %} 和 {%tr endfor %} 逐行列出"),
        (["{{ title|upper }}"], "正文第2段", "大括号里只能写一个占位符的名称，不能写运算、函数或其他内容"),
        (["{{ ''.__class__ }}"], "正文第2段", "大括号里只能写一个占位符的名称，不能写运算、函数或其他内容"),
        (["{{ title.__class__ }}"], "正文第2段", "title 里没有 __class__ 这一项，可用的名称见占位符说明"),
        (["{{ loop.index }}"], "正文第2段", "loop.index 只能写在 for 和 endfor 之间"),
        (["{% set a = 1 %}"], "正文第2段", "这里只能写 for … in …、if …、elif …、else、endfor、endif"),
        (["{% include 'x' %}"], "正文第2段", "这里只能写 for … in …、if …、elif …、else、endfor、endif"),
        (["{% if title %}甲"], "正文第2段", "没有写 endif"),
        (["{% if title.x() %}甲{% endif %}"], "正文第2段",
         "条件只能写占位符的名称，可加 not、and、or，或与一段文字比较"),
        (["{% endif %}"], "正文第2段", "前面没有对应的 if"),
        (["{% else %}"], "正文第2段", "else 前面没有 if"),
        (["{%p if title %}甲", "{%p endif %}"], "正文第2段",
         "这一段除 {%p …%} 以外的内容不会出现在文件里，请移到单独一段"),
        (["{%tr for one in members %}", "{%tr endfor %}"], "正文第2段", "{%tr …%} 只能写在表格的一行里"),
        (["{% p if title %}", "{% p endif %}"], "正文第2段",
         "{% 和后面的 p、tr 之间不能有空格；只能用 {%p …%} 和 {%tr …%}"),
        (["{% for one in title %}{% endfor %}"], "正文第2段", "title 不是多行内容，直接写 {{ title }}"),
        (["{% for title in members %}{% endfor %}"], "正文第2段", "title 已有别的含义，请换一个名称，如 one"),
        (["{% for one in members %}{{ one.nmae }}{% endfor %}"], "正文第2段", "one 里没有 nmae 这一项，是不是 name"),
        (["{% for one of members %}{% endfor %}"], "正文第2段", "写法应为 for one in 名称"),
        (["{%p if title %}", "甲{% endif %}"], "正文第3段", "要与正文第2段的「{%p if title %}」用同样的写法"),
        (["{% if title %}", "甲{% endif %}"], "正文第3段", "要与正文第2段的「{% if title %}」写在同一段落"),
        (["{# 说明 #}"], "正文第2段", "模板里不能写注释标记，请删除"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_its_reason(lines: list[str], place: str, why: str) -> None:
    first = check(made(*lines), FIELDS)[0]
    assert (first.place, first.why) == (place, why)


def test_a_table_is_checked_by_rows_and_cells() -> None:
    rows = [["{%tr for one in members %}", "多余"], ["{{ one.name }}", "{{ one.age }}"], ["{%tr endfor %}", ""]]
    first = f"正文第1个表格第2行第1格「{rows[0][0][:24]}…」"
    assert [str(fault) for fault in check(made(rows=rows), FIELDS)] == [
        f"{first}：这一行除 {{%tr …%}} 以外的内容不会出现在文件里，请移到单独一行",
        "正文第1个表格第3行第2格「{{ one.age }}」：one 里没有 age 这一项，可用的名称见占位符说明",
    ]


def test_headers_and_footers_are_checked_too() -> None:
    document = docx.Document(io.BytesIO(made("甲")))
    document.sections[0].header.paragraphs[0].text = "{{ nobody }}"
    output = io.BytesIO()
    document.save(output)
    assert [fault.place for fault in check(output.getvalue(), FIELDS)] == ["页眉第1段"]


# -- what is not opened ------------------------------------------------------------------------------------------------


def changed(change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """A good template with other parts inside."""
    with zipfile.ZipFile(io.BytesIO(made("{{ title }}"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return output.getvalue()


def _into_body(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(old, new, 1)

    return change


LINKED = (
    b'<Relationship Id="r9" Type="x/relationships/attachedTemplate" Target="http://x/t.dotm" TargetMode="External"/>'
)


def _linked(parts: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", LINKED + b"</Relationships>")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no zip", "不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx 后再上传"),
        (b"\0" * (MOST_BYTES + 1), "文件超过2MB，请删去图片后再上传"),
        (changed(lambda parts: parts.pop("word/document.xml")),
         "不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx 后再上传"),
        (changed(lambda parts: parts.update({"word/media/a.bin": b"\0" * 9_000_000})),
         "文件解压后过大，不像一份文书模板"),
        (changed(lambda parts: parts.update({f"word/{n}.xml": b"<a/>" for n in range(500)})),
         "文件里的内容过多，不像一份文书模板"),
        (changed(lambda parts: parts.update({"word/vbaProject.bin": b"x"})),
         "文件里有宏，请另存为不含宏的 .docx 后再上传"),
        (changed(lambda parts: parts.update({"word/embeddings/o.bin": b"x"})),
         "文件里嵌有其他文件或对象，请删除后再上传"),
        (changed(_into_body(b"<w:document", b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document")),
         "文件里有不能识别的声明，请用 Word 或 WPS 另存为 .docx 后再上传"),
        (changed(_linked), "文件引用了外部的模板、图片或对象，请改为直接插入后再上传"),
        (changed(_into_body(b"<w:body>", b"<w:body><w:p><w:r><w:instrText> DDEAUTO c cmd</w:instrText></w:r></w:p>")),
         "文件里有会调用其他程序或文件的域，请删除后再上传"),
        (changed(_into_body(b"<w:body>", b"<w:body><w:p><w:ins w:id='1'></w:ins></w:p>")),
         "文件里有修订痕迹，请接受或拒绝全部修订后再上传"),
        (changed(lambda parts: parts.update({"word/comments.xml": b"<w:comments><w:comment w:id='0'/></w:comments>"})),
         "文件里有批注，请删除批注后再上传"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_to_be_opened_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        look_into(content)
    assert str(refused.value) == why


def test_a_link_to_a_page_is_no_harm() -> None:
    link = LINKED.replace(b"attachedTemplate", b"hyperlink")

    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        parts[name] = parts[name].replace(b"</Relationships>", link + b"</Relationships>")

    assert check(changed(change), FIELDS) == []


def test_xml_that_word_cannot_read_is_refused() -> None:
    with pytest.raises(Refused):
        check(changed(_into_body(b"</w:body>", b"</w:badly>")), FIELDS)
