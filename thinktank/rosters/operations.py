# SPDX-License-Identifier: MIT
"""Taking a roster into the bank: upload, correct what the columns mean, commit all or nothing.

A bulk loader (decisions.md): thousands of people are written by statements of hundreds, with one chained trail
entry for the batch and a line on each person's timeline.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from thinktank.identity import operations as identity
from thinktank.identity import queries as units
from thinktank.identity.schemas import NewUnit
from thinktank.index import grams
from thinktank.index import operations as index
from thinktank.index.tables import SearchEntry
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.pinyin import name_key
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.policies import queries as policies
from thinktank.rosters import queries, rules
from thinktank.rosters.changes import accepted
from thinktank.rosters.queries import Batch, Reading
from thinktank.rosters.reading import FIELD_LABELS, RosterRow
from thinktank.rosters.schemas import CommitImport, ImportView, Remap
from thinktank.rosters.sheet import RosterError
from thinktank.rosters.tables import ColumnMemory
from thinktank.talents.events import FactsChanged
from thinktank.talents.operations import bump_all, counted, detail_of, term_end, words_of
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import ImportBatch, Talent
from thinktank.trail import operations as trail

LARGEST = 20 * 1024 * 1024
_COPIED = (
    "gender", "birth_month", "ethnicity", "political_status", "education", "degree", "school", "major", "post",
    "pro_title", "strengths", "research_interest", "phone", "email", "remark",
)  # fmt: skip


async def upload(actor: Actor, *, filename: str, content: bytes) -> ImportView:
    """Keep a roster for its dry run; nothing of it is in the bank yet.

    A table without a name column is kept too, so that a person can say which column is the name. Raises Denied
    for others than officers, Invalid for a file that is no table or too large.
    """
    require(rules.may_import(actor))
    if len(content) > LARGEST:
        raise Invalid(fields={"file": _("文件超过20MB，没有上传。请删除图片和多余的工作表，或把名册拆成几份")})
    found: Reading | None = None
    try:
        found = await queries.read(content, filename, {})
    except RosterError as fault:
        if not fault.columns:
            raise Invalid(fields={"file": fault.message}) from fault
    async with db.write_tx():
        row = await ImportBatch.insert(
            ImportBatch(
                filename=filename[-200:],
                content=base64.b64encode(content).decode(),
                sheet=found.roster.sheet[:100] if found else "",
                uploaded_by=actor.account,
                uploaded_at=clock.now(),
            )
        ).returning(ImportBatch.id)
        id_ = int(row[0]["id"])
        await trail.record(
            actor, "import.uploaded", "import", id_, _("上传名册"), detail=filename, fields={"filename": filename}
        )
    if found is None:
        return await queries.preview(actor, id_)
    return queries.dressed(queries.bare(await queries.batch(actor, id_)), found)


async def remap(actor: Actor, *, id: int, command: Remap) -> ImportView:  # noqa: A002 -- the record's id
    """Remember in the batch what its columns mean.

    Raises NotFound, Conflict when it is committed already or somebody was faster, Invalid for an unknown meaning
    or a meaning given to two columns.
    """
    async with db.write_tx():
        stored = await _open(actor, id)
        used = Counter(field for field in command.mapping.values() if field)
        unknown = sorted(field for field in used if field not in FIELD_LABELS)
        if unknown:
            raise Invalid(_("列的含义不存在，请从列表中选择"))
        if twice := [FIELD_LABELS[field] for field, n in used.items() if n > 1]:
            raise Invalid(_("有两列都是“%(what)s”，请只保留一列") % {"what": "、".join(twice)})
        mapping = json.dumps({str(index): field for index, field in sorted(command.mapping.items())})
        await touch(ImportBatch, id=stored.id, version=command.version, values={ImportBatch.mapping: mapping})
        await _remember(actor, stored, command.mapping)
        await trail.record(
            actor, "import.remapped", "import", id, _("改正列的含义"), fields={"mapping": command.mapping}
        )
    return await queries.preview(actor, id)


async def _remember(actor: Actor, stored: Batch, mapping: dict[int, str]) -> None:
    """Keep what the headers of this roster mean for the next one, where a person said otherwise than the reader."""
    try:
        found = await queries.read(queries.content_of(stored), stored.filename, {})
        columns = found.roster.columns
    except RosterError as fault:
        columns = fault.columns
    m = ColumnMemory
    for column in columns:
        key = queries.header_key(column.header)
        field = mapping.get(column.index)
        if not key or field is None or field == column.field:
            continue
        changes = {m.field: field, m.account: actor.account, m.at: clock.now()}
        if not await m.update(changes).where(m.header == key).returning(m.id):
            await m.insert(m(header=key, field=field, account=actor.account, at=clock.now()))


async def _open(actor: Actor, id: int) -> Batch:  # noqa: A002 -- the record's id
    stored = await queries.batch(actor, id)
    if stored.committed_at is not None:
        raise Conflict(_("这份名册已经导入，不能再改"), code="illegal")
    return stored


async def commit(actor: Actor, *, id: int, command: CommitImport) -> ImportView:  # noqa: A002 -- the record's id
    """Take every new person of a roster into the bank, or nobody; a second commit changes nothing and says so.

    People who are in the bank already are left as they are, but for the fields whose new value was accepted.
    Raises NotFound, Invalid while a row has an error or the admission day is missing or in the future, Conflict when
    the mapping was changed meanwhile.
    """
    stored = await queries.batch(actor, id)
    if stored.committed_at is not None:
        return _repeated(stored)
    day = _admission_day(command)
    async with db.write_tx():
        stored = await queries.batch(actor, id)
        if stored.committed_at is not None:
            return _repeated(stored)
        found = await _readable(stored)
        people, accepted = found.fresh, _accepted(found, command)
        if not people and not accepted:
            raise Invalid(_("名册里的人都已经在库，没有新的人员，也没有选要更新的资料"))
        values = {
            ImportBatch.committed_at: clock.now(),
            ImportBatch.content: "",
            ImportBatch.sheet: found.roster.sheet[:100],
            ImportBatch.as_members: day is not None,
            ImportBatch.admitted_on: day,
            ImportBatch.rows: len(found.roster.rows),
            ImportBatch.added: len(people),
            ImportBatch.updated: len(accepted),
        }
        await touch(ImportBatch, id=id, version=command.version, values=values)
        if people:
            await _take_in(actor, id, found, day)
        await _update(actor, found, accepted)
        await trail.record(
            actor, "import.committed", "import", id, _("名册导入%(n)d人") % {"n": len(people)},
            fields={
                "added": len(people), "known": len(found.known), "updated": len(accepted),
                "as_members": day is not None,
            },
        )  # fmt: skip
        return queries.bare(await queries.batch(actor, id))


def _repeated(stored: Batch) -> ImportView:
    view = queries.bare(stored)
    view.repeated = True
    return view


def _admission_day(command: CommitImport) -> date | None:
    if command.standing == "candidates":
        return None
    if command.admitted_on is None:
        raise Invalid(fields={"admitted_on": _("已是成员的，请填入库日期，例如 2024-05-20")})
    if command.admitted_on > clock.today():
        raise Invalid(fields={"admitted_on": _("入库日期不能晚于今天")})
    return command.admitted_on


async def _readable(stored: Batch) -> Reading:
    try:
        found = await queries.read(queries.content_of(stored), stored.filename, queries.mapping_of(stored))
    except RosterError as fault:
        raise Invalid(fault.message) from fault
    if found.errors:
        numbers = "、".join(str(row.number) for row in found.errors[:5])
        raise Invalid(_("第%(rows)s行有错误，一个也没有导入。请改正后重新上传") % {"rows": numbers})
    return found


# -- people who are in the bank already -----------------------------------------------------------------------


def _accepted(found: Reading, command: CommitImport) -> dict[int, list[str]]:
    """Return the fields to take over, by row number."""
    if command.update == "none":
        return {}
    chosen = frozenset(command.fields)
    fields = {
        row.number: accepted(row, found.changed(row), everything=command.update == "all", chosen=chosen)
        for row in found.roster.rows
    }
    return {number: names for number, names in fields.items() if names}


async def _update(actor: Actor, found: Reading, accepted_fields: dict[int, list[str]]) -> None:
    """Take the accepted fields over, each person with a line on the timeline and a new search entry."""
    if not accepted_fields:
        return
    rows = [row for row in found.roster.rows if row.number in accepted_fields]
    home = await _units(actor, found, rows)
    touched = []
    for row in rows:
        talent, fields = found.known[row.number], accepted_fields[row.number]
        await touch(Talent, id=talent, version=None, values=_values(row, fields, home))
        labels = "、".join(FIELD_LABELS[field] for field in fields)
        await trail.record(
            actor, "talent.updated", "talent", talent, _("按名册更新：%(what)s") % {"what": labels},
            fields={field: str(getattr(row.values, field)) for field in fields},
        )  # fmt: skip
        await _index_again(talent)
        touched.append(talent)
    await events.announce(FactsChanged(actor=actor, talents=tuple(touched)))


def _values(row: RosterRow, fields: Sequence[str], home: dict[str, int]) -> dict[Any, Any]:
    values: dict[Any, Any] = {}
    for field in fields:
        if field == "unit_name":
            values[Talent.unit] = home[row.values.unit_name]
        else:
            values[getattr(Talent, field)] = getattr(row.values, field)
    if "name" in fields:
        values[Talent.name_key] = name_key(row.values.name)
    return values


async def _index_again(talent: int) -> None:
    t = Talent
    names = (t.name, t.unit._.name.as_alias("unit"), t.post, t.strengths, t.research_interest, t.state)
    row = await t.select(*names).where(t.id == talent).first()
    if row is None or row["state"] not in IN_BANK:
        return
    words = words_of(row["name"], row["unit"], row["post"], row["strengths"], row["research_interest"])
    await index.put("talent", talent, row["name"], detail_of(row["unit"], row["post"]), f"/talents/{talent}", words)


# -- writing by the hundred ------------------------------------------------------------------------------------


async def _take_in(actor: Actor, batch: int, found: Reading, day: date | None) -> None:
    people = found.fresh
    home = await _units(actor, found, people)
    state = "active" if day else "submitted"
    keys = await asyncio.to_thread(_sort_keys, people)
    term_to = term_end(day, (await policies.programme()).term_years) if day else None
    ids: list[int] = []
    for part in chunks(people):
        made = [_talent(row, batch, home, state, (day, term_to), keys) for row in part]
        ids += [line["id"] for line in await Talent.insert(*made).returning(Talent.id)]
    await _note_each(actor, batch, day)
    await _index(ids, people)
    await bump_all(counted(state, "", len(ids)))
    await events.announce(FactsChanged(actor=actor, talents=tuple(ids)))


def _sort_keys(people: Sequence[RosterRow]) -> dict[str, str]:
    return {row.values.name: name_key(row.values.name) for row in people}


async def _units(actor: Actor, found: Reading, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Return every unit name of these rows with its unit; unknown ones are made below the root ("" is the root)."""
    root = (await units.root_unit()).id
    home = {"": root} | found.units
    for name in dict.fromkeys(row.values.unit_name for row in rows):
        if name not in home:
            home[name] = await identity.create_unit(actor, command=NewUnit(name=name, parent=root))
    return home


def _talent(
    row: RosterRow,
    batch: int,
    home: dict[str, int],
    state: str,
    term: tuple[date | None, date | None],
    keys: dict[str, str],
) -> Talent:
    person = row.values
    now = clock.now()
    return Talent(
        name=person.name,
        name_key=keys[person.name],
        unit=home[person.unit_name],
        channel="roster",
        state=state,
        state_since=now,
        admitted_on=term[0],
        term_to=term[1],
        batch=batch,
        created_at=now,
        **{field: getattr(person, field) for field in _COPIED},
    )


async def _note_each(actor: Actor, batch: int, day: date | None) -> None:
    """Put the import on each person's timeline, and the admission into each member's growth record."""
    await db.raw(
        "INSERT INTO timeline_entry (kind, record, at, actor, actor_name, action, text, detail, staff_only) "
        "SELECT 'talent', id, created_at, CAST({} AS INTEGER), CAST({} AS TEXT), 'talent.imported', "
        "CAST({} AS TEXT), '', false FROM talent WHERE batch = {} ORDER BY id",
        actor.account,
        actor.name,
        _("名册导入，已是成员") if day else _("名册导入，列为候选人"),
        batch,
    )
    if day:
        await db.raw(
            'INSERT INTO growth_entry (talent, "on", category, text, kind, record, at, source) '
            "SELECT id, admitted_on, CAST({} AS TEXT), CAST({} AS TEXT), 'talent', id, created_at, "
            "'talent:' || id || ':入库:admitted' FROM talent WHERE batch = {} ORDER BY id",
            _("入库"),
            _("成为智库成员"),
            batch,
        )


async def _index(ids: Sequence[int], people: Sequence[RosterRow]) -> None:
    """Make the search entries of many new people; what each is found by is of class P1 only."""
    for part in chunks(list(zip(ids, people, strict=True))):
        entries = [_entry(one, row) for one, row in part]
        made = await SearchEntry.insert(*entries).returning(SearchEntry.id)
        pairs = await asyncio.to_thread(_grams, [line["id"] for line in made], [row for _one, row in part])
        await _insert_grams(pairs)
    _grams_of.cache_clear()


def _entry(talent: int, row: RosterRow) -> SearchEntry:
    p = row.values
    detail = detail_of(p.unit_name, p.post)
    return SearchEntry(kind="talent", record=talent, title=p.name, detail=detail, href=f"/talents/{talent}")


@cache
def _grams_of(word: str) -> frozenset[str]:
    return frozenset(grams.of_words([word]))


def _grams(entries: Sequence[int], people: Sequence[RosterRow]) -> list[tuple[str, int]]:
    found = []
    for entry, row in zip(entries, people, strict=True):
        p = row.values
        wanted: set[str] = set()
        for word in words_of(p.name, p.unit_name, p.post, p.strengths, p.research_interest):
            wanted |= _grams_of(word)
        found += [(gram, entry) for gram in wanted]
    return sorted(found)


async def _insert_grams(pairs: list[tuple[str, int]]) -> None:
    """Insert tens of thousands of grams by one statement: they travel as JSON."""
    text = json.dumps(pairs, ensure_ascii=False)
    if db.is_sqlite():
        await db.raw(
            "INSERT INTO search_gram (gram, entry) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') "
            "FROM json_each({})",
            text,
        )
    else:
        await db.raw(
            "INSERT INTO search_gram (gram, entry) SELECT pair->>0, (pair->>1)::int "
            "FROM json_array_elements({}::json) AS pair",
            text,
        )
