# SPDX-License-Identifier: MIT
"""A roster's dry run: what the file says, set against the bank."""

from __future__ import annotations

import asyncio
import base64
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.identity.schemas import UnitView
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.policy import require
from thinktank.rosters import reading as roster
from thinktank.rosters import rules
from thinktank.rosters.cells import error, warning
from thinktank.rosters.changes import changes_of, differing, stored
from thinktank.rosters.reading import PersonFields, Roster, RosterRow
from thinktank.rosters.schemas import ImportRow, ImportView, UnitCandidate, UnitQuestion
from thinktank.rosters.sheet import ColumnMatch, RosterError
from thinktank.rosters.sheets import template, with_problems
from thinktank.rosters.tables import ColumnMemory
from thinktank.rosters.units import UnitNames
from thinktank.talents.schemas import masked_phone
from thinktank.talents.tables import ImportBatch, Talent

MOST_SHOWN = 300
MOST_REMEMBERED = 2000
_LONGEST = {
    "name": 60, "ethnicity": 20, "political_status": 40, "education": 40, "degree": 40, "school": 120,
    "major": 120, "unit_name": 120, "post": 120, "pro_title": 60, "email": 120,
}  # fmt: skip


class Batch(msgspec.Struct):
    """An import batch as it is stored."""

    id: int
    version: int
    filename: str
    content: str
    sheet: str
    mapping: str
    unit_choices: str
    as_members: bool
    admitted_on: date | None
    rows: int
    problems: int
    added: int
    updated: int
    uploaded_by: int
    uploaded_at: datetime
    committed_at: datetime | None


class Reading(msgspec.Struct):
    """A roster read and compared: its rows, who is in the bank already (row number to id), names of new units."""

    roster: Roster
    known: dict[int, int]
    units: dict[str, int]
    new_units: list[str]
    stored: dict[int, dict[str, Any]]  # what the bank says of those who are in it, by id
    questions: list[UnitQuestion] = []

    @property
    def unanswered(self) -> list[str]:
        """The texts of units that several go under, and nobody has said which is meant."""
        return [one.text for one in self.questions if one.chosen is None]

    @property
    def fresh(self) -> list[RosterRow]:
        """The rows that are not in the bank yet."""
        return [row for row in self.roster.rows if row.number not in self.known]

    def changed(self, row: RosterRow) -> list[str]:
        """The fields in which a row differs from the bank; none for a new person."""
        talent = self.known.get(row.number)
        return differing(row.values, self.stored[talent], self.units) if talent else []

    @property
    def errors(self) -> list[RosterRow]:
        """The rows that keep the roster from being taken in."""
        return [row for row in self.roster.rows if any(p.level == "error" for p in row.problems)]


async def batch(actor: Actor, id: int) -> Batch:  # noqa: A002 -- the record's id
    """Return a stored roster; Denied for others than officers, NotFound when it is another officer's or missing."""
    require(rules.may_import(actor))
    query = ImportBatch.select().where(ImportBatch.id == id)
    if not actor.is_system:
        query = query.where(ImportBatch.uploaded_by == actor.account)
    found = await db.first(query, Batch)
    if found is None:
        raise NotFound
    return found


async def read_batch(kept: Batch) -> Reading:
    """Read a stored roster with what a person said of its columns and units; RosterError when it cannot be read."""
    return await read(content_of(kept), kept.filename, mapping_of(kept), choices_of(kept))


async def read(
    content: bytes, filename: str, mapping: dict[int, str], choices: Mapping[str, int] | None = None
) -> Reading:
    """Read a roster and compare it with the bank; RosterError when it cannot be read.

    ``choices`` says which unit a text means that several go under, 0 for a new one.
    """
    units = await identity.unit_options()
    names = await asyncio.to_thread(UnitNames, *_names_of(units))
    found = await asyncio.to_thread(_parse, content, filename, names, mapping, await memory())
    for row in found.rows:
        _check(row)
    written = Counter(row.values.unit_name for row in found.rows)
    questions = _questions(written, units, names, choices or {})
    by_name = _unit_ids(units) | {one.text: one.chosen or 0 for one in questions}
    by_name = {text: unit for text, unit in by_name.items() if unit}
    unanswered = {one.text for one in questions if one.chosen is None}
    known = await _known([row for row in found.rows if row.values.name], by_name)
    return Reading(
        roster=found,
        known=known,
        stored=await stored(sorted(set(known.values()))),
        units=by_name,
        new_units=[name for name in written if name and name not in by_name and name not in unanswered],
        questions=questions,
    )


def _parse(content: bytes, filename: str, names: UnitNames, mapping: dict[int, str], memory: dict[str, str]) -> Roster:
    """Parse a roster; headers that a person explained in an earlier one are taken for what they meant there."""
    fault: RosterError | None = None
    found: Roster | None = None
    try:
        found = roster.parse(content, filename, units=names, today=clock.today(), fields_override=mapping)
    except RosterError as error:
        fault = error
    columns = found.columns if found else fault.columns if fault else []
    free = {header: field for header, field in memory.items() if field not in mapping.values()}
    known = {column.index: free.get(header_key(column.header), column.field) for column in columns}
    more = {c.index: known[c.index] for c in columns if c.index not in mapping and known[c.index] != c.field}
    if more:
        return roster.parse(content, filename, units=names, today=clock.today(), fields_override=mapping | more)
    if found is None:
        raise fault or RosterError("")
    return found


def header_key(header: str) -> str:
    """Return a header as it is remembered: without blanks, of one width and case."""
    return "".join(unicodedata.normalize("NFKC", header).split()).lower()[:60]


async def memory() -> dict[str, str]:
    """Return what headers were found to mean by hand, "" for a column to leave out."""
    m = ColumnMemory
    return {row["header"]: row["field"] for row in await m.select(m.header, m.field).limit(MOST_REMEMBERED)}


async def problem_file(actor: Actor, id: int) -> tuple[str, bytes]:  # noqa: A002 -- the record's id
    """Return a roster as it was laid out with its problems beside the rows, and a name for the file.

    Raises NotFound outside one's own rosters, Conflict once it is committed, Invalid when it cannot be read.
    """
    found = await batch(actor, id)
    if found.committed_at is not None:
        raise Conflict(_("这份名册已经导入，没有要改的"), code="illegal")
    content = content_of(found)
    try:
        read_ = await read_batch(found)
        overrides = {c.index: c.field for c in read_.roster.columns}
        table, header = await asyncio.to_thread(roster.layout, content, found.filename, overrides)
    except RosterError as fault:
        raise Invalid(fault.message) from fault
    stem = found.filename.rsplit(".", 1)[0]
    return f"{stem}（问题）.xlsx", await asyncio.to_thread(with_problems, table, header, read_.roster.rows)


async def template_file() -> bytes:
    """Return an empty roster with drop-downs, the units of the tree among them."""
    units = [unit.name for unit in await identity.unit_options()]
    return await asyncio.to_thread(template, units)


def _unit_ids(units: Sequence[UnitView]) -> dict[str, int]:
    """Return the units by every name that they go under; a full name wins over another's short one."""
    found = {unit.short_name: unit.id for unit in units if unit.short_name}
    return found | {unit.name: unit.id for unit in units}


def _names_of(units: Sequence[UnitView]) -> tuple[list[str], dict[str, int]]:
    """Return every name that units go under, and whose each is."""
    pairs = [(name, unit.id) for unit in units for name in (unit.name, unit.short_name) if name]
    return [name for name, _unit in pairs], dict(pairs)


def _questions(
    written: Mapping[str, int], units: Sequence[UnitView], names: UnitNames, choices: Mapping[str, int]
) -> list[UnitQuestion]:
    """Return the texts of the roster that several units go under; a full name that is one unit's alone is clear."""
    full, any_name = defaultdict(list), defaultdict(list)
    for unit in units:
        full[unit.name].append(unit)
        for name in {unit.name, unit.short_name} - {""}:
            any_name[name].append(unit)
    for text, shared in names.shared.items():
        any_name[text] = list({one.id: one for name in shared for one in any_name["".join(name.split())]}.values())
    return [
        UnitQuestion(text, rows, [UnitCandidate(one.id, one.name) for one in fitting], choices.get(text))
        for text, rows in written.items()
        if len(fitting := any_name.get(text, [])) > 1 and len(full.get(text, [])) != 1
    ]


def _check(row: RosterRow) -> None:
    """Add what the bank asks beyond what the file's reader saw: a unit, and texts of a length that fits."""
    for field, most in _LONGEST.items():
        value = getattr(row.values, field)
        if len(value) > most:
            label = roster.FIELD_LABELS.get(field, field)
            row.problems.append(
                error(field, value[:30], f"{label}最多{most}个字，现在{len(value)}个。请缩短后再上传。")
            )
    if not row.values.unit_name:
        row.problems.append(warning("unit_name", "", "没有写单位，导入后放在本级。请补上单位，或导入后再调整。"))


async def _known(rows: Sequence[RosterRow], units: dict[str, int]) -> dict[int, int]:
    """Match people with the bank: by phone, else by name, birth month and unit (decisions.md, Import)."""
    t = Talent
    by_phone: dict[str, int] = {}
    by_person: dict[tuple[str, date | None, int], int] = {}
    for part in chunks(sorted({row.values.phone for row in rows if row.values.phone})):
        for found in await t.select(t.id, t.phone).where(t.phone.is_in(list(part))):
            by_phone[found["phone"]] = found["id"]
    for part in chunks(sorted({row.values.name for row in rows})):
        for found in await t.select(t.id, t.name, t.birth_month, t.unit).where(t.name.is_in(list(part))):
            by_person[found["name"], found["birth_month"], found["unit"]] = found["id"]
    known = {}
    for row in rows:
        person = row.values
        match = by_phone.get(person.phone) if person.phone else None
        if match is None and person.birth_month and person.unit_name:
            match = by_person.get((person.name, person.birth_month, units.get(person.unit_name, 0)))
        if match is not None:
            known[row.number] = match
    return known


# -- as the page shows it -------------------------------------------------------------------------------------


def mapping_of(stored: Batch) -> dict[int, str]:
    """Return what the columns mean as corrected by hand."""
    return {int(index): field for index, field in json.loads(stored.mapping).items()}


def choices_of(stored: Batch) -> dict[str, int]:
    """Return which units were meant by texts that several go under."""
    found: dict[str, int] = json.loads(stored.unit_choices)
    return found


def content_of(stored: Batch) -> bytes:
    """Return the file as it was uploaded; empty once it is committed."""
    return base64.b64decode(stored.content)


async def preview(actor: Actor, id: int) -> ImportView:  # noqa: A002 -- the record's id
    """Return the dry run of a roster; after the commit, what came of it."""
    kept = await batch(actor, id)
    view = bare(kept)
    if kept.committed_at is not None:
        return view
    try:
        found = await read_batch(kept)
    except RosterError as fault:
        view.fault, view.columns = fault.message, _shown_columns(fault.columns, kept)
        return view
    return dressed(view, found)


def bare(stored: Batch) -> ImportView:
    """Return the view of a batch without its content."""
    names = [name for name in ImportView.__struct_fields__ if name in Batch.__struct_fields__]
    return ImportView(**{name: getattr(stored, name) for name in names})


def _shown_columns(columns: Sequence[ColumnMatch], stored: Batch) -> list[ColumnMatch]:
    chosen = mapping_of(stored)
    return [msgspec.structs.replace(c, field=chosen.get(c.index, c.field)) for c in columns]


def dressed(view: ImportView, found: Reading) -> ImportView:
    """Fill a view with what was read: all people, or of a long roster those with problems and the first ones."""
    rows = found.roster.rows
    if len(rows) > MOST_SHOWN:
        rows = sorted(rows, key=lambda row: (not row.problems, row.number not in found.known, row.number))[:MOST_SHOWN]
    view.columns = found.roster.columns
    view.warnings = list(found.roster.warnings)
    view.rows = len(found.roster.rows)
    view.problems = len(found.errors)
    view.known = len(found.known)
    view.new = len(found.fresh)
    view.units = found.new_units
    view.changed = sum(bool(found.changed(row)) for row in found.roster.rows)
    view.people = [_shown(row, found) for row in rows]
    view.questions = found.questions
    able = not found.errors and not found.unanswered and (found.fresh or view.changed)
    view.actions = ["commit"] if able else []
    return view


def _shown(row: RosterRow, found: Reading) -> ImportRow:
    person: PersonFields = row.values
    talent = found.known.get(row.number)
    broken = any(problem.level == "error" for problem in row.problems)
    return ImportRow(
        number=row.number,
        name=person.name,
        birth_month=person.birth_month,
        unit_name=person.unit_name,
        post=person.post,
        major=person.major,
        phone=masked_phone(person.phone),
        status="error" if broken else "known" if talent else "new",
        problems=row.problems,
        talent=talent,
        changes=changes_of(row, found.stored[talent], found.units) if talent else [],
    )


async def recent(actor: Actor, limit: int = 20) -> list[ImportView]:
    """Return the actor's latest rosters, newest first."""
    require(rules.may_import(actor))
    b = ImportBatch
    query = b.select(
        b.id, b.version, b.filename, b.sheet, b.uploaded_at, b.committed_at, b.as_members, b.admitted_on, b.rows,
        b.problems, b.added, b.updated,
    )  # fmt: skip
    return await db.rows(
        query.where(b.uploaded_by == actor.account).order_by(b.id, ascending=False).limit(limit), ImportView
    )


def problem_words(view: ImportView) -> str:
    """Return in one line why a roster cannot be taken in, or nothing."""
    if view.fault:
        return view.fault
    if view.problems:
        return _("有%(n)d行需要修改，修改后重新上传，或改正列的含义") % {"n": view.problems}
    if asked := [one.text for one in view.questions if one.chosen is None]:
        return _("请先选定这些写法指哪个单位：%(texts)s") % {"texts": "、".join(asked)}
    return ""
