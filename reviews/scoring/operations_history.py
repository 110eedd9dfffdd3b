# SPDX-License-Identifier: MIT
"""Keeping a sheet as it is when it is handed in, taken back or revised."""

from __future__ import annotations

import msgspec

from reviews.scoring.schemas import Kept, KeptScore, SheetView
from reviews.scoring.states import Event
from reviews.scoring.tables import SheetRevision
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor


def kept_of(sheet: SheetView) -> Kept:
    """Return what a sheet says, by criterion in a fixed order, so that two states can be compared."""
    scores = sorted(sheet.scores, key=lambda one: one.criterion)
    return Kept(
        opinion=sheet.opinion, advice=sheet.advice, confidence=sheet.confidence, private_note=sheet.private_note,
        veto_note=sheet.veto_note, vetoes=sheet.vetoes,
        scores=[KeptScore(one.criterion, one.value, one.not_applicable, one.comment) for one in scores],
    )  # fmt: skip


async def keep(actor: Actor, *, sheet: SheetView, event: Event, reason: str = "") -> int:
    """Keep a sheet whole under its next number, and return that. Inside ``write_tx()``."""
    db.current_tx()
    r = SheetRevision
    number = 1 + int(await r.count().where(r.sheet == sheet.id))
    row = r(
        sheet=sheet.id, number=number, event=str(event), total=sheet.total, reason=reason, at=clock.now(),
        by=actor.account, content=msgspec.json.encode(kept_of(sheet)).decode(),
    )  # fmt: skip
    await r.insert(row)
    return number
