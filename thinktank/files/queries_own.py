# SPDX-License-Identifier: MIT
"""Which files somebody has handed in."""

from __future__ import annotations

from thinktank.files.tables import StoredFile
from thinktank.kernel.subjects import MOST, Section, Subject


async def uploaded(subject: Subject) -> Section:
    """Return the names of the files that the person attached and that are still there."""
    f = StoredFile
    query = f.select(f.at, f.name, f.size).where((f.uploaded_by == subject.account) & f.removed_at.is_null())
    rows = [
        {"日期": f"{row['at']:%Y-%m-%d}", "文件": row["name"], "大小（字节）": row["size"]}
        for row in await query.order_by(f.id).limit(MOST)
    ]
    return Section("我上传的附件", rows)


MY_DATA = (uploaded,)
