# SPDX-License-Identifier: MIT
"""The parser of a department's talent ledger as it is: title rows, merged headers, combined columns, a total line.

Pure: bytes in, structs out. Sources: domain.md §7.3 (ledger customs), decisions.md (Import, matching of persons).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import msgspec

from thinktank.rosters import cells as values
from thinktank.rosters.cells import Problem
from thinktank.rosters.sheet import (
    FIELD_LABELS,
    SEQUENCE,
    Cell,
    ColumnMatch,
    Header,
    RosterError,
    Row,
    Table,
    find_header,
    is_blank,
    likely_columns,
    read_tables,
)
from thinktank.rosters.units import UnitNames

__all__ = ["FIELD_LABELS", "ColumnMatch", "PersonFields", "Problem", "Roster", "RosterError", "RosterRow", "parse"]

_TOTAL = re.compile(r"(?:合计|总计|共计|总人数|合计人数)[:：]?(?:共)?(\d+)?(?:人|名)?")
_COUNT = re.compile(r"(?:共|计)?(\d+)(?:人|名)?")
_SUBTOTAL = re.compile(r"小计.*")
_FOOTER = re.compile(r"(?:填报|填表|制表|审核|复核|单位负责|负责|联系|截止|注|说明|备注|填报说明)[^:：]{0,6}[:：].*")
_FOOTER_CELLS = 2
_COMBINED = {"education_degree", "school_major", "unit_post"}


class PersonFields(msgspec.Struct):
    """What a ledger says of one person; "" and None = not given. ``birth_month`` is the first day of that month."""

    name: str = ""
    gender: str = ""
    birth_month: date | None = None
    ethnicity: str = ""
    political_status: str = ""
    education: str = ""
    degree: str = ""
    school: str = ""
    major: str = ""
    unit_name: str = ""
    post: str = ""
    pro_title: str = ""
    strengths: str = ""
    research_interest: str = ""
    phone: str = ""
    email: str = ""
    remark: str = ""


class RosterRow(msgspec.Struct):
    """One person; ``number`` is the 1-based row number that the spreadsheet shows."""

    number: int
    values: PersonFields
    problems: list[Problem]


class Roster(msgspec.Struct):
    """A ledger as read: the sheet's name, its columns and what they mean, its people, and doubts about the whole."""

    sheet: str
    columns: list[ColumnMatch]
    rows: list[RosterRow]
    warnings: list[str]

    @property
    def ok(self) -> bool:
        """Whether no row has an error (warnings may stand)."""
        return not any(problem.level == "error" for row in self.rows for problem in row.problems)


def parse(
    content: bytes,
    filename: str,
    *,
    units: UnitNames | Sequence[str],
    today: date,
    max_rows: int = 20_000,
    fields_override: Mapping[int, str] | None = None,
) -> Roster:
    """Read a ledger (.xlsx, .xls, .csv in UTF-8 or GB18030) into people and the problems of each row.

    ``units`` are the known units' full and short names, used to split 工作单位及职务. ``fields_override`` maps
    a 0-based column to a field of ``FIELD_LABELS`` ("" = leave out) and wins over the header.
    Raises ``RosterError`` for a file that is no table, is empty, has no name column or more than ``max_rows`` people.
    """
    overrides = dict(fields_override or {})
    if unknown := {field for field in overrides.values() if field and field not in FIELD_LABELS}:
        raise RosterError(f"列的含义“{'、'.join(sorted(unknown))}”不存在。请从列表中选择。")
    tables = read_tables(content, filename)
    table, header, warnings = _chosen(tables, overrides)
    people, more = _people(table, header, max_rows)
    known = units if isinstance(units, UnitNames) else UnitNames(units)
    reader = _RowReader(header.columns, known, today)
    rows = [reader.read(number, cells) for number, cells in people]
    if not rows:
        raise RosterError("表头下面没有人员。请填好人员后再上传，表头下一行开始填。", header.columns)
    _mark_twice(rows)
    return Roster(table.name, header.columns, rows, [*header.warnings, *warnings, *more])


def layout(content: bytes, filename: str, overrides: Mapping[int, str]) -> tuple[Table, Header]:
    """Return the sheet that ``parse`` reads, and its header; RosterError as there."""
    table, header, _warnings = _chosen(read_tables(content, filename), overrides)
    return table, header


def _chosen(tables: list[Table], overrides: Mapping[int, str]) -> tuple[Table, Header, list[str]]:
    """Return the first sheet with a name column, and a warning if sheets with content are left unread."""
    for table in tables:
        header = find_header(table, overrides)
        if header is None or "name" not in {column.field for column in header.columns}:
            continue
        others = [other.name for other in tables if other is not table and find_header(other, {})]
        left = f"只读取了工作表“{table.name}”，没有读取：{'、'.join(others)}。如要导入，请分别另存后上传。"
        return table, header, [left] if others else []
    raise RosterError(
        "没有找到“姓名”这一列。请检查表头（在前 30 行内）有没有“姓名”，或者手工指定哪一列是姓名。",
        likely_columns(tables[0]),
    )


class _Lines:
    """Sorts the lines below the header into people, total, and lines to skip."""

    def __init__(self, table: Table, header: Header) -> None:
        columns = {column.field: column.index for column in header.columns if column.field}
        self.name = columns["name"]
        self.data = sorted(index for field, index in columns.items() if field != SEQUENCE)
        self.header_name = _at(table.rows[header.top], self.name)
        self.continued = {
            row
            for (first, left), (last, right) in table.merges
            if left <= self.name <= right and first > header.bottom
            for row in range(first + 1, min(last + 1, len(table.rows)))
        }

    def skipped(self, index: int, row: Row) -> bool:
        filled = [cell for cell in row if not is_blank(cell)]
        if index in self.continued or all(is_blank(_at(row, column)) for column in self.data):
            return True
        first = values.compact(filled[0])
        if _SUBTOTAL.fullmatch(first) or (len(filled) <= _FOOTER_CELLS and _FOOTER.fullmatch(first)):
            return True
        return not is_blank(self.header_name) and _at(row, self.name) == self.header_name

    def total(self, row: Row) -> tuple[bool, int | None]:
        """Tell whether a row is the total line, and the number of people that it states."""
        first = next((cell for cell in row if not is_blank(cell)), "")
        found = _TOTAL.fullmatch(values.compact(first))
        if found is None:
            return False, None
        texts = [values.compact(cell) for cell in row if not is_blank(cell)]
        counts = [found[1], *(match[1] for text in texts[1:] if (match := _COUNT.fullmatch(text)))]
        return True, next((int(count) for count in counts if count), None)


def _at(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else ""


def _people(table: Table, header: Header, max_rows: int) -> tuple[list[tuple[int, Row]], list[str]]:
    """Return the rows that hold people (1-based number, cells) up to the total line, and warnings."""
    lines = _Lines(table, header)
    _fill_down(table, header, lines.name)
    people: list[tuple[int, Row]] = []
    warnings = []
    for index in range(header.bottom + 1, len(table.rows)):
        row = table.rows[index]
        is_total, stated = lines.total(row)
        if is_total:
            warnings += _total_warnings(stated, len(people), _filled_after(table, index, lines))
            break
        if lines.skipped(index, row):
            continue
        people.append((index + 1, row))
        if len(people) > max_rows:
            raise RosterError(f"人员超过 {max_rows} 行。请把表格拆成几份，每份不超过 {max_rows} 人，分别上传。")
    return people, warnings


def _fill_down(table: Table, header: Header, name: int) -> None:
    """Write a value that is merged over several rows (one unit for many people) into each of them."""
    for (first, left), (last, right) in table.merges:
        if first <= header.bottom or first == last or left != right or left == name:
            continue
        value = _at(table.rows[first], left) if first < len(table.rows) else ""
        for row in table.rows[first + 1 : last + 1]:
            if left < len(row):
                row[left] = value


def _filled_after(table: Table, index: int, lines: _Lines) -> int:
    below = enumerate(table.rows[index + 1 :], start=index + 1)
    return sum(not is_blank(_at(row, lines.name)) and not lines.skipped(at, row) for at, row in below)


def _total_warnings(stated: int | None, found: int, after: int) -> list[str]:
    warnings = []
    if stated is not None and stated != found:
        warnings.append(f"合计行写的是 {stated} 人，实际读到 {found} 人。请核对有没有漏填或多填。")
    if after:
        warnings.append(f"合计行下面还有 {after} 行没有读取。如果是人员，请移到合计行上面。")
    return warnings


class _RowReader:
    """Reads the cells of a row into fields, by the meaning of their columns."""

    def __init__(self, columns: Sequence[ColumnMatch], units: UnitNames, today: date) -> None:
        self._columns = [(c.index, c.field) for c in columns if c.field and c.field != SEQUENCE]
        self._units = units
        self._checked: dict[str, Callable[[Cell], tuple[str | date | None, Problem | None]]] = {
            "name": values.person_name,
            "gender": values.gender,
            "birth_month": lambda cell: values.birth_month(cell, today),
            "phone": values.phone,
            "email": values.email,
        }

    def read(self, number: int, cells: Row) -> RosterRow:
        row = RosterRow(number, PersonFields(), [])
        combined: dict[str, str] = {}
        for index, field in self._columns:
            cell = _at(cells, index)
            if field in self._checked:
                value, problem = self._checked[field](cell)
                setattr(row.values, field, value)
                row.problems += [problem] if problem else []
            elif field in _COMBINED:
                combined[field] = values.text(cell)
            else:
                setattr(row.values, field, values.text(cell))
        row.values.major = values.plain_major(row.values.major)
        row.values.unit_name = self._units.canonical(row.values.unit_name)
        self._split(row, combined)
        return row

    def _split(self, row: RosterRow, combined: Mapping[str, str]) -> None:
        if both := combined.get("education_degree"):
            education, degree = values.split_education_degree(both)
            _fill(row.values, {"education": education, "degree": degree})
        if both := combined.get("school_major"):
            school, major = values.split_school_major(both)
            _fill(row.values, {"school": school, "major": major})
            if not school:
                message = f"“{both}”里没有认出学校，全部作为专业。请写全校名。例：江苏大学城乡规划专业"
                row.problems.append(values.warning("school_major", both, message))
        if both := combined.get("unit_post"):
            unit, post, found = self._units.split(both)
            _fill(row.values, {"unit_name": unit, "post": post})
            if not found:
                message = f"“{both}”里没有认出单位，全部作为单位。请在单位和职务之间空一格。例：区教育局 基础教育科科员"
                row.problems.append(values.warning("unit_post", both, message))


def _fill(person: PersonFields, found: Mapping[str, str]) -> None:
    """Fill fields that no column of their own has filled."""
    for field, value in found.items():
        if not getattr(person, field):
            setattr(person, field, value)


def _mark_twice(rows: Sequence[RosterRow]) -> None:
    """Add an error to each row that is the same person as one above it: same phone, or name, birth month and unit."""
    phones: dict[str, int] = {}
    persons: dict[tuple[str, date, str], int] = {}
    for row in rows:
        person = row.values
        first = phones.setdefault(person.phone, row.number) if person.phone else row.number
        field, value, why = "phone", person.phone, "手机号相同"
        if first == row.number and person.name and person.birth_month and person.unit_name:
            key = (person.name, person.birth_month, person.unit_name)
            first = persons.setdefault(key, row.number)
            field, value, why = "name", person.name, "姓名、出生年月和单位都相同"
        if first != row.number:
            message = f"第 {row.number} 行与第 {first} 行像是同一个人：{why}。请删除其中一行；如是两个人，请改正。"
            row.problems.append(values.error(field, value, message))
