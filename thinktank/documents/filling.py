# SPDX-License-Identifier: MIT
"""Filling a template: the one path by which every document is made, shipped template or a department's own.

docxtpl puts the values in, by Jinja in a sandbox that knows no function, no filter and no global name; ``check()``
has seen to it beforehand that nothing but placeholders stands in the template. Who wrote the template, when and with
which program is not passed on: the properties are written anew.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import quoteattr

import docx
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from thinktank.documents.archive import Refused, look_into
from thinktank.documents.fields import Field, Picture, Values, sample, tidy
from thinktank.documents.grammar import Fault, Line, faults
from thinktank.documents.word import TYPE_AREA, Paper
from thinktank.kernel import clock

MOST_FAULTS = 20
_FURNITURE = (("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("endnotes", "尾注"))
_PROPERTIES = (
    "author", "category", "comments", "content_status", "identifier", "keywords", "language", "last_modified_by",
    "subject", "title", "version",
)  # fmt: skip


def fill(template: bytes, values: Values, fields: Sequence[Field], *, title: str) -> bytes:
    """Return the document that a template gives with these values; ``title`` goes into its properties, no author.

    KeyError for a value that no placeholder names. The template has been checked before.
    """
    found = DocxTemplate(io.BytesIO(template))
    found.init_docx()
    _blank(found.docx)
    found.render(_with_pictures(found, tidy(values, fields)), jinja_env=_environment(), autoescape=True)
    _blank(found.docx, title)
    output = io.BytesIO()
    found.docx.save(output)
    return output.getvalue()


class _Shown(InlineImage):  # type: ignore[misc]  # docxtpl is not typed
    """A picture as wide as the type area, with its words for who cannot see it."""

    def __init__(self, template: DocxTemplate, picture: Picture) -> None:
        super().__init__(template, io.BytesIO(picture.content), width=Mm(TYPE_AREA))
        self.about = picture.about

    def _insert_image(self) -> str:
        drawn: str = super()._insert_image()
        return drawn.replace("<wp:docPr ", f"<wp:docPr descr={quoteattr(self.about)} ", 1)


def _with_pictures(template: DocxTemplate, values: Values) -> dict[str, Any]:
    return {name: _Shown(template, one) if isinstance(one, Picture) else one for name, one in values.items()}


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    for names in (environment.globals, environment.filters, environment.tests):
        names.clear()
    return environment


def _blank(document: Any, title: str = "") -> None:
    """Write the document's properties anew, and take out what names an author, a company or a machine."""
    properties = document.core_properties
    for name in _PROPERTIES:
        setattr(properties, name, "")
    properties.title = title
    properties.revision = 1
    properties.created = properties.modified = clock.now().replace(tzinfo=None)
    for part in list(document.part.package.iter_parts()):
        if str(part.partname) in {"/docProps/app.xml", "/docProps/custom.xml"}:
            _empty(part)


def _empty(part: Part) -> None:
    head, _, rest = part.blob.partition(b"<Properties")
    opening = rest.partition(b">")[0].rstrip(b"/")
    part._blob = head + b"<Properties" + opening + b"/>"  # noqa: SLF001 -- the part has no setter


# -- checking -------------------------------------------------------------------------------------------------------


def check(content: bytes, fields: Sequence[Field]) -> list[Fault]:
    """Return what is wrong with a Word file as a template for these placeholders; nothing where it can be used.

    Raises Refused for a file that is not to be opened. What the reading does not find, a trial with the examples
    does: then the document as a whole is named.
    """
    look_into(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:
        raise Refused("Word 打不开这个文件，请用 Word 或 WPS 另存为 .docx 后再上传") from error
    found = [*_boxed(document), *faults(list(_lines(document)), fields)][:MOST_FAULTS]
    return found or _tried(content, fields)


def _tried(content: bytes, fields: Sequence[Field]) -> list[Fault]:
    try:
        made = fill(content, sample(fields), fields, title="")
        texts = [line.text for line in _lines(docx.Document(io.BytesIO(made)))]
    except (TemplateError, ValueError, KeyError, AttributeError, TypeError) as error:
        return [Fault("整份模板", type(error).__name__, "用样例试生成时出错，请检查占位符是否跨行、跨单元格")]
    left = next((text for text in texts if "{{" in text or "{%" in text), "")
    return [Fault("整份模板", left[:24], "试生成后仍留有占位符，请删除后重新输入这一处")] if left else []


def _text_of(paragraph: Any) -> str:
    """A paragraph's own text, without that of a text box inside it."""
    own = (t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph)
    return "".join(t.text or "" for t in own)


def _lines(document: Any) -> Iterator[Line]:
    """Every paragraph with its place in words: the body, tables inside it, then headers, footers and notes."""
    yield from _lines_in(document.element.body, "正文")
    for part in document.part.package.iter_parts():
        name = str(part.partname).rpartition("/")[2]
        word = next((word for start, word in _FURNITURE if name.startswith(start)), "")
        if word and name.endswith(".xml"):
            yield from _lines_in(docx.oxml.parse_xml(part.blob), word)


def _lines_in(root: Any, where: str) -> Iterator[Line]:
    tables = list(root.iter(qn("w:tbl")))
    plain = 0
    for paragraph in root.iter(qn("w:p")):
        if _in_box(paragraph):
            continue
        cell = next(paragraph.iterancestors(qn("w:tc")), None)
        if cell is None:
            plain += 1
            yield Line(f"{where}第{plain}段", _text_of(paragraph), holder=where)
        else:
            yield _line_of_cell(paragraph, cell, tables, where)


def _line_of_cell(paragraph: Any, cell: Any, tables: list[Any], where: str) -> Line:
    row, table = next(cell.iterancestors(qn("w:tr"))), next(cell.iterancestors(qn("w:tbl")))
    rows, cells = list(table.iterchildren(qn("w:tr"))), list(row.iterchildren(qn("w:tc")))
    of_table = f"{where}第{_place(table, tables)}个表格"
    of_row = f"{of_table}第{_place(row, rows)}行"
    place = f"{of_row}第{_place(cell, cells)}格"
    text = _text_of(paragraph)
    others = "".join(_text_of(one) for one in row.iter(qn("w:p")))
    return Line(place, text, holder=place, row=of_row, table=of_table, alone=others.strip() == text.strip())


def _place(one: Any, among: list[Any]) -> int:
    return next((n for n, other in enumerate(among, start=1) if other is one), 1)


def _in_box(paragraph: Any) -> bool:
    return next(paragraph.iterancestors(qn("w:txbxContent")), None) is not None


def _boxed(document: Any) -> Iterator[Fault]:
    """Placeholders in text boxes, which the filling cannot reach."""
    for paragraph in document.element.body.iter(qn("w:p")):
        text = _text_of(paragraph)
        if _in_box(paragraph) and ("{{" in text or "{%" in text):
            yield Fault("文本框", text[:24], "文本框里不能用占位符，请移到正文或表格里")
            return


# -- shipped templates ----------------------------------------------------------------------------------------------

Design = Callable[[Paper], None]


@cache
def shipped(title: str, design: Design) -> bytes:
    """Return the template that the program ships for a kind of document: written by the kit, in its layout."""
    paper = Paper(title)
    design(paper)
    return paper.to_bytes()
