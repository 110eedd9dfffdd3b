# SPDX-License-Identifier: MIT
"""Taking a list away as a ledger: asked for, let go where it needs a second person, written, fetched, gone again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec

from thinktank.documents.ledger import Ledger, LedgerWriter, file_name
from thinktank.files import store
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.rosters import queries_exports as queries
from thinktank.rosters import rules
from thinktank.rosters.columns import COLUMNS, Person, sheet_columns
from thinktank.rosters.schemas import DecideExport, ExportView, RequestExport
from thinktank.rosters.states import EXPORT
from thinktank.rosters.tables import ExportRequest
from thinktank.talents.schemas import Filter
from thinktank.trail import operations as trail

MOST_ROWS = 200_000
AT_ONCE = 2000  # so many people are written while the person waits; more by the job


async def request(actor: Actor, *, command: RequestExport, chosen: Filter) -> ExportView:
    """Ask for a ledger; it is written at once where nobody has to let it go and it is short.

    Raises Denied for who takes nothing away or asks for full phones without the right, Invalid for a column that is
    closed to the actor, nobody to write, or too many people.
    """
    require(rules.may_export(actor))
    names = await _columns(actor, command)
    classes = sorted(set(names.values()))
    rows = await queries.count(actor, chosen, command.ids)
    if not rows:
        raise Invalid(_("名单里没有人，请先调整筛选条件"))
    if rows > MOST_ROWS:
        raise Invalid(_("名单超过%(n)d人，请缩小范围后分次导出") % {"n": MOST_ROWS})
    waits = rules.needs_approval(rows, classes, (await policies.exports()).approve_above)
    async with db.write_tx():
        id_ = await _insert(actor, command, chosen, names, rows, waits=waits)
        await trail.record(
            actor, "export.requested", "export", id_, _("申请导出：%(what)s") % {"what": command.title},
            detail=command.purpose,
            fields={"rows": rows, "columns": list(names), "full_phones": command.full_phones, "waits": waits},
        )  # fmt: skip
        if waits:
            await _tell_approvers(actor, id_, command.title, rows)
    if not waits and rows <= AT_ONCE:
        await write(id_)
    return await queries.get(actor, id_)


async def _columns(actor: Actor, command: RequestExport) -> dict[str, str]:
    able = await queries.open_columns(actor)
    names = {name: able[name] for name in COLUMNS if name in command.columns and name in able}
    if closed := [name for name in command.columns if name and name not in names]:
        labels = "、".join(COLUMNS[name].title if name in COLUMNS else name for name in closed)
        raise Invalid(fields={"columns": _("不能导出：%(what)s") % {"what": labels}})
    if not names:
        raise Invalid(fields={"columns": _("请至少选一列")})
    if command.full_phones and ("phone" not in names or not actor.has(Role.OFFICER, Role.DEPT_LEADER)):
        raise Invalid(fields={"full_phones": _("完整号码由组织部导出，并须选上“联系电话”一列")})
    return names


async def _insert(
    actor: Actor, command: RequestExport, chosen: Filter, names: dict[str, str], rows: int, *, waits: bool
) -> int:
    now = clock.now()
    keep = timedelta(days=(await policies.exports()).keep_days)
    row = ExportRequest(
        state="requested" if waits else "approved",
        state_since=now,
        title=command.title,
        purpose=command.purpose,
        conditions=msgspec.json.encode(chosen).decode(),
        picked=json.dumps(sorted(set(command.ids))),
        columns=",".join(names),
        full_phones=command.full_phones,
        classes=",".join(sorted(set(names.values()))),
        rows=rows,
        requested_by=actor.account,
        requested_at=now,
        expires_at=now + keep,
    )
    made = await ExportRequest.insert(row).returning(ExportRequest.id)
    return int(made[0]["id"])


async def _tell_approvers(actor: Actor, id_: int, title: str, rows: int) -> None:
    words = {"who": actor.name, "what": title, "n": rows}
    await notices.notify(
        await queries.approvers(actor),
        rule="export.requested",
        kind="export",
        record=id_,
        title=_("%(who)s申请导出“%(what)s”（%(n)d人），请审批") % words,
        href=f"/exports/{id_}",
    )


async def decide(actor: Actor, *, id: int, command: DecideExport) -> ExportView:  # noqa: A002 -- the record's id
    """Let a ledger go, or not; the requester is told. It is written by the job, a short one at once.

    In an office of one the officer decides alone, with a reason, and the leader is told. Raises NotFound, Denied,
    Conflict when it is decided already, Invalid where a reason is missing.
    """
    agree = command.agree == "yes"
    async with db.write_tx():
        view = await queries.get(actor, id)
        own = view.requested_by == actor.account
        alone = await queries.is_alone(actor)
        require(rules.may_decide_export(actor, own=own, state=view.state, alone=alone))
        if (own or not agree) and not command.note.strip():
            raise Invalid(fields={"note": _("请写明理由")})
        step = "approve" if agree else "refuse"
        e = ExportRequest
        keep = clock.now() + timedelta(days=(await policies.exports()).keep_days)
        also = {e.decided_by: actor.account, e.decided_at: clock.now(), e.note: command.note, e.expires_at: keep}
        await move(e, EXPORT, step, id=id, version=command.version, also=also)
        await trail.record(
            actor, f"export.{step}d", "export", id, _(EXPORT.transition(step).label), detail=command.note,
            fields={"alone": own},
        )  # fmt: skip
        await _tell_outcome(actor, view, agree=agree, alone=own)
    if agree and view.rows <= AT_ONCE:
        await write(id)
    return await queries.get(actor, id)


async def _tell_outcome(actor: Actor, view: ExportView, *, agree: bool, alone: bool) -> None:
    """Tell the requester; of what an office of one let go by itself, the leaders."""
    words = {"who": actor.name, "what": view.title, "n": view.rows}
    title = _("导出“%(what)s”已同意") if agree else _("导出“%(what)s”未同意")
    people = [view.requested_by]
    if alone:
        title = _("%(who)s自行审批导出“%(what)s”（%(n)d人），请知悉")
        people = await identity.account_ids_with_role(Role.DEPT_LEADER)
    await notices.notify(
        people, rule="export.decided", kind="export", record=view.id, title=title % words, href=f"/exports/{view.id}"
    )


# -- the file ---------------------------------------------------------------------------------------------------


async def write(id: int) -> int:  # noqa: A002 -- the record's id
    """Write an approved ledger's file, as its requester sees the people now; return how many people are in it.

    Rows go to disk as they are read, so memory does not grow with them. Two processes that write the same export do no
    harm: the second finds it written and drops its own.
    """
    view = await _approved(id)
    kept = await queries.stored(id)
    requester = await identity.actor_of(view.requested_by)
    ledger = await _ledger(requester, view)
    with tempfile.TemporaryDirectory(prefix="thinktank-export-") as folder:
        path = Path(folder) / "ledger.xlsx"
        rows = await _write_file(path, folder, ledger, requester, view, kept)
        sha256, size = await asyncio.to_thread(_digest, path)
        await store.keep_file(sha256, path)
    e = ExportRequest
    name = file_name(view.title, clock.today())
    async with db.write_tx():
        await move(
            e, EXPORT, "write", id=id, version=view.version,
            also={e.file: sha256, e.filename: name, e.size: size, e.rows: rows},
        )  # fmt: skip
        await trail.record(
            requester, "export.written", "export", id, _("生成台账，%(n)d人") % {"n": rows},
            fields={"rows": rows, "sha256": sha256, "full_phones": view.full_phones},
        )  # fmt: skip
    return rows


async def _approved(id_: int) -> ExportView:
    view = await queries.get(system("exports"), id_)
    if view.state != "approved":
        raise NotFound
    return view


async def _ledger(requester: Actor, view: ExportView) -> Ledger:
    now = clock.now().astimezone(clock.SHANGHAI)
    mark = f"{requester.name} {now:%Y-%m-%d %H:%M} 导出 第{view.id}号"
    notes = [
        ("台账", view.title),
        ("用途", view.purpose),
        ("申请人", requester.name),
        ("导出时间", f"{now:%Y-%m-%d %H:%M}"),
        ("编号", f"第{view.id}号"),
        ("审批", view.note or ("按规定审批" if view.decided_by else "不需审批")),
        ("提示", "本表含个人信息，按上述用途使用，用后销毁，不得上传互联网、不得转给无关人员"),
    ]
    unit = (await identity.root_unit()).name
    columns = sheet_columns(view.columns.split(","))
    return Ledger(title=view.title, unit=unit, as_of=clock.today(), columns=columns, mark=mark, notes=notes)


async def _write_file(
    path: Path, folder: str, ledger: Ledger, requester: Actor, view: ExportView, kept: queries.Stored
) -> int:
    names = view.columns.split(",")
    chosen, picked = queries.chosen_of(kept.conditions), queries.picked_of(kept.picked)
    with path.open("wb") as target:
        writer = LedgerWriter(target, ledger, folder=folder)
        async for part in queries.people(requester, chosen, picked, full_phones=view.full_phones):
            await asyncio.to_thread(_add, writer, names, part)
        await asyncio.to_thread(writer.close)
    return writer.rows


def _add(writer: LedgerWriter, names: list[str], part: list[Person]) -> None:
    columns = [(name, COLUMNS[name]) for name in names]
    writer.add([column.of(name, person) for name, column in columns] for person in part)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


async def take(actor: Actor, *, id: int) -> tuple[str, int, AsyncIterator[bytes]]:  # noqa: A002 -- the record's id
    """Hand the file to who asked for it: its name, size and bytes; each time is on the trail.

    Raises NotFound outside the scope, Denied for anybody but the requester, or before and after the file's time.
    """
    async with db.write_tx():
        view = await queries.get(actor, id)
        require(rules.may_export(actor))
        require(rules.may_take(own=view.requested_by == actor.account, state=view.state))
        pieces = await store.stream((await queries.stored(id)).file)
        if view.state == "ready":
            await move(ExportRequest, EXPORT, "take", id=id)
        await trail.record(actor, "export.taken", "export", id, _("下载台账"), fields={"rows": view.rows})
    return view.filename, view.size, pieces


# -- for the jobs -----------------------------------------------------------------------------------------------


async def write_approved(_actor: Actor) -> int:
    """Write the ledgers that have been let go; return how many."""
    e = ExportRequest
    waiting = await e.select(e.id).where(e.state == "approved").order_by(e.id).limit(20)
    for row in waiting:
        await write(row["id"])
    return len(waiting)


async def expire(actor: Actor) -> int:
    """Remove the files whose time is over, and close what nobody decided; return how many."""
    e = ExportRequest
    over = await (
        e.select(e.id, e.file, e.state)
        .where(e.state.is_in(["requested", "approved", "ready", "downloaded"]) & (e.expires_at < clock.now()))
        .limit(200)
    )
    for row in over:
        async with db.write_tx():
            await move(e, EXPORT, "expire", id=row["id"], also={e.file: ""})
            await trail.record(actor, "export.expired", "export", row["id"], _("导出文件已删除"), staff_only=True)
        if row["file"]:
            await store.drop(row["file"])
    return len(over)
