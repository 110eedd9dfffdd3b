# SPDX-License-Identifier: MIT
"""Word documents in the layout of GB/T 9704-2012: what a department prints, stamps and files.

A4 with margins of 37/35/28/26 mm (a type area of 156 x 225 mm), body in 仿宋 at 16 pt on lines of 28 pt, the title in
小标宋 at 22 pt, headings 一、黑体 （一）楷体 1. 仿宋, and page numbers — 1 — outside, odd right, even left.
Type faces are named, not embedded: the font table gives each a second name, which a machine without the
first shows instead.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from thinktank.kernel import clock

SONG_TITLE, FANGSONG, HEITI, KAITI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
FALLBACKS = {SONG_TITLE: "宋体", FANGSONG: "仿宋", HEITI: "SimHei", KAITI: "楷体", SONG: "SimSun"}
MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_SIZE, BODY_SIZE, NUMBER_SIZE, TABLE_SIZE = Pt(22), Pt(16), Pt(14), Pt(12)
LINE, TITLE_LINE, TABLE_LINE = Pt(28), Pt(36), Pt(20)
BELOW_TITLE = Pt(14)
NAME_WIDTHS = {1: 32, 2: 26}  # of the names in a form table, by pairs across: six characters, or five
NARROW = 26  # columns up to this width hold numbers and short words, which are centred
TYPE_AREA = 156  # millimetres across
_HEADING_FONTS = (HEITI, KAITI, FANGSONG, FANGSONG)
_DIGITS = "零一二三四五六七八九"
_PLACEHOLDER = re.compile(r"\{\{ [\w.]+ \}\}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def chinese_number(n: int) -> str:
    """Return a number from 1 to 99 as headings count: 一, 十, 十二, 二十三. ValueError outside of that."""
    if not 1 <= n <= 99:  # noqa: PLR2004 -- said in the docstring
        raise ValueError(n)
    tens, ones = divmod(n, 10)
    head = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def written_day(day: date | None) -> str:
    """Return a day as documents write it, in Arabic digits: 2026年3月1日; a blank where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


class Paper:
    """A document that is written from top to bottom and then taken as bytes."""

    def __init__(self, title: str) -> None:
        """Begin a document with its title."""
        self._doc = docx.Document()
        self._counts = [0, 0, 0, 0]
        self._lay_out()
        self._number_pages()
        self._name_fonts()
        properties = self._doc.core_properties
        properties.author, properties.title, properties.comments = "", _clean(title), ""
        properties.created = properties.modified = clock.now().replace(tzinfo=None)
        self.caption(title)

    # -- text -------------------------------------------------------------------------------------------------

    def subtitle(self, text: str) -> None:
        """Write a centred line below the title, such as who and which year."""
        line = self._line(text, KAITI, BODY_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
        line.paragraph_format.space_after = BELOW_TITLE

    def addressee(self, text: str) -> None:
        """Write to whom it goes, flush left and with its colon: 各镇（街道），区各有关部门："""
        self._line(text, FANGSONG, BODY_SIZE, indent=False)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading and count it: 一、 （一） 1. （1）; a higher level starts the lower counts afresh."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        n = self._counts[level - 1]
        marks = (
            lambda: f"{chinese_number(n)}、",
            lambda: f"（{chinese_number(n)}）",
            lambda: f"{n}.",
            lambda: f"（{n}）",
        )
        paragraph = self._line(marks[level - 1]() + text, _HEADING_FONTS[level - 1], BODY_SIZE)
        paragraph.paragraph_format.keep_with_next = True

    def subheading(self, text: str) -> None:
        """Write a heading of the second level that brings its own count, for a part that a template repeats."""
        self._line(text, KAITI, BODY_SIZE).paragraph_format.keep_with_next = True

    def paragraph(self, text: str) -> None:
        """Write text, each line of it as a paragraph with two characters of indent."""
        for line in text.split("\n"):
            if line.strip():
                self._line(line.strip(), FANGSONG, BODY_SIZE)

    def line(self, text: str) -> None:
        """Write one line with two characters of indent that stays with what follows, such as what is attached."""
        self._line(text, FANGSONG, BODY_SIZE).paragraph_format.keep_with_next = True

    def caption(self, text: str) -> None:
        """Write a title, centred: the document's, or that of an appendix below its mark."""
        centre = WD_ALIGN_PARAGRAPH.CENTER
        line = self._line(text, SONG_TITLE, TITLE_SIZE, align=centre, indent=False, spacing=TITLE_LINE)
        line.paragraph_format.space_after = BELOW_TITLE
        line.paragraph_format.keep_with_next = True

    def signature(self, who: str, day: date | str | None) -> None:
        """Write who issues it and the day, to the right; a day that is not known leaves room to write one.

        Who and day stay on one page.
        """
        written = day if isinstance(day, str) else written_day(day)
        self._line("", FANGSONG, BODY_SIZE).paragraph_format.keep_with_next = True
        for text in (who, written or "    年  月  日"):
            paragraph = self._line(text, FANGSONG, BODY_SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
            paragraph.paragraph_format.right_indent = BODY_SIZE * 4
            paragraph.paragraph_format.keep_with_next = text == who

    def headline(self, text: str) -> None:
        """Write a heading of the first level that brings its own count, for parts of which some may be left out."""
        self._line(text, HEITI, BODY_SIZE).paragraph_format.keep_with_next = True

    def picture(self, name: str, under: str) -> None:
        """Write the place of a picture, a placeholder, and the line under it; the two stay on one page."""
        centre = WD_ALIGN_PARAGRAPH.CENTER
        place = self._line(f"{{{{ {name} }}}}", FANGSONG, TABLE_SIZE, align=centre, indent=False, spacing=None)
        place.paragraph_format.keep_with_next = True
        self._line(under, FANGSONG, TABLE_SIZE, align=centre, indent=False, spacing=TABLE_LINE)

    def note(self, text: str) -> None:
        """Write a remark in small type, such as what the document is not."""
        self._line(text, FANGSONG, TABLE_SIZE, indent=False, spacing=TABLE_LINE)

    def appendix(self, mark: str) -> None:
        """Begin an appendix on a new page with its mark (附件1) at the top left."""
        paragraph = self._line(mark, HEITI, BODY_SIZE, indent=False)
        paragraph.paragraph_format.page_break_before = True

    # -- parts of a template (documents/filling.py) -----------------------------------------------------------

    @contextmanager
    def when(self, test: str) -> Iterator[None]:
        """Write what stands in the block only where a placeholder is not empty."""
        self._tag(f"{{%p if {test} %}}")
        yield
        self._tag("{%p endif %}")

    @contextmanager
    def each(self, name: str, source: str) -> Iterator[None]:
        """Write what stands in the block once for every line of a list."""
        self._tag(f"{{%p for {name} in {source} %}}")
        yield
        self._tag("{%p endfor %}")

    def repeat(self, source: str, columns: Sequence[tuple[str, str]], *, widths: Sequence[int] = ()) -> None:
        """Write a table with one row for every line of a list; columns are heads and what stands below them."""
        blank = [""] * (len(columns) - 1)
        rows = [
            [f"{{%tr for one in {source} %}}", *blank], [cell for _, cell in columns], ["{%tr endfor %}", *blank],
        ]  # fmt: skip
        self.table([head for head, _ in columns], rows, widths=widths)

    def _tag(self, text: str) -> None:
        self._line(text, FANGSONG, BODY_SIZE, indent=False)

    # -- tables -----------------------------------------------------------------------------------------------

    def facts(self, pairs: Sequence[tuple[str, str]], *, across: int = 2, wide: Collection[str] = ()) -> None:
        """Write names and values as a form table, so many pairs to a line.

        A value whose name is among the ``wide`` ones has a line of its own; it and a last odd one take the rest of it.
        """
        first = NAME_WIDTHS.get(across, 24)
        widths = [first, TYPE_AREA // across - first] * across
        lines: list[list[tuple[str, str]]] = []
        for pair in pairs:
            if not lines or len(lines[-1]) == across or pair[0] in wide or lines[-1][-1][0] in wide:
                lines.append([])
            lines[-1].append(pair)
        table = self._table(len(lines), across * 2, widths)
        for number, line in enumerate(lines):
            cells = table.rows[number].cells
            for place, (name, value) in enumerate(line):
                self._fill(cells[place * 2], name, HEITI, center=True)
                self._fill(cells[place * 2 + 1], value, FANGSONG)
            if len(line) < across:
                cells[len(line) * 2 - 1].merge(cells[across * 2 - 1])

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]], *, widths: Sequence[int] = ()) -> None:
        """Write a table whose head is repeated on every page; widths are millimetres, equal by default."""
        measured = widths or [TYPE_AREA // len(head)] * len(head)
        table = self._table(len(rows) + 1, len(head), measured)
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            self._fill(cell, text, HEITI, center=True)
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001
        for line, values in zip(list(table.rows)[1:], rows, strict=True):
            _keep_whole(line)
            for cell, value, width in zip(line.cells, values, measured, strict=True):
                self._fill(cell, "" if value is None else str(value), FANGSONG, center=width <= NARROW)

    def box(self, title: str, text: str = "", *, sign: str = "", lines: int = 4) -> None:
        """Write a box to be filled in and stamped by hand: its title, a text, room, and who signs below.

        Where the text is a placeholder of a template, there is room instead of it while it is empty.
        """
        row = self._table(1, 1, [TYPE_AREA]).rows[0]
        _keep_whole(row)
        cell = row.cells[0]
        self._fill(cell, title, HEITI)
        room = [""] * lines
        if _PLACEHOLDER.fullmatch(text):
            name = text[2:-2].strip()
            parts = [f"{{%p if {name} %}}", text, "{%p else %}", *room, "{%p endif %}"]
        else:
            parts = [text] if text else room
        for part in parts:
            self._write(cell.add_paragraph(), part, FANGSONG, TABLE_SIZE, TABLE_LINE)
        if sign:
            last = cell.add_paragraph()
            last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            self._write(last, f"{sign}        年  月  日", FANGSONG, TABLE_SIZE, TABLE_LINE)

    def to_bytes(self) -> bytes:
        """Return the document as a .docx file."""
        output = io.BytesIO()
        self._doc.save(output)
        return output.getvalue()

    # -- how it is done ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        section = self._doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)  # the number stands 7 mm below the type area
        normal = self._doc.styles["Normal"]
        normal.font.size = BODY_SIZE
        _face(normal.element.get_or_add_rPr(), FANGSONG)

    def _number_pages(self) -> None:
        self._doc.settings.odd_and_even_pages_header_footer = True
        section = self._doc.sections[0]
        for footer, align in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            for text, field in (("— ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" —", "")):
                run = paragraph.add_run("" if field else text)
                run.font.size = NUMBER_SIZE
                _face(run._r.get_or_add_rPr(), SONG)  # noqa: SLF001 -- python-docx has no name for East Asian faces
                if field:
                    run._r.append(_field_part(field, text))  # noqa: SLF001 -- nor for fields

    def _name_fonts(self) -> None:
        part = next(p for p in self._doc.part.package.iter_parts() if p.partname.endswith("fontTable.xml"))
        root = parse_xml(part.blob)
        for name, other in FALLBACKS.items():
            root.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{other}"/></w:font>'))
        part._blob = docx.oxml.xmlchemy.serialize_for_reading(root).encode()  # noqa: SLF001 -- the part has no setter

    def _line(
        self, text: str, face: str, size: Any, *, align: Any = None, indent: bool = True, spacing: Any = LINE
    ) -> Any:
        paragraph = self._doc.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        if indent:
            paragraph.paragraph_format.first_line_indent = size * 2
        self._write(paragraph, text, face, size, spacing)
        return paragraph

    @staticmethod
    def _write(paragraph: Any, text: str, face: str, size: Any, spacing: Any) -> None:
        shape = paragraph.paragraph_format
        if spacing is not None:  # a picture is as high as it is
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
        shape.space_before = shape.space_after = Pt(0)
        run = paragraph.add_run(_clean(text))
        run.font.size = size
        _face(run._r.get_or_add_rPr(), face)  # noqa: SLF001 -- python-docx has no name for East Asian faces

    def _table(self, rows: int, columns: int, widths: Sequence[int]) -> Any:
        table = self._doc.add_table(rows=rows, cols=columns, style="Table Grid")
        self._write(
            self._doc.add_paragraph(), "", FANGSONG, TABLE_SIZE, Pt(6)
        )  # or Word joins it to a table that follows
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        return table

    def _fill(self, cell: Any, text: str, face: str, *, center: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        if center:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._write(paragraph, text, face, TABLE_SIZE, TABLE_LINE)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _keep_whole(row: Any) -> None:
    """Let a row go to the next page rather than be torn."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 -- no name for it


def _face(properties: Any, name: str) -> None:
    """Name the type face for Chinese and for all else."""
    fonts = properties.get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(slot), name)


def _field_part(field: str, text: str) -> Any:
    if field == "code":
        return parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>')
    return parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{field}"/>')
