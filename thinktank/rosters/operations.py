# SPDX-License-Identifier: MIT
"""Taking a roster into the bank: upload, correct what the columns mean, commit all or nothing.

A bulk loader (decisions.md): thousands of people are written by statements of hundreds, with one chained trail
entry for the batch and a line on each person's timeline.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from datetime import date
from typing import Any

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.rosters import queries, rules
from thinktank.rosters.changes import accepted
from thinktank.rosters.queries import Batch, Reading
from thinktank.rosters.reading import FIELD_LABELS
from thinktank.rosters.schemas import ChooseUnits, CommitImport, ImportView, Remap
from thinktank.rosters.sheet import RosterError
from thinktank.rosters.tables import ColumnMemory
from thinktank.rosters.updating import take_over
from thinktank.rosters.writing import take_in
from thinktank.talents.tables import ImportBatch
from thinktank.trail import operations as trail

LARGEST = 20 * 1024 * 1024


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


async def choose_units(actor: Actor, *, id: int, command: ChooseUnits) -> ImportView:  # noqa: A002 -- the record's id
    """Remember in the batch which unit a text means that several go under; 0 stands for a new one.

    Raises NotFound, Conflict when it is committed already or somebody was faster, Invalid for a text that was not
    asked about or a unit that does not go under it.
    """
    async with db.write_tx():
        stored = await _open(actor, id)
        asked = {one.text: one for one in (await _read(stored)).questions}
        chosen = queries.choices_of(stored)
        for text, unit in command.choices.items():
            if text not in asked or unit not in {0, *(one.id for one in asked[text].candidates)}:
                raise Invalid(_("“%(text)s”不能这样选，请从列出的单位中选择") % {"text": text})
            chosen[text] = unit
        values: dict[Any, Any] = {ImportBatch.unit_choices: json.dumps(chosen, ensure_ascii=False)}
        await touch(ImportBatch, id=stored.id, version=command.version, values=values)
        await trail.record(actor, "import.units_chosen", "import", id, _("选定单位"), fields={"units": chosen})
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
        found = await _readable(stored, new_units=command.new_units)
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
            await take_in(actor, id, found, day)
        await take_over(actor, id, found, accepted)
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


async def _read(stored: Batch) -> Reading:
    try:
        return await queries.read_batch(stored)
    except RosterError as fault:
        raise Invalid(fault.message) from fault


async def _readable(stored: Batch, *, new_units: bool) -> Reading:
    found = await _read(stored)
    if found.errors:
        numbers = "、".join(str(row.number) for row in found.errors[:5])
        raise Invalid(_("第%(rows)s行有错误，一个也没有导入。请改正后重新上传") % {"rows": numbers})
    if found.unanswered:
        texts = "、".join(found.unanswered)
        raise Invalid(_("有的单位写法对应不止一个单位，请先选定再导入：%(texts)s") % {"texts": texts})
    if found.new_units and not new_units:
        words = {"n": len(found.new_units)}
        raise Invalid(fields={"new_units": _("名册里有%(n)d个单位库里没有，请核对写法；确是新单位的，请勾选") % words})
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
