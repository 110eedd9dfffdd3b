# SPDX-License-Identifier: MIT
"""Keeping and removing attachments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta

from thinktank.files import kinds, queries, rules, store
from thinktank.files.schemas import FileView, Upload
from thinktank.files.tables import StoredFile
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.policy import require
from thinktank.kernel.subjects import ERASED
from thinktank.trail import operations as trail

MOST_AT_ONCE = 20
AT_ONCE = 200
CHUNK = 256 * 1024
KEEP_STAGED = timedelta(days=2)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069]+")


def safe_name(name: str) -> str:
    """Return a file's name without folders, control and direction characters, at most 120 characters long."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:110]}{dot}{ending[:9]}" if dot else plain[:120] or "附件"


async def attach(
    actor: Actor, *, kind: str, record: int, uploads: Sequence[Upload], category: str = "", field: str = "uploads"
) -> list[FileView]:
    """Keep files as attachments of a record and return them; the caller has checked that the actor may add any.

    Raises Invalid, under the name of the form's field, for a type that is not taken, a content that is not what
    the name says, an empty file, or one beyond the size limit: then none of them is attached.
    """
    chosen = [upload for upload in uploads if upload.filename]
    if not chosen:
        return []
    if len(chosen) > MOST_AT_ONCE:
        raise Invalid(fields={field: f"一次最多上传{MOST_AT_ONCE}个文件，请分次上传"})
    rows = [await _kept(actor, kind, record, upload, category, field) for upload in chosen]
    f = StoredFile
    async with db.write_tx():
        found = await f.insert(*rows).returning(f.id, f.name, f.size, f.media, f.category, f.cleared, f.at)
        for row in rows:
            await trail.record(
                actor,
                "file.attached",
                kind,
                record,
                f"上传附件：{row.name}",
                fields={"name": row.name, "sha256": row.sha256, "size": row.size},
            )
    return [FileView(**row) for row in found]


async def stage(actor: Actor, *, upload: Upload) -> FileView:
    """Keep a file for a call to come that attaches it to its record; until then nobody reads it.

    Raises Invalid as ``attach`` does. For programs, whose calls carry no files.
    """
    found = await attach(actor, kind=queries.STAGED, record=actor.account, uploads=[upload], field="data")
    if not found:
        raise Invalid(fields={"data": "请选择要上传的文件"})
    return found[0]


async def forget_staged(_: Actor) -> int:
    """Take away what was sent ahead and not fetched in time; a job. Returns how many files."""
    f = StoredFile
    old = (f.kind == queries.STAGED) & (f.at < clock.now() - KEEP_STAGED) & f.removed_at.is_null()
    async with db.write_tx():
        return len(await f.update({f.removed_at: clock.now()}).where(old).returning(f.id))


async def _kept(actor: Actor, kind: str, record: int, upload: Upload, category: str, field: str) -> StoredFile:
    """Check one file, put its bytes in the store, and return its row."""
    name = safe_name(upload.filename)
    content = await _read(upload, name, field)
    try:
        media = kinds.media_type(name, content)
    except ValueError as error:
        raise Invalid(fields={field: str(error)}) from None
    sha256 = hashlib.sha256(content).hexdigest()
    await store.keep(sha256, content)
    return StoredFile(
        kind=kind,
        record=record,
        category=category,
        name=name,
        media=media,
        size=len(content),
        sha256=sha256,
        uploaded_by=actor.account,
        at=clock.now(),
    )


async def _read(upload: Upload, name: str, field: str) -> bytes:
    """Read a file up to the limit and no further."""
    most = store.most_bytes()
    content = bytearray()
    await upload.seek(0)
    while piece := await upload.read(CHUNK):
        content += piece
        if len(content) > most:
            raise Invalid(fields={field: f"「{name}」超过{most // 1024 // 1024}MB，请压缩后再上传"})
    return bytes(content)


async def remove(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's own id
    """Take a file off its record; the row and the trail keep that it was there. NotFound, Denied."""
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_remove(actor, found))
        f = StoredFile
        await f.update({f.removed_at: clock.now()}).where((f.id == id) & f.removed_at.is_null())
        await trail.record(
            actor, "file.removed", found.kind, found.record, f"移除附件：{found.name}", fields={"sha256": found.sha256}
        )


async def erase(*, kind: str, records: Sequence[int], categories: Sequence[str] = ()) -> None:
    """Take the files of these records away for good, their names too; of some categories only where any are named.

    The bytes go with the next round of the job, once the transaction has held. Must run inside ``write_tx()``.
    """
    db.current_tx()
    if not records:
        return
    f = StoredFile
    theirs = (f.kind == kind) & f.record.is_in(list(records))
    if categories:
        theirs &= f.category.is_in(list(categories))
    gone = await f.update({f.removed_at: clock.now(), f.name: ERASED, f.size: 0}).where(theirs).returning(f.record)
    touched = sorted({row["record"] for row in gone})
    for record in touched:
        await trail.forget(kind, record, ("name",))
    await trail.reword(kind, touched, action="file.attached", text="上传附件")
    await trail.reword(kind, touched, action="file.removed", text="移除附件")


async def drop_erased(_: Actor) -> int:
    """Remove the bytes of erased files from the store, unless another record has the same; a job. Returns how many."""
    f = StoredFile
    done = 0
    for row in await f.select(f.id, f.sha256).where((f.size == 0) & (f.sha256 != "")).limit(AT_ONCE):
        async with db.write_tx():
            shared = (f.sha256 == row["sha256"]) & (f.size > 0) & f.removed_at.is_null()
            if not await db.exists(f.select(f.id).where(shared)):
                await store.drop(row["sha256"])
            await f.update({f.sha256: ""}).where(f.id == row["id"])
            done += 1
    return done


async def clear(actor: Actor, *, id: int, cleared: bool) -> None:  # noqa: A002 -- the record's own id
    """Let blind reviewers see a file, or no longer. NotFound, Denied."""
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_clear(actor))
        await StoredFile.update({StoredFile.cleared: cleared}).where(StoredFile.id == id)
        text = f"{'放行' if cleared else '收回'}匿名评审附件：{found.name}"
        await trail.record(actor, "file.cleared", found.kind, found.record, text, staff_only=True)
