# SPDX-License-Identifier: MIT
"""Making documents, and the templates that they follow."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import date

from thinktank.documents.archive import MOST_BYTES, Refused
from thinktank.documents.fields import COMMON, sample
from thinktank.documents.filling import check, fill, shipped
from thinktank.documents.ledger import Ledger, to_bytes
from thinktank.documents.ledger import file_name as ledger_name
from thinktank.documents.linking import link
from thinktank.documents.word import written_day
from thinktank.files import operations as files
from thinktank.files.schemas import Upload as File
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.papers import queries, rules
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind
from thinktank.papers.schemas import Drop, PutInForce, Restore, Step, TemplateRow, Upload
from thinktank.papers.states import TEMPLATE
from thinktank.papers.tables import PaperTemplate
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]+")
_LONGEST_NAME = 80


# -- documents ----------------------------------------------------------------------------------------------------


async def make(actor: Actor, *, kind: Kind, asked: Asked) -> tuple[str, bytes]:
    """Make a document of a record that the actor may read, by the template in force; return its name and bytes.

    Who took what, and by which template, is on the trail. NotFound outside the actor's scope, Denied with the reason
    where the rule of the document says no.
    """
    thing = await kind.load(actor, asked)
    require(kind.may(actor, thing))
    told = await kind.tell(actor, thing)
    template = await queries.in_force(kind.name, told.unit)
    values = await _common() | dict(told.values)
    source = template.content or shipped(kind.heading or kind.title, kind.design)
    content = await asyncio.to_thread(fill, source, values, kind.fields, title=kind.title)
    if kind.linked:
        content = await asyncio.to_thread(link, content)
    async with db.write_tx():
        await trail.record(
            actor, "paper.taken", kind.subject, asked.id, _("生成%(what)s") % {"what": kind.title},
            detail=template.words, fields={"kind": kind.name, "template": template.words}, staff_only=True,
        )  # fmt: skip
    return file_name(kind, told), content


def file_name(kind: Kind, told: Told) -> str:
    """Return the name under which a document is filed: 任务书（2026001 河道治理）.docx (domain.md §7.3)."""
    about = _UNSAFE.sub("", told.about).strip()[:_LONGEST_NAME]
    return f"{kind.title}（{about}）.docx" if about else f"{kind.title}.docx"


async def take_ledger(actor: Actor, *, kind: LedgerKind, chosen: Conditions) -> tuple[str, bytes]:
    """Return a list as an Excel ledger: its name and bytes, with the rows that the list shows the actor.

    Who took it under which conditions is on the trail, and in the ledger's header and footer.
    """
    rows = await kind.rows(actor, chosen)
    today = clock.today()
    notes = [
        (_("导出人"), actor.name),
        (_("信息级别"), "P1"),
        (_("条件"), _("；").join(chosen.words().values()) or _("全部")),
    ]
    if len(rows) >= MOST_ROWS:
        notes.append((_("说明"), _("只列最近%(n)d行，请加条件后分次导出") % {"n": MOST_ROWS}))
    ledger = Ledger(
        title=kind.title, unit=(await policies.programme()).department, as_of=today, columns=kind.columns,
        mark=f"{actor.name} {clock.local(clock.now()):%Y-%m-%d %H:%M}", notes=notes, counted=kind.counted,
    )  # fmt: skip
    content = await asyncio.to_thread(to_bytes, ledger, rows)
    async with db.write_tx():
        await trail.record(
            actor, "ledger.taken", "account", actor.account or 0, _("导出%(what)s") % {"what": kind.title},
            fields={"ledger": kind.name, "rows": len(rows)} | chosen.words(),
        )  # fmt: skip
    return ledger_name(kind.title, today), content


async def _common() -> dict[str, str]:
    programme = await policies.programme()
    return dict(
        zip(
            (one.name for one in COMMON),
            (programme.department, written_day(clock.today()), programme.name),
            strict=True,
        )
    )


async def try_out(actor: Actor, *, id: int) -> tuple[str, bytes]:  # noqa: A002 -- the record's id
    """Fill a version with the examples; return the name and the bytes. NotFound, Denied."""
    found, content = await queries.content(actor, id)
    kind = queries.known(found.kind)
    made = await asyncio.to_thread(fill, content, sample(kind.fields), kind.fields, title=kind.title)
    return f"{kind.title}（第{found.number}版样例）.docx", made


def shipped_template(actor: Actor, *, name: str) -> tuple[str, bytes]:
    """Return the shipped template to start from: its name and bytes. NotFound, Denied outside of the department."""
    require(rules.may_read(actor))
    kind = queries.known(name)
    return f"{kind.title}（出厂模板）.docx", shipped(kind.heading or kind.title, kind.design)


# -- templates ----------------------------------------------------------------------------------------------------


async def _whose(actor: Actor, unit: int | None) -> int:
    """The unit that a template is for, the district where none is named; Denied beyond the actor's grants."""
    whose = unit if unit is not None else (await identity.root_unit()).id
    reached = actor.is_system or await identity.covers(actor, rules.SETTERS, whose)
    require(rules.may_set(actor, covers=reached))
    return whose


async def _number(kind: str, unit: int) -> int:
    p = PaperTemplate
    last = await (
        p.select(p.number).where((p.kind == kind) & (p.unit == unit)).order_by(p.number, ascending=False).first()
    )
    return last["number"] + 1 if last else 1


async def _read(upload: File | None) -> bytes:
    if upload is None or not upload.filename:
        raise Invalid(fields={"uploads": _("请选择模板文件（.docx）")})
    content = await upload.read(MOST_BYTES + 1)
    await upload.seek(0)
    return content


async def upload(actor: Actor, *, name: str, command: Upload, file: File | None) -> TemplateRow:
    """Take a template in as a draft, once every placeholder in it is known and it can be filled.

    NotFound for an unknown kind, Denied, Invalid under ``uploads`` with a line for each mistake: its place, the text
    there and why it is one.
    """
    kind = queries.known(name)
    whose = await _whose(actor, command.unit)
    content = await _read(file)
    try:
        faults = await asyncio.to_thread(check, content, kind.fields)
    except Refused as error:
        raise Invalid(fields={"uploads": str(error)}) from None
    if faults:
        raise Invalid(fields={"uploads": "\n".join(map(str, faults))})
    p = PaperTemplate
    async with db.write_tx():
        row = p(
            kind=name, unit=whose, number=await _number(name, whose),
            name=files.safe_name(file.filename if file else ""), sha256=hashlib.sha256(content).hexdigest(),
            size=len(content), note=command.note,
            made_by=actor.account or None, made_at=clock.now(), state=TEMPLATE.initial, state_since=clock.now(),
        )  # fmt: skip
        made = int((await p.insert(row).returning(p.id))[0]["id"])
        if file is not None:
            await files.attach(actor, kind=queries.FILES, record=made, uploads=[file])
        await _record(actor, "paper_template.uploaded", made, f"上传{kind.title}模板第{row.number}版", command.note)
    return await queries.template(actor, made)


async def _record(actor: Actor, action: str, id: int, text: str, detail: str = "", **fields: object) -> None:  # noqa: A002
    await trail.record(actor, action, queries.FILES, id, text, detail=detail, fields=fields)


async def _settable(actor: Actor, id: int) -> TemplateRow:  # noqa: A002 -- the record's id
    found = await queries.template(actor, id)
    await _whose(actor, found.unit)
    return found


async def mark_tried(actor: Actor, *, id: int, command: Step) -> TemplateRow:  # noqa: A002 -- the record's id
    """Try a draft with the examples; from then on it can be put in force. NotFound, Denied, Conflict."""
    found = await _settable(actor, id)
    await try_out(actor, id=id)
    async with db.write_tx():
        also = {PaperTemplate.tried_at: clock.now()}
        await move(PaperTemplate, TEMPLATE, "try", id=id, version=command.version, also=also)
        await _record(actor, "paper_template.tried", id, f"试生成第{found.number}版")
    return await queries.template(actor, id)


async def put_in_force(actor: Actor, *, id: int, command: PutInForce) -> TemplateRow:  # noqa: A002 -- the record's id
    """Use a tried template from a day on. NotFound, Denied, Conflict before it was tried, Invalid for a past day."""
    found = await _settable(actor, id)
    _not_past(command.effective_from)
    p = PaperTemplate
    async with db.write_tx():
        also = {p.effective_from: command.effective_from, p.put_by: actor.account or None, p.put_at: clock.now()}
        await move(p, TEMPLATE, "put", id=id, version=command.version, also=also)
        text = f"启用第{found.number}版模板，自{written_day(command.effective_from)}起"
        await _record(actor, "paper_template.put", id, text, effective_from=command.effective_from)
    return await queries.template(actor, id)


def _not_past(day: date) -> None:
    if day < clock.today():
        raise Invalid(fields={"effective_from": _("日期不能早于今天，已生成的文书不受影响")})


async def drop(actor: Actor, *, id: int, command: Drop) -> TemplateRow:  # noqa: A002 -- the record's id
    """Give up a draft, or take back a template before its day. NotFound, Denied, Conflict once it is in force."""
    found = await _settable(actor, id)
    if found.stands in {"current", "past"}:
        raise Conflict(_("这一版已经启用，不能作废；要停用请恢复出厂模板或启用新版"), code="illegal")
    step = "revoke" if found.stands == "future" else "drop"
    async with db.write_tx():
        also = {PaperTemplate.reason: command.reason}
        await move(PaperTemplate, TEMPLATE, step, id=id, version=command.version, also=also)
        await _record(actor, "paper_template.dropped", id, f"作废第{found.number}版模板", command.reason)
    return await queries.template(actor, id)


async def restore(actor: Actor, *, name: str, command: Restore) -> TemplateRow:
    """Use the shipped template again from a day on; for a unit, that of the units above it.

    NotFound for an unknown kind, Denied, Invalid for a past day, Conflict where there is nothing to go back from.
    """
    kind = queries.known(name)
    whose = await _whose(actor, command.unit)
    _not_past(command.effective_from)
    p = PaperTemplate
    async with db.write_tx():
        own = (p.kind == name) & (p.unit == whose) & (p.state == "in_force") & (p.sha256 != "")
        if not await db.exists(p.select(p.id).where(own)):
            raise Conflict(_("现在用的就是出厂模板"), code="illegal")
        row = p(
            kind=name, unit=whose, number=await _number(name, whose), note=command.reason,
            made_by=actor.account or None, made_at=clock.now(), effective_from=command.effective_from,
            put_by=actor.account or None,
            put_at=clock.now(), state="in_force", state_since=clock.now(),
        )  # fmt: skip
        made = int((await p.insert(row).returning(p.id))[0]["id"])
        text = f"{kind.title}恢复出厂模板，自{written_day(command.effective_from)}起"
        await _record(actor, "paper_template.restored", made, text, command.reason)
    return await queries.template(actor, made)
