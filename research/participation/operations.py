# SPDX-License-Identifier: MIT
"""Keeping the ledger of participation: called by topics and projects inside their own transactions."""

from __future__ import annotations

from datetime import date

from research.participation.tables import Ban, Participation
from thinktank.kernel import clock, db


async def join(*, talent: int, kind: str, record: int, role: str) -> None:
    """Write down that somebody leads (``lead``) or joins (``member``) a record; joining again reopens the part."""
    db.current_tx()
    p = Participation
    changed = (
        await p.update({p.active: True, p.role: role, p.since: clock.now()})
        .where((p.talent == talent) & (p.kind == kind) & (p.record == record))
        .returning(p.id)
    )
    if not changed:
        await p.insert(p(talent=talent, kind=kind, record=record, role=role, active=True, since=clock.now()))


async def leave(*, kind: str, record: int, talent: int | None = None) -> None:
    """End one person's part in a record, or everybody's when no person is named."""
    db.current_tx()
    p = Participation
    where = (p.kind == kind) & (p.record == record)
    if talent is not None:
        where &= p.talent == talent
    await p.update({p.active: False}).where(where)


async def close(*, kind: str, record: int) -> None:
    """End everybody's part in a record that is over."""
    await leave(kind=kind, record=record)


async def ban(*, talent: int, until: date, reason: str, kind: str = "", record: int = 0) -> None:
    """Keep somebody from applying up to and including a day (撤项: domain.md §1.3)."""
    db.current_tx()
    await Ban.insert(Ban(talent=talent, until=until, reason=reason, at=clock.now(), kind=kind, record=record))


async def lift(*, kind: str, record: int) -> None:
    """Lift the bans that came from a record, when what they came from is taken back; they stay on file."""
    db.current_tx()
    b = Ban
    await b.update({b.lifted_at: clock.now()}).where((b.kind == kind) & (b.record == record) & b.lifted_at.is_null())
