# SPDX-License-Identifier: MIT
"""Which files hang on a record, and who may read them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Literal

from thinktank.files import store
from thinktank.files.schemas import FileRow, FileView
from thinktank.files.tables import StoredFile
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid, NotFound

Access = bool | Literal["cleared"]
Reader = Callable[[Actor, int], Awaitable[Access]]
readers: dict[str, Reader] = {}
"""By kind of record: may this actor read the files of this record? All, none, or those cleared for blind review.
Filled by the composition root; a kind without a reader is read by nobody."""
MOST = 200
STAGED = "staged"  # the kind of files that were sent ahead; their record is the account


def _live() -> Any:
    f = StoredFile
    return f.select(f.id, f.name, f.size, f.media, f.category, f.cleared, f.at)


async def of(kind: str, record: int, *, category: str | None = None, cleared_only: bool = False) -> list[FileView]:
    """Return the files of a record, oldest first. The caller has read the record through its scope."""
    f = StoredFile
    where = (f.kind == kind) & (f.record == record) & f.removed_at.is_null()
    if category is not None:
        where &= f.category == category
    if cleared_only:
        where &= f.cleared == True  # noqa: E712 -- a column comparison
    return await db.rows(_live().where(where).order_by(f.id).limit(MOST), FileView)


async def of_many(kind: str, records: list[int]) -> dict[int, list[FileView]]:
    """Return the files of several records by record, in one query."""
    found: dict[int, list[FileView]] = {record: [] for record in records}
    if not records:
        return found
    f = StoredFile
    query = f.select(f.id, f.name, f.size, f.media, f.category, f.cleared, f.at, f.record)
    where = (f.kind == kind) & f.record.is_in(records) & f.removed_at.is_null()
    for row in await query.where(where).order_by(f.id).limit(MOST * 10):
        found[row.pop("record")].append(FileView(**row))
    return found


async def get(actor: Actor, id: int) -> FileRow:  # noqa: A002 -- the record's own id
    """Return a file that the actor may read; NotFound for everybody else, and once it has been removed."""
    f = StoredFile
    query = f.select(f.id, f.kind, f.record, f.name, f.size, f.media, f.sha256, f.cleared, f.uploaded_by, f.removed_at)
    found = await db.first(query.where((f.id == id) & f.removed_at.is_null()), FileRow)
    if found is None:
        for reader in list(readers.values())[:1]:  # a missing file takes the same work as a hidden one
            await reader(actor, 0)
        raise NotFound
    if not await _may_read(actor, found):
        raise NotFound
    return found


async def _may_read(actor: Actor, file: FileRow) -> bool:
    reader = readers.get(file.kind)
    if reader is None:
        return False
    access = await reader(actor, file.record)
    return file.cleared if access == "cleared" else bool(access)


async def content(actor: Actor, id: int) -> tuple[FileRow, AsyncIterator[bytes]]:  # noqa: A002
    """Return a file that the actor may read with its bytes, piece by piece; NotFound also when they are gone."""
    found = await get(actor, id)
    try:
        return found, await store.stream(found.sha256)
    except FileNotFoundError:
        raise NotFound("文件内容已不在存储中，请联系管理员从备份恢复") from None


class Staged:
    """A file that was sent ahead, as an upload of the call that takes it along."""

    def __init__(self, filename: str, content: bytes) -> None:
        self.filename = filename
        self._file = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        return self._file.read(size)

    async def seek(self, offset: int) -> int:
        """Go to a place."""
        return self._file.seek(offset)


async def staged(actor: Actor, ids: Sequence[int] | None) -> list[Staged]:
    """Return files that the actor has sent ahead; Invalid names those that are not there (any more)."""
    f = StoredFile
    mine = (f.kind == STAGED) & (f.record == actor.account) & f.removed_at.is_null()
    wanted = list(dict.fromkeys(ids or ()))[:MOST]
    rows = await f.select(f.id, f.name, f.sha256).where(mine & f.id.is_in(wanted or [0])) if wanted else []
    found = {row["id"]: row for row in rows}
    if lost := [str(one) for one in wanted if one not in found]:
        raise Invalid(fields={"uploads": f"没有找到已上传的文件{'、'.join(lost)}，请重新上传"})
    return [
        Staged(found[one]["name"], b"".join([piece async for piece in await store.stream(found[one]["sha256"])]))
        for one in wanted
    ]


async def stored_hashes() -> list[tuple[str, str]]:
    """Return (hash, name) of every file that is attached somewhere, for ``thinktank check``."""
    f = StoredFile
    return [
        (row["sha256"], row["name"])
        for row in await f.select(f.sha256, f.name).where(f.removed_at.is_null()).order_by(f.id)
    ]
