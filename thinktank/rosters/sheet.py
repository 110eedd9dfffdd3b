# SPDX-License-Identifier: MIT
"""From the bytes of a ledger to a grid of cells, and from its header rows to columns with a meaning."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
Row: TypeAlias = list[Cell]
Merge: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

_HEADER_WITHIN = 30
_HEADER_DEPTH = 4
_LONGEST_HEADER = 60
_MAX_CELLS = 4_000_000
_MAX_UNPACKED = 300 * 1024 * 1024
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_REFERENCE_LENGTH = 20

SEQUENCE = "seq"
FIELD_LABELS: Mapping[str, str] = {
    "name": "姓名",
    "gender": "性别",
    "birth_month": "出生年月",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "education_degree": "学历学位",
    "education": "学历",
    "degree": "学位",
    "school_major": "毕业院校及专业",
    "school": "毕业院校",
    "major": "专业",
    "unit_post": "工作单位及职务",
    "unit_name": "单位",
    "post": "职务",
    "pro_title": "专业技术职称",
    "strengths": "专业特长",
    "research_interest": "研究方向",
    "phone": "联系电话",
    "email": "邮箱",
    "remark": "备注",
    SEQUENCE: "序号",
}
"""Every meaning that a column can have, with its name on screen."""

_AND = "(?:及|和|与|、|/|·|,|及其)?"
_HELD = "(?:现任?|目前|本人|所在|担任|最高|全日制|第一)?"
_SYNONYMS = {
    "name": "(?:人员|人才|成员|本人|干部|候选人)?姓名|名字",
    "gender": "性别",
    "birth_month": "出生(?:年月日?|日期|时间|年份)?|生日|出生年、月",
    "ethnicity": "民族",
    "political_status": "政治(?:面貌|面目|身份)|党派|党派及入党时间",
    "education_degree": f"{_HELD}(?:学历|文化程度){_AND}学位|学位{_AND}学历",
    "education": f"{_HELD}学历(?:层次|情况)?|文化程度|受?教育程度",
    "degree": f"{_HELD}学位(?:层次|名称)?",
    "school_major": f"(?:毕业)?(?:院校|学校|院系|高校|大学)系?{_AND}(?:所学|系及)?专业(?:名称)?",
    "school": "毕业(?:院校|学校|院系|高校|大学)|(?:毕业)?院校(?:名称)?|学校(?:名称)?",
    "major": "(?:所学|毕业|学习|就读|从事)?专业(?:名称)?",
    "unit_post": f"{_HELD}(?:工作)?单位(?:名称)?{_AND}(?:现任|担任)?(?:职务|岗位|职位)(?:职级|名称)?",
    "unit_name": f"{_HELD}(?:工作|任职|用人|服务|依托)?(?:单位|部门)(?:名称|全称)?",
    "post": f"{_HELD}(?:工作|行政|党政)?(?:职务|岗位|职位)(?:名称|职级|及职级)?",
    "pro_title": "专业技术(?:职称|职务|资格|任职资格)|(?:专业|技术|现有|现)?职称(?:等级|级别|名称)?|技术职务",
    "strengths": "(?:个人|专业|业务)?(?:特长|专长)(?:领域|标签)?|熟悉专业有何专长|擅长(?:领域|方向)?",
    "research_interest": "(?:拟|主要)?(?:研究|调研)(?:方向|领域|兴趣|专长)",
    "phone": "(?:联系|手机|移动|本人)?(?:电话|手机|手机号码?|电话号码|联系方式)|联系电话[(]手机[)]",
    "email": "(?:电子)?(?:邮箱|邮件)(?:地址|账号)?|e-?mail(?:地址)?",
    "remark": "备注|说明|其他|备考",
    SEQUENCE: r"序号?|编号|no\.?",
}
_MEANINGS = [(field, re.compile(pattern)) for field, pattern in _SYNONYMS.items()]
_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")


class ColumnMatch(msgspec.Struct, frozen=True):
    """A column of the sheet: 0-based index, its letter, header as read, field ("" = not used) and its name."""

    index: int
    letter: str
    header: str
    field: str
    label: str


WORKBOOKS = (".xlsx", ".xlsm", ".ods")
"""Names under which a text is no roster; an ".xls" of other systems often is one, and is read."""


class RosterError(ValueError):
    """A ledger that cannot be read at all; ``message`` is plain Chinese for the screen.

    ``columns`` lists what the likeliest header row holds, so that a person can say which column is the name.
    """

    def __init__(self, message: str, columns: Sequence[ColumnMatch] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.columns = list(columns)


class Table(msgspec.Struct):
    """One sheet as a grid from cell A1 on; merges are ((top, left), (bottom, right)), 0-based, inclusive."""

    name: str
    rows: list[Row]
    merges: list[Merge]


class Header(msgspec.Struct):
    """Where the header stands (0-based rows, inclusive), its columns, and what is doubtful about them."""

    top: int
    bottom: int
    columns: list[ColumnMatch]
    warnings: list[str]


def read_tables(content: bytes, filename: str) -> list[Table]:
    """Read the visible sheets of an .xlsx/.xls/.ods file, or a .csv file as one sheet; told apart by content.

    Raises ``RosterError`` when it is neither, is locked by a password, is empty or spans too many cells.
    """
    if not content.strip():
        raise RosterError("文件是空的。请选择填好的台账再上传。")
    if content.startswith(b"PK\x03\x04"):
        _check_extent(content)
        tables = _read_workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        tables = _read_workbook(content)
    else:
        tables = [_read_csv(content, filename)]
    tables = [table for table in tables if any(not is_blank(cell) for row in table.rows for cell in row)]
    if not tables:
        raise RosterError("表格里没有内容。请选择填好的台账再上传。")
    return tables


def _not_a_workbook() -> RosterError:
    return RosterError("这个文件不是可以读取的表格。请用 Excel 或 WPS 打开台账，另存为 .xlsx 后再上传。")


def _check_extent(content: bytes) -> None:
    """Refuse a workbook that would unfold into too many cells: the reader holds the full rectangle in memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_unpacked(sum(info.file_size for info in archive.infolist()))
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet_extent(_references(archive, name))
    except RosterError:
        raise
    # A damaged archive makes zipfile raise nearly anything (ValueError: a negative seek).
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise _not_a_workbook() from error


def _check_unpacked(size: int) -> None:
    if size > _MAX_UNPACKED:
        raise RosterError("文件展开后过大。请只保留台账这一张工作表，删除图片后另存再上传。")


def _references(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[bytes, bytes]]:
    tail = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            for found in _REFERENCE.finditer(text):
                yield found.group(1), found.group(2)
            tail = text[-_REFERENCE_LENGTH:]


def _check_sheet_extent(references: Iterator[tuple[bytes, bytes]]) -> None:
    widest = highest = 0
    letters_seen = set[bytes]()
    for letters, number in references:
        highest = max(highest, int(number))
        letters_seen.add(letters)
    for letters in letters_seen:
        widest = max(widest, _column_number(letters.decode()))
    _check_cells(highest, widest)


def _check_cells(highest: int, widest: int) -> None:
    if highest * widest > _MAX_CELLS:
        raise RosterError(
            f"表格范围过大：第 {highest} 行或 {column_letter(widest - 1)} 列还有内容。"
            "请删除台账以外的行和列（选中后整行、整列删除），保存后再上传。"
        )


def _read_workbook(content: bytes) -> list[Table]:
    tables = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for meta in book.sheets_metadata:
                if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                end = sheet.end or (0, 0)
                _check_cells(end[0] + 1, end[1] + 1)
                rows = sheet.to_python(skip_empty_area=False)
                tables.append(Table(meta.name, rows, sheet.merged_cell_ranges or []))
    except PasswordError as error:
        raise RosterError("表格设了打开密码。请去掉密码，另存后再上传。") from error
    except (CalamineError, OSError) as error:
        raise _not_a_workbook() from error
    return tables


def _read_csv(content: bytes, filename: str) -> Table:
    text = _decoded(content)
    if re.match(r"\s*<(?:!doctype|html|\?xml|table)", text, re.IGNORECASE):
        raise RosterError("这个文件其实是网页格式。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。")
    if filename.lower().endswith(WORKBOOKS):
        raise RosterError(
            "文件名是 Excel 工作簿，内容却是文本。请用 Excel 或 WPS 打开，另存为 .xlsx，或把扩展名改为 .csv 后再上传。"
        )
    delimiter = max(",\t;", key=text[:10_000].count)
    try:
        rows: list[Row] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise _not_a_workbook() from error
    return Table(filename.rsplit(".", 1)[0], rows, [])


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _not_a_workbook()


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing to read (blanks of any width count as nothing)."""
    return isinstance(cell, str) and not cell.strip()


def column_letter(index: int) -> str:
    """Return the letter of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def field_of(header: Cell) -> str:
    """Return the field that a header cell names, or "" if it names none; blanks, width, brackets and * are ignored."""
    if not isinstance(header, str) or len(header) > _LONGEST_HEADER:
        return ""
    text = "".join(unicodedata.normalize("NFKC", header).split()).lower().strip("*:•")
    for candidate in (text, _BRACKETED.sub("", text).strip("*:")):
        for field, pattern in _MEANINGS:
            if pattern.fullmatch(candidate):
                return field
    return ""


def find_header(table: Table, overrides: Mapping[int, str]) -> Header | None:
    """Find the header rows of a table by meaning; None when no row names a person's name.

    ``overrides`` maps a column's index to a field ("" = leave out) and wins; with a name column among them the
    row with most recognised headers is taken.
    """
    tops = [i for i, row in enumerate(table.rows[:_HEADER_WITHIN]) if "name" in map(field_of, row)]
    if tops:
        return _header(table, tops[0], overrides)
    if "name" in overrides.values():
        return _header(table, _likeliest(table), overrides)
    return None


def likely_columns(table: Table) -> list[ColumnMatch]:
    """Return the columns of the row that looks most like a header, for a person to name them by hand."""
    return _header(table, _likeliest(table), {}).columns


def _likeliest(table: Table) -> int:
    def weight(index: int) -> tuple[int, int]:
        row = table.rows[index]
        return sum(bool(field_of(cell)) for cell in row), len({cell for cell in row if not is_blank(cell)})

    candidates = range(min(_HEADER_WITHIN, len(table.rows)))
    known = max(candidates, key=lambda i: (weight(i), -i))
    if weight(known)[0]:
        return known
    return next((i for i in candidates if weight(i)[1] > 1), known)


def _header(table: Table, top: int, overrides: Mapping[int, str]) -> Header:
    bottom = _header_bottom(table, top)
    parts = _header_parts(table, top, bottom)
    meanings = {index: _meaning(texts) for index, texts in enumerate(parts)}
    taken = {field for field in overrides.values() if field}
    warnings = []
    columns = []
    first: dict[str, str] = {}
    for index, texts in enumerate(parts):
        field, letter = overrides.get(index, meanings[index]), column_letter(index)
        if index not in overrides and field in taken:
            field = ""
        if field and field in first:
            warnings.append(f"{first[field]} 列和 {letter} 列都是“{FIELD_LABELS[field]}”，只读取 {first[field]} 列。")
            field = ""
        elif field:
            first[field] = letter
        if texts or field:
            columns.append(ColumnMatch(index, letter, " / ".join(texts), field, FIELD_LABELS.get(field, "")))
    return Header(top, bottom, columns, warnings)


def _header_bottom(table: Table, top: int) -> int:
    """Return the last header row: as far as the name cell is merged down, or over a row of sub-headers."""
    row = table.rows[top]
    names = [index for index, cell in enumerate(row) if field_of(cell) == "name"] or [0]
    column = names[0]
    for (first, left), (last, right) in table.merges:
        if first == top and left <= column <= right:
            return min(last, top + _HEADER_DEPTH, len(table.rows) - 1)
    if top + 1 == len(table.rows):
        return top
    below = table.rows[top + 1]
    named_below = column < len(below) and not is_blank(below[column])
    return top if named_below or not any(map(field_of, below)) else top + 1


def _header_parts(table: Table, top: int, bottom: int) -> list[list[str]]:
    """Return, for each column, the distinct texts of its header cells from top to bottom, merged cells spread."""
    grid = [list(row) for row in table.rows[top : bottom + 1]]
    for (first, left), (last, right) in table.merges:
        if top <= first <= last <= bottom and left < len(grid[first - top]):
            text = grid[first - top][left]
            for row in grid[first - top : last - top + 1]:
                row[left : right + 1] = [text] * len(row[left : right + 1])
    width = max(len(row) for row in grid)
    parts: list[list[str]] = [[] for _ in range(width)]
    for row in grid:
        for index, cell in enumerate(row):
            text = "".join(str(cell).split())
            if text and text not in parts[index]:
                parts[index].append(text)
    return parts


def _meaning(texts: list[str]) -> str:
    return next((field for text in [*reversed(texts), "".join(texts)] if (field := field_of(text))), "")
