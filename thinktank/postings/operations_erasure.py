# SPDX-License-Identifier: MIT
"""Letting go of what postings say of a person."""

from __future__ import annotations

from typing import Any

from thinktank.files import operations as files
from thinktank.kernel.subjects import ERASED
from thinktank.notices import operations as notices
from thinktank.postings.states import Side
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion
from thinktank.talents.events import PersonErased
from thinktank.trail import operations as trail

_JUDGED = ("reason", "warnings", "contact", "half_comment", "grade", "end_reason")
_WRITTEN = ("plan", "half_text", "summary")


async def on_person_erased(event: PersonErased) -> None:
    """Empty opinions, appraisals and reasons of a person's postings; with ``whole`` what the person wrote as well.

    Who was where, and how long, stays: it is the receiving unit's history too.
    """
    p = Posting
    names = (*_JUDGED, *_WRITTEN) if event.whole else _JUDGED
    empty: dict[Any, Any] = {getattr(p, name): "" for name in names}
    found = await p.update(empty).where(p.talent == event.talent).returning(p.id)
    ids = [row["id"] for row in found]
    if not ids:
        return
    await _said(ids)
    await trail.forget_words("posting", ids, (*names, "text"))
    await notices.forget("posting", ids)
    await files.erase(kind="posting", records=ids, categories=() if event.whole else ("scan",))
    for side in (Side.SENDER, Side.RECEIVER):
        await files.erase(kind=f"posting_{side}", records=ids)


async def _said(postings: list[int]) -> None:
    o, c = PostingOpinion, PostingChange
    await o.update({o.text: ERASED}).where(o.posting.is_in(postings) & (o.text != ""))
    await c.update({c.reason: ERASED, c.note: ""}).where(c.posting.is_in(postings))
