# SPDX-License-Identifier: MIT
"""Excel ledgers in the customs of a department (domain.md §7.3), written row by row.

Row 1 the merged title at 18 pt, row 2 who fills it in and up to which day, then the header with 序号 first, the rows,
and 合计. A4 landscape, the header on every page, borders, wrapped text. Whatever a person typed is a text cell, never a
formula, a link or a number: ``=1+1`` stays what it is, a phone keeps its digits. Memory does not grow with the rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Literal

import msgspec
import xlsxwriter

from thinktank.kernel import clock

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_000
HEADER_ROW = 2
A4, A3 = 9, 8
WIDE = 200  # characters across, beyond which a ledger is printed on A3
_LINE, _TALLEST = 15, 399  # points: a line of 11 point text, and what a sheet allows for a row
LONGEST_CELL = 32_000
LONGEST_MARK = 120
_NUMBER_WIDTH = 6
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_NAME_PARTS = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LIGHTS = {"green": "正常", "yellow": "预警", "red": "滞后", "grey": "暂停"}
_FILLS = {"green": "#C6E9D3", "yellow": "#FBE3B3", "red": "#F6C9C4", "grey": "#E1E5EA"}

Kind = Literal["text", "number", "month", "day", "light"]
Cell = str | int | float | date | datetime | None


class Column(msgspec.Struct, frozen=True):
    """A column: its header, its width in characters, what it holds, and whether 合计 adds it up."""

    title: str
    width: int = 12
    kind: Kind = "text"
    total: bool = False


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger says around its rows.

    ``mark`` (who took it and when) stands in the page's header and footer; ``notes`` are lines of a second sheet.
    ``counted`` is the word of the total: 合计 12人.
    """

    title: str
    unit: str
    as_of: date
    columns: Sequence[Column]
    mark: str = ""
    notes: Sequence[tuple[str, str]] = ()
    counted: str = "人"


def file_name(title: str, as_of: date, number: int = 1) -> str:
    """Return the name under which a ledger is filed: 附件1：青年人才台账（截至2026年6月30日）.xlsx."""
    plain = _NAME_PARTS.sub("", title).strip()[:80] or "台账"
    return f"附件{number}：{plain}（截至{_long_day(as_of)}）.xlsx"


def _long_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def written(value: Cell, kind: Kind) -> str:
    """Return a value as a ledger's text: 2026.06 for a month, 2026.06.30 for a day, the word of a light."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.day_of(value)
    if isinstance(value, date):
        return f"{value:%Y.%m}" if kind == "month" else f"{value:%Y.%m.%d}"
    if kind == "light":
        return LIGHTS.get(str(value), str(value))
    return _UNPRINTABLE.sub("", str(value))[:LONGEST_CELL]


def to_bytes(ledger: Ledger, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a ledger that is at hand as a whole as an .xlsx file; long ones go through ``LedgerWriter``."""
    out = io.BytesIO()
    writer = LedgerWriter(out, ledger)
    writer.add(rows)
    writer.close()
    return out.getvalue()


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column: Chinese characters are two wide, a line may end a little early.

    Programs other than Excel do not find the height of a row by themselves.
    """
    if len(text) * 2 < width and "\n" not in text:
        return 1
    room = max(width - 1, 2)
    return sum(max(1, -(-sum(1 if one.isascii() else 2 for one in part) // room)) for part in text.split("\n"))


class LedgerWriter:
    """A ledger under way: rows are added in order, ``close()`` writes the total and the file's end."""

    def __init__(self, target: BinaryIO, ledger: Ledger, *, folder: str | None = None) -> None:
        """Begin a workbook; ``folder`` is where the rows wait on disk (the system's temporary folder by default)."""
        self.ledger = ledger
        self.rows = 0
        options: dict[str, Any] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        if folder is not None:
            options["tmpdir"] = folder
        self._book = xlsxwriter.Workbook(target, options)
        now = clock.now().replace(tzinfo=None)
        self._book.set_properties({"title": ledger.title, "author": "", "created": now})
        self._sums = [0.0] * len(ledger.columns)
        self._formats = self._make_formats()
        self._sheet = self._book.add_worksheet("台账")
        self._lay_out()
        self._head()

    # -- rows -------------------------------------------------------------------------------------------------

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows below those that stand already; 序号 is counted here. ValueError beyond a sheet's rows."""
        for values in rows:
            if self.rows >= MOST_ROWS:
                raise ValueError("a sheet holds no more rows")
            line = HEADER_ROW + 1 + self.rows
            self.rows += 1
            shown = list(zip(self.ledger.columns, values, strict=True))
            lines = max((lines_of(written(value, column.kind), column.width) for column, value in shown), default=1)
            if lines > 1:  # before the row's cells: rows go to the disk as they are finished
                self._sheet.set_row(line, min(_LINE * lines + 3, _TALLEST))
            self._sheet.write_number(line, 0, self.rows, self._formats["number"])
            for place, (column, value) in enumerate(shown):
                self._cell(line, place, column, value)

    def _cell(self, line: int, place: int, column: Column, value: Cell) -> None:
        if column.kind == "number" and isinstance(value, int | float):
            self._sums[place] += value
            self._sheet.write_number(line, place + 1, value, self._formats["number"])
            return
        text = written(value, column.kind)
        look = f"light-{value}" if column.kind == "light" else "risky" if text.startswith(_RISKY) else "text"
        self._sheet.write_string(line, place + 1, text, self._formats.get(look, self._formats["text"]))

    def close(self) -> None:
        """Write 合计 and the notes, and finish the file; the writer takes no more rows."""
        line = HEADER_ROW + 1 + self.rows
        total = self._formats["total"]
        self._sheet.write_string(line, 0, "合计", total)
        for place, column in enumerate(self.ledger.columns):
            if column.total:
                self._sheet.write_number(line, place + 1, self._sums[place], total)
            else:
                text = f"{self.rows}{self.ledger.counted}" if place == 0 else ""
                self._sheet.write_string(line, place + 1, text, total)
        if self.ledger.notes:
            self._notes()
        self._book.close()

    # -- around them ------------------------------------------------------------------------------------------

    def _make_formats(self) -> dict[str, Any]:
        cell = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
        bare = {"font_name": "宋体", "font_size": 12, "valign": "vcenter"}
        looks: dict[str, dict[str, Any]] = {
            "title": {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"},
            "left": bare | {"align": "left"},
            "right": bare | {"align": "right"},
            "head": cell | {"font_name": "黑体", "align": "center", "bg_color": "#EEF1F5"},
            "text": cell | {"num_format": "@"},
            "risky": cell | {"num_format": "@", "quote_prefix": True},
            "number": cell | {"align": "center"},
            "total": cell | {"bold": True, "align": "center"},
        }
        looks |= {f"light-{light}": looks["text"] | {"bg_color": fill} for light, fill in _FILLS.items()}
        return {name: self._book.add_format(look) for name, look in looks.items()}

    def _lay_out(self) -> None:
        sheet, last = self._sheet, len(self.ledger.columns)
        sheet.set_landscape()
        sheet.set_paper(A3 if sum(column.width for column in self.ledger.columns) > WIDE else A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 2)
        sheet.set_column(0, 0, _NUMBER_WIDTH)
        for place in range(last):
            sheet.set_column(place + 1, place + 1, self.ledger.columns[place].width)
        mark = _UNPRINTABLE.sub("", self.ledger.mark)[:LONGEST_MARK].replace("&", "&&")
        sheet.set_header(f"&R&9 {mark}" if mark else "")  # the blank keeps a digit of the mark out of the size
        sheet.set_footer(f"&L&9 {mark}&R&9 第&P页，共&N页")

    def _head(self) -> None:
        sheet, last = self._sheet, len(self.ledger.columns)
        sheet.set_row(0, 36)
        sheet.merge_range(0, 0, 0, last, self.ledger.title, self._formats["title"])
        sheet.set_row(1, 22)
        middle = last // 2
        self._span(1, 0, middle, f"填报单位：{self.ledger.unit}", "left")
        self._span(1, middle + 1, last, f"截止日期：{_long_day(self.ledger.as_of)}", "right")
        sheet.set_row(HEADER_ROW, 30)
        for place, title in enumerate(["序号", *(column.title for column in self.ledger.columns)]):
            sheet.write_string(HEADER_ROW, place, title, self._formats["head"])

    def _span(self, row: int, first: int, last: int, text: str, look: str) -> None:
        if first > last:
            return
        if first == last:
            self._sheet.write_string(row, first, text, self._formats[look])
        else:
            self._sheet.merge_range(row, first, row, last, text, self._formats[look])

    def _notes(self) -> None:
        sheet = self._book.add_worksheet("导出说明")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 80)
        for line, (name, text) in enumerate(self.ledger.notes):
            sheet.write_string(line, 0, written(name, "text"), self._formats["head"])
            sheet.write_string(line, 1, written(text, "text"), self._formats["risky"])
