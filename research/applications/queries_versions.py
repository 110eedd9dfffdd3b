# SPDX-License-Identifier: MIT
"""An application as it was handed in each time, and what changed from one time to the next."""

from __future__ import annotations

from datetime import datetime

import msgspec

from research.applications import drafts
from research.applications.schemas import VersionView
from research.applications.states import PART_LABELS, RETURNABLE
from research.applications.tables import ApplicationVersion
from thinktank.kernel import db

MOST = 10


class _Row(msgspec.Struct):
    number: int
    who: str
    at: datetime
    body: str


class Compared(msgspec.Struct):
    """A part in two versions: the stretches that stayed, came and went."""

    label: str
    changed: bool
    pieces: list[drafts.Piece]


async def of_application(application: int) -> list[VersionView]:
    """Return the last versions of an application, oldest first; the caller has read the application."""
    v = ApplicationVersion
    query = v.select(v.number, v.account._.name.as_alias("who"), v.at, v.body).where(v.application == application)
    found = await db.rows(query.order_by(v.number, ascending=False).limit(MOST), _Row)
    return [
        VersionView(row.number, row.who, row.at, msgspec.json.decode(row.body, type=dict[str, str]))
        for row in reversed(found)
    ]


def compared(versions: list[VersionView]) -> list[Compared]:
    """Return part by part what changed between the last two versions; nothing where there are not two."""
    if len(versions) < 2:  # noqa: PLR2004 -- see above
        return []
    before, after = versions[-2].body, versions[-1].body
    return [
        Compared(
            PART_LABELS[name],
            before.get(name, "") != after.get(name, ""),
            drafts.difference(before.get(name, ""), after.get(name, "")),
        )
        for name in RETURNABLE
        if before.get(name) or after.get(name)
    ]
